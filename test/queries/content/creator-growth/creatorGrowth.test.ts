import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { creatorGrowth } from '../../../../queries/content/creator-growth'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('creator growth', () => {
  it('counts weeks by hand', async () => {
    const on = (day: number, creator_id: string, count: number) =>
      Array.from({ length: count }, () => ({
        user: 'ann',
        event: 'post_view',
        ts: `2024-01-${String(day).padStart(2, '0')}T12:00:00Z`,
        more: { creator_id },
      }))
    // Weeks from the 1st, a Monday; the last event is on Monday the 29th, so that the fourth week is over.
    await db.load({
      name: 'log',
      events: [...on(1, 'c1', 2), ...on(9, 'c1', 3), ...on(23, 'c1', 1), ...on(10, 'c2', 4), ...on(29, 'c2', 1)],
    })
    const rows = await db.answer(creatorGrowth)
    expect(rows.map((row) => Object.values(row))).toEqual([
      // date         who  engagement before growth complete
      ['2024-01-01', 'c1', 2, null, null, true],
      ['2024-01-08', 'c2', 4, null, null, true],
      ['2024-01-08', 'c1', 3, 2, 50, true],
      ['2024-01-15', 'c1', 0, 3, -100, true],
      ['2024-01-15', 'c2', 0, 4, -100, true],
      ['2024-01-22', 'c1', 1, 0, null, true], // no growth from 0
      ['2024-01-22', 'c2', 0, 0, null, true],
      ['2024-01-29', 'c2', 1, 0, null, false], // not over
      ['2024-01-29', 'c1', 0, 1, null, false],
    ])
    expect(creatorGrowth.charts!(tableOf(creatorGrowth, rows), { unit: 'week' })[0]!.summary).toBe(
      'In the last complete week, from 2024-01-15, c1 grew most: by −100.0 %.',
    )
    expect(
      (await db.answer(creatorGrowth, { least_previous: 3 }))
        .map((row) => row['growth_pct'])
        .filter((pct) => pct !== null),
    ).toEqual([-100, -100])
  })
})
