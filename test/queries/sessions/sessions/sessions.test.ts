import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessions } from '../../../../queries/sessions/sessions'
import { NativeDuckdb, tableOf, type LogEvent } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const at = (user: string | null, ...times: string[]): LogEvent[] =>
  times.map((time) => ({ user, event: 'open', ts: `2024-01-${time}:00Z` }))

describe('sessions', () => {
  it('cuts by hand', async () => {
    await db.load({
      name: 'log',
      events: [
        ...at('ann', '01T10:00', '01T10:30', '01T11:01'), // exactly the gap goes on, a minute more does not
        ...at('bob', '01T23:50', '02T00:10'), //             over midnight: one session of the 1st
        ...at('cat', '03T12:00', '03T12:00'), //             two events at one moment are no bounce
        ...at(null, '02T12:00'),
      ],
    })
    const rows = await db.answer(sessions)
    expect(rows).toEqual([
      {
        date: '2024-01-01',
        sessions: 3,
        users: 2,
        mean_seconds: 1000,
        median_seconds: 1200,
        bounce_pct: 100 / 3,
        complete: true,
      },
      {
        date: '2024-01-02',
        sessions: 0,
        users: 0,
        mean_seconds: null,
        median_seconds: null,
        bounce_pct: null,
        complete: true,
      },
      { date: '2024-01-03', sessions: 1, users: 1, mean_seconds: 0, median_seconds: 0, bounce_pct: 0, complete: false },
    ])
    expect((await db.answer(sessions, { gap_minutes: 10 })).map((row) => [row['sessions'], row['bounce_pct']])).toEqual(
      [
        [4, 100],
        [1, 100],
        [1, 0],
      ],
    )
    // From the 2nd on: bob's event after midnight still belongs to the session that began before.
    expect((await db.answer(sessions, { from: '2024-01-02', gap_minutes: 31 })).map((row) => row['sessions'])).toEqual([
      0, 1,
    ])
    const [counts] = sessions.charts!(tableOf(sessions, rows), {})
    expect(counts!.summary).toBe('4 sessions began in 3 days; 25.0 % of them were a single event.')
  })

  it("takes the file's own ids unless a gap is given", async () => {
    const events = at('ann', '01T10:00', '01T15:00', '01T15:01').map((event, index) => ({
      ...event,
      session: ['s1', 's1', null][index] ?? null,
    }))
    await db.load({ name: 'log', events })
    expect(await db.answer(sessions)).toEqual([
      {
        date: '2024-01-01',
        sessions: 1,
        users: 1,
        mean_seconds: 18_000,
        median_seconds: 18_000,
        bounce_pct: 0,
        complete: false,
      },
    ])
    expect(
      (await db.answer(sessions, { gap_minutes: 30 })).map((row) => [
        row['sessions'],
        row['mean_seconds'],
        row['bounce_pct'],
      ]),
    ).toEqual([[2, 30, 50]])
  })

  it('cuts at midnight and after 24 hours by hand', async () => {
    await db.load({ name: 'log', events: [...at('ann', '01T23:00', '02T01:00', '02T22:59', '02T23:00', '03T01:00')] })
    const cut = async (more: object) =>
      (await db.answer(sessions, { gap_minutes: 1440, ...more })).map((row) => [row['sessions'], row['mean_seconds']])
    expect(await cut({})).toEqual([
      [1, 26 * 3600],
      [0, null],
      [0, null],
    ])
    expect(await cut({ cut_midnight: true })).toEqual([
      [1, 0],
      [1, 22 * 3600],
      [1, 0],
    ])
    // 24 hours from 23:00: the event at 23:00 of the next day begins the next session.
    expect(await cut({ cut_day: true })).toEqual([
      [1, 86_400 - 60],
      [1, 7200],
      [0, null],
    ])
    expect(await cut({ cut_day: true, cut_midnight: true })).toEqual([
      [1, 0],
      [1, 22 * 3600],
      [1, 0],
    ])
  })
})
