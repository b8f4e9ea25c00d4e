import { elementAt, required } from '../base/required'
import { DAY_MS } from '../model/isoDate'
import type { TsMicros } from '../model/schema'
import { offsetChanges, type OffsetChange } from '../model/zone'

/** A year to each side of the data, so that windows and look-backs that reach past it are still in the table. */
const MARGIN_MS = 366 * DAY_MS
/** What times of plain tables lie between, whose columns nobody has measured. */
const WIDE_FROM_MS = Date.UTC(1970, 0, 1)
const WIDE_TO_MS = Date.UTC(2041, 0, 1)

function shift(offsetMs: number): string {
  return offsetMs === 0 ? 'ts' : `ts + to_microseconds(${offsetMs * 1000}::BIGINT)`
}

function instant(atMs: number): string {
  return `make_timestamp(${atMs * 1000}::BIGINT)`
}

/** One WHEN after the other: short, for the few changes inside the data. */
function listed(changes: readonly OffsetChange[]): string {
  const cases = changes
    .slice(0, -1)
    .map((change, index) => `WHEN ts < ${instant(elementAt(changes, index + 1).atMs)} THEN ${shift(change.offsetMs)}`)
  const last = shift(required(changes.at(-1)).offsetMs)
  return cases.length === 0 ? last : `CASE ${cases.join(' ')} ELSE ${last} END`
}

/** Halved again and again, so that a time meets eight comparisons where there are two hundred changes. */
function halved(changes: readonly OffsetChange[]): string {
  if (changes.length === 1) return shift(elementAt(changes, 0).offsetMs)
  const middle = changes.length >>> 1
  return (
    `CASE WHEN ts < ${instant(elementAt(changes, middle).atMs)} THEN ${halved(changes.slice(0, middle))} ELSE ` +
    `${halved(changes.slice(middle))} END`
  )
}

/** All changes from 1970 to 2040; a zone's are looked up once. */
const wideBodies = new Map<string, string>()

function wideBody(timezone: string): string {
  const known = wideBodies.get(timezone)
  if (known !== undefined) return known
  const body = halved(offsetChanges(timezone, WIDE_FROM_MS, WIDE_TO_MS))
  wideBodies.set(timezone, body)
  return body
}

function localSql(timezone: string, minTs: TsMicros | null, maxTs: TsMicros | null, reach: 'wide' | 'data'): string {
  if (minTs === null || maxTs === null) return wideBody(timezone)
  const [fromMs, toMs] = [Math.floor(minTs / 1000) - MARGIN_MS, Math.ceil(maxTs / 1000) + MARGIN_MS]
  const near = listed(offsetChanges(timezone, fromMs, toMs))
  const wide = wideBody(timezone)
  return reach === 'data' || near === wide
    ? near
    : `CASE WHEN ts >= ${instant(fromMs)} AND ts < ${instant(toMs)} THEN ${near} ELSE ${wide} END`
}

/**
 * SQL for the macros local_time(ts) and local_date(ts) of a zone. DuckDB's icu extension is not to be had offline, so
 * the zone's offset changes become a CASE over the instant in µs: those near the data first, and (`wide`) those of 1970
 * to 2040 for every other time. `data` leaves the latter out, where only measured times are asked for: two hundred
 * changes cost some 20 ms to plan each time a macro is used.
 */
export function zoneMacros(
  timezone: string,
  minTs: TsMicros | null,
  maxTs: TsMicros | null,
  reach: 'wide' | 'data' = 'wide',
): readonly string[] {
  const local = localSql(timezone, minTs, maxTs, reach)
  return [
    `CREATE OR REPLACE MACRO local_time(ts) AS (${local})`,
    `CREATE OR REPLACE MACRO local_date(ts) AS (CAST(${local} AS DATE))`,
  ]
}
