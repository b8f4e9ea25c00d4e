import type { Analysis } from '../../../../src-renderer/query/contract/analysis'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import type { NativeDuckdb } from '../../nativeDuckdb'
import { tableOf, type Row } from '../../nativeDuckdb'
import type { ResultTable } from '../../../../src-renderer/query/contract/result'

/** Rows as a table with the columns that they have. */
export function tableOfRows(rows: readonly Row[]): ResultTable {
  return tableOf(
    { columns: Object.keys(rows[0] ?? {}).map((name) => ({ name, about: '', format: 'text' })) } as unknown as Analysis,
    rows,
  )
}

/** Plans an analysis, runs it on native DuckDB and lets it finish the answer, as the host does. */
export async function answerOf(
  duck: NativeDuckdb,
  analysis: Analysis,
  parameters: Readonly<Record<string, ParameterValue>> = {},
  source: string | null = null,
): Promise<readonly Row[]> {
  const values = readParameters(analysis.parameters, parameters)
  const plan = analysis.plan(values, duck.catalog, source)
  const rows = await duck.run(plan)
  return plan.finish === undefined ? rows : analysis.finish!(tableOfRows(rows), plan.finish.values).rows()
}
