import { countedEvents, type CountedEvent } from '../../countedEvents'
import type { RandomLog, RandomScope } from '../../randomLog'

/** The events that count on the dates asked for. */
export function datedEvents(log: RandomLog, scope: RandomScope): readonly CountedEvent[] {
  return (countedEvents(log, scope)?.events ?? []).filter(
    (event) => (scope.from === null || event.date >= scope.from) && (scope.to === null || event.date <= scope.to),
  )
}

/** Scores and ranks by the definition, content by content. */
export function referenceEngagement(
  log: RandomLog,
  scope: RandomScope,
  minViews: number,
  commentWeight: number,
): readonly object[] {
  const events = datedEvents(log, scope).filter((event) => event.more['post_id'] !== null)
  const rows = [...new Set(events.map((event) => event.more['post_id'] as string))]
    .map((content) => {
      const own = events.filter((event) => event.more['post_id'] === content)
      const of = (kind: string): readonly CountedEvent[] => own.filter((event) => event.event === `post_${kind}`)
      const creators = own
        .map((event) => event.more['creator_id'] as string | null)
        .filter((one) => one !== null)
        .sort()
      const score =
        of('view').length + 3 * of('like').length + 5 * of('share').length + commentWeight * of('comment').length
      return {
        content,
        creator: creators[0] ?? null,
        views: of('view').length,
        viewers: new Set(of('view').map((event) => event.user)).size,
        likes: of('like').length,
        shares: of('share').length,
        comments: of('comment').length,
        score,
        score_per_view: of('view').length === 0 ? null : score / of('view').length,
      }
    })
    .filter((row) => row.views >= minViews)
  return rows
    .map((row) => ({ rank: 1 + rows.filter((other) => other.score > row.score).length, ...row }))
    .sort((a, b) => a.rank - b.rank || (a.content < b.content ? -1 : 1))
}
