import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { batchingStakeholders } from '../../../../queries/batching/batching-stakeholders'
import { mean, outcomesOf, percent, within, type Outcome } from '../reference'
import { loadSample, RECORDED } from '../sampleTables'
import { loadService, services } from '../service'
import { NativeDuckdb, tableOf, type Row } from '../../nativeDuckdb'

vi.setConfig({ testTimeout: 120_000 })

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** What can be known of one side, delivery by delivery; the small services have no fees. */
function sideOf(outcomes: readonly Outcome[]): Readonly<Record<string, number | null>> {
  const timed = outcomes.map((one) => one.driverMinutes).filter((one) => one !== null)
  const spent = timed.reduce((sum, one) => sum + one, 0)
  return {
    minutes: mean(outcomes.map((one) => one.minutes)),
    eta_error_minutes: mean(outcomes.map((one) => (one.delay === null ? null : Math.abs(one.delay)))),
    on_time_pct: percent(outcomes.map((one) => one.isOnTime)),
    earnings_per_hour: null,
    deliveries_per_hour: spent === 0 ? null : (timed.length / spent) * 60,
    miles_per_delivery: mean(outcomes.map((one) => one.miles)),
    cost_per_order: mean(
      outcomes.map((one) =>
        one.driverMinutes === null || one.miles === null ? null : (18 * one.driverMinutes) / 60 + 0.6 * one.miles,
      ),
    ),
  }
}

describe('batching-stakeholders', () => {
  it('agrees with the definition on random services, and holds limits', async () => {
    await fc.assert(
      fc.asyncProperty(
        services,
        fc.constantFrom(null, '2024-06-04'),
        fc.constantFrom(-5, 0, 5),
        async (service, from, most) => {
          await loadService(db, service)
          const rows = await db.answer(batchingStakeholders, { from, max_extra_minutes: most })
          const outcomes = outcomesOf(service).filter((one) => within(one.date, from, null))
          const [batched, individual] = [
            sideOf(outcomes.filter((one) => one.trip !== null)),
            sideOf(outcomes.filter((one) => one.trip === null)),
          ]
          for (const measure of Object.keys(batched)) {
            const row = rows.find((one) => one['measure'] === measure)
            const [b, i] = [batched[measure]!, individual[measure]!]
            if (batched[measure] === null && individual[measure] === null) {
              expect(row).toBeUndefined()
              continue
            }
            const close = (value: unknown, expected: number | null | undefined): void => {
              if (expected === null) expect(value).toBeNull()
              else expect(value).toBeCloseTo(expected!, 9)
            }
            close(row!['batched'], batched[measure])
            close(row!['individual'], individual[measure])
            if (measure === 'minutes' && batched[measure] !== null && individual[measure] !== null)
              expect([row!['limit'], row!['is_kept']]).toEqual([most, b - i <= most])
          }
          const share = rows.find((row) => row['measure'] === 'batched_share_pct')
          const carried = outcomes.filter((one) => one.trip !== null).length
          if (carried > 0) expect(share!['batched']).toBeCloseTo((100 * carried) / outcomes.length, 9)
        },
      ),
      { numRuns: 40 },
    )
  })

  it("finds the sample's batches slower, cheaper and better paid, and says which limit breaks", async () => {
    await loadSample(db, RECORDED)
    const rows = await db.answer(batchingStakeholders)
    const row = (measure: string): Row => rows.find((one) => one['measure'] === measure)!
    expect(rows).toHaveLength(10)
    expect(row('minutes')['difference']).toBeGreaterThan(5)
    expect(row('minutes')).toMatchObject({ limit: 5, is_kept: false })
    expect(row('miles_per_delivery')['change_pct']).toBeLessThan(-40)
    expect(row('earnings_per_hour')).toMatchObject({ is_kept: true })
    expect(row('cost_per_order')).toMatchObject({ is_kept: true })
    for (const side of ['individual', 'batched']) {
      expect(row('utilisation_pct')[side]).toBeGreaterThan(0)
      expect(row('utilisation_pct')[side]).toBeLessThanOrEqual(100)
    }
    const charts = batchingStakeholders.charts!(tableOf(batchingStakeholders, rows), {})
    expect(charts.map((chart) => chart.title)).toEqual(['Customers', 'Drivers', 'Platform'])
    expect(charts[0]!.summary).toContain('broken: minutes from order to drop-off')
    expect(
      (await db.answer(batchingStakeholders, { max_extra_minutes: 20 })).find((one) => one['measure'] === 'minutes'),
    ).toMatchObject({ limit: 20, is_kept: true })
    const drill = batchingStakeholders.drill!(
      { row: row('minutes'), column: 'batched' },
      { batches: 'auto', on_time_slack: 10, filter: [] },
      db.catalog,
      null,
    )!
    expect((await db.run(drill.plan)).every((one) => one['delivery_type'] === 'batched')).toBe(true)
  })
})
