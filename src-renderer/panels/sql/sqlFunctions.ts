import type { Workbench } from '../../host/workbench'
import type { QueryPlan } from '../../query/contract/plan'
import type { ResultTable } from '../../query/contract/result'

/** A function as SQL can call it. */
export interface SqlFunction {
  readonly name: string
  readonly kind: 'scalar' | 'aggregate' | 'window' | 'table' | 'macro'
  /** `date_trunc(part, timestamp) → TIMESTAMP`, one for each way to call it; the shortest first. */
  readonly signatures: readonly string[]
  readonly about: string
}

/** What the engine knows of its functions. Operators and what only serves other tools are left out. */
const FUNCTIONS_PLAN: QueryPlan = {
  sql: `WITH called AS (
  SELECT function_name AS name, function_type AS kind, any_value(description) AS about,
    function_name || '(' || array_to_string(list_transform(parameters, (p) -> coalesce(p, '…')), ', ')
      || CASE WHEN varargs IS NULL THEN '' ELSE ', …' END || ')' AS call,
    CASE WHEN count(DISTINCT return_type) = 1 THEN ' → ' || any_value(return_type) ELSE '' END AS gives
  FROM duckdb_functions()
  WHERE regexp_matches(function_name, '^[a-z][a-z0-9_]*$') AND parameters IS NOT NULL
    AND function_type IN ('scalar', 'aggregate', 'macro', 'table')
    AND (function_type <> 'table' OR function_name IN ('range', 'generate_series', 'unnest', 'repeat'))
    AND NOT regexp_matches(function_name, '^(pg_|has_|inet_|current_|session_|arrow_|finalize$|count_star$).*')
  GROUP BY ALL
)
SELECT name, kind, coalesce(any_value(about), '') AS about,
  array_to_string(list(call || gives ORDER BY length(call), call), chr(10)) AS signatures
FROM called
GROUP BY name, kind
ORDER BY name, kind`,
}

const window = (signature: string, about: string): SqlFunction => ({
  name: signature.slice(0, signature.indexOf('(')),
  kind: 'window',
  signatures: [signature],
  about,
})

/** The engine has no list of these. */
const WINDOW_FUNCTIONS: readonly SqlFunction[] = [
  window('row_number() → BIGINT', 'The number of the row within its partition, from 1.'),
  window('rank() → BIGINT', 'The rank of the row, with gaps where rows are equal.'),
  window('dense_rank() → BIGINT', 'The rank of the row without gaps.'),
  window('percent_rank() → DOUBLE', 'The share of the other rows that stand before the row.'),
  window('cume_dist() → DOUBLE', 'The share of rows that stand before the row or equal it.'),
  window('ntile(buckets) → BIGINT', 'The bucket of the row, where all are as large as they can be.'),
  window('lag(value, offset, default)', 'The value of the row before.'),
  window('lead(value, offset, default)', 'The value of the row behind.'),
  window('first_value(value)', 'The value of the first row of the frame.'),
  window('last_value(value)', 'The value of the last row of the frame.'),
  window('nth_value(value, nth)', 'The value of the nth row of the frame.'),
]

const KINDS = ['scalar', 'aggregate', 'macro', 'table'] as const

/** Reads the answer of the functions' plan. */
export function readFunctions(table: ResultTable): readonly SqlFunction[] {
  return table.rows().flatMap((row): readonly SqlFunction[] => {
    const kind = KINDS.find((one) => one === row['kind'])
    if (kind === undefined) return []
    const signatures = String(row['signatures']).split('\n')
    return [{ name: String(row['name']), kind, signatures, about: String(row['about']) }]
  })
}

const asked = new WeakMap<Workbench, Promise<readonly SqlFunction[]>>()

/** The functions of the engine behind a workbench, asked for once. Where it does not say, there are only our own. */
export function sqlFunctionsOf(workbench: Workbench): Promise<readonly SqlFunction[]> {
  const known = asked.get(workbench)
  if (known !== undefined) return known
  const functions = workbench
    .run(FUNCTIONS_PLAN, { signal: new AbortController().signal })
    .then(({ table }) => [...readFunctions(table), ...WINDOW_FUNCTIONS])
    .catch(() => {
      asked.delete(workbench)
      return WINDOW_FUNCTIONS
    })
  asked.set(workbench, functions)
  return functions
}
