import { countedEvents, isComplete } from '../../countedEvents'
import { datesBetween } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'

/** Silent reactions by the definition: find each post's first day and look at that day alone. */
export function referenceSilent(log: RandomLog, scope: RandomScope, created: string | null): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const events = counted.events.filter((event) => event.more['post_id'] !== null)
  const posts = [...new Set(events.map((event) => event.more['post_id'] as string))].flatMap((post) => {
    const own = events.filter((event) => event.more['post_id'] === post)
    const born = own.find((event) => created === null || event.event === created)
    if (born === undefined) return []
    const firstDay = own.filter((event) => event.date === born.date)
    return [
      {
        date: born.date,
        reacted: firstDay.some((event) => event.event === 'post_like'),
        commented: firstDay.some((event) => event.event === 'post_comment'),
      },
    ]
  })
  const from = scope.from !== null && scope.from > counted.first ? scope.from : counted.first
  const to = scope.to !== null && scope.to < counted.last ? scope.to : counted.last
  return datesBetween(from, to).map((date) => {
    const own = posts.filter((post) => post.date === date)
    const silent = own.filter((post) => post.reacted && !post.commented).length
    return {
      date,
      posts: own.length,
      reacted: own.filter((post) => post.reacted).length,
      silent,
      silent_pct: own.length === 0 ? null : (100 * silent) / own.length,
      complete: isComplete(counted, date),
    }
  })
}
