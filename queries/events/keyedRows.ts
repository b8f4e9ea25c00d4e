import { columnNamed } from '../../src-renderer/query/sql/condition'
import { derivedNames } from '../../src-renderer/model/schema'
import { SESSION_GAP_MINUTES } from '../../src-renderer/model/sessionGap'
import { identifier, tableSql } from '../../src-renderer/query/sql/literal'
import type { Scope } from '../../src-renderer/query/sql/source'
import { inBrackets, select, type Cte } from '../../src-renderer/query/sql/statement'
import { eventsInScope, whereClause, type ScopeChoice } from './eventsInScope'

/** SQL over the event table's columns, and what it is called. */
export type Expressions = readonly (readonly [sql: string, name: string])[]

/** Rows of the events in scope, each with the key that it counts for: `key`. */
export interface KeyedRows {
  /** WITH queries that rows() needs, `events_in_scope` among them. */
  readonly ctes: readonly Cte[]
  /** A SELECT of key and the given expressions (over the event table's columns) for the rows for which the condition holds. */
  rows(condition: string, expressions: Expressions): string
  /** As rows, of rows that the filter leaves out, too; where keyedRows() was told of it. */
  unfiltered(condition: string, expressions: Expressions): string
  /** What the key is, in the plural, for texts. */
  readonly noun: string
  /** Keys reach back before the first date asked for: all partitions must be read. */
  readonly readsAll: boolean
}

function aliased(expressions: Expressions): readonly string[] {
  return expressions.map(([sql, name]) => (sql === name ? sql : `${sql} AS ${name}`))
}

/** Where each session of a log without session ids begins: a row a session. */
function sessionStarts({ source }: Scope): readonly Cte[] {
  const about = 'Where each session begins'
  const number = 'row_number() OVER () AS key'
  if (source.table !== null && !source.isCut)
    return [
      {
        name: 'session_starts',
        about,
        sql: select(['user_key', 'start_ts', number], `FROM ${tableSql(derivedNames(source.table).sessions)}`),
      },
    ]
  return [
    {
      name: 'times_before',
      about: "Each user's events with the time of the one before",
      sql: select(
        ['user_key', 'ts', 'lag(ts) OVER (PARTITION BY user_key ORDER BY ts) AS before'],
        `FROM ${source.sql}\nWHERE user_key IS NOT NULL`,
      ),
    },
    {
      name: 'session_starts',
      about: `${about}: with an event after more than ${SESSION_GAP_MINUTES} minutes without one`,
      sql: select(
        ['user_key', 'ts AS start_ts', number],
        `FROM times_before\nWHERE before IS NULL\n  OR ts - before > INTERVAL ${SESSION_GAP_MINUTES} MINUTE`,
      ),
    },
  ]
}

/**
 * Rows by user, by session (of a user: the log's session id, or 30 minutes without an event), or by any column. A user's
 * and a session's rows need a user; a column's only need a value. `looksBeforeFilter`: unfiltered() is asked, too.
 */
export function keyedRows(per: string, scope: Scope, looksBeforeFilter: boolean): KeyedRows {
  const events = (choice: ScopeChoice): readonly Cte[] => [
    ...(looksBeforeFilter ? [eventsInScope(scope, { ...choice, filtered: false })] : []),
    eventsInScope(scope, choice),
  ]
  const plain =
    (from: string, key: string, has: string | null): KeyedRows['rows'] =>
    (condition, expressions) =>
      select(aliased([[key, 'key'], ...expressions]), `FROM ${from}${whereClause(has, condition)}`)
  const both = (key: string, has: string | null): Pick<KeyedRows, 'rows' | 'unfiltered'> => ({
    rows: plain('events_in_scope', key, has),
    unfiltered: plain('unfiltered_events', key, has),
  })
  if (per === 'user' || per === 'user_id' || per === 'user_key')
    return { ctes: events({}), ...both('user_key', null), noun: 'users', readsAll: false }
  if (per !== 'session') {
    const column = columnNamed(per, scope.source.columns)
    const key = identifier(column.name)
    return {
      ctes: events({ ofUsers: false }),
      ...both(key, `${key} IS NOT NULL`),
      noun: `values of ${column.name}`,
      readsAll: false,
    }
  }
  if (scope.source.columns.some((column) => column.role === 'session'))
    return {
      ctes: events({}),
      ...both(`user_key || ':' || session_id`, 'session_id IS NOT NULL'),
      noun: 'sessions',
      readsAll: false,
    }
  const inSession =
    (from: string): KeyedRows['rows'] =>
    (condition, expressions) => {
      const own = expressions.filter(([, name]) => name !== 'user_key' && name !== 'ts')
      const events = select(['user_key', 'ts', ...aliased(own)], `FROM ${from}${whereClause(condition)}`)
      return select(
        ['session_starts.key', ...expressions.map(([, name]) => `event.${name}`)],
        `FROM ${inBrackets(events)} AS event
ASOF JOIN session_starts ON event.user_key = session_starts.user_key
  AND event.ts >= session_starts.start_ts`,
      )
    }
  return {
    ctes: [...events({}), ...sessionStarts(scope)],
    rows: inSession('events_in_scope'),
    unfiltered: inSession('unfiltered_events'),
    noun: 'sessions',
    readsAll: true,
  }
}
