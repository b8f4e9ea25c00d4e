import { unitsOf, type ClockUnit } from '../../clockCalendar'
import { countedEvents } from '../../countedEvents'
import { localDate, type Unit } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'

export interface StickinessChoices {
  readonly unit: Unit | ClockUnit
  readonly period: number
  readonly active: readonly string[]
  readonly minTimes: number
  /** 1 Monday … 7 Sunday. */
  readonly weekStart: number
}

/** Stickiness by the definition: each user's different active units within the period, then how many users have each number. */
export function referenceStickiness(
  log: RandomLog,
  scope: RandomScope,
  { unit, period, active, minTimes, weekStart }: StickinessChoices,
): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const zone = scope.timezone ?? log.timezone
  const { of, next } = unitsOf(unit, weekStart, zone)
  const isClock = unit === 'hour' || unit === 'minute'
  // Every event marks the time that the data cover, whoever's it is.
  const all = countedEvents(
    { ...log, events: log.events.map((event) => ({ ...event, user: event.user ?? 'nobody', test: false })) },
    { ...scope, filter: [] },
  )!.events
  const reached = all.filter((event) => scope.to === null || event.date <= scope.to)
  const covered = (key: string | number): boolean =>
    all.some((event) => of(event) >= key) ||
    (counted.over === counted.last && key <= of({ micros: counted.newest, date: counted.last }))
  // With a date to which the data reach, they go on to its last moment.
  const reachesTo = counted.over !== counted.last ? null : of({ micros: counted.newest, date: counted.last })
  let last =
    reachesTo !== null && (scope.to === null || scope.to >= counted.last)
      ? reachesTo
      : reached.length === 0
        ? null
        : of(reached.at(-1)!)
  // The period goes on to the end of the last date asked for, as far as the data reach.
  if (isClock && last !== null && scope.to !== null)
    while (covered(next(last, 1)) && localDate(Number(next(last, 1)), zone) <= scope.to) last = next(last, 1)
  if (!isClock) {
    const to = scope.to !== null && scope.to < counted.last ? scope.to : counted.last
    last = of({ micros: 0, date: to })
    const asked = scope.from ?? String(next(last, 1 - period))
    const from = asked > counted.first ? asked : counted.first
    return from > to ? [] : rows(of({ micros: 0, date: from }), last, (event) => event.date >= from && event.date <= to)
  }
  const earliest = of(all[0]!)
  if (last === null) return []
  let first = scope.from === null ? next(last, 1 - period) : earliest
  if (first < earliest) first = earliest
  if (scope.from !== null) while (localDate(Number(first), zone) < scope.from && first <= last) first = next(first, 1)
  return first > last ? [] : rows(first, last, () => true)

  function rows(
    from: string | number,
    to: string | number,
    isInside: (event: { date: string }) => boolean,
  ): readonly object[] {
    let possible = 0
    for (let key = from; key <= to; key = next(key, 1)) possible++
    const perUser = new Map<string, Map<string | number, number>>()
    for (const event of counted!.events) {
      const key = of(event)
      if (key < from || key > to || !isInside(event) || (active.length > 0 && !active.includes(event.event))) continue
      const units = perUser.get(event.user) ?? new Map<string | number, number>()
      units.set(key, (units.get(key) ?? 0) + 1)
      perUser.set(event.user, units)
    }
    const days = [...perUser.values()].map((units) => [...units.values()].filter((times) => times >= minTimes).length)
    return Array.from({ length: possible }, (_, index) => ({
      days: index + 1,
      users: days.filter((one) => one === index + 1).length,
    }))
  }
}
