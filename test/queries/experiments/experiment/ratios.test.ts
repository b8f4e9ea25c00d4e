import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { experiment } from '../../../../queries/experiments/experiment'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { tQuantile } from '../../../../src-renderer/stats/distributions'
import { seededRandom } from '../../../../src-renderer/stats/random'
import type { Asked } from '../../case'
import { NativeDuckdb, tableOf, type Row } from '../../nativeDuckdb'
import { BY_HAND, loadClicks, type Doings } from './clicks'
import { meanOf } from './reference'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

async function answer(raw: Asked): Promise<readonly Row[]> {
  const rows = await db.answer(experiment, { window: 'none', exposure: 'seen', ...raw })
  return experiment.finish!(tableOf(experiment, rows), readParameters(experiment.parameters, raw)).rows()
}

describe('ratios of an experiment', () => {
  it('gives 4 / 8 against 6 / 8 with variances 3/64 and 3/256, worked by hand', async () => {
    await loadClicks(db, BY_HAND)
    const [control, treated] = await answer({ metric: 'click', measure: 'ratio', denominator: 'view' })
    expect(control).toMatchObject({ metric: 'click / view', mean: 0.5, users: 3, converters: 3, kind: 'ratio' })
    expect(treated).toMatchObject({ mean: 0.75, difference: 0.25, lift_pct: 50, test: 'delta' })
    // Deviations 0, 1, -1 and 0, 1/2, -1/2 over a mean of 8/3 views: (1 × 9/64) / 3 and (1/4 × 9/64) / 3; degrees 50/17.
    const error = Math.sqrt(3 / 64 + 3 / 256)
    expect((Number(treated!['high']) - Number(treated!['low'])) / 2).toBeCloseTo(tQuantile(0.975, 50 / 17) * error, 9)
    expect(treated!['p']).toBeCloseTo(0.3794, 3)
  })

  it('divides by a column, takes the mean of one, and is the mean per user where each user has one to divide by', async () => {
    await loadClicks(db, BY_HAND)
    const means = async (raw: Asked): Promise<readonly unknown[]> => (await answer(raw)).map((row) => row['mean'])
    // Clicks have 4 and 0s: 8 of 4 values (b has 3, a 1), and 12 of 6.
    expect(await means({ metric: 'click', measure: 'avg' })).toEqual([2, 2])
    const revenue = { metric: 'click', measure: 'ratio', value: 'value', denominator: 'view' }
    expect(await means(revenue)).toEqual([1, 1.5])
    expect(await means({ ...revenue, denominator_value: 'value' })).toEqual([8 / 30, 12 / 30])
    const told = (row: Row | undefined): unknown =>
      ['mean', 'difference', 'low', 'high', 'p'].map((name) => Number(row?.[name]).toFixed(9))
    const [, each] = await answer({ metric: 'click', measure: 'ratio', denominator: 'start' })
    const [, mean] = await answer({ metric: 'click', measure: 'count' })
    expect(told(each)).toEqual(told(mean))
  })

  it('has no ratio of nothing, no spread where all users have the same one, and no CUPED', async () => {
    await loadClicks(db, BY_HAND)
    const [none] = await answer({ metric: 'click', measure: 'ratio', denominator: 'left' })
    expect(none).toMatchObject({ mean: null, difference: null, test: null, converters: 2 })
    await loadClicks(
      db,
      [3, 1, 7, 5, 9, 2].map((times, at) => ({
        variant: at % 2 === 0 ? 'control' : 'new',
        clicks: times,
        views: 3 * times,
      })),
    )
    const same = { metric: 'click', measure: 'ratio', denominator: 'view', pre_days: 7 }
    expect((await answer(same))[1]).toMatchObject({ difference: 0, low: 0, high: 0, p: 1, test: 'delta' })
    const { notes } = experiment.plan(readParameters(experiment.parameters, same), db.catalog, null)
    expect(notes).toContain('without CUPED, as ratios are: click / view')
  })

  it('has the variance that the jackknife finds when users are left out one by one', async () => {
    const next = seededRandom(7)
    // Users with many views click less of them, so that dividend and divisor hang together.
    const users = Array.from({ length: 160 }, (_, at): Doings => {
      const views = 1 + Math.floor(12 * next() ** 2)
      const rate = 0.2 + 0.5 * next() * (1 / views)
      return {
        variant: at % 2 === 0 ? 'control' : 'new',
        views,
        clicks: Array.from({ length: views }, next).filter((draw) => draw < rate).length,
      }
    })
    await loadClicks(db, users)
    const [, treated] = await answer({ metric: 'click', measure: 'ratio', denominator: 'view' })
    const jackknife = (variant: string): number => {
      const own = users.filter((user) => user.variant === variant)
      const without = own.map((left) => {
        const rest = own.filter((user) => user !== left)
        return meanOf(rest.map((user) => user.clicks)) / meanOf(rest.map((user) => user.views))
      })
      const centre = meanOf(without)
      return ((own.length - 1) / own.length) * without.reduce((sum, one) => sum + (one - centre) ** 2, 0)
    }
    const error = Math.sqrt(jackknife('control') + jackknife('new'))
    const half = (Number(treated!['high']) - Number(treated!['low'])) / 2
    expect(half / (tQuantile(0.975, 158) * error)).toBeGreaterThan(0.95)
    expect(half / (tQuantile(0.975, 158) * error)).toBeLessThan(1.05)
  })
})
