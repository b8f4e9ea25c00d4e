import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shareUplift } from '../../../../queries/content/share-uplift'
import { NativeDuckdb, type LogEvent } from '../../nativeDuckdb'
import { answerFinished } from '../share-chains/answerFinished'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('share uplift', () => {
  it('counts by hand', async () => {
    const on = (event: string, post_id: string, new_post_id: string | null = null): LogEvent => ({
      user: 'ann',
      event,
      ts: '2024-01-01T10:00:00Z',
      more: { post_id, new_post_id },
    })
    await db.load({
      name: 'log',
      events: [
        on('post_view', 'p'),
        on('post_view', 'p'),
        on('post_like', 'p'),
        on('post_share', 'p', 'a'), //    2 views, a like and a share
        on('post_view', 'a'),
        on('post_comment', 'a'),
        on('post_share', 'a', 'b'),
        on('post_like', 'b'), // 1 view; a comment, a share and a like
        on('post_like', 'q'), //                                                                            never shared
      ],
    })
    const result = await answerFinished(db, shareUplift, {})
    expect(result.rows().map((row) => Object.values(row))).toEqual([['p', 2, 2, 2, 100, 1, 3, 300, 1.5]])
    expect(shareUplift.kpis!(result, {}, null).map((kpi) => kpi.value)).toEqual([1.5, 100, 300])
    expect(shareUplift.charts!(result, {})[0]!.summary).toBe(
      'Shares added 3 engagements to the 2 with the 1 originals that were shared.',
    )
  })
})
