import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import type { Asked } from './case'
import type { NativeDuckdb } from './nativeDuckdb'

/** Runs a plan on native DuckDB and lets the analysis finish the answer, as the host does. */
export async function runPlanned(db: NativeDuckdb, analysis: Analysis, plan: QueryPlan): Promise<ResultTable> {
  const table = await db.table(plan)
  return plan.finish === undefined ? table : analysis.finish!(table, plan.finish.values)
}

/** The finished answer to parameters as a person gives them. */
export async function answerOf(
  db: NativeDuckdb,
  analysis: Analysis,
  asked: Asked = {},
  source: string | null = null,
): Promise<ResultTable> {
  return runPlanned(db, analysis, analysis.plan(readParameters(analysis.parameters, asked), db.catalog, source))
}
