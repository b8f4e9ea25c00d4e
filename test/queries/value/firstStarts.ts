import { countedEvents, type Counted, type CountedEvent } from '../countedEvents'
import type { RandomLog, RandomScope } from '../randomLog'

/** A user who counts: the first such event of theirs ever, and all events of theirs that pass, in order. */
export interface Starter {
  readonly user: string
  readonly micros: number
  readonly events: readonly CountedEvent[]
}

/** Users by their first start event ever, where one at that moment is on the dates and passes; null without events. */
export function firstStarts(
  log: RandomLog,
  scope: RandomScope,
  start: string | null,
): { readonly counted: Counted; readonly starters: readonly Starter[] } | null {
  const counted = countedEvents(log, scope, true)
  if (counted === null) return null
  const starters: Starter[] = []
  for (const user of new Set(counted.events.map((event) => event.user))) {
    const own = counted.events.filter((event) => event.user === user)
    const starts = own.filter((event) => start === null || event.event === start)
    const micros = starts[0]?.micros
    const counts = starts.some(
      (event) =>
        event.micros === micros &&
        event.passes &&
        (scope.from === null || event.date >= scope.from) &&
        (scope.to === null || event.date <= scope.to),
    )
    if (micros === undefined || !counts) continue
    starters.push({ user, micros, events: own.filter((event) => event.passes && event.micros >= micros) })
  }
  return { counted, starters }
}
