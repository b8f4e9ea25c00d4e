import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { EventSource } from '../../src-renderer/query/sql/eventSource'
import type { Scope } from '../../src-renderer/query/sql/source'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { eventsInScope } from '../events/eventsInScope'

const MICROS_PER_MINUTE = 60_000_000
/** The gap that derived session tables are cut with. */
export const DERIVED_GAP_MICROS = 30 * MICROS_PER_MINUTE
const MICROS_PER_DAY = 86_400_000_000

/** How sessions are cut. */
export interface SessionCut {
  /** By a silence longer than this, or by the file's own session id (null). */
  readonly gapMicros: number | null
  /** Also where the local date changes. */
  readonly midnight: boolean
  /** Also 24, 48 … hours after the first event. */
  readonly dayLong: boolean
}

/** The parameters of every analysis of sessions. */
export const SESSION_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'gap_minutes',
    type: 'number',
    label: 'Gap in minutes',
    default: null,
    min: 0,
    max: 100_000,
    stops: [null, 1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440],
    help:
      "A longer silence begins a new session; empty for the file's own session ids where it has them, else 30 " +
      'minutes.',
  },
  {
    name: 'cut_midnight',
    type: 'boolean',
    label: 'Cut at midnight',
    default: false,
    more: true,
    help: 'A session also ends where the local date changes.',
  },
  {
    name: 'cut_day',
    type: 'boolean',
    label: 'Cut after 24 hours',
    default: false,
    more: true,
    help: 'A session is also cut 24, 48 … hours after its first event.',
  },
]

export function readCut(values: ParameterValues, source: EventSource): SessionCut {
  return cutOf(values, hasSessionIds(source))
}

/** How sessions are cut where the log has session ids, or has none. */
export function cutOf(values: ParameterValues, hasIds: boolean): SessionCut {
  const gapMinutes = typeof values['gap_minutes'] === 'number' ? values['gap_minutes'] : null
  const own = gapMinutes === null && hasIds
  return {
    gapMicros: own ? null : gapMinutes === null ? DERIVED_GAP_MICROS : Math.round(gapMinutes * MICROS_PER_MINUTE),
    midnight: values['cut_midnight'] === true,
    dayLong: values['cut_day'] === true,
  }
}

export function hasSessionIds(source: EventSource): boolean {
  return source.columns.some((column) => column.role === 'session')
}

/** How sessions are cut, in words, for a plan's notes. */
export function cutNote({ gapMicros, midnight, dayLong }: SessionCut): string {
  const by = gapMicros === null ? "the file's own ids" : `cut after ${gapMicros / MICROS_PER_MINUTE} minutes of silence`
  return `sessions: ${[by, ...(midnight ? ['at midnight'] : []), ...(dayLong ? ['after 24 hours'] : [])].join(', ')}`
}

/** SQL, and the name that it is carried under. */
export interface Named {
  readonly sql: string
  readonly name: string
}

/** The columns that together say which session an event of `session_events` belongs to. */
export const SESSION_KEY = 'user_key, session, session_date, session_day'

const OF_EVENT = ['user_key', 'ts', '_source', 'event']

const selected = (columns: readonly string[]): string => `SELECT\n  ${columns.join(',\n  ')}`

/** WITH queries up to `numbered_events`: events with the number of their session, or its id in the file. */
function numberedEvents(scope: Scope, { gapMicros }: SessionCut, more: readonly Named[]): readonly Cte[] {
  const carried = more.map(({ sql, name }) => `${sql} AS ${name}`)
  if (gapMicros === null)
    return [
      eventsInScope(scope),
      {
        name: 'numbered_events',
        about: "Events with the file's own session id",
        sql: `${selected([...OF_EVENT, 'session_id AS session', ...carried])}
FROM events_in_scope
WHERE session_id IS NOT NULL`,
      },
    ]
  return [
    eventsInScope(scope),
    {
      name: 'session_starts',
      about: `Events, and whether one begins a session: the user's first, or after more than ${gapMicros} microseconds`,
      sql: `${selected([
        ...OF_EVENT,
        `coalesce(epoch_us(ts) - lag(epoch_us(ts)) OVER before > ${gapMicros}, TRUE)::INTEGER AS starts`,
        ...carried,
      ])}
FROM events_in_scope
WINDOW before AS (PARTITION BY user_key ORDER BY ts, _source)`,
    },
    {
      name: 'numbered_events',
      about: 'Events with the number of their session among those of the user',
      sql: `${selected([
        ...OF_EVENT,
        'sum(starts) OVER (PARTITION BY user_key ORDER BY ts, _source) AS session',
        ...more.map(({ name }) => name),
      ])}
FROM session_starts`,
    },
  ]
}

/**
 * WITH queries up to `session_events`: (user_key, ts, _source, event, session, session_date, session_day) and more SQL
 * expressions, one row per event that is in a session. Midnight cuts first; 24 hours count from the start of what that
 * leaves.
 */
export function sessionEvents(scope: Scope, cut: SessionCut, more: readonly Named[] = []): readonly Cte[] {
  const columns = [...OF_EVENT, 'session', ...more.map(({ name }) => name)]
  const day = cut.dayLong
    ? `(epoch_us(ts) - epoch_us(min(ts) OVER (PARTITION BY user_key, session, session_date))) // ${MICROS_PER_DAY}`
    : 'NULL::BIGINT'
  return [
    ...numberedEvents(scope, cut, more),
    {
      name: 'dated_events',
      about: cut.midnight
        ? 'The same with their local date, which also cuts sessions'
        : 'The same; dates cut no session',
      sql: `${selected([...columns, `${cut.midnight ? 'local_date(ts)' : 'NULL::DATE'} AS session_date`])}
FROM numbered_events`,
    },
    {
      name: 'session_events',
      about: cut.dayLong
        ? 'The same with whole days since the session began, which cut it'
        : 'The same; 24 hours cut no session',
      sql: `${selected([...columns, 'session_date', `${day} AS session_day`])}
FROM dated_events`,
    },
  ]
}
