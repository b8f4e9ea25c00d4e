import { countedEvents } from '../../countedEvents'
import { localDate } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'

/** Rolling windows by the definition: for each step, go through all events and keep those in its window. */
export function referenceRolling(
  log: RandomLog,
  scope: RandomScope,
  windowHours: number,
  stepHours: number,
): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const hour = 3600e6
  const stepOf = (micros: number): number => Math.floor(micros / (stepHours * hour))
  const [first, last] = [stepOf(counted.oldest), stepOf(counted.newest)]
  const from = scope.from !== null && scope.from > counted.first ? scope.from : counted.first
  const to = scope.to !== null && scope.to < counted.last ? scope.to : counted.last
  const rows: object[] = []
  for (let step = first; step <= last; step++) {
    const date = localDate(step * stepHours * hour, scope.timezone ?? log.timezone)
    if (date < from || date > to) continue
    const end = (step + 1) * stepHours * hour
    const inside = counted.events.filter((event) => event.micros < end && event.micros >= end - windowHours * hour)
    const of = (kind: string) => inside.filter((event) => event.event === `post_${kind}`)
    const views = of('view')
    const engaged = of('like').length + of('share').length + of('comment').length
    rows.push({
      window_end: end,
      views: views.length,
      viewers: new Set(views.map((event) => event.user)).size,
      contents: new Set(views.map((event) => event.more['post_id']).filter((post) => post !== null)).size,
      likes: of('like').length,
      shares: of('share').length,
      comments: of('comment').length,
      minutes: views.reduce((sum, event) => sum + Number(event.more['dwell_ms'] ?? 0) / 1000, 0) / 60,
      engagement_pct: views.length === 0 ? null : (100 * engaged) / views.length,
      complete: end - windowHours * hour >= first * stepHours * hour && end <= counted.now,
    })
  }
  return rows
}
