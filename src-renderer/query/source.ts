import { LatheError } from '../model/error'
import type { ColumnSchema, IsoDate } from '../model/schema'
import { filterSql, readFilter } from './condition'
import type { Catalog, CatalogTable, ParameterSpec, ParameterValues } from './definition'
import { tableSql } from './literal'
import { nearest } from './nearest'
import { resolveSegment, segmentSql } from './segmentSql'
import { segmentText } from './segmentText'
import { WEEK_DAYS, WEEK_START, withWeekStart } from './weekStart'

/** The view over all event tables of a workspace. */
export const ALL_EVENTS = 'all_events'

/** What an analysis of events reads: one event table, or all of them as one. */
export interface EventSource {
  /** The qualified and quoted name to put after FROM. */
  readonly sql: string
  /** The table's name, or null for the view over several tables. */
  readonly table: string | null
  readonly columns: readonly ColumnSchema[]
  readonly rows: number
  /** First and last local date with events (workspace zone); null when empty. */
  readonly minDate: IsoDate | null
  readonly maxDate: IsoDate | null
  readonly minTs: number | null
  readonly maxTs: number | null
}

/** Parameters that every analysis of events has. */
export const COMMON_PARAMETERS: readonly ParameterSpec[] = [
  { name: 'from', type: 'date', label: 'From', help: 'First local date; empty for the first in the data.', default: null },
  { name: 'to', type: 'date', label: 'To', help: 'Last local date, included; empty for the last in the data.', default: null },
  { name: 'filter', type: 'filter', label: 'Filter', help: 'Only events for which these conditions hold.', default: [], more: true },
  { name: 'segment', type: 'segment', label: 'Segment', help: 'Only users of this segment: its name, or a rule like {"did":"purchase"}.', default: null, more: true },
  { name: 'compare', type: 'comparison', label: 'Compare with', help: 'previous-period, previous-week, previous-month, previous-year, everyone-else (not in the segment) or segment:NAME.', default: null, more: true },
  { name: 'timezone', type: 'timezone', label: 'Time zone', help: 'The zone that days are cut in; empty for the workspace\'s.', default: null, more: true },
  WEEK_START,
  { name: 'include_test', type: 'boolean', label: 'Include test users', help: 'Test accounts are left out unless this is on.', default: false, more: true },
]

function lowest<T extends string | number>(values: readonly (T | null)[]): T | null {
  return values.reduce<T | null>((low, one) => (one !== null && (low === null || one < low) ? one : low), null)
}

function highest<T extends string | number>(values: readonly (T | null)[]): T | null {
  return values.reduce<T | null>((high, one) => (one !== null && (high === null || one > high) ? one : high), null)
}

function fromTables(tables: readonly CatalogTable[]): Omit<EventSource, 'sql' | 'table'> {
  const columns = new Map<string, ColumnSchema>()
  for (const table of tables) for (const column of table.columns) {
    const known = columns.get(column.name)
    columns.set(column.name, known === undefined || known.type === column.type ? column : { ...column, type: 'string' })
  }
  return {
    columns: [...columns.values()],
    rows: tables.reduce((sum, table) => sum + table.rows, 0),
    minDate: lowest(tables.map((table) => table.minDate)), maxDate: highest(tables.map((table) => table.maxDate)),
    minTs: lowest(tables.map((table) => table.minTs)), maxTs: highest(tables.map((table) => table.maxTs)),
  }
}

/**
 * The event table to read, or all event tables when `source` is null (the table itself when there is only one).
 * Throws `not-found` when there is none, or none of that name.
 */
export function eventSource(catalog: Catalog, source: string | null): EventSource {
  const tables = catalog.tables.filter((table) => table.kind === 'events')
  if (source !== null) {
    const table = tables.find((one) => one.name === source)
    if (table !== undefined) return { sql: tableSql(table.name), table: table.name, ...fromTables([table]) }
    const plain = catalog.tables.some((one) => one.name === source)
    const names = tables.map((one) => one.name)
    throw new LatheError('not-found', plain
      ? `"${source}" is a plain table; this analysis needs an event table${names.length > 0 ? ` (${names.join(', ')})` : ''}.`
      : `There is no event table "${source}"; ${names.length > 0 ? `the event tables are ${names.join(', ')}.` : 'import a log with a time column first.'}`,
    { what: 'table', name: source, candidates: nearest(source, names) })
  }
  const only = tables.length === 1 ? tables[0] : undefined
  if (only !== undefined) return { sql: tableSql(only.name), table: only.name, ...fromTables([only]) }
  if (tables.length === 0) throw new LatheError('not-found', 'There are no events yet; import a log with a time column first.', { what: 'table', name: ALL_EVENTS })
  return { sql: tableSql(ALL_EVENTS), table: null, ...fromTables(tables) }
}

/** What the common parameters say, as SQL pieces. */
export interface Scope {
  readonly source: EventSource
  /** Table expression for FROM. */
  readonly from: string
  /** Conditions for WHERE: rows with a user of the segment, that pass the filter and are no test users'. Never empty, never NULL. */
  readonly where: string
  /** As where, without the row filter, for the derived tables, which have user_key alone. */
  readonly userWhere: string
  /** As where, but rows without a user stay where no segment is asked for: for what counts other things than users. */
  readonly rowWhere: string
  /** As rowWhere, without the row filter. */
  readonly unfilteredRowWhere: string
  /** True when derived tables (user_days, sessions) say the same as raw events: no filter, one table, the workspace's zone. */
  readonly derivedOk: boolean
  /** The dates asked for, null for open. */
  readonly fromDate: IsoDate | null
  readonly toDate: IsoDate | null
  /** The query's zone if it is not the workspace's. */
  readonly timezone: string | null
  /** The workspace's, with the first day of the week that is asked for: what cuts time into weeks takes this one. */
  readonly catalog: Catalog
  /** What was left out by default, in words. */
  readonly notes: readonly string[]
}

/** Reads the common parameters. Throws `not-found` and `bad-parameter`. */
export function scope(values: ParameterValues, catalog: Catalog, sourceName: string | null): Scope {
  const source = eventSource(catalog, sourceName)
  const filter = filterSql(readFilter(values['filter'] ?? null), source.columns)
  const withoutTest = catalog.hasTestUsers && values['include_test'] !== true
  const zone = typeof values['timezone'] === 'string' && values['timezone'] !== '' && values['timezone'] !== catalog.timezone ? values['timezone'] : null
  const segment = resolveSegment(values['segment'], catalog)
  const ownWeeks = withWeekStart(values, catalog)
  const members = segment === null ? null
    : `user_key IN (${segmentSql(segment.rule, { events: eventSource(catalog, null), ownZone: catalog.timezone, zone: zone ?? catalog.timezone })})`
  const notTest = 'user_key NOT IN (SELECT user_key FROM main.users WHERE is_test)'
  const userParts = ['user_key IS NOT NULL', ...(withoutTest ? [notTest] : []), ...(members === null ? [] : [members])]
  const rowParts = members !== null ? userParts : withoutTest ? [`(user_key IS NULL OR ${notTest})`] : ['TRUE']
  const date = (name: string): IsoDate | null => (typeof values[name] === 'string' && values[name] !== '' ? values[name] : null)
  return {
    source, from: source.sql,
    where: [...userParts, ...(filter === null ? [] : [filter])].join(' AND '),
    userWhere: userParts.join(' AND '),
    rowWhere: [...rowParts, ...(filter === null ? [] : [filter])].join(' AND '),
    unfilteredRowWhere: rowParts.join(' AND '),
    derivedOk: filter === null && zone === null && source.table !== null,
    fromDate: date('from'), toDate: date('to'), timezone: zone, catalog: ownWeeks,
    notes: [
      ...(segment === null ? [] : [`users: ${segment.name ?? segmentText(segment.rule)}`]), ...(withoutTest ? ['test users left out'] : []),
      ...(values['unit'] === 'week' ? [`weeks begin on ${WEEK_DAYS[ownWeeks.weekStart - 1]!}`] : []),
    ],
  }
}
