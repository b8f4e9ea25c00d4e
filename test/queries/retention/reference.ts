import { countedEvents, type CountedEvent } from '../countedEvents'
import { addUnits, localDate, startOfUnit, type Unit } from '../localCalendar'
import type { RandomLog, RandomScope } from '../randomLog'

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
  readonly criterion: 'on' | 'on-or-after' | 'on-or-before'
}

export interface RetentionRow {
  readonly cohort: string
  readonly size: number
  readonly period: number
  readonly eligible: number
  readonly users: number
  readonly pct: number
}

const HOURS: Readonly<Record<Unit, number>> = { day: 24, week: 7 * 24, month: 30 * 24 }

/** Retention by the definition: find each user's entries, then ask of each entry and period whether it can be observed, and whether the user came back. */
export function referenceRetention(log: RandomLog, scope: RandomScope, choices: RetentionChoices): readonly RetentionRow[] {
  const counted = countedEvents(log, scope, true)
  if (counted === null) return []
  const { events, last, newest } = counted
  const { start, returns, entry, unit, periods, clock, criterion } = choices
  const zone = scope.timezone ?? log.timezone
  const unitOf = (date: string): string => startOfUnit(date, unit, log.weekStart)
  const matches = (event: CountedEvent, choice: EventChoice): boolean => (choice.event === null || event.event === choice.event) && (choice.plan === null || event.plan === choice.plan)
  const inDates = (event: CountedEvent): boolean => (scope.from === null || event.date >= scope.from) && (scope.to === null || event.date <= scope.to)

  const entries: { user: string; micros: number }[] = []
  for (const user of new Set(events.map((event) => event.user))) {
    const starts = events.filter((event) => event.user === user && matches(event, start))
    if (entry === 'first-ever') {
      const moment = starts[0]?.micros
      const qualified = starts.filter((event) => event.micros === moment && event.passes && inDates(event))
      if (qualified.length > 0) entries.push({ user, micros: moment! })
      continue
    }
    const inside = starts.filter((event) => event.passes && inDates(event))
    if (entry === 'first-matching') {
      if (inside.length > 0) entries.push({ user, micros: inside[0]!.micros })
      continue
    }
    for (const one of new Set(inside.map((event) => unitOf(event.date)))) {
      entries.push({ user, micros: inside.find((event) => unitOf(event.date) === one)!.micros })
    }
  }

  const cohortOf = (moment: number): string => unitOf(localDate(moment, zone))
  const length = HOURS[unit] * 3600e6
  const isObservable = (moment: number, period: number): boolean =>
    clock === 'calendar' ? addUnits(cohortOf(moment), unit, period) <= last : moment + (period + 1) * length <= newest
  const cameBackIn = (one: { user: string; micros: number }, low: number, high: number): boolean => events.some((event) => {
    if (event.user !== one.user || !event.passes || !matches(event, returns) || event.micros < one.micros) return false
    if (clock === 'rolling') return event.micros >= one.micros + low * length && event.micros < one.micros + (high + 1) * length
    const cohort = cohortOf(one.micros)
    return unitOf(event.date) >= addUnits(cohort, unit, low) && unitOf(event.date) <= addUnits(cohort, unit, high)
  })
  const isRetained = (one: { user: string; micros: number }, period: number): boolean => {
    if (criterion === 'on') return cameBackIn(one, period, period)
    if (criterion === 'on-or-after') return cameBackIn(one, period, 2000)
    return period === 0 ? cameBackIn(one, 0, 0) : cameBackIn(one, 1, period)
  }

  const rows: RetentionRow[] = []
  for (const cohort of [...new Set(entries.map((one) => cohortOf(one.micros)))].sort()) {
    const members = entries.filter((one) => cohortOf(one.micros) === cohort)
    for (let period = 0; period <= periods; period++) {
      const eligible = members.filter((one) => isObservable(one.micros, period))
      if (eligible.length === 0) continue
      const users = eligible.filter((one) => isRetained(one, period)).length
      rows.push({ cohort, size: members.length, period, eligible: eligible.length, users, pct: 100 * users / eligible.length })
    }
  }
  return rows
}
