import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { viral } from '../../../../queries/content/viral'
import { NativeDuckdb, tableOf, toMicros } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('viral content', () => {
  it("is found by hand, with the window's beginning included", async () => {
    const on = (time: string, event: string, post_id: string | null = 'p1') => ({
      user: 'ann',
      event,
      ts: `2024-01-01T${time}:00Z`,
      more: { post_id },
    })
    await db.load({
      name: 'log',
      events: [
        on('10:00', 'post_view'),
        on('10:30', 'post_view'),
        on('11:00', 'post_share'), // 1 / 2 at 11:00: not above a half
        on('11:10', 'post_comment'), //                                                   at 11:10 only the view of 10:30 is left: 2 / 1
        on('14:00', 'post_view', 'p2'),
        on('15:00', 'open', null),
      ],
    })
    const rows = await db.answer(viral, { window: '1 hour', min_views: 1 })
    expect(rows).toEqual([
      {
        content: 'p1',
        creator: null,
        viral: true,
        viral_at: toMicros('2024-01-01T11:10:00Z'),
        peak: 2,
        peak_at: toMicros('2024-01-01T11:10:00Z'),
        views: 1,
        shares: 1,
        comments: 1,
        viral_now: false,
      },
      {
        content: 'p2',
        creator: null,
        viral: false,
        viral_at: null,
        peak: 0,
        peak_at: toMicros('2024-01-01T14:00:00Z'),
        views: 1,
        shares: 0,
        comments: 0,
        viral_now: false,
      },
    ])
    expect((await db.answer(viral, { window: '1 hour', min_views: 2 }))[0]).toMatchObject({
      viral: false,
      peak: 0.5,
      views: 2,
    })
    expect((await db.answer(viral, { window: '1 day', min_views: 1 }))[0]).toMatchObject({
      viral: true,
      peak: 1,
      viral_now: true,
    })
    expect(viral.charts!(tableOf(viral, rows), { threshold: 0.5 })[0]!.summary).toBe(
      '1 of 2 pieces of content with enough views went above 0.5.',
    )
    await expect(db.answer(viral, { window: 'none' })).rejects.toThrow('window must be a duration')
  })
})
