import { countedEvents, isComplete } from '../../countedEvents'
import { datesBetween } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'
import { cutSessions } from '../sessions/reference'

/** Skips and pace by the definition: each view, its duration, and the next view in its session. */
export function referencePace(
  log: RandomLog,
  scope: RandomScope,
  gapMinutes: number,
  skipSeconds: number,
): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const from = scope.from !== null && scope.from > counted.first ? scope.from : counted.first
  const to = scope.to !== null && scope.to < counted.last ? scope.to : counted.last
  const views = cutSessions(counted.events, gapMinutes).flatMap((session) => {
    const own = session.filter((event) => event.event === 'post_view')
    return own.map((view, index) => ({
      date: view.date,
      dwell: view.more['dwell_ms'] as number | null,
      next: own[index + 1] === undefined ? null : (own[index + 1]!.micros - view.micros) / 1e6,
    }))
  })
  return datesBetween(from, to).map((date) => {
    const own = views.filter((view) => view.date === date)
    const measured = own.filter((view) => view.dwell !== null)
    const skipped = measured.filter((view) => view.dwell! / 1000 < skipSeconds).length
    const next = own.flatMap((view) => (view.next === null ? [] : [view.next])).sort((a, b) => a - b)
    return {
      date,
      views: own.length,
      measured: measured.length,
      skipped,
      skip_pct: measured.length === 0 ? null : (100 * skipped) / measured.length,
      followed: next.length,
      median_seconds:
        next.length === 0
          ? null
          : (next[Math.floor((next.length - 1) / 2)]! + next[Math.ceil((next.length - 1) / 2)]!) / 2,
      mean_seconds: next.length === 0 ? null : next.reduce((sum, one) => sum + one, 0) / next.length,
      complete: isComplete(counted, date),
    }
  })
}
