import { countedEvents, isComplete } from '../../countedEvents'
import { datesBetween, localDate } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'
import { shownSessions } from '../session-entries/reference'

/** Completion by the definition: the different contents viewed in each session. */
export function referenceCompletion(
  log: RandomLog,
  scope: RandomScope,
  gapMinutes: number,
  least: number,
): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const from = scope.from !== null && scope.from > counted.first ? scope.from : counted.first
  const to = scope.to !== null && scope.to < counted.last ? scope.to : counted.last
  const sessions = shownSessions(log, scope, gapMinutes, { midnight: false, day: false })
    .map((session) => ({
      date: localDate(session[0]!.micros, scope.timezone ?? log.timezone),
      views: session.filter((event) => event.event === 'post_view'),
    }))
    .filter((session) => session.views.length > 0)
  return datesBetween(from, to).map((date) => {
    const own = sessions.filter((session) => session.date === date)
    const completed = own.filter(
      (session) =>
        new Set(session.views.map((view) => view.more['post_id']).filter((post) => post !== null)).size >= least,
    ).length
    return {
      date,
      sessions: own.length,
      completed,
      completion_pct: own.length === 0 ? null : (100 * completed) / own.length,
      complete: isComplete(counted, date),
    }
  })
}
