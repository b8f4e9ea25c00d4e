import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { batchingIntervals } from '../../../../queries/batching/batching-intervals'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { fisherTest, needsExact } from '../../../../src-renderer/stats/exact'
import { welch } from '../../../../src-renderer/stats/means'
import { compareProportions } from '../../../../src-renderer/stats/proportions'
import { wilson } from '../../../../src-renderer/stats/wilson'
import { outcomesOf, within } from '../reference'
import { loadSample, RECORDED } from '../sampleTables'
import { loadService, services, type Service } from '../service'
import { expectDrills } from '../../expectDrills'
import { meanOf, varianceOf } from '../../experiments/experiment/reference'
import { NativeDuckdb, tableOf, type Row } from '../../nativeDuckdb'

vi.setConfig({ testTimeout: 120_000 })

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

async function answer(raw: Readonly<Record<string, ParameterValue>>): Promise<readonly Row[]> {
  return batchingIntervals.finish!(
    tableOf(batchingIntervals, await db.answer(batchingIntervals, raw)),
    readParameters(batchingIntervals.parameters, raw),
  ).rows()
}

/** Several small services side by side, each with deliveries, batches and drivers of its own. */
const towns = fc
  .array(services, { minLength: 5, maxLength: 5 })
  .map((list): Service => ({
    deliveries: list.flatMap((one, at) =>
      one.deliveries.map((delivery) => ({
        ...delivery,
        delivery_id: delivery.delivery_id + 100 * at,
        driver_id: delivery.driver_id === null ? null : delivery.driver_id + 100 * at,
      })),
    ),
    batches: list.flatMap((one, at) => one.batches.map((batch) => ({ ...batch, batch_id: batch.batch_id + 100 * at }))),
    members: list.flatMap((one, at) =>
      one.members.map((member) => ({
        ...member,
        batch_id: member.batch_id + 100 * at,
        delivery_id: member.delivery_id + 100 * at,
      })),
    ),
    waypoints: [],
  }))

describe('batching-intervals', () => {
  it('agrees with the definition on random services, and lists what it counts', async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(towns, fc.constantFrom(null, '2024-06-04'), async (service, from) => {
        await loadService(db, service)
        const rows = await answer({ from })
        const outcomes = outcomesOf(service).filter((one) => within(one.date, from, null))
        const nameOf = (one: (typeof outcomes)[number]): string =>
          one.trip === null
            ? 'individual'
            : [one.trip.algorithm, one.trip.version].filter((part) => part !== null).join(' ')
        for (const [measure, valueOf] of [
          ['minutes', (one: (typeof outcomes)[number]) => one.minutes],
          ['delay', (one: (typeof outcomes)[number]) => one.delay],
          ['wait', (one: (typeof outcomes)[number]) => one.wait],
          ['on_time', (one: (typeof outcomes)[number]) => (one.isOnTime === null ? null : Number(one.isOnTime))],
        ] as const) {
          const sides = new Map<string, number[]>()
          for (const one of outcomes) {
            const value = valueOf(one)
            if (value !== null) sides.set(nameOf(one), [...(sides.get(nameOf(one)) ?? []), value])
          }
          const own = rows.filter((row) => row['measure'] === measure)
          expect(own.map((row) => [row['algorithm'], row['deliveries']])).toEqual(
            [...sides].map(([name, values]) => [name, values.length]).sort((one, two) => (one[0]! < two[0]! ? -1 : 1)),
          )
          const base = sides.has('individual')
            ? 'individual'
            : [...sides].sort((one, two) => two[1].length - one[1].length || (one[0] < two[0] ? -1 : 1))[0]?.[0]
          const unit = measure === 'on_time' ? 100 : 1
          const sample = (values: readonly number[]) => ({
            count: values.length,
            mean: meanOf(values),
            variance: varianceOf(values),
          })
          const count = (values: readonly number[]) => ({
            successes: values.reduce((sum, value) => sum + value, 0),
            trials: values.length,
          })
          for (const row of own) {
            const values = sides.get(String(row['algorithm']))!
            expect(row['mean']).toBeCloseTo(unit * meanOf(values), 9)
            expect(row['is_baseline']).toBe(row['algorithm'] === base)
            if (unit === 100)
              expect(row['mean_low']).toBeCloseTo(100 * wilson(count(values).successes, values.length).low, 9)
            if (row['algorithm'] === base) continue
            const against = sides.get(base!)!
            const found =
              unit === 100 ? compareProportions(count(values), count(against)) : welch(sample(values), sample(against))
            if (found === null) {
              expect(row['difference']).toBeNull()
              continue
            }
            compared += 1
            expect(row['difference']).toBeCloseTo(unit * found.difference, 9)
            expect(row['p']).toBeCloseTo(
              unit === 100 && needsExact(count(values), count(against))
                ? fisherTest(count(values), count(against))
                : found.p,
              9,
            )
          }
        }
        await expectDrills(db, batchingIntervals, { from }, rows.slice(0, 2), ['deliveries'])
      }),
      { numRuns: 20 },
    )
    expect(compared).toBeGreaterThan(6)
  })

  it("tells the sample's batched deliveries from individual ones, and refuses a baseline that is not there", async () => {
    await loadSample(db, RECORDED)
    const rows = await answer({})
    const minutes = rows.filter((row) => row['measure'] === 'minutes' && row['is_baseline'] === false)
    expect(minutes).toHaveLength(3)
    for (const row of minutes) {
      expect(row['low']).toBeGreaterThan(0)
      expect(row['p_holm']).toBeLessThan(0.001)
    }
    const charts = batchingIntervals.charts!(tableOf(batchingIntervals, rows), { confidence: 95 })
    expect(charts.map((chart) => chart.kind)).toEqual(['interval', 'interval', 'interval', 'interval'])
    await expect(answer({ baseline: 'nobody' })).rejects.toThrow(
      'there are no deliveries of "nobody"; there are genetic_algorithm v2.1, individual, ml_optimized v1.5',
    )
  })
})
