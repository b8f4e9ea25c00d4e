import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { countedEvents, isComplete, type CountedEvent } from '../../countedEvents'
import { addDays } from '../../localCalendar'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'

interface Choice {
  readonly scope: RandomScope
  readonly event: 'x' | null
  readonly column: 'event' | 'plan' | null
  readonly least: number
  readonly hours: number
}

interface Burst {
  readonly user: string
  readonly date: string
  readonly events: number
}

/** A user's bursts: windows that hold enough, joined while they touch. */
function burstsOf(
  own: readonly CountedEvent[],
  valueOf: (event: CountedEvent) => string | null,
  choice: Choice,
): Burst[] {
  const length = choice.hours * 3600e6
  const spans = own.flatMap(({ micros }) => {
    const within = own.filter((one) => one.micros >= micros && one.micros <= micros + length)
    const found = choice.column === null ? within.length : new Set(within.map(valueOf)).size
    return found >= choice.least ? [[micros, Math.max(...within.map((one) => one.micros))] as const] : []
  })
  const joined: [number, number][] = []
  for (const [from, to] of spans) {
    const last = joined.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else joined.push([from, to])
  }
  return joined.map(([from, to]) => {
    const inside = own.filter(({ micros }) => micros >= from && micros <= to)
    return { user: inside[0]!.user, date: inside[0]!.date, events: inside.length }
  })
}

function reference(log: RandomLog, choice: Choice): readonly object[] {
  const { scope, event, column } = choice
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const valueOf = (one: CountedEvent): string | null => (column === 'plan' ? one.plan : one.event)
  const events = counted.events.filter((one) => (event === null || one.event === event) && valueOf(one) !== null)
  const bursts = [...new Set(events.map(({ user }) => user))].flatMap((user) =>
    burstsOf(
      events.filter((one) => one.user === user),
      valueOf,
      choice,
    ),
  )
  const rows: object[] = []
  for (let date = counted.first; date <= counted.last; date = addDays(date, 1)) {
    if ((scope.from !== null && date < scope.from) || (scope.to !== null && date > scope.to)) continue
    const users = new Set(events.filter((one) => one.date === date).map(({ user }) => user)).size
    const own = bursts.filter((one) => one.date === date)
    const doers = new Set(own.map(({ user }) => user)).size
    rows.push({
      date,
      users,
      burst_users: doers,
      burst_pct: users === 0 ? null : (100 * doers) / users,
      bursts: own.length,
      events_per_burst: own.length === 0 ? null : own.reduce((sum, one) => sum + one.events, 0) / own.length,
      complete: isComplete(counted, date),
    })
  }
  return rows
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc.record({
    scope: randomScope,
    event: fc.constantFrom('x' as const, null, null, null),
    column: fc.constantFrom('event' as const, 'plan' as const, null, null),
    least: fc.constantFrom(2, 2, 3),
    hours: fc.constantFrom(1, 24, 72),
  }),
  asked: ({ scope, event, column, least, hours }) => ({
    ...scope,
    event,
    column,
    at_least: least,
    within: `${hours} hours`,
  }),
  reference,
  bench: { event: 'page_view', at_least: 5, within: '1 hour' },
}
