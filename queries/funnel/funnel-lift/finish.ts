import { computedResult, type ComputedColumn } from '../../../src-renderer/query/analysis/computedResult'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'
import { normalQuantile } from '../../../src-renderer/stats/distributions'
import { fisherTest, needsExact } from '../../../src-renderer/stats/exact'
import { holm } from '../../../src-renderer/stats/holm'
import { compareProportions, type Count } from '../../../src-renderer/stats/proportions'
import type { Interval } from '../../../src-renderer/stats/wilson'

const COLUMNS: readonly ComputedColumn[] = [
  { name: 'kind', type: 'string' },
  { name: 'value', type: 'string' },
  { name: 'converted_users', type: 'integer' },
  { name: 'converted_pct', type: 'double' },
  { name: 'lost_users', type: 'integer' },
  { name: 'lost_pct', type: 'double' },
  { name: 'lift', type: 'double' },
  { name: 'lift_low', type: 'double' },
  { name: 'lift_high', type: 'double' },
  { name: 'p', type: 'double' },
  { name: 'p_holm', type: 'double' },
]

/**
 * The interval of a ratio of two shares, on the logarithm's scale (Katz, Baptista, Azen and Pike 1978, Biometrics 34). Null
 * where a side has none, so that the ratio or its logarithm is not defined.
 */
export function ratioInterval(one: Count, other: Count, confidence = 0.95): Interval | null {
  if (one.successes === 0 || other.successes === 0) return null
  const ratio = one.successes / one.trials / (other.successes / other.trials)
  const error = Math.sqrt(1 / one.successes - 1 / one.trials + 1 / other.successes - 1 / other.trials)
  const factor = Math.exp(normalQuantile((1 + confidence) / 2) * error)
  return { low: ratio / factor, high: ratio * factor }
}

/** Two-sided p that both sides had it equally often: Fisher's exact test for small counts, else the z test. Null where a side is empty. */
function pValue(converted: Count, lost: Count): number | null {
  if (converted.trials === 0 || lost.trials === 0) return null
  return needsExact(converted, lost) ? fisherTest(converted, lost) : compareProportions(converted, lost)!.p
}

/** Shares, lift with its interval, p and Holm's p of each row of planLift's answer; the surest differences first. */
export function finishLift(answer: ResultTable): ResultTable {
  const rows = answer.rows().map((row) => {
    const count = (side: string): Count => ({
      successes: Number(row[`${side}_users`]),
      trials: Number(row[`${side}_all`]),
    })
    const [converted, lost] = [count('converted'), count('lost')]
    const share = ({ successes, trials }: Count): number | null => (trials === 0 ? null : (100 * successes) / trials)
    const [one, other] = [share(converted), share(lost)]
    const interval = ratioInterval(converted, lost)
    return {
      kind: row['kind']!,
      value: row['value']!,
      converted_users: converted.successes,
      converted_pct: one,
      lost_users: lost.successes,
      lost_pct: other,
      lift: one === null || other === null || other === 0 ? null : one / other,
      lift_low: interval?.low ?? null,
      lift_high: interval?.high ?? null,
      p: pValue(converted, lost),
    }
  })
  const adjusted = holm(rows.map((row) => row.p))
  const weight = (p: number | null): number => p ?? 2
  const finished: readonly Readonly<Record<string, ResultValue>>[] = rows
    .map((row, index) => ({ ...row, p_holm: adjusted[index]! }))
    .sort((a, b) => weight(a.p) - weight(b.p) || (b.lift ?? 0) - (a.lift ?? 0))
  return computedResult(COLUMNS, finished)
}
