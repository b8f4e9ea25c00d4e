import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shareGenerations } from '../../../../queries/content/share-generations'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { NativeDuckdb, type LogEvent } from '../../nativeDuckdb'
import { randomScope } from '../../randomLog'
import { answerFinished } from '../share-chains/answerFinished'
import { SHARE_TYPES, shareLog } from '../share-chains/shareLog'
import { atLeast, runs } from '../../../runs'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('share generations', () => {
  it('count by hand', async () => {
    const share = (user: string, post_id: string, new_post_id: string): LogEvent => ({
      user,
      event: 'post_share',
      ts: '2024-01-01T10:00:00Z',
      more: { post_id, new_post_id, creator_id: null },
    })
    const view = (post_id: string): LogEvent => ({
      user: 'zoe',
      event: 'post_view',
      ts: '2024-01-01T09:00:00Z',
      more: { post_id, new_post_id: null, creator_id: 'maker' },
    })
    await db.load({
      name: 'log',
      events: [
        view('p'),
        view('q'),
        share('ann', 'p', 'a'),
        share('bob', 'p', 'b'),
        share('cat', 'q', 'c'),
        share('ann', 'a', 'd'),
        share('ann', 'a', 'e'),
      ],
    })
    const result = await answerFinished(db, shareGenerations, {})
    expect(result.rows().map((row) => Object.values(row))).toEqual([
      [0, 2, 1, 3, 2], //         p and q have one maker; three users shared them
      [1, 3, 3, 1 / 3, 2],
      [2, 2, 1, null, 1], //      ann shared her own share twice
    ])
    expect(shareGenerations.kpis!(result, {}, null).map((kpi) => kpi.value)).toEqual([3, 1 / 3])
    expect(shareGenerations.charts!(result, {})[0]!.summary).toBe('Chains reach 2 generations below their originals.')
  })

  it('list as many users and shares as each cell says', async () => {
    let listed = 0
    await fc.assert(
      fc.asyncProperty(shareLog, randomScope, async (log, scope) => {
        await db.load({ name: 'log', events: log.events, more: SHARE_TYPES }, log)
        const values = readParameters(shareGenerations.parameters, { ...scope })
        const rows = (await answerFinished(db, shareGenerations, { ...scope })).rows()
        for (const [index, row] of rows.entries())
          for (const column of ['users', 'posts', 'k_factor']) {
            const drill = shareGenerations.drill!({ row, column }, values, db.catalog, null)
            const expected = column === 'k_factor' ? rows[index + 1]?.['users'] : index === 0 ? undefined : row[column]
            expect(drill === null).toBe(expected === undefined)
            if (drill === null) continue
            const found = await db.run(drill.plan)
            expect(found.length).toBe(expected)
            if (drill.kind === 'users') expect(new Set(found.map((one) => one['user_key'])).size).toBe(found.length)
            listed++
          }
      }),
      { numRuns: runs(6) },
    )
    expect(listed).toBeGreaterThanOrEqual(atLeast(3))
  })
})
