import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { experiment } from '../../../../queries/experiments/experiment'
import { experimentPower } from '../../../../queries/experiments/experiment-power'
import { readDataModel } from '../../../../src-renderer/model/readDataModel'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { catalogByModel } from '../../../../src-renderer/query/session/catalog'
import type { Asked } from '../../case'
import { NativeDuckdb, tableOf, type Row } from '../../nativeDuckdb'
import { EXPERIMENT } from '../../sources'
import { runs } from '../../../runs'
import { BY_HAND, loadClicks } from './clicks'
import { randomExperiment } from './randomExperiment'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const MODEL = {
  measures: [
    { name: 'clicks', event: 'click', measure: 'count', good: 'down' },
    { name: 'viewers', event: 'view', measure: 'users' },
    { name: 'click rate', formula: '100 * clicks / views', good: 'up' },
    { name: 'views', event: 'view', measure: 'count' },
    { name: 'typical', event: 'click', measure: 'median', column: 'value' },
    { name: 'odd', formula: 'clicks / typical' },
  ],
}

/** The answer where the workspace has these measures. */
async function answer(raw: Asked, model: object = MODEL): Promise<readonly Row[]> {
  const values = readParameters(experiment.parameters, { window: 'none', exposure: 'seen', ...raw })
  const catalog = catalogByModel(db.catalog, readDataModel(JSON.stringify(model)).model)
  return experiment.finish!(tableOf(experiment, await db.run(experiment.plan(values, catalog, null))), values).rows()
}

const NUMBERS = ['users', 'converters', 'mean', 'difference', 'low', 'high', 'p', 'test', 'kind']
const numbers = (rows: readonly Row[]): unknown =>
  rows.map((row) => NUMBERS.map((name) => (typeof row[name] === 'number' ? Number(row[name].toFixed(9)) : row[name])))

describe('measures in an experiment', () => {
  it('compares a measure as the metric that it is, also before the exposure', async () => {
    const paid = { event: 'paid', column: 'value' }
    const same: readonly (readonly [Asked, Asked])[] = [
      [{ measures: [{ event: 'paid' }] }, { metric: 'paid', measure: 'count' }],
      [{ measures: [{ event: 'paid', measure: 'users' }] }, { metric: 'paid' }],
      [{ measures: [{ ...paid, measure: 'sum' }] }, { metric: 'paid', measure: 'sum' }],
      [{ measures: [{ ...paid, measure: 'avg' }] }, { metric: 'paid', measure: 'avg' }],
      [
        { measures: [{ ...paid, measure: 'sum' }, { event: 'left' }], formula: 'A / B' },
        { metric: 'paid', measure: 'ratio', value: 'value', denominator: 'left' },
      ],
    ]
    await fc.assert(
      fc.asyncProperty(randomExperiment, fc.constantFrom(...same), fc.constantFrom(0, 3), async (log, pair, days) => {
        await EXPERIMENT.load(db, log)
        const [one, two] = [await answer({ ...pair[0], pre_days: days }), await answer({ ...pair[1], pre_days: days })]
        expect(numbers(one)).toEqual(numbers(two))
      }),
      { numRuns: runs(15) },
    )
  })

  it('takes measures and formulas of the model, each a metric with its own direction, corrected together', async () => {
    await loadClicks(db, BY_HAND)
    const rows = await answer({ measures: ['clicks', 'viewers', 'click rate'], better: 'lower' })
    expect(rows.map((row) => [row['metric'], row['aim'], row['kind'], row['measured'], row['mean']])).toEqual([
      ['clicks', 'lower', 'mean', 'clicks per user', 4 / 3],
      ['clicks', 'lower', 'mean', 'clicks per user', 2],
      ['viewers', 'lower', 'share', 'Share of users', 100],
      ['viewers', 'lower', 'share', 'Share of users', 100],
      ['click rate', 'higher', 'ratio', 'click rate', 50],
      ['click rate', 'higher', 'ratio', 'click rate', 75],
    ])
    const ps = [1, 3, 5].map((at) => Number(rows[at]!['p']))
    const least = Math.min(...ps)
    expect(Math.min(...[1, 3, 5].map((at) => Number(rows[at]!['p_holm'])))).toBeCloseTo(Math.min(1, 3 * least), 12)
    // A measure of one's own stands for a name of the model's, and then says no direction.
    const own = await answer({ measures: [{ name: 'clicks', event: 'view' }] })
    expect(own.map((row) => [row['aim'], row['mean']])).toEqual([
      ['higher', 8 / 3],
      ['higher', 8 / 3],
    ])
  })

  it('adds up, scales and divides sums, as worked by hand', async () => {
    await loadClicks(db, BY_HAND)
    const means = async (formula: string): Promise<readonly unknown[]> =>
      (await answer({ formula })).map((row) => Number(Number(row['mean']).toFixed(9)))
    expect(await means('views - clicks')).toEqual([1.333333333, 0.666666667])
    expect(await means('(views - clicks) / views')).toEqual([0.5, 0.25])
    expect(await means('1 - clicks / views')).toEqual([0.5, 0.25])
    expect(await means('-2 * clicks / 4')).toEqual([-0.666666667, -1])
    const each = await answer({ measures: [{ event: 'click', measure: 'per-user' }] })
    // Who did not click is not divided by: 4 of 2 users, 6 of 3.
    expect(each.map((row) => row['mean'])).toEqual([2, 2])
  })

  it('refuses what is no sum over users, and says what can be compared', async () => {
    await loadClicks(db, BY_HAND)
    const can = 'count, users, sum, avg and per-user can be compared'
    for (const measure of ['median', 'p90', 'min', 'max', 'distinct'])
      await expect(answer({ measures: [{ event: 'click', measure, column: 'value' }] })).rejects.toThrow(can)
    await expect(answer({ measures: ['odd'] })).rejects.toThrow('measure typical is a median')
    for (const [formula, why] of [
      ['clicks * views', 'it multiplies two measures'],
      ['clicks + 1', 'it adds up what are not sums over users'],
      ['1 / clicks', 'it divides what is not a sum over users'],
      ['clicks / views + viewers / views', 'it adds up what are not sums over users'],
      ['clicks / 0', 'it divides by 0'],
    ] as const)
      await expect(answer({ formula })).rejects.toThrow(why)
    await expect(answer({ measures: ['nobody'] })).rejects.toThrow('there is no measure "nobody"')
    await expect(answer({ measures: [{ event: 'click', measure: 'sum', column: 'variant' }] })).rejects.toThrow(
      'needs a column of numbers',
    )
  })

  it('says when an event is meant that a measure is called by, and when the event is not looked at', async () => {
    await loadClicks(db, BY_HAND)
    const notes = (raw: Asked): readonly string[] => {
      const catalog = catalogByModel(db.catalog, readDataModel(JSON.stringify(MODEL)).model)
      return experiment.plan(readParameters(experiment.parameters, raw), catalog, null).notes ?? []
    }
    expect(notes({ metric: 'clicks' })[0]).toBe(
      'metric: the event clicks, not the measure of the model; measures=clicks is that',
    )
    expect(notes({ metric: 'click', measures: ['clicks'] })[0]).toBe(
      'the measures are compared, and not the metric event',
    )
  })

  it('plans for one measure, by what users deviate from it', async () => {
    await loadClicks(db, BY_HAND)
    const asked = (measures: readonly string[]) => {
      const values = readParameters(experimentPower.parameters, { exposure: 'seen', window: 'none', measures })
      const catalog = catalogByModel(db.catalog, readDataModel(JSON.stringify(MODEL)).model)
      return experimentPower.kpiPlan!(values, catalog, null)
    }
    const [row] = await db.run(asked(['click rate']))
    // 10 clicks of 16 views; deviations × 8: -2, 4, -10, 4, 6, -2, whose squares add up to 176; 16 / 6 views a user.
    expect(row).toMatchObject({ kind: 'ratio', users: 6, mean: 62.5 })
    expect(row!['deviation']).toBeCloseTo((100 * Math.sqrt(176 / 5) * 6) / (8 * 16), 9)
    expect(() => asked(['clicks', 'views'])).toThrow('plan for one metric at a time, not for views as well')
  })
})
