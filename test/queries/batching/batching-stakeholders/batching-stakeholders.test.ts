import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchingStakeholders } from '../../../../queries/batching/batching-stakeholders'
import { loadSample, RECORDED } from '../sampleTables'
import { NativeDuckdb, tableOf, type Row } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('batching-stakeholders', () => {
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
