import { datedEvents } from '../content-engagement/reference'
import { countedEvents } from '../../countedEvents'
import type { RandomLog, RandomScope } from '../../randomLog'

/** Viral content by the definition: at each event of a post, count back over the window. */
export function referenceViral(
  log: RandomLog,
  scope: RandomScope,
  windowHours: number,
  threshold: number,
  minViews: number,
): readonly object[] {
  const all = datedEvents(log, scope)
  const known = countedEvents(log, scope)
  const newest =
    known !== null && known.over === known.last && (scope.to === null || scope.to >= known.last)
      ? known.now
      : Math.max(...all.map((event) => event.micros))
  const events = all.filter(
    (event) => event.more['post_id'] !== null && ['post_view', 'post_share', 'post_comment'].includes(event.event),
  )
  const rows = [...new Set(events.map((event) => event.more['post_id'] as string))].flatMap((content) => {
    const own = events.filter((event) => event.more['post_id'] === content)
    const windowAt = (at: number) => {
      const inside = own.filter((event) => event.micros <= at && event.micros >= at - windowHours * 3600e6)
      const count = (kind: string): number => inside.filter((event) => event.event === kind).length
      return {
        at,
        views: count('post_view'),
        shares: count('post_share'),
        comments: count('post_comment'),
        rate: (count('post_share') + count('post_comment')) / count('post_view'),
      }
    }
    const windows = own.map((event) => windowAt(event.micros)).filter((window) => window.views >= minViews)
    if (windows.length === 0) return []
    const peak = Math.max(...windows.map((window) => window.rate))
    const at = windows.find((window) => window.rate === peak)!
    const above = windows.filter((window) => window.rate > threshold)
    const now = windowAt(newest)
    const creators = own.map((event) => event.more['creator_id'] as string | null).filter((one) => one !== null)
    return [
      {
        content,
        creator: creators[0] ?? null,
        viral: above.length > 0,
        viral_at: above[0]?.at ?? null,
        peak,
        peak_at: at.at,
        views: at.views,
        shares: at.shares,
        comments: at.comments,
        viral_now: now.views >= minViews && now.rate > threshold,
      },
    ]
  })
  return rows.sort((a, b) => b.peak - a.peak || (a.content < b.content ? -1 : 1))
}
