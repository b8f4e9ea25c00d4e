import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { sessionPace } from '../../../../queries/sessions/session-pace'
import { expectCloseRows } from '../../closeRows'
import { CONTENT_TYPES, contentLog } from '../../content/content-engagement/contentLog'
import { expectDrills } from '../../expectDrills'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'
import { randomScope } from '../../randomLog'
import { referencePace } from './reference'

// Many small queries: slow on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

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

  it('equals the naive reference on random logs, and lists the views behind each figure', async () => {
    let cells = 0
    await fc.assert(
      fc.asyncProperty(
        contentLog,
        randomScope,
        fc.constantFrom(5, 30, 600),
        fc.constantFrom(3, 5),
        async (log, scope, gap_minutes, skip_seconds) => {
          await db.load({ name: 'log', events: log.events, more: CONTENT_TYPES }, log)
          const parameters = { ...scope, gap_minutes, skip_seconds }
          const rows = await db.answer(sessionPace, parameters)
          expectCloseRows(rows, referencePace(log, scope, gap_minutes, skip_seconds))
          cells += await expectDrills(db, sessionPace, parameters, rows.slice(0, 2), [
            'views',
            'measured',
            'skipped',
            'followed',
          ])
        },
      ),
      { numRuns: 50 },
    )
    expect(cells).toBeGreaterThan(80)
  })
})
