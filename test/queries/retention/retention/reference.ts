import { countedEvents, type CountedEvent } from '../../countedEvents'
import { addDays, addUnits, localDate, startOfUnit, type Unit } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'

export interface EventChoice {
  /** null is any event. */
  readonly event: string | null
  readonly plan: string | null
}

export interface RetentionChoices {
  readonly start: EventChoice
  readonly returns: EventChoice
  readonly entry: 'first-ever' | 'first-matching' | 'recurring'
  readonly unit: Unit
  readonly periods: number
  readonly clock: 'calendar' | 'rolling'
  readonly criterion: 'on' | 'on-or-after' | 'on-or-before' | 'streak' | 'bracket'
  /** For the criterion bracket: first and last period of each. */
  readonly brackets: readonly (readonly [number, number])[]
  readonly denominator: 'cohort' | 'previous'
  readonly minSize: number | null
  /** Break down by the plan at the start, with so many values before "Other"; null for no breakdown. */
  readonly breakdown: number | null
  /** Return events that a period must hold. */
  readonly minTimes: number
  /** 1 Monday … 7 Sunday; null for the workspace's. */
  readonly weekStart: number | null
}

export interface RetentionRow {
  readonly plan?: string
  readonly cohort: string
  readonly size: number
  readonly period: number
  readonly bracket?: string
  readonly eligible: number
  readonly users: number
  /** Null where nobody is eligible. */
  readonly pct: number | null
  readonly hidden_cohorts?: number
  /** Whether the period is over for the whole cohort, as far as it can be counted. */
  readonly complete: boolean
}

const HOURS: Readonly<Record<Unit, number>> = { day: 24, week: 7 * 24, month: 30 * 24 }

interface Entered {
  readonly user: string
  readonly micros: number
  readonly plan: string | null
}

/** Retention by the definition: find each user's entries, then ask of each entry and period whether it can be observed, and whether the user came back. */
export function referenceRetention(
  log: RandomLog,
  scope: RandomScope,
  choices: RetentionChoices,
): readonly RetentionRow[] {
  const counted = countedEvents(log, scope, true)
  if (counted === null) return []
  const { events, last, over, now } = counted
  const {
    start,
    returns,
    entry,
    unit,
    periods,
    clock,
    criterion,
    brackets,
    denominator,
    minSize,
    breakdown,
    minTimes,
  } = choices
  const zone = scope.timezone ?? log.timezone
  const unitOf = (date: string): string => startOfUnit(date, unit, choices.weekStart ?? log.weekStart)
  const matches = (event: CountedEvent, choice: EventChoice): boolean =>
    (choice.event === null || event.event === choice.event) && (choice.plan === null || event.plan === choice.plan)
  const inDates = (event: CountedEvent): boolean =>
    (scope.from === null || event.date >= scope.from) && (scope.to === null || event.date <= scope.to)

  const entries: Entered[] = []
  for (const user of new Set(events.map((event) => event.user))) {
    const starts = events.filter((event) => event.user === user && matches(event, start))
    if (entry === 'first-ever') {
      const moment = starts[0]?.micros
      const qualified = starts.filter((event) => event.micros === moment && event.passes && inDates(event))
      if (qualified.length > 0) entries.push(qualified[0]!)
      continue
    }
    const inside = starts.filter((event) => event.passes && inDates(event))
    if (entry === 'first-matching') {
      if (inside.length > 0) entries.push(inside[0]!)
      continue
    }
    for (const one of new Set(inside.map((event) => unitOf(event.date)))) {
      entries.push(inside.find((event) => unitOf(event.date) === one)!)
    }
  }

  const cohortOf = (moment: number): string => unitOf(localDate(moment, zone))
  const length = HOURS[unit] * 3600e6
  const isObservable = (moment: number, period: number): boolean =>
    clock === 'calendar' ? addUnits(cohortOf(moment), unit, period) <= last : moment + (period + 1) * length <= now
  const periodOf = (one: Entered, event: CountedEvent): number => {
    if (clock === 'rolling') return Math.floor((event.micros - one.micros) / length)
    let period = 0
    for (let start = cohortOf(one.micros); start < unitOf(event.date); start = addUnits(start, unit, 1)) period++
    return period
  }
  const returnsByEntry = new Map<Entered, Map<number, number>>()
  const returnsIn = (one: Entered): ReadonlyMap<number, number> => {
    const known = returnsByEntry.get(one)
    if (known !== undefined) return known
    const counts = new Map<number, number>()
    for (const event of events) {
      if (event.user !== one.user || !event.passes || !matches(event, returns) || event.micros < one.micros) continue
      counts.set(periodOf(one, event), (counts.get(periodOf(one, event)) ?? 0) + 1)
    }
    returnsByEntry.set(one, counts)
    return counts
  }
  const cameBackIn = (one: Entered, low: number, high: number): boolean =>
    [...returnsIn(one)].some(([period, times]) => period >= low && period <= high && times >= minTimes)
  // What is counted after one another: single periods, or the brackets.
  const looked =
    criterion === 'bracket'
      ? brackets
      : Array.from({ length: periods + 1 }, (_, period): readonly [number, number] => [period, period])
  const isRetained = (one: Entered, [low, high]: readonly [number, number]): boolean => {
    switch (criterion) {
      case 'on':
      case 'bracket':
        return cameBackIn(one, low, high)
      case 'on-or-after':
        return cameBackIn(one, low, 2000)
      case 'on-or-before':
        return low === 0 ? cameBackIn(one, 0, 0) : cameBackIn(one, 1, low)
      case 'streak':
        if (low === 0) return cameBackIn(one, 0, 0)
        for (let period = 1; period <= low; period++) if (!cameBackIn(one, period, period)) return false
        return true
    }
  }

  const nameOf = groupNames(entries, breakdown)
  const cohorts = new Map<string, Entered[]>()
  for (const one of entries) {
    const key = JSON.stringify([nameOf(one), cohortOf(one.micros)])
    cohorts.set(key, [...(cohorts.get(key) ?? []), one])
  }
  const shown = [...cohorts].filter(([, members]) => members.length >= (minSize ?? 1))
  const hidden = cohorts.size - shown.length
  const inGroup = new Map<string, number>()
  for (const [key, members] of shown) inGroup.set(groupOf(key), (inGroup.get(groupOf(key)) ?? 0) + members.length)
  // With a small cohort hidden, its value still has the place that all its entries give it.
  for (const [key, members] of cohorts)
    if (!shown.some(([one]) => one === key))
      inGroup.set(groupOf(key), (inGroup.get(groupOf(key)) ?? 0) + members.length)
  const rank = (key: string): readonly [number, number, string] => [
    groupOf(key) === 'Other' ? 1 : 0,
    -inGroup.get(groupOf(key))!,
    groupOf(key),
  ]
  shown.sort(([a], [b]) => {
    const [one, other] = [
      [...rank(a), cohortPart(a)],
      [...rank(b), cohortPart(b)],
    ]
    const at = one.findIndex((part, index) => part !== other[index])
    return at < 0 ? 0 : one[at]! < other[at]! ? -1 : 1
  })

  return shown.flatMap(([key, members]) =>
    looked.flatMap((at, nth): readonly RetentionRow[] => {
      const observable = members.filter((one) => isObservable(one.micros, at[1]))
      // A cohort that is too young for all of it still has its first row.
      if (observable.length === 0 && nth > 0) return []
      const eligible =
        denominator === 'previous' && nth > 0
          ? observable.filter((one) => isRetained(one, looked[nth - 1]!))
          : observable
      const users = eligible.filter((one) => isRetained(one, at)).length
      return [
        {
          ...(breakdown === null ? {} : { plan: groupOf(key) }),
          cohort: cohortPart(key),
          size: members.length,
          period: at[0],
          ...(criterion === 'bracket' ? { bracket: at[0] === at[1] ? `${at[0]}` : `${at[0]}-${at[1]}` } : {}),
          eligible: eligible.length,
          users,
          pct: eligible.length === 0 ? null : (100 * users) / eligible.length,
          ...(minSize === null || minSize === 1 ? {} : { hidden_cohorts: hidden }),
          complete: clock === 'rolling' || addDays(addUnits(cohortPart(key), unit, at[1] + 1), -1) <= over,
        },
      ]
    }),
  )
}

const groupOf = (key: string): string => (JSON.parse(key) as [string, string])[0]
const cohortPart = (key: string): string => (JSON.parse(key) as [string, string])[1]

/** The name of an entry's group: its plan when that is among the most frequent (ties by name) or missing, "Other" otherwise. */
function groupNames(entries: readonly Entered[], limit: number | null): (one: Entered) => string {
  if (limit === null) return () => ''
  const counts = new Map<string, number>()
  for (const one of entries) if (one.plan !== null) counts.set(one.plan, (counts.get(one.plan) ?? 0) + 1)
  const kept = [...counts]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([plan]) => plan)
  return ({ plan }) => (plan === null ? '(none)' : kept.includes(plan) ? plan : 'Other')
}
