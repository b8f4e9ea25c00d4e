import { computedResult, type ComputedColumn } from '../../../src-renderer/query/analysis/computedResult'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { benjaminiHochberg } from '../../../src-renderer/stats/falseDiscovery'
import type { Count } from '../../../src-renderer/stats/proportions'
import { equalSharesP, ratioInterval } from '../../../src-renderer/stats/shareRatios'
import { EVENT_KIND } from './tried'

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
function whatText(value: string, times: number): string {
  return times <= 1 ? value : `${value} (at least ${times} times)`
}

/** The value and the number that whatText() named; 0 times for a column's. */
export function readWhat(kind: string, what: string): { readonly value: string; readonly times: number } {
  if (kind !== EVENT_KIND) return { value: what, times: 0 }
  const times = AT_LEAST.exec(what)?.[1]
  return times === undefined ? { value: what, times: 1 } : { value: what.replace(AT_LEAST, ''), times: Number(times) }
}

/** What is tried: users with it and those of them with the outcome, and both of all users. */
export interface TriedRow {
  readonly kind: string
  readonly value: string
  readonly times: number
  readonly users: number
  readonly outcomes: number
  readonly allUsers: number
  readonly allOutcomes: number
}

/** judgeDrivers() of the rows of driversSql(). */
export function finishDrivers(answer: ResultTable, values: ParameterValues): ResultTable {
  const tried = answer
    .rows()
    .map((row) => ({
      kind: String(row['kind']),
      value: String(row['value']),
      times: Number(row['times']),
      users: Number(row['users']),
      outcomes: Number(row['outcomes']),
      allUsers: Number(row['all_users']),
      allOutcomes: Number(row['all_outcomes']),
    }))
  return judgeDrivers(tried, values)
}

/** Shares of both sides, lift with its interval, and q over all that was tried; the surest first. */
export function judgeDrivers(tried: readonly TriedRow[], values: ParameterValues): ResultTable {
  const rows = tried.map(({ kind, value, times, users, outcomes, allUsers, allOutcomes }) => {
    const having: Count = { successes: outcomes, trials: users }
    const others: Count = { successes: allOutcomes - outcomes, trials: allUsers - users }
    const share = ({ successes, trials }: Count): number => successes / trials
    const interval = ratioInterval(having, others)
    return {
      kind,
      what: whatText(value, times),
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
