import type { OwnZones, ZoneGroup } from '../../model/ownZones'
import type { ParameterValue, ParameterValues } from '../contract/parameter'
import type { Catalog } from '../contract/catalog'
import { identifier, literal } from './literal'
import { elementAt } from '../../base/required'

/** How a time zone begins that is each event's own: the column that names it follows. */
export const OF_COLUMN = 'column:'
/** What clock times that are written as UTC are read by. */
const CLOCK_ZONE = 'UTC'

/** The column of zones that a value of `timezone` names; null for a zone, or none. */
export function zoneColumn(value: ParameterValue | undefined): string | null {
  return typeof value === 'string' && value.startsWith(OF_COLUMN) ? value.slice(OF_COLUMN.length) : null
}

/** A value of `timezone` as a person reads it. */
export function zoneText(value: string): string {
  const column = zoneColumn(value)
  return column === null ? value : `each user's own zone (${column})`
}

/** The zone that local dates are cut in: of the question, else the workspace's; clock times are as UTC. */
export function zoneOf({ timezone }: ParameterValues, catalog: Catalog): string {
  if (catalog.ownZones !== undefined) return CLOCK_ZONE
  return typeof timezone === 'string' && timezone !== '' ? timezone : catalog.timezone
}

/** What is added to a time, in µs. */
function offsetSql(changes: ZoneGroup['changes']): string {
  const micros = (index: number): string => `${elementAt(changes, index).offsetMs * 1000}`
  const cases = changes
    .slice(1)
    .map(({ atMs }, index) => `WHEN ts < make_timestamp(${atMs * 1000}::BIGINT) THEN ${micros(index)}`)
  const last = micros(changes.length - 1)
  return cases.length === 0 ? last : `CASE\n      ${cases.join('\n      ')}\n      ELSE ${last}\n    END`
}

/** Texts in lines that are not too long. */
function textList(texts: readonly string[]): string {
  const lines: string[] = []
  for (const text of texts.map((one) => literal(one))) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + text.length < 90) lines[lines.length - 1] = `${last}, ${text}`
    else lines.push(text)
  }
  return lines.join(',\n      ')
}

/**
 * Events with what the clock of each one's own zone showed as their time, to stand after FROM; columns that are made of
 * the time are made of that one.
 */
export function eventsByOwnClock(events: string, zones: NonNullable<Catalog['ownZones']>): string {
  const { clockColumns = [] } = zones
  const moved = movedEvents(events, zones)
  if (clockColumns.length === 0) return moved
  // An event has a value of each; naming it says that the column is read.
  const anew = clockColumns.map(
    ({ name, sql }) => `CASE WHEN ${identifier(name)} IS NOT NULL THEN ${sql} END AS ${identifier(name)}`,
  )
  return `(\n  SELECT * REPLACE (\n    ${anew.join(',\n    ')}\n  )\n  FROM ${moved}\n)`
}

function movedEvents(events: string, { column, groups, others }: OwnZones): string {
  const cases = groups.map(
    ({ texts, changes }) =>
      `    WHEN ${identifier(column)}::VARCHAR IN (${textList(texts)}) THEN ${offsetSql(changes)}`,
  )
  return `(
  SELECT * REPLACE (ts + to_microseconds((CASE
${cases.join('\n')}
    ELSE ${offsetSql(others)}
  END)::BIGINT) AS ts)
  FROM ${events}
)`
}
