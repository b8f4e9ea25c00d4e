import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionDepth } from '../../../../queries/sessions/session-depth'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('session depth', () => {
  it('counts by hand: events, chosen events, and different values', async () => {
    const at = (user: string, minute: number, event: string, video: string | null) => ({
      user,
      event,
      ts: `2024-01-01T10:0${minute}:00Z`,
      more: { video },
    })
    await db.load({
      name: 'log',
      events: [
        at('ann', 0, 'view', 'v1'),
        at('ann', 1, 'view', 'v1'),
        at('ann', 2, 'view', 'v2'),
        at('ann', 3, 'like', 'v3'),
        at('bob', 0, 'like', null),
      ],
    })
    const counts = async (more: object) =>
      (await db.answer(sessionDepth, { most: 3, ...more })).map((row) => [
        row['depth'],
        row['sessions'],
        row['at_least_pct'],
      ])
    expect(await counts({})).toEqual([
      [1, 1, 100],
      [2, 0, 50],
      [3, 1, 50],
    ]) //              4 events count as 3 or more
    expect(await counts({ counted: ['view'] })).toEqual([
      [0, 1, 100],
      [1, 0, 50],
      [2, 0, 50],
      [3, 1, 50],
    ])
    expect(await counts({ counted: ['view'], distinct: 'video' })).toEqual([
      [0, 1, 100],
      [1, 0, 50],
      [2, 1, 50],
      [3, 0, 0],
    ])
    const rows = await db.answer(sessionDepth, { most: 3 })
    expect(sessionDepth.charts!(tableOf(sessionDepth, rows), {})[0]).toMatchObject({
      series: [
        {
          points: [
            { x: '1', y: 1 },
            { x: '2', y: 0 },
            { x: '3+', y: 1 },
          ],
        },
      ],
    })
    expect(sessionDepth.kpis!(tableOf(sessionDepth, rows), {}, null).map((kpi) => kpi.value)).toEqual([2, 3, 50])
  })
})
