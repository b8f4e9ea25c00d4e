import { countedEvents, isComplete } from '../../countedEvents'
import { datesBetween, localDate } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'
import { shownSessions } from '../session-entries/reference'

export interface Weights {
  readonly view_weight: number
  readonly like_weight: number
  readonly share_weight: number
  readonly comment_weight: number
}

/** Health by the definition: add up each session's weights, look at its duration, and judge. */
export function referenceHealth(
  log: RandomLog,
  scope: RandomScope,
  gapMinutes: number,
  weights: Weights,
): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const from = scope.from !== null && scope.from > counted.first ? scope.from : counted.first
  const to = scope.to !== null && scope.to < counted.last ? scope.to : counted.last
  const of: Readonly<Record<string, number>> = {
    post_view: weights.view_weight,
    post_like: weights.like_weight,
    post_share: weights.share_weight,
    post_comment: weights.comment_weight,
  }
  const sessions = shownSessions(log, scope, gapMinutes, { midnight: false, day: false }).map((session) => {
    const score = session.reduce((sum, event) => sum + (of[event.event] ?? 0), 0)
    const minutes = (session.at(-1)!.micros - session[0]!.micros) / 60e6
    const status =
      score >= 20 && minutes >= 5
        ? 'highly_engaged'
        : score >= 10 && minutes >= 2
          ? 'moderately_engaged'
          : score >= 3
            ? 'lightly_engaged'
            : 'at_risk'
    return { date: localDate(session[0]!.micros, scope.timezone ?? log.timezone), score, status }
  })
  return datesBetween(from, to).map((date) => {
    const own = sessions.filter((session) => session.date === date)
    const count = (status: string): number => own.filter((session) => session.status === status).length
    return {
      date,
      sessions: own.length,
      highly_engaged: count('highly_engaged'),
      moderately_engaged: count('moderately_engaged'),
      lightly_engaged: count('lightly_engaged'),
      at_risk: count('at_risk'),
      mean_score: own.length === 0 ? null : own.reduce((sum, session) => sum + session.score, 0) / own.length,
      engaged_pct:
        own.length === 0 ? null : (100 * (count('highly_engaged') + count('moderately_engaged'))) / own.length,
      complete: isComplete(counted, date),
    }
  })
}
