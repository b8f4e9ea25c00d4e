import type { Analysis } from '../../../../src-renderer/query/contract/analysis'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { computedResult } from '../../../../src-renderer/query/analysis/computedResult'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import type { ResultTable } from '../../../../src-renderer/query/contract/result'
import type { NativeDuckdb } from '../../nativeDuckdb'

/** Runs an analysis of shares on native DuckDB, and lets it finish the answer, as the host does. */
export async function answerFinished(
  db: NativeDuckdb,
  analysis: Analysis,
  parameters: Readonly<Record<string, ParameterValue>>,
): Promise<ResultTable> {
  const values = readParameters(analysis.parameters, parameters)
  const rows = await db.run(analysis.plan(values, db.catalog, null))
  return analysis.finish!(
    computedResult(
      [
        { name: 'child', type: 'string' },
        { name: 'parent', type: 'string' },
        { name: 'user_key', type: 'integer' },
        { name: 'ts', type: 'timestamp' },
        { name: 'seen', type: 'boolean' },
        { name: 'creator', type: 'string' },
        { name: 'views', type: 'integer' },
        { name: 'engagements', type: 'integer' },
      ],
      rows,
    ),
    values,
  )
}
