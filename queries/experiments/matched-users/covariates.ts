import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { propertyName, USERS } from './usersSql'

/** Values of a property that count by themselves; those of others are "Other". */
const MOST_VALUES = 8
const NONE = '(none)'

/** What users are compared by, a number for each. */
interface Covariate {
  readonly name: string
  readonly values: Float64Array
}

/** The users of a study, in one order. */
export interface Study {
  readonly isTreated: readonly boolean[]
  readonly outcomes: readonly number[]
  readonly covariates: readonly Covariate[]
}

/** One covariate for each value of a property but the most frequent. */
function indicators(property: string, values: readonly (string | null)[]): readonly Covariate[] {
  const counts = new Map<string, number>()
  const named = values.map((value) => value ?? NONE)
  for (const value of named) counts.set(value, (counts.get(value) ?? 0) + 1)
  const ranked = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([value]) => value)
  const kept = new Set(ranked.slice(0, MOST_VALUES))
  const folded = named.map((value) => (kept.has(value) ? value : 'Other'))
  return [...new Set([...ranked.slice(1, MOST_VALUES), ...(ranked.length > MOST_VALUES ? ['Other'] : [])])].map(
    (value) => ({
      name: `${property} = ${value}`,
      values: Float64Array.from(folded, (one) => (one === value ? 1 : 0)),
    }),
  )
}

/** What the SQL gave as numbers; counts as their logarithms (of one more), since a few users do most. */
export function studyOf(answer: ResultTable, properties: readonly string[]): Study {
  const rows = rowsOf(USERS, answer)
  const covariate = (name: string, of: (row: (typeof rows)[number]) => number): Covariate => ({
    name,
    values: Float64Array.from(rows, of),
  })
  return {
    isTreated: rows.map((row) => row.is_treated),
    outcomes: rows.map((row) => row.outcome),
    covariates: [
      covariate('events before (log)', (row) => Math.log1p(row.events_before)),
      covariate('active days before', (row) => row.active_days),
      covariate('days since the last event', (row) => row.days_silent),
      covariate('days since the first event', (row) => row.days_known),
      covariate('metric events before (log)', (row) => Math.log1p(row.metric_before)),
      ...properties.flatMap((property, at) =>
        indicators(
          property,
          answer.column(propertyName(at)).map((value) => (value === null ? null : String(value))),
        ),
      ),
    ],
  }
}
