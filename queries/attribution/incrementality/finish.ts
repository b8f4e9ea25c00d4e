import { computedResult, type ComputedColumn } from '../../../src-renderer/query/analysis/computedResult'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { normalQuantile } from '../../../src-renderer/stats/normal'
import { compareProportions, newcombe, type Count } from '../../../src-renderer/stats/proportions'
import { wilson } from '../../../src-renderer/stats/wilson'

const COLUMNS: readonly ComputedColumn[] = [
  { name: 'group', type: 'string' },
  { name: 'users', type: 'integer' },
  { name: 'converted', type: 'integer' },
  { name: 'pct', type: 'double' },
  { name: 'low', type: 'double' },
  { name: 'high', type: 'double' },
  { name: 'conversions', type: 'integer' },
  { name: 'value', type: 'double' },
  { name: 'value_per_user', type: 'double' },
  { name: 'difference_pct', type: 'double' },
  { name: 'difference_low', type: 'double' },
  { name: 'difference_high', type: 'double' },
  { name: 'p', type: 'double' },
  { name: 'lift_pct', type: 'double' },
  { name: 'lift_low', type: 'double' },
  { name: 'lift_high', type: 'double' },
  { name: 'incremental', type: 'double' },
  { name: 'incremental_low', type: 'double' },
  { name: 'incremental_high', type: 'double' },
]

/** The lift in %, and the interval of the ratio of shares on the logarithm's scale (Katz 1978); null where a group converts nobody. */
function liftOf(
  exposed: Count,
  holdout: Count,
  confidence: number,
): { readonly lift: number | null; readonly low: number | null; readonly high: number | null } {
  if (exposed.trials === 0 || holdout.trials === 0 || holdout.successes === 0)
    return { lift: null, low: null, high: null }
  const ratio = exposed.successes / exposed.trials / (holdout.successes / holdout.trials)
  if (exposed.successes === 0) return { lift: -100, low: null, high: null }
  const error = Math.sqrt(1 / exposed.successes - 1 / exposed.trials + 1 / holdout.successes - 1 / holdout.trials)
  const half = normalQuantile((1 + confidence) / 2) * error
  return { lift: 100 * (ratio - 1), low: 100 * (ratio * Math.exp(-half) - 1), high: 100 * (ratio * Math.exp(half) - 1) }
}

/** The two groups with their shares, and on the row of the exposed what the exposure brought. */
export function finishIncrementality(answer: ResultTable, values: ParameterValues): ResultTable {
  const confidence = Number(values['confidence_pct']) / 100
  const found = new Map(answer.rows().map((row) => [String(row['group_name']), row]))
  const countOf = (group: string): Count => ({
    successes: Number(found.get(group)?.['converted'] ?? 0),
    trials: Number(found.get(group)?.['users'] ?? 0),
  })
  const [exposed, holdout] = [countOf('exposed'), countOf('holdout')]
  const rows = ['exposed', 'holdout', ...(found.has('both') ? ['both'] : [])].map((group) => {
    const { successes, trials } = countOf(group)
    const interval = wilson(successes, trials, confidence)
    const value = Number(found.get(group)?.['value'] ?? 0)
    const plain = {
      group,
      users: trials,
      converted: successes,
      conversions: Number(found.get(group)?.['conversions'] ?? 0),
      value,
      value_per_user: trials === 0 ? null : value / trials,
      pct: trials === 0 ? null : (100 * successes) / trials,
      low: trials === 0 ? null : 100 * interval.low,
      high: trials === 0 ? null : 100 * interval.high,
    }
    const test = group === 'exposed' ? compareProportions(exposed, holdout, confidence) : null
    const range = group === 'exposed' ? newcombe(exposed, holdout, confidence) : null
    if (test === null || range === null) return plain
    const lift = liftOf(exposed, holdout, confidence)
    return {
      ...plain,
      difference_pct: 100 * test.difference,
      difference_low: 100 * range.low,
      difference_high: 100 * range.high,
      p: test.p,
      lift_pct: lift.lift,
      lift_low: lift.low,
      lift_high: lift.high,
      incremental: test.difference * trials,
      incremental_low: range.low * trials,
      incremental_high: range.high * trials,
    }
  })
  return computedResult(COLUMNS, rows)
}
