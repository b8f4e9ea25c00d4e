import { computedResult, type ComputedColumn } from '../../../src-renderer/query/analysis/computedResult'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'
import { holm } from '../../../src-renderer/stats/holm'
import type { Count } from '../../../src-renderer/stats/proportions'
import { equalSharesP, ratioInterval } from '../../../src-renderer/stats/shareRatios'

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
      p: equalSharesP(converted, lost),
    }
  })
  const adjusted = holm(rows.map((row) => row.p))
  const weight = (p: number | null): number => p ?? 2
  const finished: readonly Readonly<Record<string, ResultValue>>[] = rows
    .map((row, index) => ({ ...row, p_holm: adjusted[index]! }))
    .sort((a, b) => weight(a.p) - weight(b.p) || (b.lift ?? 0) - (a.lift ?? 0))
  return computedResult(COLUMNS, finished)
}
