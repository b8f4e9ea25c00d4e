import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { funnel } from '../../../../queries/funnel/funnel'
import { funnelLift } from '../../../../queries/funnel/funnel-lift'
import { funnelPaths } from '../../../../queries/funnel/funnel-paths'
import { funnelTimes } from '../../../../queries/funnel/funnel-times'
import { funnelTrend } from '../../../../queries/funnel/funnel-trend'
import { Engine } from '../../../../src-renderer/engine/engine'
import { nodeAssets } from '../../../../src-renderer/engine/nodeAssets'
import { readArrowResult } from '../../../../src-renderer/query/session/arrowResult'
import type { QueryPlan } from '../../../../src-renderer/query/contract/plan'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import type { ResultTable } from '../../../../src-renderer/query/contract/result'
import { expectCloseRows } from '../../closeRows'
import { NativeDuckdb } from '../../nativeDuckdb'
import { runs } from '../../../runs'
import {
  attemptParameters,
  breakdownParameters,
  logArbitrary,
  tablesOf,
  twoStepOptions,
  withoutCounting,
} from './questions'

/** The proofs of the funnels run on native DuckDB; this holds DuckDB-WASM, which the app runs, to the same answers. */
const engine = new Engine(nodeAssets())
let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
  const logs = fc.sample(logArbitrary, { seed: 5, numRuns: 8 })
  await db.load(
    tablesOf(
      logs.flatMap((log, index) =>
        log.map((event) => ({ ...event, user: event.user === null ? null : `${event.user}-${index}` })),
      ),
    ),
  )
  await engine.execute(db.statements)
})
afterAll(() => {
  engine.close()
  db.close()
})

async function bothAnswer(plan: QueryPlan): Promise<ResultTable> {
  const defined = db.statements.length
  const expected = await db.run(plan)
  await engine.execute(db.statements.slice(defined))
  const table = readArrowResult((await engine.query(plan.sql)).ipc)
  expectCloseRows(table.rows(), expected)
  return table
}

it.each(fc.sample(twoStepOptions, { seed: 3, numRuns: runs(12) }).map((question, index) => [index, question] as const))(
  'answers question %i as native DuckDB does',
  async (_, question) => {
    const steps = attemptParameters(question)
    const broken = { ...steps, ...breakdownParameters(question) }
    for (const [analysis, raw] of [
      [funnel, { ...broken, more_columns: true }],
      [funnelTrend, broken],
      [funnelTimes, steps],
      [funnelPaths, steps],
      [funnelLift, { ...withoutCounting(steps), columns: ['plan'], least: 1 }],
    ] as const) {
      const values = readParameters(analysis.parameters, raw)
      const table = await bothAnswer(analysis.plan(values, db.catalog, null))
      const result = analysis.finish === undefined ? table : analysis.finish(table, values)
      expect(analysis.charts!(result, values).length).toBeGreaterThan(0)
      const named = result.columns.map((column) => column.name)
      expect(named).toEqual(expect.arrayContaining(analysis.columns.map((column) => column.name)))
      if (result.rowCount === 0) continue
      const drill = analysis.drill!(
        {
          row: result.row(result.rowCount - 1),
          column: analysis === funnelTrend ? 'converted' : analysis === funnelLift ? 'lost_users' : 'users',
        },
        values,
        db.catalog,
        null,
      )
      await bothAnswer(drill!.plan)
    }
  },
)
