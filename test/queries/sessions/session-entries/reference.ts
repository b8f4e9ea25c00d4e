import { countedEvents } from '../../countedEvents'
import { localDate } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'
import { cutSessions, type Cuts } from '../sessions/reference'
import type { CountedEvent } from '../../countedEvents'

/** The sessions that begin on the dates shown, by the definition. */
export function shownSessions(
  log: RandomLog,
  scope: RandomScope,
  gapMinutes: number,
  cuts: Cuts,
): readonly (readonly CountedEvent[])[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const from = scope.from !== null && scope.from > counted.first ? scope.from : counted.first
  const to = scope.to !== null && scope.to < counted.last ? scope.to : counted.last
  return cutSessions(counted.events, gapMinutes, cuts).filter((session) => {
    const date = localDate(session[0]!.micros, scope.timezone ?? log.timezone)
    return date >= from && date <= to
  })
}

/** Entries and exits by the definition: look at the first and the last event of each session. */
export function referenceEntries(
  log: RandomLog,
  scope: RandomScope,
  gapMinutes: number,
  cuts: Cuts,
  by: 'post_id' | null,
): readonly object[] {
  const sessions = shownSessions(log, scope, gapMinutes, cuts)
  const valueOf = (event: CountedEvent): string => (by === null ? event.event : String(event.more[by] ?? '(none)'))
  const values = [...new Set(sessions.flat().map(valueOf))]
  const count = (holds: (session: readonly CountedEvent[]) => boolean): number => sessions.filter(holds).length
  return values.map((value) => {
    const entries = count((session) => valueOf(session[0]!) === value)
    const exits = count((session) => valueOf(session.at(-1)!) === value)
    return {
      value,
      sessions: count((session) => session.some((event) => valueOf(event) === value)),
      entries,
      entry_pct: (100 * entries) / sessions.length,
      exits,
      exit_pct: (100 * exits) / sessions.length,
      bounces: count((session) => session.length === 1 && valueOf(session[0]!) === value),
    }
  })
}
