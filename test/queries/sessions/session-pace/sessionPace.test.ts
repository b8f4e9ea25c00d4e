import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionPace } from '../../../../queries/sessions/session-pace'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('skips and pace', () => {
  it('counts by hand', async () => {
    const view = (minute: string, watch: number | null, event = 'post_view') => ({
      user: 'ann',
      event,
      ts: `2024-01-01T${minute}:00Z`,
      more: { watch_seconds: watch },
    })
    await db.load({
      name: 'log',
      events: [
        view('10:00', 2.9),
        view('10:01', null, 'post_like'),
        view('10:02', 3),
        view('10:03', null),
        view('12:00', 1),
      ],
    })
    const rows = await db.answer(sessionPace)
    // Two of the three that say it are short; 3 seconds are no skip. From 10:00 to 10:02 and on to 10:03; 12:00 is another session.
    expect(rows).toEqual([
      {
        date: '2024-01-01',
        views: 4,
        measured: 3,
        skipped: 2,
        skip_pct: 200 / 3,
        followed: 2,
        median_seconds: 90,
        mean_seconds: 90,
        complete: false,
      },
    ])
    expect((await db.answer(sessionPace, { dwell_unit: 'milliseconds' }))[0]).toMatchObject({ skipped: 3 })
    expect(sessionPace.charts!(tableOf(sessionPace, rows), { skip_seconds: 3 })[0]!.summary).toContain(
      '66.7 % of 3 views',
    )
    await db.load({ name: 'log', events: [{ user: 'ann', event: 'post_view', ts: '2024-01-01' }] })
    expect((await db.answer(sessionPace))[0]).toMatchObject({
      views: 1,
      measured: 0,
      skip_pct: null,
      median_seconds: null,
    })
  })
})
