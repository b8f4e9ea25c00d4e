import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { EventSource } from '../../src-renderer/query/sql/eventSource'
import type { Scope } from '../../src-renderer/query/sql/source'

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
    help: "A longer silence begins a new session; empty for the file's own session ids where it has them, else 30 minutes.",
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
  const gapMinutes = typeof values['gap_minutes'] === 'number' ? values['gap_minutes'] : null
  const own = gapMinutes === null && hasSessionIds(source)
  return {
    gapMicros: own ? null : gapMinutes === null ? DERIVED_GAP_MICROS : Math.round(gapMinutes * MICROS_PER_MINUTE),
    midnight: values['cut_midnight'] === true,
    dayLong: values['cut_day'] === true,
  }
}

export function hasSessionIds(source: EventSource): boolean {
  return source.columns.some((column) => column.name === 'session_id')
}

/** How sessions are cut, in words, for a plan's notes. */
export function cutNote({ gapMicros, midnight, dayLong }: SessionCut): string {
  const by = gapMicros === null ? "the file's own ids" : `cut after ${gapMicros / MICROS_PER_MINUTE} minutes of silence`
  return `sessions: ${[by, ...(midnight ? ['at midnight'] : []), ...(dayLong ? ['after 24 hours'] : [])].join(', ')}`
}

/** The columns that together say which session an event of sessionEventsSql() belongs to. */
export const SESSION_KEY = 'user_key, session, session_date, session_day'

/**
 * SELECT of (user_key, ts, _source, event, session, session_date, session_day) and of more SQL expressions with their
 * aliases, one row per event that is in a session. Midnight cuts first; 24 hours count from the start of what that leaves.
 */
export function sessionEventsSql(scope: Scope, cut: SessionCut, more: readonly string[] = []): string {
  const carried = more.map((one) => `, ${one}`).join('')
  const names = more.map((one) => `, ${one.slice(one.lastIndexOf(' ') + 1)}`).join('')
  const starts = `coalesce(epoch_us(ts) - lag(epoch_us(ts)) OVER (PARTITION BY user_key ORDER BY ts, _source) > ${cut.gapMicros}, TRUE)`
  const numbered =
    cut.gapMicros === null
      ? `SELECT user_key, ts, _source, event, session_id AS session${carried} FROM ${scope.from} WHERE ${scope.where} AND session_id IS NOT NULL`
      : `SELECT user_key, ts, _source, event, sum(starts) OVER (PARTITION BY user_key ORDER BY ts, _source) AS session${names}
  FROM (SELECT user_key, ts, _source, event, ${starts}::INTEGER AS starts${carried} FROM ${scope.from} WHERE ${scope.where})`
  const dated = `SELECT user_key, ts, _source, event, session${names}, ${cut.midnight ? 'local_date(ts)' : 'NULL::DATE'} AS session_date FROM (${numbered})`
  const day = cut.dayLong
    ? `(epoch_us(ts) - epoch_us(min(ts) OVER (PARTITION BY user_key, session, session_date))) // ${MICROS_PER_DAY}`
    : 'NULL::BIGINT'
  return `SELECT user_key, ts, _source, event, session${names}, session_date, ${day} AS session_day FROM (${dated})`
}
