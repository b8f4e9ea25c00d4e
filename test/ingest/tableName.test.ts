import { describe, expect, it } from 'vitest'
import { checkTableName, tableNameOf } from '../../src-renderer/ingest/inspect/tableName'

describe('table names', () => {
  it.each([
    ['gamelaunch.csv', 'gamelaunch'],
    ['2024-01 orders.csv.gz', 'log_2024_01_orders'],
    ['users.csv', 'users'],
    ['all_users.csv', 'all_users_table'],
    ['/a/b/événements.ndjson', 'événements'],
    ['...', 'log'],
    ['access.log', 'access'],
  ])('from %s', (file, name) => {
    expect(tableNameOf(file)).toBe(name)
    expect(() => {
      checkTableName(name, [])
    }).not.toThrow()
  })

  it.each([
    ['all_users', []],
    ['ALL_EVENTS', []],
    ['', []],
    ['a/b', []],
    ['..', []],
    ['x'.repeat(101), []],
    ['Log', ['log']],
    ['log_user_days', ['log']],
    ['log_rejects', ['log']],
    ['log', ['log_sessions']],
  ] as [string, string[]][])('refuses "%s" beside %j', (name, others) => {
    expect(() => {
      checkTableName(name, others)
    }).toThrow(/cannot be called/)
  })

  it('takes a table that is there again', () => {
    expect(() => {
      checkTableName('log', ['log', 'other'])
    }).not.toThrow()
  })
})
