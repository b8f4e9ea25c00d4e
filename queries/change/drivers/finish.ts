import { computedResult, type ComputedColumn } from '../../../src-renderer/query/analysis/computedResult'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { benjaminiHochberg } from '../../../src-renderer/stats/falseDiscovery'
import type { Count } from '../../../src-renderer/stats/proportions'
import { equalSharesP, ratioInterval } from '../../../src-renderer/stats/shareRatios'
import { EVENT_KIND } from './sql'

const COLUMNS: readonly ComputedColumn[] = [
  { name: 'kind', type: 'string' },
  { name: 'what', type: 'string' },
  { name: 'users', type: 'integer' },
  { name: 'share_with', type: 'double' },
  { name: 'share_without', type: 'double' },
  { name: 'lift', type: 'double' },
  { name: 'low', type: 'double' },
  { name: 'high', type: 'double' },
  { name: 'q', type: 'double' },
]

const AT_LEAST = / \(at least (\d+) times\)$/

/** What a row is called: the value, and of an event how many times at least it was done. */
export function whatText(value: string, times: number): string {
  return times <= 1 ? value : `${value} (at least ${times} times)`
}

/** The value and the number that whatText() named; 0 times for a column's. */
export function readWhat(kind: string, what: string): { readonly value: string; readonly times: number } {
  if (kind !== EVENT_KIND) return { value: what, times: 0 }
  const times = AT_LEAST.exec(what)?.[1]
  return times === undefined ? { value: what, times: 1 } : { value: what.replace(AT_LEAST, ''), times: Number(times) }
}

/** Shares of both sides, lift with its interval, and q over all that was tried; the surest first. */
export function finishDrivers(answer: ResultTable, values: ParameterValues): ResultTable {
  const rows = answer.rows().map((row) => {
    const number = (name: string): number => Number(row[name])
    const having: Count = { successes: number('outcomes'), trials: number('users') }
    const others: Count = {
      successes: number('all_outcomes') - having.successes,
      trials: number('all_users') - having.trials,
    }
    const share = ({ successes, trials }: Count): number => successes / trials
    const interval = ratioInterval(having, others)
    return {
      kind: String(row['kind']),
      what: whatText(String(row['value']), number('times')),
      users: having.trials,
      share_with: 100 * share(having),
      share_without: 100 * share(others),
      lift: others.successes === 0 ? null : share(having) / share(others),
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      p: equalSharesP(having, others),
    }
  })
  const qs = benjaminiHochberg(rows.map(({ p }) => p))
  const most = typeof values['top'] === 'number' ? values['top'] : rows.length
  const distance = ({ lift }: { readonly lift: number | null }): number =>
    lift === null || lift === 0 ? Infinity : Math.abs(Math.log(lift))
  const ordered = rows
    .map((row, at) => ({ ...row, q: qs[at] ?? null }))
    .sort((a, b) => (a.p ?? 2) - (b.p ?? 2) || distance(b) - distance(a))
    .slice(0, most)
  return computedResult(COLUMNS, ordered)
}
