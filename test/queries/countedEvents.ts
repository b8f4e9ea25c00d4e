import { toMicros, type LogEvent } from './nativeDuckdb'
import type { RandomLog, RandomScope } from './randomLog'
import { addDays, localDate } from './localCalendar'

/** An event as the naive references read it: it has a user who counts, and passed the filter. */
export interface CountedEvent {
  readonly user: string
  readonly event: string
  readonly micros: number
  readonly date: string
  readonly session: string | null
  readonly plan: string | null
  /** Whether the filter lets it through; always true unless the filter is ignored. */
  readonly passes: boolean
  /** The file's other columns. */
  readonly more: NonNullable<LogEvent['more']>
}

/** What is known of a log: its events, and from when to when. */
export interface Counted {
  readonly events: readonly CountedEvent[]
  /** Local dates of the first event, and of the newest one or `as_of`; and the last date that is over. */
  readonly first: string
  readonly last: string
  readonly over: string
  /** The first event, and the last moment that is known of. */
  readonly oldest: number
  readonly newest: number
  /** What ends at this moment or before it is over: the newest event, or the end of `as_of`. */
  readonly now: number
}

const HALF_HOUR = 1800e6

/** The moment at which a local date ends: clocks show midnight at whole half hours of UTC. */
function endOfDate(date: string, zone: string): number {
  let moment = Date.parse(`${date}T00:00:00Z`) * 1000 - 24 * 2 * HALF_HOUR
  while (localDate(moment, zone) <= date) moment += HALF_HOUR
  return moment
}

/** The newest date of a log whose every time is a date, the midnight that begins it: such a date stands for the whole day. */
function newestDateOfDates(log: RandomLog, zone: string): string | null {
  const times = log.events.map((event) => toMicros(event.ts))
  if (times.length === 0 || times.some((time) => localDate(time, zone) === localDate(time - 1, zone))) return null
  return localDate(Math.max(...times), zone)
}

/** The events that count, in order of time; null when the log is empty, or begins after `as_of`. `ignoreFilter` keeps those that do not pass. */
export function countedEvents(log: RandomLog, scope: RandomScope, ignoreFilter = false): Counted | null {
  const zone = scope.timezone ?? log.timezone
  const reach = scope.as_of ?? (zone === log.timezone ? newestDateOfDates(log, zone) : null)
  const end = reach === null ? null : endOfDate(reach, zone)
  const known = log.events.filter((event) => end === null || toMicros(event.ts) < end)
  if (known.length === 0) return null
  const times = known.map((event) => toMicros(event.ts))
  const testers = new Set(log.events.filter((event) => event.test === true).map((event) => event.user))
  const passes = (event: LogEvent): boolean =>
    scope.filter.every((term) => term.op === 'is not null' || event.more?.[term.column] === term.value)
  const events = known
    .filter(
      (event) =>
        event.user !== null && (ignoreFilter || passes(event)) && (scope.include_test || !testers.has(event.user)),
    )
    .map((event): CountedEvent => ({
      user: event.user!,
      event: event.event,
      micros: toMicros(event.ts),
      date: localDate(toMicros(event.ts), zone),
      session: event.session ?? null,
      plan: (event.more?.['plan'] ?? null) as string | null,
      passes: passes(event),
      more: event.more ?? {},
    }))
    .sort((a, b) => a.micros - b.micros)
  const newest = end === null ? Math.max(...times) : end - 1
  const last = reach ?? localDate(newest, zone)
  return {
    events,
    first: localDate(Math.min(...times), zone),
    last,
    over: reach ?? addDays(last, -1),
    oldest: Math.min(...times),
    newest,
    now: end ?? newest,
  }
}

/** The one rule: dates that lie within the data and are over. */
export function isComplete({ first, over }: Counted, from: string, to = from): boolean {
  return from >= first && to <= over
}
