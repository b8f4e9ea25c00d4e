import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  eventsPlan,
  filledDays,
  IN_SCOPE,
  LOCAL_TIME,
  pageOfDate,
  pagesOf,
  personDaysPlan,
  personSessionsPlan,
  UTC_TIME,
  type PersonDay,
} from '../../../src-renderer/panels/drill/personPlans'
import { findUsersPlan, userKeysSql, usersPlan } from '../../../src-renderer/panels/drill/usersPlan'
import { NativeDuckdb, toMicros } from '../../queries/nativeDuckdb'
import { randomLog } from '../../queries/randomLog'

vi.setConfig({ testTimeout: 60_000 })

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('users behind a figure', () => {
  it("has the drill's own columns between the id and what the log says in all", async () => {
    await db.load([
      {
        name: 'one',
        events: [
          { user: 'ann', event: 'x', ts: '2024-01-01T10:00:00Z' },
          { user: 'bob', event: 'x', ts: '2024-01-02' },
        ],
      },
      {
        name: 'two',
        events: [
          { user: 'ann', event: 'y', ts: '2024-01-05' },
          { user: 'Bo', event: 'y', ts: '2024-01-06' },
        ],
      },
    ])
    const drill = {
      sql: `WITH late AS (SELECT user_key, max(ts) AS d FROM main.all_events GROUP BY 1)
SELECT user_key, d AS drilled FROM late;
`,
      range: { from: '2024-01-05', to: null },
    }
    const plan = usersPlan(drill, db.catalog, null)
    expect(plan.range).toBeUndefined()
    const rows = await db.run(plan)
    expect(Object.keys(rows[0]!)).toEqual([
      'user_id',
      'user_key',
      'drilled',
      'first_seen',
      'last_seen',
      'events_in_all',
    ])
    expect(
      rows.map((row) => [row['user_id'], row['drilled'], row['first_seen'], row['last_seen'], row['events_in_all']]),
    ).toEqual([
      ['Bo', toMicros('2024-01-06'), toMicros('2024-01-06'), toMicros('2024-01-06'), 1],
      ['ann', toMicros('2024-01-05'), toMicros('2024-01-01T10:00:00Z'), toMicros('2024-01-05'), 2],
      ['bob', toMicros('2024-01-02'), toMicros('2024-01-02'), toMicros('2024-01-02'), 1],
    ])
    expect(
      (await db.run(usersPlan(drill, db.catalog, null, 'bO', ['drilled'])))
        .map((row) => Object.keys(row).join())
        .concat('end'),
    ).toEqual([
      'user_id,drilled,first_seen,last_seen,events_in_all',
      'user_id,drilled,first_seen,last_seen,events_in_all',
      'end',
    ])
    // One table only: the events of that one.
    expect((await db.run(usersPlan(drill, db.catalog, 'two', 'ann'))).map((row) => row['events_in_all'])).toEqual([1])
    expect((await db.query(userKeysSql(drill))).length).toBe(3)
    expect((await db.run(findUsersPlan('BO', 10))).map((row) => row['user_id'])).toEqual(['Bo', 'bob'])
    expect(await db.run(findUsersPlan("O'", 10))).toEqual([])
  })
})

describe("a user's events", () => {
  it('come once each and in order, page by page, in every zone', async () => {
    let seen = 0
    await fc.assert(
      fc.asyncProperty(randomLog, fc.constantFrom(null, 'Australia/Lord_Howe'), async (log, zone) => {
        await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
        for (const user of await db.query('SELECT user_key, user_id FROM main.users')) {
          const key = Number(user['user_key'])
          const days = (await db.run(personDaysPlan(key, db.catalog, null))) as unknown as readonly PersonDay[]
          const own = log.events
            .flatMap((event, index) => (event.user === user['user_id'] ? [{ ...event, line: index + 1 }] : []))
            .sort((a, b) => Number(a.ts) - Number(b.ts) || a.line - b.line)
          expect(days.reduce((sum, day) => sum + day.events, 0)).toBe(own.length)
          // Days of one page each: the edges of local days are where events could be lost or come twice.
          const pages = days.map((day, index) => ({ from: day.date, to: day.date, events: day.events, before: index }))
          const shown = []
          for (const page of pages) {
            const rows = await db.run(eventsPlan(key, page, db.catalog, null, zone, "event = 'x'"))
            expect(rows.length).toBe(page.events)
            shown.push(...rows)
          }
          expect(shown.map((row) => [row[UTC_TIME], row['event'], row['_line'], row['plan'], row[IN_SCOPE]])).toEqual(
            own.map((event) => [event.ts, event.event, event.line, event.more!['plan'], event.event === 'x']),
          )
          expect(shown.every((row) => row['_file'] === 'log' && typeof row[LOCAL_TIME] === 'number')).toBe(true)
          const sessions = await db.run(personSessionsPlan(key, db.catalog, null))
          expect(sessions.reduce((sum, row) => sum + Number(row['events']), 0)).toBe(own.length)
          seen += own.length
        }
      }),
      { numRuns: 40 },
    )
    expect(seen).toBeGreaterThan(100)
  })

  it('are paged by whole days', () => {
    const days = [
      { date: '2024-01-01', events: 300 },
      { date: '2024-01-03', events: 200 },
      { date: '2024-01-04', events: 1 },
      { date: '2024-02-01', events: 900 },
      { date: '2024-02-02', events: 2 },
    ]
    const pages = pagesOf(days)
    expect(pages).toEqual([
      { from: '2024-01-01', to: '2024-01-03', events: 500, before: 0 },
      { from: '2024-01-04', to: '2024-01-04', events: 1, before: 500 },
      { from: '2024-02-01', to: '2024-02-01', events: 900, before: 501 },
      { from: '2024-02-02', to: '2024-02-02', events: 2, before: 1401 },
    ])
    expect(['2023-12-01', '2024-01-02', '2024-01-20', '2024-02-05'].map((date) => pageOfDate(pages, date))).toEqual([
      0, 0, 1, 3,
    ])
    expect(pagesOf([])).toEqual([])
    expect(filledDays(days.slice(0, 2), 10).map((day) => day.events)).toEqual([300, 0, 200])
    expect(filledDays(days, 3).map((day) => day.date)).toEqual(['2024-01-31', '2024-02-01', '2024-02-02'])
  })
})
