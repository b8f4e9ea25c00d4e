import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchingIntervals } from '../../../../queries/batching/batching-intervals'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { loadSample, RECORDED } from '../sampleTables'
import { NativeDuckdb, tableOf, type Row } from '../../nativeDuckdb'

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

describe('batching-intervals', () => {
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
