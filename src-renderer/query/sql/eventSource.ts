import { LatheError } from '../../model/error'
import { badParameter } from './refuse'
import { DAY_MS, isIsoDate } from '../../model/isoDate'
import type { ColumnSchema, IsoDate, TsMicros } from '../../model/schema'
import { joinCounts, type EventCount } from '../../model/eventCounts'
import { clockDate } from '../../model/ownZones'
import { isoToDay, localToUtcMs } from '../../model/zone'
import type { Catalog, CatalogTable } from '../contract/catalog'
import type { ParameterValues } from '../contract/parameter'
import { modelSql, tableSql, timestampLiteral } from './literal'
import { nearest } from './nearest'
import { eventsByOwnClock, zoneOf } from './ownZones'
import { eventsOfPeople } from './people'

/** The view over all event tables of a workspace. */
export const ALL_EVENTS = 'all_events'

/** What an analysis of events reads: one event table, or all of them as one. */
export interface EventSource {
  /** The qualified and quoted name to put after FROM. */
  readonly sql: string
  /** The table's name where what is derived of it says the same; null over several tables, and where people count. */
  readonly table: string | null
  readonly columns: readonly ColumnSchema[]
  readonly rows: number
  /**
   * First and last local date of what is known (workspace zone): of the first and the newest event, or up to `as_of`;
   * null when empty.
   */
  readonly minDate: IsoDate | null
  readonly maxDate: IsoDate | null
  /** The first event, and the last moment of what is known: the newest event, or the last microsecond of `as_of`. */
  readonly minTs: TsMicros | null
  readonly maxTs: TsMicros | null
  /**
   * Now: what ends at this moment or before it is over. The newest event, or the end of `as_of`; never the wall clock.
   */
  readonly nowTs: TsMicros | null
  /**
   * The date to whose end the data reach: `as_of`, or the newest one where times are dates; null where they reach to
   * the newest event.
   */
  readonly asOf: IsoDate | null
  /**
   * `as_of` lies before the newest event: sql leaves out what came after it, and derived tables do not say the same.
   */
  readonly isCut: boolean
  /** Its events, most frequent first; absent where they have to be counted. */
  readonly events?: readonly EventCount[]
}

function lowest<T extends string | number>(values: readonly (T | null)[]): T | null {
  return values.reduce<T | null>((low, one) => (one !== null && (low === null || one < low) ? one : low), null)
}

function highest<T extends string | number>(values: readonly (T | null)[]): T | null {
  return values.reduce<T | null>((high, one) => (one !== null && (high === null || one > high) ? one : high), null)
}

/**
 * Where what is known ends, where that is not the newest event: a local date, and the moment (UTC) at which it ends.
 */
export interface KnownEnd {
  readonly date: IsoDate
  readonly endTs: TsMicros
}

/** What `as_of` says, by the clock of the query's zone. Throws `bad-parameter`. */
export function readAsOf(values: ParameterValues, catalog: Catalog): KnownEnd | null {
  const { as_of: date } = values
  if (date === null || date === undefined || date === '') return null
  if (typeof date !== 'string' || !isIsoDate(date))
    throw badParameter('as_of', JSON.stringify(date), ` must be a date like 2024-01-31, not ${JSON.stringify(date)}.`)
  return { date, endTs: localToUtcMs(zoneOf(values, catalog), (isoToDay(date) + 1) * DAY_MS) * 1000 }
}

/**
 * Where what is known of the tables that are read ends: `as_of`; or, where all their times are dates, the end of the
 * newest one, as a date stands for the whole day; null for the newest event. In another zone than the workspace's,
 * midnights are no longer dates.
 */
export function knownEnd(
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

/** Events by the clock of each one's own zone: what is derived of the stored ones does not say the same. */
function byOwnClock<S extends Omit<EventSource, 'nowTs' | 'asOf' | 'isCut'>>(
  source: S,
  zones: NonNullable<Catalog['ownZones']>,
): S {
  return {
    ...source,
    sql: eventsByOwnClock(source.sql, zones),
    table: null,
    minTs: zones.firstTs,
    maxTs: zones.lastTs,
    minDate: clockDate(zones.firstTs),
    maxDate: clockDate(zones.lastTs),
  }
}

function known(
  stored: Omit<EventSource, 'nowTs' | 'asOf' | 'isCut'>,
  end: KnownEnd | null,
  { ownZones }: Catalog,
): EventSource {
  const source = ownZones === undefined ? stored : byOwnClock(stored, ownZones)
  const { minTs, maxTs, sql } = source
  if (end === null || maxTs === null)
    return { ...source, nowTs: ownZones?.nowTs ?? maxTs, asOf: end?.date ?? null, isCut: false }
  const isCut = end.endTs <= maxTs
  const { events, ...uncounted } = source
  return {
    ...uncounted,
    ...(isCut || events === undefined ? {} : { events }),
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
  const lists = tables.map(({ events }) => events ?? null)
  return {
    ...(lists.every((list) => list !== null) ? { events: joinCounts(lists) } : {}),
    columns: [...columns.values()],
    rows: tables.reduce((sum, table) => sum + table.rows, 0),
    minDate: lowest(tables.map((table) => table.minDate)),
    maxDate: highest(tables.map((table) => table.maxDate)),
    minTs: lowest(tables.map((table) => table.minTs)),
    maxTs: highest(tables.map((table) => table.maxTs)),
  }
}

/**
 * The event table to read, or all event tables when `source` is null (the table itself when there is only one); known
 * up to `end`, or up to its newest event. Throws `not-found` when there is none, or none of that name.
 */
export function eventSource(catalog: Catalog, source: string | null, end: KnownEnd | null = null): EventSource {
  const tables = catalog.tables.filter((table) => table.kind === 'events')
  const isOfPeople = catalog.counted === 'people'
  const byModel = catalog.isByModel === true ? modelSql : tableSql
  const viewSql = (name: string): string => (isOfPeople ? eventsOfPeople(byModel(name)) : byModel(name))
  // Derived tables know accounts alone.
  const derivable = (name: string): string | null => (isOfPeople ? null : name)
  if (source !== null) {
    const table = tables.find((one) => one.name === source)
    if (table !== undefined)
      return known({ sql: viewSql(table.name), table: derivable(table.name), ...fromTables([table]) }, end, catalog)
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
  if (only !== undefined)
    return known({ sql: viewSql(only.name), table: derivable(only.name), ...fromTables([only]) }, end, catalog)
  if (tables.length === 0)
    throw new LatheError('not-found', 'There are no events yet; import a log with a time column first.', {
      what: 'table',
      name: ALL_EVENTS,
    })
  return known({ sql: viewSql(ALL_EVENTS), table: null, ...fromTables(tables) }, end, catalog)
}

/** Now, as a TIMESTAMP; with `as_of` it may lie beyond all events. */
export function nowSql({ nowTs }: EventSource): string {
  return timestampLiteral(nowTs ?? 0)
}
