import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentReactions } from '../../../../queries/content/silent-reactions'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('silent reactions', () => {
  it('counts by hand', async () => {
    const on = (day: number, event: string, post_id: string) => ({
      user: 'ann',
      event,
      ts: `2024-01-0${day}T12:00:00Z`,
      more: { post_id },
    })
    await db.load({
      name: 'log',
      events: [
        on(1, 'post_create', 'p1'),
        on(1, 'post_like', 'p1'),
        on(2, 'post_comment', 'p1'), // silent on its first day
        on(1, 'post_create', 'p2'),
        on(1, 'post_like', 'p2'),
        on(1, 'post_comment', 'p2'),
        on(1, 'post_create', 'p3'),
        on(2, 'post_like', 'p3'), //                             no reaction on its first day
        on(1, 'post_view', 'p4'),
        on(2, 'post_create', 'p4'),
        on(2, 'post_like', 'p4'), //   seen before it is created
      ],
    })
    const rows = await db.answer(silentReactions, { created: 'post_create' })
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['2024-01-01', 3, 2, 1, 100 / 3, true],
      ['2024-01-02', 1, 1, 1, 100, false],
    ])
    expect((await db.answer(silentReactions)).map((row) => Object.values(row))).toEqual([
      ['2024-01-01', 4, 2, 1, 25, true],
      ['2024-01-02', 0, 0, 0, null, false],
    ])
    expect(silentReactions.charts!(tableOf(silentReactions, rows), {})[0]!.summary).toContain(
      '50.0 % of 4 pieces of content',
    )
  })
})
