import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { inspect, planFrom } from '../../src-renderer/ingest/inspect/inspect'
import { memorySource } from './memorySource'

describe('inspect finds by itself what the open data sets are', () => {
  it.each([
    [
      'gamelaunch/gamelaunch.csv',
      {
        kind: 'events',
        format: 'csv',
        compression: null,
        mapping: { user: 'userid', time: 'eventDate', event: 'eventName' },
      },
    ],
    [
      'ecom_clickstream/ecom.csv.gz',
      {
        kind: 'events',
        format: 'csv',
        compression: 'gzip',
        mapping: { user: 'user_id', time: 'timestamp', event: 'event', session: 'session_id' },
      },
    ],
    ['funneljoin/landed.csv', { kind: 'events', format: 'csv', mapping: { user: 'user_id', time: 'timestamp' } }],
    [
      'onlineretail/onlineretail.csv.gz',
      { kind: 'events', format: 'csv', mapping: { user: 'CustomerID', time: 'InvoiceDate' } },
    ],
    ['mta_paths/mta_data.csv.gz', { kind: 'table', format: 'csv', mapping: {} }],
    ['apache_logs/apache_logs.log', { kind: 'events', format: 'access-log', mapping: { user: 'ip', time: 'time' } }],
  ])('%s', async (path, expected) => {
    const bytes = await readFile(`samples/open-data/${path}`)
    const found = await inspect(memorySource(bytes, [65536], path.split('/')[1]), {})
    expect(found).toMatchObject({ ...expected, certain: true, doubt: null })
    expect(found.mapping).toEqual(expected.mapping)
    const time = found.mapping.time
    expect(planFrom(found, 'UTC').timeFormat === null).toBe(time === undefined)
  })
})

describe('inspect and the order of day and month', () => {
  const text =
    'user_id,event,time\n' + ['01/02/2024', '02/02/2024', '03/02/2024'].map((day) => `u1,open,${day} 10:00`).join('\n')

  it('is in doubt when both orders read, until it is told', async () => {
    const open = await inspect(memorySource(text, [], 'x.csv'), {})
    expect([open.certain, open.doubt?.role, open.doubt?.candidates]).toEqual([
      false,
      'time',
      ['%d/%m/%Y %H:%M', '%m/%d/%Y %H:%M'],
    ])
    const told = await inspect(memorySource(text, [], 'x.csv'), { timeFormat: '%m/%d/%Y %H:%M' })
    expect([told.certain, planFrom(told, 'UTC').timeFormat]).toEqual([true, '%m/%d/%Y %H:%M'])
  })

  it('is not in doubt when a day beyond 12 settles it', async () => {
    const settled = await inspect(memorySource(`${text}\nu1,open,13/02/2024 10:00`, [], 'x.csv'), {})
    expect([settled.certain, planFrom(settled, 'UTC').timeFormat]).toEqual([true, '%d/%m/%Y %H:%M'])
  })
})
