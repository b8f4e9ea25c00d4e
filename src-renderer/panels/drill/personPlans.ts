import { DAY_MS } from '../../model/isoDate'
import { derivedNames, SOURCE_COLUMN, type IsoDate } from '../../model/schema'
import { dayToIso, isoToDay, localToUtcMs } from '../../model/zone'
import type { Catalog } from '../../query/contract/catalog'
import type { QueryPlan } from '../../query/contract/plan'
import { identifier, tableSql, timestampLiteral } from '../../query/sql/literal'
import type { ResultTable } from '../../query/contract/result'
import { eventSource } from '../../query/sql/eventSource'
import { userDaysSql } from './usersPlan'

/** Names of the columns that eventsPlan adds to a table's own. */
export const LOCAL_TIME = 'local time',
  UTC_TIME = 'UTC',
  IN_SCOPE = 'in scope'
/** Events of a page, as far as whole days allow. */
const PAGE_EVENTS = 500

export interface PersonDay {
  readonly date: IsoDate
  readonly events: number
}

/** Whole days of a user's events, in order. */
export interface PersonPage {
  readonly from: IsoDate
  readonly to: IsoDate
  readonly events: number
  /** Events before this page. */
  readonly before: number
}

/** A user's events by local date (workspace zone). */
export function personDaysPlan(userKey: number, catalog: Catalog, source: string | null): QueryPlan {
  return {
    sql:
      `SELECT date, sum(events)::BIGINT AS events FROM (${userDaysSql(catalog, source)}) WHERE user_key = ` +
      `${userKey} GROUP BY date ORDER BY date`,
  }
}

export function readPersonDays(table: ResultTable): readonly PersonDay[] {
  return table.rows().map((row) => ({ date: String(row['date']), events: Number(row['events']) }))
}

/** Days in pages of about 500 events. */
export function pagesOf(days: readonly PersonDay[]): readonly PersonPage[] {
  const pages: PersonPage[] = []
  for (const day of days) {
    const last = pages.at(-1)
    if (last !== undefined && last.events + day.events <= PAGE_EVENTS)
      pages[pages.length - 1] = { ...last, to: day.date, events: last.events + day.events }
    else
      pages.push({
        from: day.date,
        to: day.date,
        events: day.events,
        before: (last?.before ?? 0) + (last?.events ?? 0),
      })
  }
  return pages
}

/**
 * A user's events of some days, in order: local time in `timezone` (the workspace's when null), event, the table's
 * other columns, UTC time, file and line; `in scope` when there is a mark, a condition over the event table. Reads the
 * partitions of those days alone.
 */
export function eventsPlan(
  userKey: number,
  page: PersonPage,
  catalog: Catalog,
  source: string | null,
  timezone: string | null,
  mark: string | null,
): QueryPlan {
  const { sql: from, columns } = eventSource(catalog, source)
  const own = columns
    .map((column) => column.name)
    .filter((name) => !['user_key', 'user_id', 'ts', 'event', SOURCE_COLUMN].includes(name) && !name.startsWith('_'))
  const start = localToUtcMs(catalog.timezone, isoToDay(page.from) * DAY_MS),
    end = localToUtcMs(catalog.timezone, (isoToDay(page.to) + 1) * DAY_MS)
  const shown = [
    `local_time(ts) AS ${identifier(LOCAL_TIME)}`,
    'event',
    ...own.map(identifier),
    `ts AS ${identifier(UTC_TIME)}`,
    '_file',
    '_line',
  ]
  return {
    sql: `SELECT ${shown.join(', ')}${mark === null ? '' : `,\n  (${mark}) AS ${identifier(IN_SCOPE)}`}
FROM ${from}
WHERE user_key = ${userKey} AND ts >= ${timestampLiteral(start * 1000)} AND ts < ${timestampLiteral(end * 1000)}
ORDER BY ts, _source`,
    range: { from: page.from, to: page.to },
    localTimes: 'stored',
    ...(timezone === null ? {} : { timezone }),
  }
}

/** A user's sessions, in order; each as its table has them. */
export function personSessionsPlan(userKey: number, catalog: Catalog, source: string | null): QueryPlan {
  const tables = catalog.tables.filter((table) => table.kind === 'events' && (source === null || table.name === source))
  const parts = tables.map(
    (table) =>
      `SELECT start_ts, end_ts, events FROM ${tableSql(derivedNames(table.name).sessions)} WHERE user_key = ${userKey}`,
  )
  return {
    sql: `SELECT
  local_time(start_ts) AS started,
  local_time(end_ts) AS ended,
  (epoch_us(end_ts) - epoch_us(start_ts))::DOUBLE / 1000000 AS duration,
  events::BIGINT AS events
FROM (${parts.join(' UNION ALL ')})
ORDER BY start_ts, end_ts`,
    localTimes: 'stored',
  }
}

/** The page that holds a date, or the nearest before it; 0 where there is none. */
export function pageOfDate(pages: readonly PersonPage[], date: IsoDate): number {
  const found = pages.findLastIndex((page) => page.from <= date)
  return Math.max(0, found)
}

/**
 * Every local date from the first to the last with its events, days without any as 0; at most `most` dates from the
 * end.
 */
export function filledDays(days: readonly PersonDay[], most: number): readonly PersonDay[] {
  const first = days[0],
    last = days.at(-1)
  if (first === undefined || last === undefined) return []
  const known = new Map(days.map((day) => [day.date, day.events]))
  const end = isoToDay(last.date),
    start = Math.max(isoToDay(first.date), end - most + 1)
  return Array.from({ length: end - start + 1 }, (_, index) => dayToIso(start + index)).map((date) => ({
    date,
    events: known.get(date) ?? 0,
  }))
}
