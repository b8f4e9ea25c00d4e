import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engagementHealth } from '../../../../queries/sessions/engagement-health'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('session health', () => {
  it('judges by hand', async () => {
    const session = (user: string, minutes: number, ...events: string[]) =>
      events.map((event, index) => ({
        user,
        event,
        ts: Date.UTC(2024, 0, 1, 10, index === events.length - 1 ? minutes : 0) * 1000,
      }))
    await db.load({
      name: 'log',
      events: [
        ...session('ann', 5, 'post_comment', 'post_comment', 'post_comment', 'post_like'), // 20 in 5 minutes
        ...session('bob', 4, 'post_comment', 'post_comment', 'post_comment', 'post_like'), // 20, but only 4 minutes
        ...session('cat', 1, 'post_comment', 'post_comment', 'post_comment', 'post_like'), // 20 in one minute
        ...session('dan', 9, 'post_view', 'post_view'), //                                    2
        ...session('eve', 9, 'open', 'post_share'), //                                        4
      ],
    })
    const rows = await db.answer(engagementHealth)
    expect(rows).toEqual([
      {
        date: '2024-01-01',
        sessions: 5,
        highly_engaged: 1,
        moderately_engaged: 1,
        lightly_engaged: 2,
        at_risk: 1,
        mean_score: 66 / 5,
        engaged_pct: 40,
        complete: false,
      },
    ])
    expect(
      engagementHealth.kpis!(tableOf(engagementHealth, rows), {}, null).map((kpi) => [kpi.label, kpi.value]),
    ).toEqual([
      ['Highly engaged', 20],
      ['Moderately engaged', 20],
      ['Lightly engaged', 40],
      ['At risk', 20],
    ])
    expect((await db.answer(engagementHealth, { share_weight: 0.5, light_score: 0.5 }))[0]).toMatchObject({
      lightly_engaged: 3,
      mean_score: 62.5 / 5,
    })
    await expect(db.answer(engagementHealth, { light_score: 11 })).rejects.toThrow('scores must rise')
  })
})
