import { countedEvents, isComplete, type CountedEvent } from '../../countedEvents'
import { datesBetween, localDate } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'

export interface Cuts {
  readonly midnight: boolean
  readonly day: boolean
}

/** Cuts a session again: where the local date changes, then every 24 hours from the first event of what is left. */
function cutAgain(session: readonly CountedEvent[], cuts: Cuts): readonly (readonly CountedEvent[])[] {
  const byDate = cuts.midnight
    ? [...new Set(session.map((event) => event.date))].map((date) => session.filter((event) => event.date === date))
    : [session]
  if (!cuts.day) return byDate
  return byDate.flatMap((part) => {
    const hours = (event: CountedEvent): number => Math.floor((event.micros - part[0]!.micros) / 86_400e6)
    return [...new Set(part.map(hours))].map((day) => part.filter((event) => hours(event) === day))
  })
}

/** The sessions of some events in order of time: walk through each user's events and cut. `gapMinutes` null takes the file's own ids. */
export function cutSessions(
  events: readonly CountedEvent[],
  gapMinutes: number | null,
  cuts: Cuts = { midnight: false, day: false },
): readonly (readonly CountedEvent[])[] {
  const sessions: CountedEvent[][] = []
  for (const user of new Set(events.map((event) => event.user))) {
    const own = events.filter((event) => event.user === user)
    if (gapMinutes === null) {
      const ids = new Set(own.map((event) => event.session).filter((id) => id !== null))
      for (const id of ids) sessions.push(own.filter((event) => event.session === id))
      continue
    }
    own.forEach((event, index) => {
      const before = own[index - 1]
      if (before === undefined || event.micros - before.micros > gapMinutes * 60e6) sessions.push([event])
      else sessions.at(-1)!.push(event)
    })
  }
  return sessions.flatMap((session) => cutAgain(session, cuts))
}

/** Sessions by the definition, by the date on which they begin. */
export function referenceSessions(
  log: RandomLog,
  scope: RandomScope,
  gapMinutes: number | null,
  cuts?: Cuts,
): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const { events, first, last } = counted
  const sessions = cutSessions(events, gapMinutes, cuts)
  const from = scope.from !== null && scope.from > first ? scope.from : first
  const to = scope.to !== null && scope.to < last ? scope.to : last
  return datesBetween(from, to).map((date) => {
    const begun = sessions.filter((session) => localDate(session[0]!.micros, scope.timezone ?? log.timezone) === date)
    const seconds = begun.map((session) => (session.at(-1)!.micros - session[0]!.micros) / 1e6).sort((a, b) => a - b)
    const middle = (seconds[Math.floor((seconds.length - 1) / 2)]! + seconds[Math.ceil((seconds.length - 1) / 2)]!) / 2
    return {
      date,
      sessions: begun.length,
      users: new Set(begun.map((session) => session[0]!.user)).size,
      mean_seconds: begun.length === 0 ? null : seconds.reduce((sum, one) => sum + one, 0) / begun.length,
      median_seconds: begun.length === 0 ? null : middle,
      bounce_pct:
        begun.length === 0 ? null : (100 * begun.filter((session) => session.length === 1).length) / begun.length,
      complete: isComplete(counted, date),
    }
  })
}
