import { describe, expect, it } from 'vitest'
import { zoneMacros } from '../../src-renderer/engine/zoneMacros'
import { shellSql } from '../../src-renderer/query/session/shellSql'
import type { Manifest, TableEntry } from '../../src-renderer/store/manifest'

const [EARLY, MIDDLE, LATE] = ['2023-07-01', '2024-01-15', '2024-07-01'].map((date) => Date.parse(date) * 1000) as [
  number,
  number,
  number,
]

function table(name: string, kind: 'events' | 'table', minTs: number | null, maxTs: number | null): TableEntry {
  const part = { path: name, date: null, rows: 1, bytes: 1, minTs, maxTs, sha256: '' }
  return {
    name,
    kind,
    columns: [],
    mapping: {},
    partitions: [part],
    userDays: [],
    sessions: [],
    rejects: [],
    rows: 1,
    rejected: 0,
    rowsWithoutUser: 0,
  }
}

function workspace(...tables: readonly TableEntry[]): Manifest {
  return {
    format: 1,
    revision: 1,
    createdAt: '',
    timezone: 'Europe/Berlin',
    weekStart: 1,
    tables: Object.fromEntries(tables.map((one) => [one.name, one])),
    sources: [],
    users: null,
  }
}

const two = workspace(
  table('log', 'events', EARLY, MIDDLE),
  table('more', 'events', MIDDLE, LATE),
  table('shops', 'table', null, null),
)
const lines = (text: string): readonly string[] => text.split('\n')

describe('a query for any DuckDB shell', () => {
  it('is the query and one semicolon, where it reads nothing and cuts no days', () => {
    for (const sql of ['SELECT 1', 'SELECT 1;', '\nSELECT 1;\n'])
      expect(shellSql({ sql }, two, [], null)).toBe('SELECT 1;')
  })

  it('says first which tables must be there, the users last', () => {
    expect(lines(shellSql({ sql: 'FROM log' }, two, ['all_users', 'shops', 'log'], null))).toEqual([
      '-- Reads: log, shops, all_users (export them from Lathe under these names).',
      'FROM log;',
    ])
  })

  it.each(['local_date', 'LOCAL_TIME'])('brings %s, made for the times of all tables', (macro) => {
    const sql = `SELECT ${macro}(ts) FROM log`
    for (const reach of ['wide', 'data'] as const) {
      expect(lines(shellSql({ sql }, two, ['log'], reach))).toEqual([
        '-- Reads: log (export them from Lathe under these names).',
        '-- Days are cut in Europe/Berlin.',
        ...zoneMacros('Europe/Berlin', EARLY, LATE, reach).map((statement) => `${statement};`),
        `${sql};`,
      ])
    }
  })

  it('cuts days in the zone of its own plan', () => {
    const tokyo = lines(shellSql({ sql: 'SELECT local_date(ts) FROM log', timezone: 'Asia/Tokyo' }, two, [], 'data'))
    expect([tokyo[0], tokyo[1]]).toEqual([
      '-- Days are cut in Asia/Tokyo.',
      `${zoneMacros('Asia/Tokyo', EARLY, LATE, 'data')[0]!};`,
    ])
  })

  it('takes all times where no table has any', () => {
    const made = shellSql(
      { sql: 'SELECT local_time(opened) FROM shops' },
      workspace(table('shops', 'table', null, null)),
      [],
      'data',
    )
    expect(lines(made)[1]).toBe(`${zoneMacros('Europe/Berlin', null, null, 'data')[0]!};`)
  })
})
