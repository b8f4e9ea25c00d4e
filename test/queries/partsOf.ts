import { required } from '../../src-renderer/base/required'
import { breakdownParts } from '../../src-renderer/query/analysis/breakdown'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import { runPlanned } from './answer'
import type { Asked } from './case'
import type { NativeDuckdb, Row } from './nativeDuckdb'

/** The parts of a broken down answer, as the host runs them. */
export async function partsOf(
  db: NativeDuckdb,
  analysis: Analysis,
  asked: Asked,
): Promise<readonly { lead: Row; rows: readonly Row[] }[]> {
  const plan = analysis.plan(readParameters(analysis.parameters, asked), db.catalog, null)
  const request = required(plan.breakdown)
  const found = (await db.table(request.valuesPlan))
    .rows()
    .map((row) => Object.values(row).map((value) => (value === null ? null : String(value))))
  const parts = breakdownParts(request, found, analysis)
  return Promise.all(
    parts.map(async ({ lead, plan: part }) => ({ lead, rows: (await runPlanned(db, analysis, part)).rows() })),
  )
}
