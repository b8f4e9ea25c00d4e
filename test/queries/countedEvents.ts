import { toMicros, type LogEvent } from './nativeDuckdb'
import type { RandomLog, RandomScope } from './randomLog'
import { localDate } from './localCalendar'

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

/** The events that count, in order of time, and the dates of the whole log; null when the log is empty. `ignoreFilter` keeps those that do not pass. */
export function countedEvents(log: RandomLog, scope: RandomScope, ignoreFilter = false): { readonly events: readonly CountedEvent[]; readonly first: string; readonly last: string; readonly oldest: number; readonly newest: number } | null {
  if (log.events.length === 0) return null
  const zone = scope.timezone ?? log.timezone
  const times = log.events.map((event) => toMicros(event.ts))
  const testers = new Set(log.events.filter((event) => event.test === true).map((event) => event.user))
  const passes = (event: LogEvent): boolean => scope.filter.every((term) => event.more?.[term.column] === term.value)
  const events = log.events
    .filter((event) => event.user !== null && (ignoreFilter || passes(event)) && (scope.include_test || !testers.has(event.user)))
    .map((event): CountedEvent => ({
      user: event.user!, event: event.event, micros: toMicros(event.ts), date: localDate(toMicros(event.ts), zone), session: event.session ?? null, plan: (event.more?.['plan'] ?? null) as string | null, passes: passes(event), more: event.more ?? {},
    }))
    .sort((a, b) => a.micros - b.micros)
  return { events, first: localDate(Math.min(...times), zone), last: localDate(Math.max(...times), zone), oldest: Math.min(...times), newest: Math.max(...times) }
}
