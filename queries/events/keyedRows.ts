import { columnNamed } from '../../src-renderer/query/sql/condition'
import { derivedNames } from '../../src-renderer/model/schema'
import { SESSION_GAP_MINUTES } from '../../src-renderer/model/sessionGap'
import { identifier, tableSql } from '../../src-renderer/query/sql/literal'
import type { Scope } from '../../src-renderer/query/sql/source'

/** SQL over the event table's columns, and what it is called. */
export type Expressions = readonly (readonly [sql: string, name: string])[]

/** Rows of the events in scope, each with the key that it counts for: `k`. */
export interface KeyedRows {
  /** CTEs that rows() needs. */
  readonly ctes: readonly string[]
  /** A SELECT of k and the given expressions (over the event table's columns) for the rows for which the condition holds. */
  rows(condition: string, expressions: Expressions): string
  /** As rows, of rows that the filter leaves out, too. */
  unfiltered(condition: string, expressions: Expressions): string
  /** What the key is, in the plural, for texts. */
  readonly noun: string
  /** Keys reach back before the first date asked for: all partitions must be read. */
  readonly readsAll: boolean
}

function select(expressions: Expressions): string {
  return expressions.map(([sql, name]) => `${sql} AS ${name}`).join(', ')
}

/** Where each session of a log without session ids begins: a row a session. */
function gapSessions(scope: Scope): string {
  const { source } = scope
  if (source.table !== null && !source.isCut)
    return `SELECT user_key, start_ts, row_number() OVER () AS k FROM ${tableSql(derivedNames(source.table).sessions)}`
  return `SELECT user_key, ts AS start_ts, row_number() OVER () AS k FROM (
    SELECT user_key, ts, lag(ts) OVER (PARTITION BY user_key ORDER BY ts) AS before FROM ${source.sql} WHERE user_key IS NOT NULL)
  WHERE before IS NULL OR ts - before > INTERVAL ${SESSION_GAP_MINUTES} MINUTE`
}

/**
 * Rows by user, by session (of a user: the log's session id, or 30 minutes without an event), or by any column. A user's
 * and a session's rows need a user; a column's only need a value.
 */
export function keyedRows(per: string, scope: Scope): KeyedRows {
  const from = scope.from
  const plain =
    (key: string, where: string): KeyedRows['rows'] =>
    (condition, expressions) =>
      `SELECT ${select([[key, 'k'], ...expressions])} FROM ${from} WHERE ${where} AND ${condition}`
  if (per === 'user' || per === 'user_id' || per === 'user_key') {
    return {
      ctes: [],
      rows: plain('user_key', scope.where),
      unfiltered: plain('user_key', scope.userWhere),
      noun: 'users',
      readsAll: false,
    }
  }
  if (per !== 'session') {
    const column = columnNamed(per, scope.source.columns)
    const key = identifier(column.name)
    const has = (where: string): string => `${key} IS NOT NULL AND ${where}`
    return {
      ctes: [],
      rows: plain(key, has(scope.rowWhere)),
      unfiltered: plain(key, has(scope.unfilteredRowWhere)),
      noun: `values of ${column.name}`,
      readsAll: false,
    }
  }
  if (scope.source.columns.some((column) => column.role === 'session')) {
    const key = `user_key || ':' || session_id`
    const has = (where: string): string => `session_id IS NOT NULL AND ${where}`
    return {
      ctes: [],
      rows: plain(key, has(scope.where)),
      unfiltered: plain(key, has(scope.userWhere)),
      noun: 'sessions',
      readsAll: false,
    }
  }
  const inSession =
    (where: string): KeyedRows['rows'] =>
    (condition, expressions) =>
      `SELECT session_starts.k, ${expressions.map(([, name]) => `hit.${name}`).join(', ')}
  FROM (SELECT ${select([['user_key', 'user_key'], ['ts', 'ts'], ...expressions.filter(([, name]) => name !== 'user_key' && name !== 'ts')])} FROM ${from} WHERE ${where} AND ${condition}) hit
  ASOF JOIN session_starts ON hit.user_key = session_starts.user_key AND hit.ts >= session_starts.start_ts`
  return {
    ctes: [`session_starts AS (${gapSessions(scope)})`],
    rows: inSession(scope.where),
    unfiltered: inSession(scope.userWhere),
    noun: 'sessions',
    readsAll: true,
  }
}
