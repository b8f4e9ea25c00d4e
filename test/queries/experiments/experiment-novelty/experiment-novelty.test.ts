import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { experimentNovelty } from '../../../../queries/experiments/experiment-novelty'
import { trendOf } from '../../../../queries/experiments/experiment-novelty/trend'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { expectDrills } from '../../expectDrills'
import { meanOf } from '../experiment/reference'
import { randomExperiment } from '../experiment/randomExperiment'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'
import { referenceDays } from './reference'

vi.setConfig({ testTimeout: 120_000 })

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('experiment-novelty', () => {
  it('equals the definition taken user by user and day by day, and lists whom it counts', async () => {
    let cells = 0
    await fc.assert(
      fc.asyncProperty(
        randomExperiment,
        fc.constantFrom('converted', 'count', 'sum'),
        fc.constantFrom(2, 5, 14),
        async (events, measure, days) => {
          await db.load({ name: 'log', events, more: { variant: 'string', plan: 'string' } })
          const parameters = { metric: 'paid', measure, exposure: 'seen', value: 'value', days }
          const values = readParameters(experimentNovelty.parameters, parameters)
          const rows = experimentNovelty.finish!(
            tableOf(experimentNovelty, await db.answer(experimentNovelty, parameters)),
            values,
          ).rows()
          const expected = referenceDays(events, 'paid', measure, days)
          expect(rows.map((row) => [row['day'], row['variant'], row['users'], row['converters']])).toEqual(
            expected.map((row) => [row.day, row.variant, row.values.length, row.converters]),
          )
          rows.forEach((row, at) => {
            expect(row['mean']).toBeCloseTo((measure === 'converted' ? 100 : 1) * meanOf(expected[at]!.values), 9)
          })
          cells += await expectDrills(db, experimentNovelty, parameters, rows.slice(0, 6), ['users', 'converters'])
        },
      ),
      { numRuns: 40 },
    )
    expect(cells).toBeGreaterThan(100)
  })
})

describe('trendOf', () => {
  const point = (day: number, difference: number, error: number) => ({
    day,
    difference,
    low: difference - 1.959964 * error,
    high: difference + 1.959964 * error,
    confidence: 0.95,
  })

  it('gives the slope of the straight line and its p (R: summary(lm(y ~ x, weights = 1 / s^2)), errors known)', () => {
    // By hand: slopes of equal weights 1: days 0 to 4 have a spread of 10, so the error of the slope is 1/sqrt(10).
    const found = trendOf([0, 1, 2, 3, 4].map((day) => point(day, 5 - 0.5 * day, 1)))!
    expect(found.slope).toBeCloseTo(-0.5, 9)
    expect(found.p).toBeCloseTo(0.11385, 4)
  })

  it('weighs certain days more, and says nothing of two', () => {
    const found = trendOf([point(0, 0, 0.01), point(1, 1, 0.01), point(2, 50, 1000)])!
    expect(found.slope).toBeCloseTo(1, 3)
    expect(trendOf([point(0, 0, 1), point(1, 1, 1)])).toBeNull()
    expect(trendOf([point(0, 0, 0), point(1, 1, 0), point(2, 2, 0)])).toBeNull()
  })
})
