import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import type { CodedTexts } from '../../../src-renderer/sequence/timeline'
import { propertyName, USERS } from './usersSql'

/** Values of a property that count by themselves; those of others are "Other". */
const MOST_VALUES = 8
const [NONE, OTHER] = ['(none)', 'Other']

/** A property of users by its name: a value each. */
export interface Property extends CodedTexts {
  readonly name: string
}

/** What was found of the users of a study, as USERS says; of longer arrays the first `count` of each. */
export interface StudiedUsers {
  readonly count: number
  readonly isTreated: Uint8Array
  readonly outcome: Float64Array
  readonly eventsBefore: Float64Array
  readonly activeDays: Float64Array
  readonly daysSilent: Float64Array
  readonly daysKnown: Float64Array
  readonly metricBefore: Float64Array
  readonly properties: readonly Property[]
}

/** What users are compared by, a number for each. */
interface Covariate {
  readonly name: string
  readonly values: Float64Array
}

/** The users of a study, in one order. */
export interface Study {
  /** 1 for those who took it up. */
  readonly isTreated: Uint8Array
  readonly outcomes: Float64Array
  readonly covariates: readonly Covariate[]
}

/** One covariate for each value of a property but the most frequent. */
function indicators({ name, codes, texts }: Property, count: number): readonly Covariate[] {
  // The code -1, none, comes first.
  const named = [NONE, ...texts]
  const values = [...new Set(named)]
  const places = new Map(values.map((value, at) => [value, at]))
  const valueOf = Int32Array.from(named, (text) => places.get(text) ?? 0)
  const counts = new Int32Array(values.length)
  for (let user = 0; user < count; user += 1) counts[valueOf[codes[user]! + 1]!]! += 1
  const ranked = values
    .map((value, at) => ({ value, users: counts[at]! }))
    .filter(({ users }) => users > 0)
    .sort((a, b) => b.users - a.users || (a.value < b.value ? -1 : 1))
    .map(({ value }) => value)
  const kept = new Set(ranked.slice(0, MOST_VALUES))
  const folded = named.map((value) => (kept.has(value) ? value : OTHER))
  return [...new Set([...ranked.slice(1, MOST_VALUES), ...(ranked.length > MOST_VALUES ? [OTHER] : [])])].map(
    (value) => {
      const is = Uint8Array.from(folded, (one) => (one === value ? 1 : 0))
      const of = new Float64Array(count)
      for (let user = 0; user < count; user += 1) of[user] = is[codes[user]! + 1]!
      return { name: `${name} = ${value}`, values: of }
    },
  )
}

/** Counts as their logarithms (of one more), since a few users do most. */
export function studyOf({ count, ...users }: StudiedUsers): Study {
  const own = (values: Float64Array): Float64Array => values.subarray(0, count)
  return {
    isTreated: users.isTreated.subarray(0, count),
    outcomes: own(users.outcome),
    covariates: [
      { name: 'events before (log)', values: own(users.eventsBefore).map(Math.log1p) },
      { name: 'active days before', values: own(users.activeDays) },
      { name: 'days since the last event', values: own(users.daysSilent) },
      { name: 'days since the first event', values: own(users.daysKnown) },
      { name: 'metric events before (log)', values: own(users.metricBefore).map(Math.log1p) },
      ...users.properties.flatMap((property) => indicators(property, count)),
    ],
  }
}

/** The users that the SQL gave, with their properties by name. */
export function usersOf(answer: ResultTable, properties: readonly string[]): StudiedUsers {
  const rows = rowsOf(USERS, answer)
  const numbers = (of: (row: (typeof rows)[number]) => number): Float64Array => Float64Array.from(rows, of)
  return {
    count: rows.length,
    isTreated: Uint8Array.from(rows, (row) => (row.is_treated ? 1 : 0)),
    outcome: numbers((row) => row.outcome),
    eventsBefore: numbers((row) => row.events_before),
    activeDays: numbers((row) => row.active_days),
    daysSilent: numbers((row) => row.days_silent),
    daysKnown: numbers((row) => row.days_known),
    metricBefore: numbers((row) => row.metric_before),
    properties: properties.map((name, at) => {
      const values = answer.column(propertyName(at)).map((value) => (value === null ? null : String(value)))
      const texts = [...new Set(values)].filter((text) => text !== null)
      const places = new Map<string | null, number>(texts.map((text, code) => [text, code]))
      return { name, texts, codes: Int32Array.from(values, (text) => places.get(text) ?? -1) }
    }),
  }
}
