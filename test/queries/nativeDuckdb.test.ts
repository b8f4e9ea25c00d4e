import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NativeDuckdb } from './nativeDuckdb'

describe('the native test bed', () => {
  let db: NativeDuckdb
  beforeAll(async () => {
    db = await NativeDuckdb.open()
  })
  afterAll(() => db.close())

  it('offers the tables that the engine offers', async () => {
    const catalog = await db.load(
      {
        name: 'log',
        events: [
          { user: 'b', event: 'x', ts: '2024-03-10T04:59:00Z', value: 1.5, more: { plan: 'pro', seats: 2 } },
          { user: 'a', event: 'y', ts: '2024-03-10T05:01:00Z', test: true },
          { user: null, event: 'x', ts: '2024-03-11T03:30:00Z' },
          { user: 'b', event: 'x', ts: '2024-03-10T05:29:00Z', more: { plan: null, seats: 3 } },
        ],
      },
      { timezone: 'America/New_York' },
    )
    expect(catalog).toMatchObject({
      hasTestUsers: true,
      tables: [{ name: 'log', rows: 4, minDate: '2024-03-09', maxDate: '2024-03-10' }],
    })
    expect(catalog.tables[0]!.columns.map((column) => `${column.name} ${column.type}`)).toEqual([
      'user_id string',
      'user_key integer',
      'event string',
      'ts timestamp',
      'value double',
      'is_test boolean',
      'plan string',
      'seats integer',
      '_source integer',
    ])
    expect(await db.query('SELECT user_key, date, events FROM log_user_days ORDER BY 1, 2')).toEqual([
      { user_key: 1, date: '2024-03-10', events: 1 },
      { user_key: 2, date: '2024-03-09', events: 1 },
      { user_key: 2, date: '2024-03-10', events: 1 },
    ])
    expect(
      await db.query('SELECT user_key, events, epoch(end_ts - start_ts) AS seconds FROM log_sessions ORDER BY 1'),
    ).toEqual([
      { user_key: 1, events: 1, seconds: 0 },
      { user_key: 2, events: 2, seconds: 1800 },
    ])
    expect(await db.query('SELECT count(*) AS n, count(user_key) AS known FROM all_events')).toEqual([
      { n: 4, known: 3 },
    ])
    // 03:30 UTC on the 11th is 23:30 on the 10th, after New York's clocks went forward.
    expect(await db.query('SELECT local_time(ts)::VARCHAR AS at FROM log WHERE user_key IS NULL')).toEqual([
      { at: '2024-03-10 23:30:00' },
    ])
  })
})
