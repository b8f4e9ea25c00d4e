import { LatheError } from '../../model/error'
import type { ColumnSchema, IsoDate, TsMicros } from '../../model/schema'
import { dayToIso, isoToDay, localDayReader, localToUtcMs } from '../../model/zone'
import { filterSql, readFilter } from './condition'
import type { Catalog, CatalogTable } from '../contract/catalog'
import type { ParameterSpec, ParameterValues } from '../contract/parameter'
import { isIsoDate, tableSql, timestampLiteral } from './literal'
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
  /** First and last local date of what is known (workspace zone): of the first and the newest event, or up to `as_of`; null when empty. */
  readonly minDate: IsoDate | null
  readonly maxDate: IsoDate | null
  /** The first event, and the last moment of what is known: the newest event, or the last microsecond of `as_of`. */
  readonly minTs: TsMicros | null
  readonly maxTs: TsMicros | null
  /** Now: what ends at this moment or before it is over. The newest event, or the end of `as_of`; never the wall clock. */
  readonly nowTs: TsMicros | null
  /** The date to whose end the data reach: `as_of`, or the newest one where times are dates; null where they reach to the newest event. */
  readonly asOf: IsoDate | null
  /** `as_of` lies before the newest event: sql leaves out what came after it, and derived tables do not say the same. */
  readonly isCut: boolean
}

/** Parameters that every analysis of events has. */
export const COMMON_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'from',
    type: 'date',
    label: 'From',
    help: 'First local date; empty for the first in the data.',
    default: null,
  },
  {
    name: 'to',
    type: 'date',
    label: 'To',
    help: 'Last local date, included; empty for the last in the data.',
    default: null,
  },
  {
    name: 'filter',
    type: 'filter',
    label: 'Filter',
    help: 'Only events for which these conditions hold.',
    default: [],
    more: true,
  },
  {
    name: 'segment',
    type: 'segment',
    label: 'Segment',
    help: 'Only users of this segment: its name, or a rule like {"did":"purchase"}.',
    default: null,
    more: true,
  },
  {
    name: 'compare',
    type: 'comparison',
    label: 'Compare with',
    help: 'previous-period, previous-week, previous-month, previous-year, everyone-else (not in the segment) or segment:NAME.',
    default: null,
    more: true,
  },
  {
    name: 'timezone',
    type: 'timezone',
    label: 'Time zone',
    help: "The zone that days are cut in; empty for the workspace's.",
    default: null,
    more: true,
  },
  WEEK_START,
  {
    name: 'as_of',
    type: 'date',
    label: 'Data reach to',
    help: 'The last local date that the data know of: days after the newest event then count as seen and empty, events after it as not known. Empty: up to the newest event, whose day is not over.',
    default: null,
    more: true,
  },
  {
    name: 'include_test',
    type: 'boolean',
    label: 'Include test users',
    help: 'Test accounts are left out unless this is on.',
    default: false,
    more: true,
  },
]

function lowest<T extends string | number>(values: readonly (T | null)[]): T | null {
  return values.reduce<T | null>((low, one) => (one !== null && (low === null || one < low) ? one : low), null)
}

function highest<T extends string | number>(values: readonly (T | null)[]): T | null {
  return values.reduce<T | null>((high, one) => (one !== null && (high === null || one > high) ? one : high), null)
}

/** Where what is known ends, where that is not the newest event: a local date, and the moment (UTC) at which it ends. */
export interface KnownEnd {
  readonly date: IsoDate
  readonly endTs: TsMicros
}

const DAY_MS = 86_400_000

/** What `as_of` says, by the clock of the query's zone. Throws `bad-parameter`. */
export function readAsOf(values: ParameterValues, catalog: Catalog): KnownEnd | null {
  const { as_of: date, timezone } = values
  if (date === null || date === undefined || date === '') return null
  if (typeof date !== 'string' || !isIsoDate(date))
    throw new LatheError('bad-parameter', `as_of must be a date like 2024-01-31, not ${JSON.stringify(date)}.`, {
      parameter: 'as_of',
      value: JSON.stringify(date),
    })
  const zone = typeof timezone === 'string' && timezone !== '' ? timezone : catalog.timezone
  return { date, endTs: localToUtcMs(zone, (isoToDay(date) + 1) * DAY_MS) * 1000 }
}

/**
 * Where what is known of the tables that are read ends: `as_of`; or, where all their times are dates, the end of the newest one, as a date
 * stands for the whole day; null for the newest event. In another zone than the workspace's, midnights are no longer dates.
 */
function knownEnd(
  values: ParameterValues,
  catalog: Catalog,
  sourceName: string | null,
  zone: string | null,
): KnownEnd | null {
  const given = readAsOf(values, catalog)
  if (given !== null || zone !== null) return given
  const tables = catalog.tables.filter(
    (table) => table.kind === 'events' && (sourceName === null || table.name === sourceName) && table.rows > 0,
  )
  const date = highest(tables.map((table) => table.maxDate))
  if (date === null || !tables.every((table) => table.datesOnly === true)) return null
  return { date, endTs: localToUtcMs(catalog.timezone, (isoToDay(date) + 1) * DAY_MS) * 1000 }
}

function known(source: Omit<EventSource, 'nowTs' | 'asOf' | 'isCut'>, end: KnownEnd | null): EventSource {
  const { minTs, maxTs, sql } = source
  if (end === null || maxTs === null) return { ...source, nowTs: maxTs, asOf: end?.date ?? null, isCut: false }
  const isCut = end.endTs <= maxTs
  return {
    ...source,
    sql: isCut ? `(SELECT * FROM ${sql} WHERE ts < ${timestampLiteral(end.endTs)})` : sql,
    maxDate: end.date,
    minTs,
    maxTs: end.endTs - 1,
    nowTs: end.endTs,
    asOf: end.date,
    isCut,
  }
}

function fromTables(tables: readonly CatalogTable[]): Omit<EventSource, 'sql' | 'table' | 'nowTs' | 'asOf' | 'isCut'> {
  const columns = new Map<string, ColumnSchema>()
  for (const table of tables)
    for (const column of table.columns) {
      const known = columns.get(column.name)
      columns.set(
        column.name,
        known === undefined || known.type === column.type ? column : { ...column, type: 'string' },
      )
    }
  return {
    columns: [...columns.values()],
    rows: tables.reduce((sum, table) => sum + table.rows, 0),
    minDate: lowest(tables.map((table) => table.minDate)),
    maxDate: highest(tables.map((table) => table.maxDate)),
    minTs: lowest(tables.map((table) => table.minTs)),
    maxTs: highest(tables.map((table) => table.maxTs)),
  }
}

/**
 * The event table to read, or all event tables when `source` is null (the table itself when there is only one); known up to
 * `end`, or up to its newest event. Throws `not-found` when there is none, or none of that name.
 */
export function eventSource(catalog: Catalog, source: string | null, end: KnownEnd | null = null): EventSource {
  const tables = catalog.tables.filter((table) => table.kind === 'events')
  if (source !== null) {
    const table = tables.find((one) => one.name === source)
    if (table !== undefined) return known({ sql: tableSql(table.name), table: table.name, ...fromTables([table]) }, end)
    const plain = catalog.tables.some((one) => one.name === source)
    const names = tables.map((one) => one.name)
    throw new LatheError(
      'not-found',
      plain
        ? `"${source}" is a plain table; this analysis needs an event table${names.length > 0 ? ` (${names.join(', ')})` : ''}.`
        : `There is no event table "${source}"; ${names.length > 0 ? `the event tables are ${names.join(', ')}.` : 'import a log with a time column first.'}`,
      { what: 'table', name: source, candidates: nearest(source, names) },
    )
  }
  const only = tables.length === 1 ? tables[0] : undefined
  if (only !== undefined) return known({ sql: tableSql(only.name), table: only.name, ...fromTables([only]) }, end)
  if (tables.length === 0)
    throw new LatheError('not-found', 'There are no events yet; import a log with a time column first.', {
      what: 'table',
      name: ALL_EVENTS,
    })
  return known({ sql: tableSql(ALL_EVENTS), table: null, ...fromTables(tables) }, end)
}

/** Now, as a TIMESTAMP. One that may lie beyond all events is written as a time of SQL's own, so that the session knows of it (query/sql/needs). */
export function nowSql({ nowTs, asOf }: EventSource): string {
  if (asOf === null || nowTs === null) return timestampLiteral(nowTs ?? 0)
  return `TIMESTAMP '${new Date(nowTs / 1000).toISOString().slice(0, 19).replace('T', ' ')}'`
}

/** What the common parameters say, as SQL pieces. */
export interface Scope {
  readonly source: EventSource
  /** Table expression for FROM. */
  readonly from: string
  /** Conditions for WHERE: rows with a user of the segment, that pass the filter and are no test users'. Never empty, never NULL. */
  readonly where: string
  /** The row filter alone; null for none. Never NULL in SQL. */
  readonly filter: string | null
  /** As where, without the row filter, for the derived tables, which have user_key alone. */
  readonly userWhere: string
  /** As where, but rows without a user stay where no segment is asked for: for what counts other things than users. */
  readonly rowWhere: string
  /** As rowWhere, without the row filter. */
  readonly unfilteredRowWhere: string
  /** True when derived tables (user_days, sessions) say the same as raw events: no filter, one table, all of it, the workspace's zone. */
  readonly derivedOk: boolean
  /** The dates asked for, null for open. */
  readonly fromDate: IsoDate | null
  readonly toDate: IsoDate | null
  /** The query's zone if it is not the workspace's. */
  readonly timezone: string | null
  /** The workspace's, with the first day of the week that is asked for: what cuts time into weeks takes this one. */
  readonly catalog: Catalog
  /** The last local date of what is known, and the last one that is over: the day before, or `as_of` itself; null when empty. */
  readonly lastDate: IsoDate | null
  readonly overDate: IsoDate | null
  /** What was left out by default, in words. */
  readonly notes: readonly string[]
}

/** Reads the common parameters. Throws `not-found` and `bad-parameter`. */
export function scope(values: ParameterValues, catalog: Catalog, sourceName: string | null): Scope {
  const zone =
    typeof values['timezone'] === 'string' && values['timezone'] !== '' && values['timezone'] !== catalog.timezone
      ? values['timezone']
      : null
  const end = knownEnd(values, catalog, sourceName, zone)
  const source = eventSource(catalog, sourceName, end)
  const filter = filterSql(readFilter(values['filter'] ?? null), source.columns)
  const withoutTest = catalog.hasTestUsers && values['include_test'] !== true
  const segment = resolveSegment(values['segment'], catalog)
  const ownWeeks = withWeekStart(values, catalog)
  const members =
    segment === null
      ? null
      : `user_key IN (${segmentSql(segment.rule, { events: eventSource(catalog, null, end), ownZone: catalog.timezone, zone: zone ?? catalog.timezone })})`
  const notTest = 'user_key NOT IN (SELECT user_key FROM main.users WHERE is_test)'
  const userParts = ['user_key IS NOT NULL', ...(withoutTest ? [notTest] : []), ...(members === null ? [] : [members])]
  const rowParts = members !== null ? userParts : withoutTest ? [`(user_key IS NULL OR ${notTest})`] : []
  const filterParts = filter === null ? [] : [filter]
  /** One condition a line, as they stand after WHERE. */
  const all = (...parts: readonly string[]): string => (parts.length === 0 ? 'TRUE' : parts.join('\n  AND '))
  const last = source.maxTs === null ? null : localDayReader(zone ?? catalog.timezone)(source.maxTs)
  const date = (name: string): IsoDate | null =>
    typeof values[name] === 'string' && values[name] !== '' ? values[name] : null
  return {
    source,
    from: source.sql,
    where: all(...userParts, ...filterParts),
    filter,
    userWhere: all(...userParts),
    rowWhere: all(...rowParts, ...filterParts),
    unfilteredRowWhere: all(...rowParts),
    derivedOk: filter === null && zone === null && source.table !== null && !source.isCut,
    fromDate: date('from'),
    toDate: date('to'),
    timezone: zone,
    catalog: ownWeeks,
    lastDate: last === null ? null : dayToIso(last),
    overDate: last === null ? null : dayToIso(source.asOf === null ? last - 1 : last),
    notes: [
      ...(segment === null ? [] : [`users: ${segment.name ?? segmentText(segment.rule)}`]),
      ...(withoutTest ? ['test users left out'] : []),
      ...(end === null
        ? []
        : [`the data reach to ${end.date}${readAsOf(values, catalog) === null ? ', as their times are dates' : ''}`]),
      ...(values['unit'] === 'week' ? [`weeks begin on ${WEEK_DAYS[ownWeeks.weekStart - 1]!}`] : []),
    ],
  }
}
