import { elementAt } from '../../base/required'
import type { IsoDate } from '../../model/schema'
import { dayToIso, localDayReader } from '../../model/zone'
import { filterSql, readFilter } from './condition'
import type { Catalog } from '../contract/catalog'
import type { ParameterSpec, ParameterValue, ParameterValues } from '../contract/parameter'
import { entityKey, entityOf } from './entity'
import { eventSource, knownEnd, readAsOf, type EventSource, type KnownEnd } from './eventSource'
import { outsideSql } from './outside'
import { zoneOf } from './ownZones'
import { usersSql } from './people'
import { resolveSegment, segmentSql } from './segmentSql'
import { SAMPLE, sampledEntity, sampledRow, sampledUser, sampleOf, shareText } from './sample'
import { segmentText } from './segmentText'
import { WEEK_DAYS, WEEK_START, withWeekStart } from './weekStart'

/** Parameters that every analysis of events has. */
export const COMMON_PARAMETERS: readonly ParameterSpec[] = [
  { name: 'from', type: 'date', label: 'From', help: 'First date; empty for the start of the data.', default: null },
  { name: 'to', type: 'date', label: 'To', help: 'Last date, included; empty for the end of the data.', default: null },
  { name: 'filter', type: 'filter', label: 'Filter', help: 'Only events that meet all these conditions.', default: [] },
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
    help: 'previous-period, previous-week, previous-month, previous-year, dates:FROM..TO, everyone-else (not in the segment) or segment:NAME.',
    default: null,
    more: true,
  },
  {
    name: 'timezone',
    type: 'timezone',
    label: 'Time zone',
    ofColumn: true,
    help: "The time zone days are counted in; column:NAME for each event's own, empty for the workspace's.",
    default: null,
    more: true,
  },
  WEEK_START,
  {
    name: 'as_of',
    type: 'date',
    label: 'Data reach to',
    help: 'The last date the data is complete for: later days without events count as zero, later events are ignored. Empty: up to the newest event, whose day is not over.',
    default: null,
    more: true,
  },
  {
    name: 'include_test',
    type: 'boolean',
    label: 'Include test users',
    help: 'Test users are excluded unless this is on.',
    default: false,
    more: true,
  },
  SAMPLE,
]

/** What the common parameters say, as SQL pieces. */
export interface Scope {
  readonly source: EventSource
  /** Table expression for FROM. */
  readonly from: string
  /**
   * Conditions for WHERE: rows with a user of the segment, that pass the filter and are no test users'. Never empty,
   * never NULL.
   */
  readonly where: string
  /** The row filter alone; null for none. Never NULL in SQL. */
  readonly filter: string | null
  /** As where, without the row filter, for the derived tables, which have user_key alone. */
  readonly userWhere: string
  /** Whether whose events they are is asked for besides: a segment, or no test users. */
  readonly selectsUsers: boolean
  /** As where, but rows without a user stay where no segment is asked for: for what counts other things than users. */
  readonly rowWhere: string
  /** As rowWhere, without the row filter. */
  readonly unfilteredRowWhere: string
  /**
   * True when derived tables (user_days, sessions) say the same as raw events: no filter, one table, all of it, the
   * workspace's zone.
   */
  readonly derivedOk: boolean
  /** The columns whose values are counted in place of users: `user_key` is then theirs. None where users are. */
  readonly entity: readonly string[]
  /** The dates asked for, null for open. */
  readonly fromDate: IsoDate | null
  readonly toDate: IsoDate | null
  /** The query's zone if it is not the workspace's. */
  readonly timezone: string | null
  /** The workspace's, with the first day of the week that is asked for: what cuts time into weeks takes this one. */
  readonly catalog: Catalog
  /**
   * The last local date of what is known, and the last one that is over: the day before, or `as_of` itself; null when
   * empty.
   */
  readonly lastDate: IsoDate | null
  /** That of the first event, in the query's zone as these are. */
  readonly firstDate: IsoDate | null
  readonly overDate: IsoDate | null
  /** What was left out by default, in words. */
  readonly notes: readonly string[]
}

/** The events with what is counted in place of their users; derived tables, which know users alone, do not say the same. */
function entitySource(source: EventSource, entity: readonly string[], where: readonly string[]): EventSource {
  const kept = where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`
  return {
    ...source,
    table: null,
    sql: `(SELECT * REPLACE (${entityKey(entity)} AS user_key) FROM ${source.sql}${kept})`,
  }
}

/** SELECT of user_key: the users of a segment; null for everyone. Throws `not-found`, `bad-parameter`. */
export function membersSql(
  segment: ParameterValue | undefined,
  catalog: Catalog,
  end: KnownEnd | null,
  zone: string | null,
): string | null {
  const found = resolveSegment(segment, catalog)
  if (found === null) return null
  const log = { events: eventSource(catalog, null, end), counted: catalog.counted, ownZone: catalog.timezone }
  return segmentSql(found.rule, { ...log, zone: zone ?? catalog.timezone })
}

/** Reads the common parameters. Throws `not-found` and `bad-parameter`. */
export function scope(values: ParameterValues, catalog: Catalog, sourceName: string | null): Scope {
  const asked = zoneOf(values, catalog)
  const zone = asked === catalog.timezone && catalog.ownZones === undefined ? null : asked
  const end = knownEnd(values, catalog, sourceName, zone)
  const log = eventSource(catalog, sourceName, end)
  const entity = entityOf(values, log.columns)
  const ofRowsAsked = [filterSql(readFilter(values['filter'] ?? null), log.columns), outsideSql(values)]
  const filter = ofRowsAsked.filter((one) => one !== null).join('\n  AND ') || null
  const withoutTest = catalog.hasTestUsers && values['include_test'] !== true
  const segment = resolveSegment(values['segment'], catalog)
  const ownWeeks = withWeekStart(values, catalog)
  const selected = membersSql(values['segment'], catalog, end, zone)
  const members = selected === null ? null : `user_key IN (${selected})`
  const notTest = `user_key NOT IN (SELECT user_key FROM ${usersSql(catalog)} WHERE is_test)`
  const ofUsers = ['user_key IS NOT NULL', ...(withoutTest ? [notTest] : []), ...(members === null ? [] : [members])]
  const ofRows = members !== null ? ofUsers : withoutTest ? [`(user_key IS NULL OR ${notTest})`] : []
  // Users are left out before others are counted in their place.
  const source = entity.length === 0 ? log : entitySource(log, entity, ofRows)
  const share = sampleOf(values)
  // A sample is one of those who are counted.
  const sampled = share === null ? [] : [entity.length === 0 ? sampledUser(share) : sampledEntity(share)]
  const sampledRows = share === null ? [] : [entity.length === 0 ? sampledRow(share) : sampledEntity(share)]
  const userParts = [...(entity.length === 0 ? ofUsers : ['user_key IS NOT NULL']), ...sampled]
  const rowParts = [...(entity.length === 0 ? ofRows : []), ...sampledRows]
  const filterParts = filter === null ? [] : [filter]
  /** One condition a line, as they stand after WHERE. */
  const all = (...parts: readonly string[]): string => (parts.length === 0 ? 'TRUE' : parts.join('\n  AND '))
  const localDay = localDayReader(zone ?? catalog.timezone)
  const last = source.maxTs === null ? null : localDay(source.maxTs)
  const date = (name: string): IsoDate | null =>
    typeof values[name] === 'string' && values[name] !== '' ? values[name] : null
  return {
    source,
    from: source.sql,
    where: all(...userParts, ...filterParts),
    filter,
    userWhere: all(...userParts),
    selectsUsers: userParts.length > 1,
    rowWhere: all(...rowParts, ...filterParts),
    unfilteredRowWhere: all(...rowParts),
    entity,
    derivedOk: filter === null && zone === null && source.table !== null && !source.isCut,
    fromDate: date('from'),
    toDate: date('to'),
    timezone: zone,
    catalog: ownWeeks,
    lastDate: last === null ? null : dayToIso(last),
    firstDate: source.minTs === null ? null : dayToIso(localDay(source.minTs)),
    overDate:
      last === null || source.nowTs === null
        ? null
        : dayToIso(source.asOf === null ? localDay(source.nowTs) - 1 : last),
    notes: [
      ...(segment === null ? [] : [`users: ${segment.name ?? segmentText(segment.rule)}`]),
      ...(withoutTest ? ['test users left out'] : []),
      ...(share === null
        ? []
        : [`a sample of ${shareText(share)} of ${entity.length === 0 ? 'the users' : entity.join(' and ')}`]),
      ...(catalog.ownZones === undefined
        ? []
        : [`days by the clock of each event's own zone: ${catalog.ownZones.column}`]),
      ...(catalog.counted === 'people' ? ['accounts of one person count once'] : []),
      ...(entity.length === 0 ? [] : [`each ${entity.join(' and ')} counts in place of users`]),
      ...(end === null
        ? []
        : [`the data reach to ${end.date}${readAsOf(values, catalog) === null ? ', as their times are dates' : ''}`]),
      ...(values['unit'] === 'week' || values['interval'] === 'week'
        ? [`weeks begin on ${elementAt(WEEK_DAYS, ownWeeks.weekStart - 1)}`]
        : []),
    ],
  }
}
