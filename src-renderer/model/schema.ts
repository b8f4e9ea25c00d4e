/** The types that a column can have in a Lathe table. `json` is JSON text of something nested deeper than one level. */
export type ColumnType = 'boolean' | 'integer' | 'double' | 'string' | 'date' | 'timestamp' | 'json'

/** What a source column can mean in an event table, in the order in which forms show them. */
export const ROLES = ['user', 'event', 'time', 'id', 'session', 'value', 'test'] as const
export type Role = (typeof ROLES)[number]

/** The canonical column that each role becomes in an event table. */
export const ROLE_COLUMNS = {
  user: 'user_id',
  event: 'event',
  time: 'ts',
  id: 'event_id',
  session: 'session_id',
  value: 'value',
  test: 'is_test',
} as const satisfies Record<Role, string>

/**
 * Which source column plays which role. Only `time` is needed in an event table; without `event`, each row is an event
 * named after the table.
 */
export type EventMapping = Partial<Record<Role, string>>

/**
 * A column of a stored table. `name` is the name in SQL; `source` the column's name in the file (nested JSON: dotted
 * path). Event tables hold, in this order: user_key (from role user), event, ts, event_id?, session_id?, value?,
 * is_test?, the other columns in the file's order, _source. `user_id` is not stored: it is users[user_key].
 */
export interface ColumnSchema {
  readonly name: string
  readonly type: ColumnType
  readonly source: string
  readonly role?: Role
  /** Holds, as JSON objects, what files have in columns beyond those that a table may have. */
  readonly isRest?: true
}

export type TableKind = 'events' | 'table'

/** `_source` packs where a row came from: file index × 2^40 + line (both exact below 2^53). */
export const SOURCE_COLUMN = '_source'
const SOURCE_LINE_RANGE = 2 ** 40

export function packSource(fileIndex: number, line: number): number {
  return fileIndex * SOURCE_LINE_RANGE + line
}

export function unpackSource(packed: number | bigint): { fileIndex: number; line: number } {
  const value = Number(packed)
  return { fileIndex: Math.floor(value / SOURCE_LINE_RANGE), line: value % SOURCE_LINE_RANGE }
}

/** A local calendar date, `YYYY-MM-DD`. */
export type IsoDate = string
/** Microseconds since 1970-01-01T00:00:00Z, as a number (exact for the years 1685 to 2255). */
export type TsMicros = number

/** The user dictionary as SQL sees it, at all times. */
export const USERS = 'all_users'
/** What the user dictionary is called besides, where no table has that name. */
export const USERS_ALIAS = 'users'
/** Names that Lathe gives itself: the user dictionary, and the view over all event tables. No import may take them. */
export const RESERVED_TABLES: readonly string[] = [USERS, 'all_events']

/** Whether SQL may call the user dictionary `users`: SQL does not tell `Users` from `users`. */
export function hasUsersAlias(tables: readonly { readonly name: string }[]): boolean {
  return !tables.some((table) => table.name.toLowerCase() === USERS_ALIAS)
}

/** Names of the derived and side tables of an event table, as SQL sees them. */
export function derivedNames(table: string): { userDays: string; sessions: string; rejects: string } {
  return { userDays: `${table}_user_days`, sessions: `${table}_sessions`, rejects: `${table}_rejects` }
}
