import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentEngagement } from '../../../../queries/content/content-engagement'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('content engagement', () => {
  it('scores and ranks by hand', async () => {
    const on = (user: string, event: string, video_id: string | null) => ({
      user,
      event,
      ts: '2024-01-01T10:00:00Z',
      more: { video_id, author: video_id === null ? null : `${video_id} inc.` },
    })
    await db.load({
      name: 'log',
      events: [
        on('ann', 'post_view', 'v1'),
        on('ann', 'post_view', 'v1'),
        on('ann', 'post_like', 'v1'), //        1 + 1 + 3 = 5
        on('bob', 'post_share', 'v2'),
        on('bob', 'post_view', 'v3'),
        on('ann', 'post_comment', 'v3'), //    v2 has no view; v3: 1 + 7 = 8
        on('bob', 'post_view', 'v4'),
        on('bob', 'post_view', 'v4'),
        on('ann', 'post_like', 'v4'),
        on('bob', 'post_view', null),
      ],
    })
    const rows = await db.answer(contentEngagement, { min_views: 1 })
    expect(rows.map((row) => Object.values(row))).toEqual([
      // rank content creator views viewers likes shares comments score a view
      [1, 'v3', 'v3 inc.', 1, 1, 0, 0, 1, 8, 8],
      [2, 'v1', 'v1 inc.', 2, 1, 1, 0, 0, 5, 2.5],
      [2, 'v4', 'v4 inc.', 2, 1, 1, 0, 0, 5, 2.5],
    ])
    expect((await db.answer(contentEngagement, { min_views: 0, share_weight: 100 }))[0]).toMatchObject({
      rank: 1,
      content: 'v2',
      score_per_view: null,
    })
    expect(await db.answer(contentEngagement)).toEqual([]) // nothing has 100 views
    expect(
      contentEngagement.charts!(tableOf(contentEngagement, rows), {
        view_weight: 1,
        like_weight: 3,
        share_weight: 5,
        comment_weight: 7,
      })[0],
    ).toMatchObject({
      summary: 'v3 leads with a score of 8.',
      series: [{ name: 'Views' }, { name: 'Likes', points: [{ y: 0 }, { y: 3 }, { y: 3 }] }, {}, {}],
    })
    await expect(db.answer(contentEngagement, { content: 'nothing' })).rejects.toThrow('no column "nothing"')
    await db.load({ name: 'log', events: [{ user: 'ann', event: 'post_view', ts: '2024-01-01' }] })
    await expect(db.answer(contentEngagement)).rejects.toThrow('content: say which column it is')
  })
})
