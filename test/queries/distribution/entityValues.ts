import fc from 'fast-check'
import { countedEvents } from '../countedEvents'
import { localDate } from '../localCalendar'
import { toMicros } from '../nativeDuckdb'
import type { RandomLog, RandomScope } from '../randomLog'

/** A measure of each user, or formulas over two. */
export interface AskedMeasure {
  readonly event: string | null
  readonly measure: 'count' | 'sum' | 'avg' | 'max' | 'median' | 'distinct' | 'users' | 'per-user'
  readonly column?: 'amount' | 'city'
}

export const someMeasure: fc.Arbitrary<AskedMeasure> = fc.constantFrom<AskedMeasure>(
  { event: null, measure: 'count' },
  { event: 'x', measure: 'count' },
  { event: null, measure: 'sum', column: 'amount' },
  { event: 'y', measure: 'sum', column: 'amount' },
  { event: 'x', measure: 'avg', column: 'amount' },
  { event: null, measure: 'max', column: 'amount' },
  { event: 'z', measure: 'median', column: 'amount' },
  { event: null, measure: 'distinct', column: 'city' },
  { event: 'x', measure: 'users' },
  { event: 'x', measure: 'per-user' },
)

export interface EntityChoice {
  readonly scope: RandomScope
  readonly ofActive: boolean
}

/** The middle of two, or the value at a share: by the place among the sorted, between two by the distance. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = share * (sorted.length - 1)
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  return low + (high - low) * (place - Math.floor(place))
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0)

/** Each user with the measures that all have a value for them, in the order of their names. */
export function userValues(
  log: RandomLog,
  { scope, ofActive }: EntityChoice,
  measures: readonly AskedMeasure[],
): readonly { readonly user: string; readonly values: readonly number[] }[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const inDates = counted.events.filter(
    ({ date }) => (scope.from === null || date >= scope.from) && (scope.to === null || date <= scope.to),
  )
  const counts = (measure: AskedMeasure, event: string): boolean => measure.event === null || measure.event === event
  const users = [
    ...new Set(
      inDates
        .filter((event) => ofActive || measures.some((one) => counts(one, event.event)))
        .map((event) => event.user),
    ),
  ].sort()
  return users.flatMap((user) => {
    const values = measures.map((measure): number | null => {
      const own = inDates.filter((event) => event.user === user && counts(measure, event.event))
      const amounts = own.map((event) => event.more['amount']).filter((one) => typeof one === 'number')
      switch (measure.measure) {
        case 'count':
          return own.length
        case 'sum':
          return sum(amounts)
        case 'avg':
          return amounts.length === 0 ? null : sum(amounts) / amounts.length
        case 'max':
          return amounts.length === 0 ? null : Math.max(...amounts)
        case 'median':
          return amounts.length === 0 ? null : quantile(amounts, 0.5)
        case 'distinct':
          return new Set(own.map((event) => event.more['city']).filter((one) => one !== null)).size
        case 'users':
          return own.length > 0 ? 1 : 0
        case 'per-user':
          return own.length === 0 ? null : own.length
      }
    })
    const known = values.filter((one) => one !== null)
    return known.length === values.length ? [{ user, values: known }] : []
  })
}

/** The amounts of all events that pass, whoever they belong to. */
export function eventAmounts(log: RandomLog, scope: RandomScope, event: string | null): readonly number[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const zone = scope.timezone ?? log.timezone
  const testers = new Set(log.events.filter((one) => one.test === true).map((one) => one.user))
  return log.events
    .filter((one) => toMicros(one.ts) <= counted.newest && (event === null || one.event === event))
    .filter((one) => one.user === null || scope.include_test || !testers.has(one.user))
    .filter((one) => scope.filter.every((term) => term.op === 'is not null' || one.more?.[term.column] === term.value))
    .filter((one) => {
      const date = localDate(toMicros(one.ts), zone)
      return (scope.from === null || date >= scope.from) && (scope.to === null || date <= scope.to)
    })
    .map((one) => one.more?.['amount'])
    .filter((one) => typeof one === 'number')
}
