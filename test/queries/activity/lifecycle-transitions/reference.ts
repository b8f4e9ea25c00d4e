import { countedEvents } from '../../countedEvents'
import { addDays } from '../../localCalendar'
import { activeDates, stageOn, type Thresholds } from '../lifecycle-stages/reference'
import type { RandomLog, RandomScope } from '../../randomLog'

/** The matrix by the definition: ask each user on both dates. */
export function referenceTransitions(
  log: RandomLog,
  scope: RandomScope,
  thresholds: Thresholds,
  activeEvents: readonly string[],
): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const to = scope.to !== null && scope.to < counted.last ? scope.to : counted.last
  if (to < counted.first) return []
  const asked = scope.from ?? addDays(to, -7)
  const from = asked < to ? asked : to
  const users = activeDates(counted.events, activeEvents)
  return ['new', 'active', 'at_risk', 'churned', 'unseen'].flatMap((before) => {
    const own = users.filter(
      (dates) => stageOn(dates, to, thresholds) !== null && (stageOn(dates, from, thresholds) ?? 'unseen') === before,
    )
    return ['new', 'active', 'at_risk', 'churned'].map((after) => {
      const count = own.filter((dates) => stageOn(dates, to, thresholds) === after).length
      return {
        from_date: from,
        to_date: to,
        stage_from: before,
        stage_to: after,
        users: count,
        pct: own.length === 0 ? null : (100 * count) / own.length,
      }
    })
  })
}
