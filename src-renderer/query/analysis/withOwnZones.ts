import { required } from '../../base/required'
import { readOwnZones, type OwnZones, type UnknownZones, type ZoneValue } from '../../model/ownZones'
import type { Analysis, Figure } from '../contract/analysis'
import type { Catalog } from '../contract/catalog'
import type { ParameterValues } from '../contract/parameter'
import type { QueryPlan, ZonesRequest } from '../contract/plan'
import type { ResultTable } from '../contract/result'
import { aroundSql } from '../sql/aroundSql'
import { columnNamed } from '../sql/condition'
import { eventSource } from '../sql/eventSource'
import { identifier } from '../sql/literal'
import { modelCatalog } from '../sql/modelCatalog'
import { zoneColumn } from '../sql/ownZones'
import { resolveSegment } from '../sql/segmentSql'
import { refuse } from '../sql/refuse'
import { hasSql } from './withReads'
import { formatCount } from '../../chart/format'

/** A column of more different values is no column of zones. */
const MOST_ZONES = 5000

/** SELECT of the zones of all events, each with its first and last time. Throws `not-found`. */
function zonesSql(column: string, catalog: Catalog, source: string | null): string {
  const stored = eventSource(catalog, source)
  const isStored = stored.columns.some(({ name }) => name === column)
  const { sql, columns } = isStored ? stored : eventSource(modelCatalog(catalog), source)
  return `-- The zones of the events: the question is then asked by the clock of each.
SELECT
  ${identifier(columnNamed(column, columns).name)}::VARCHAR AS zone,
  count(*)::BIGINT AS events,
  epoch_us(min(ts))::BIGINT AS first_ts,
  epoch_us(max(ts))::BIGINT AS last_ts
FROM ${sql}
GROUP BY zone
ORDER BY events DESC, zone
LIMIT ${MOST_ZONES + 1}`
}

/** The values with which what comes after is asked: the zones stand in the catalog then. */
function unzoned(values: ParameterValues): ParameterValues {
  return { ...values, timezone: null }
}

/**
 * An analysis that can take each event's date and hour by the clock of its own zone, which a column names. Which zones
 * there are must be read before anything can be planned, so that its plans are asked for once more by the host, with the
 * zones in the catalog (`zonedPlan`): events then have their clock's time as `ts`. Where a time zone is named, nothing
 * differs.
 */
export function withOwnZones(analysis: Analysis): Analysis {
  if (!analysis.parameters.some(({ ofColumn }) => ofColumn === true)) return analysis
  const requested = (
    plan: (of: ParameterValues) => QueryPlan,
    kind: ZonesRequest['kind'],
    values: ParameterValues,
    catalog: Catalog,
    source: string | null,
    figure?: Figure,
  ): QueryPlan => {
    const column = zoneColumn(values['timezone'])
    if (column === null) return plan(values)
    const reason = analysis.oneZone?.(values) ?? null
    if (reason !== null) refuse('timezone', values['timezone'], `each event's own zone does not fit: ${reason}`)
    const segment = resolveSegment(values['segment'], catalog)
    if (segment !== null && hasSql(segment.rule))
      refuse('timezone', values['timezone'], 'a segment of SQL has its days in one zone; choose another segment')
    const { notes } = plan(unzoned(values))
    const sql = zonesSql(column, catalog, source)
    const request = { analysis: analysis.name, kind, values: unzoned(values), catalog, source, column }
    return {
      sql,
      ...(notes === undefined ? {} : { notes: [...notes, `days by the clock of each event's own zone: ${column}`] }),
      zones: { ...request, valuesPlan: { sql }, ...(figure === undefined ? {} : { figure }) },
    }
  }
  return {
    ...analysis,
    plan: (values, catalog, source) =>
      requested((of) => analysis.plan(of, catalog, source), 'plan', values, catalog, source),
    ...(analysis.kpiPlan === undefined
      ? {}
      : {
          kpiPlan: (values, catalog, source) =>
            requested((of) => required(analysis.kpiPlan?.(of, catalog, source)), 'kpis', values, catalog, source),
        }),
    ...(analysis.drill === undefined
      ? {}
      : {
          drill: (figure, values, catalog, source) => {
            const found = analysis.drill?.(figure, unzoned(values), catalog, source) ?? null
            if (found === null || zoneColumn(values['timezone']) === null)
              return analysis.drill?.(figure, values, catalog, source) ?? null
            return { ...found, plan: requested(() => found.plan, 'drill', values, catalog, source, figure) }
          },
        }),
  }
}

/** The zones that the rows of a request's values say. Throws `bad-parameter` where they are none. */
export function requestedZones(
  { column, catalog }: ZonesRequest,
  rows: ResultTable,
): { readonly zones: OwnZones; readonly unknown: UnknownZones } | null {
  const values = rows
    .rows()
    .map((row): ZoneValue => ({
      text: row['zone'] === null ? null : String(row['zone']),
      events: Number(row['events']),
      firstTs: Number(row['first_ts']),
      lastTs: Number(row['last_ts']),
    }))
  if (values.length === 0) return null
  const found = values.length > MOST_ZONES ? null : readOwnZones(column, values, catalog.timezone)
  const some = values.flatMap(({ text }) => (text === null ? [] : [`"${text}"`])).slice(0, 3)
  return (
    found ??
    refuse(
      'timezone',
      `column:${column}`,
      `the column ${column} names no time zone or offset such as Europe/Berlin or +02:00` +
        (some.length === 0 ? '; it is empty' : `; it holds ${some.join(', ')}`),
    )
  )
}

/** The plan that was requested, by the zones of the log; by the workspace's where there are no events. */
export function zonedPlan(analysis: Analysis, request: ZonesRequest, ownZones: OwnZones | null): QueryPlan {
  const plan = plannedBy(analysis, request, ownZones)
  const { around } = request
  if (around === undefined) return plan
  const { timezone, localTimes } = plan
  return {
    ...aroundSql(plan, ...around),
    ...(timezone === undefined ? {} : { timezone }),
    ...(localTimes === undefined ? {} : { localTimes }),
  }
}

function plannedBy(analysis: Analysis, request: ZonesRequest, ownZones: OwnZones | null): QueryPlan {
  const { kind, values, source, figure } = request
  const catalog = ownZones === null ? request.catalog : { ...request.catalog, ownZones }
  if (kind === 'plan') return analysis.plan(values, catalog, source)
  if (kind === 'kpis') return required(analysis.kpiPlan?.(values, catalog, source))
  return required(analysis.drill?.(required(figure), values, catalog, source)).plan
}

/** What is said of rows whose zone is not known; null where there are none. */
export function unknownText({ column, catalog }: ZonesRequest, { events, texts }: UnknownZones): string | null {
  if (events === 0) return null
  const which =
    texts.length === 0 ? 'empty' : `empty or unknown, such as ${texts.map((text) => `“${text}”`).join(', ')}`
  return `${formatCount(events)} ${events === 1 ? 'event has' : 'events have'} no known zone (${column} is ${which}) and ${events === 1 ? 'counts' : 'count'} by ${catalog.timezone}`
}
