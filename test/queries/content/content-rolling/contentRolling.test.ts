import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentRolling } from '../../../../queries/content/content-rolling'
import { NativeDuckdb, tableOf, toMicros } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('rolling windows', () => {
  it('count by hand', async () => {
    const on = (user: string, time: string, event: string, post_id: string | null) => ({
      user,
      event,
      ts: `2024-01-01T${time}:00Z`,
      more: { post_id, dwell_ms: event === 'post_view' ? 30_000 : null },
    })
    await db.load({
      name: 'log',
      events: [
        on('ann', '10:00', 'post_view', 'p1'),
        on('bob', '10:59', 'post_view', 'p1'),
        on('ann', '11:00', 'post_like', 'p1'),
        on('ann', '12:30', 'post_view', 'p2'),
        on('ann', '13:10', 'open', null),
      ],
    })
    const rows = await db.answer(contentRolling, { window_hours: 2 })
    expect(rows.map((row) => Object.values(row).slice(1))).toEqual([
      // views viewers contents likes shares comments minutes engagement complete
      [2, 2, 1, 0, 0, 0, 1, 0, false], //   9 to 11: begins before the data
      [2, 2, 1, 1, 0, 0, 1, 50, true], //  10 to 12
      [1, 1, 1, 1, 0, 0, 0.5, 100, true], // 11 to 13: only the view of 12:30
      [1, 1, 1, 0, 0, 0, 0.5, 0, false], // 12 to 14: not over
    ])
    expect(rows[0]!['window_end']).toBe(toMicros('2024-01-01T11:00:00Z'))
    expect(
      contentRolling.kpis!(tableOf(contentRolling, rows), { window_hours: 2 }, null).map((kpi) => kpi.value),
    ).toEqual([1, 1, 100, 0.5])
    expect(contentRolling.charts!(tableOf(contentRolling, rows), { window_hours: 2 })[0]!.summary).toContain(
      'At most 2 views in 2 hours, up to 2024-01-01 11:00 UTC',
    )
    await expect(db.answer(contentRolling, { step_hours: 5 })).rejects.toThrow(
      'window_hours must be a multiple of step_hours (5), not 24',
    )
  })
})
