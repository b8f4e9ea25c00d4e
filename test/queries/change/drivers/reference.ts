import { countedEvents, type CountedEvent } from '../../countedEvents'
import { localDate } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'

export interface DriversChoice {
  readonly scope: RandomScope
  readonly outcome: string | null
  readonly days: number
  readonly within: number
  readonly least: number
}

const DAY = 86_400e6

interface Arrival {
  readonly own: readonly CountedEvent[]
  readonly start: CountedEvent
  readonly isSeen: boolean
}

/** Users whose first event of all lies on the dates, and whether the log reaches to the end of their outcome's days. */
function arrivals(log: RandomLog, { scope, days, within }: DriversChoice): readonly Arrival[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  return [...new Set(counted.events.map(({ user }) => user))].flatMap((user) => {
    const own = counted.events.filter((one) => one.user === user)
    const start = own[0]!
    const date = localDate(start.micros, scope.timezone ?? log.timezone)
    if ((scope.from !== null && date < scope.from) || (scope.to !== null && date > scope.to)) return []
    return [{ own, start, isSeen: start.micros + (days + within) * DAY <= counted.now }]
  })
}

/** How many users are not seen long enough. */
export function referenceUnseen(log: RandomLog, choice: DriversChoice): number {
  return arrivals(log, choice).filter(({ isSeen }) => !isSeen).length
}

/** The figures from the definition, without lift and q, which SQL does not compute. */
export function referenceDrivers(log: RandomLog, choice: DriversChoice): readonly object[] {
  const { outcome, days, within, least } = choice
  const users = arrivals(log, choice).flatMap(({ own, start, isSeen }) => {
    if (!isSeen) return []
    const since = (micros: number): number => (micros - start.micros) / DAY
    const early = own.filter((one) => since(one.micros) < days)
    const hasOutcome = own.some(
      (one) =>
        since(one.micros) >= days && since(one.micros) < days + within && (outcome === null || one.event === outcome),
    )
    const had = new Set([
      ...['city', 'plan'].map((name) => JSON.stringify([name, String(start.more[name] ?? '(none)')])),
      ...[1, 2, 3, 5, 10].flatMap((times) =>
        ['x', 'y', 'z']
          .filter((name) => early.filter(({ event }) => event === name).length >= times)
          .map((name) => JSON.stringify(['event', times === 1 ? name : `${name} (at least ${times} times)`])),
      ),
    ])
    return [{ hasOutcome, had }]
  })
  return [...new Set(users.flatMap(({ had }) => [...had]))].flatMap((one) => {
    const [kind, what] = JSON.parse(one) as [string, string]
    const [having, others] = [users.filter(({ had }) => had.has(one)), users.filter(({ had }) => !had.has(one))]
    if (having.length < least || others.length < least) return []
    const share = (some: typeof users): number =>
      (100 * some.filter(({ hasOutcome }) => hasOutcome).length) / some.length
    const [withIt, without] = [share(having), share(others)]
    return [
      {
        kind,
        what,
        users: having.length,
        share_with: withIt,
        share_without: without,
        lift: without === 0 ? null : withIt / without,
      },
    ]
  })
}
