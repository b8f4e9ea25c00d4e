import { formatCount } from '../../src-renderer/chart/format'
import { badParameter } from '../../src-renderer/query/sql/refuse'
import type { IsoDate } from '../../src-renderer/model/schema'
import { isoToDay } from '../../src-renderer/model/zone'
import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'
import { dateLiteral, timestampLiteral } from '../../src-renderer/query/sql/literal'
import { nowSql } from '../../src-renderer/query/sql/eventSource'
import type { Scope } from '../../src-renderer/query/sql/source'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { readUnit, UNIT, UNIT_OPTIONS, type Unit } from './calendarUnit'

/**
 * Hours and minutes of the local clock, counted by elapsed time: neighbours differ by 1 also where clocks change, so an
 * hour that the clock shows twice is two hours, and one that it leaves out is none. Where a clock moves by half an hour
 * (Lord Howe Island), one hour lasts half as long or one and a half times as long.
 */
export type ClockUnit = 'hour' | 'minute'

/** The parameter of analyses that count by hours and minutes, too. */
export const TIME_UNIT: ParameterSpec = {
  ...UNIT,
  help:
    "What is counted by: minutes, hours, days, weeks (from the workspace's first day of the week) " +
    'or calendar months.',
  options: [{ value: 'minute', label: 'Minute' }, { value: 'hour', label: 'Hour' }, ...UNIT_OPTIONS],
}

/** A week or a month is counted whole: partitions of so many days around the dates asked for can matter. */
export const LONGEST_UNIT_DAYS = 31

const MICROS: Readonly<Record<ClockUnit, number>> = { hour: 3_600_000_000, minute: 60_000_000 }
const DAY_MICROS = 86_400_000_000
/**
 * Added to times before they are divided, which rounds towards zero: no log goes back before the year 1. Whole hours.
 */
const MICROS_FROM_YEAR_1 = 62_135_596_800_000_000
/** More rows than these are no chart and no table. */
const MOST_UNITS = 50_000

export function readTimeUnit(values: ParameterValues): Unit | ClockUnit {
  const unit = values['unit']
  return unit === 'hour' || unit === 'minute' ? unit : readUnit(values)
}

export function isClockUnit(unit: string): unit is ClockUnit {
  return unit === 'hour' || unit === 'minute'
}

/**
 * How far the local clock is past a whole unit when UTC is at one, in microseconds: half an hour in Kolkata, for hours.
 */
function pastWholeSql(ts: string, unit: ClockUnit): string {
  return `((epoch_us(local_time(${ts})) - epoch_us(${ts}) + ${DAY_MICROS}) % ${MICROS[unit]})`
}

/** The number (BIGINT) of the unit that a TIMESTAMP expression (UTC) falls in. */
export function clockNumberSql(ts: string, unit: ClockUnit): string {
  return `((epoch_us(${ts}) + ${MICROS_FROM_YEAR_1} + ${pastWholeSql(ts, unit)}) // ${MICROS[unit]})`
}

/** The TIMESTAMP (UTC) at which the unit of that number begins. */
export function clockStartSql(number: string, unit: ClockUnit): string {
  const inside = `make_timestamp(((${number}) * ${MICROS[unit]} - ${MICROS_FROM_YEAR_1})::BIGINT)`
  const whole = `make_timestamp((epoch_us(${inside}) - ${pastWholeSql(inside, unit)})::BIGINT)`
  // Where a clock goes back by half an hour (Lord Howe Island), an hour is cut short and begins with the new time.
  return `CASE WHEN ${clockNumberSql(whole, unit)} = (${number}) THEN ${whole} ELSE ${inside} END`
}

/**
 * WITH query of the units around a local date, of which one begins it and one ends it: midnight is within a day of
 * UTC's.
 */
function unitsAround(name: string, date: IsoDate, unit: ClockUnit): Cte {
  const midnight = isoToDay(date) * DAY_MICROS
  const number = (micros: number): string => clockNumberSql(timestampLiteral(micros), unit)
  return {
    name,
    about: `The ${unit}s around ${date}, by their numbers`,
    sql: `SELECT unnest(range(
  ${number(midnight - DAY_MICROS)},
  ${number(midnight + 2 * DAY_MICROS)}
)) AS number`,
  }
}

/**
 * WITH queries up to `shown_units`, one row: first and last, the numbers of the units that lie in the data and whose
 * beginning falls on the dates asked for; both NULL when there is none.
 */
export function shownUnits({ source, fromDate, toDate }: Scope, unit: ClockUnit): readonly Cte[] {
  const { minTs, maxTs } = source
  const shown = { name: 'shown_units', about: `The first and the last ${unit} shown, by their numbers` }
  if (minTs === null || maxTs === null) return [{ ...shown, sql: 'SELECT NULL::BIGINT AS first, NULL::BIGINT AS last' }]
  const number = (micros: number): string => clockNumberSql(timestampLiteral(micros), unit)
  const newest = source.asOf === null ? number(maxTs) : clockNumberSql(`(${nowSql(source)} - to_microseconds(1))`, unit)
  const start = `local_date(${clockStartSql('number', unit)})`
  const first =
    fromDate === null
      ? number(minTs)
      : `greatest(
    ${number(minTs)},
    (SELECT min(number) FROM units_around_from WHERE ${start} >= ${dateLiteral(fromDate, 'from')})
  )`
  const last =
    toDate === null
      ? newest
      : `least(
    ${newest},
    (SELECT max(number) FROM units_around_to WHERE ${start} <= ${dateLiteral(toDate, 'to')})
  )`
  return [
    ...(fromDate === null ? [] : [unitsAround('units_around_from', fromDate, unit)]),
    ...(toDate === null ? [] : [unitsAround('units_around_to', toDate, unit)]),
    {
      name: 'asked_units',
      about: `The first and the last ${unit} of the dates asked for, cut to the data's`,
      sql: `SELECT\n  ${first} AS first,\n  ${last} AS last`,
    },
    {
      ...shown,
      sql: `SELECT
  CASE WHEN first <= last THEN first END AS first,
  CASE WHEN first <= last THEN last END AS last
FROM asked_units`,
    },
  ]
}

/** Throws `bad-parameter` when the dates hold more hours or minutes than an answer can have rows. */
export function checkUnitCount({ source, fromDate, toDate }: Scope, unit: ClockUnit, parameter: string): void {
  if (source.minTs === null || source.maxTs === null) return
  const from = Math.max(source.minTs, fromDate === null ? source.minTs : (isoToDay(fromDate) - 1) * DAY_MICROS)
  const to = Math.min(source.maxTs, toDate === null ? source.maxTs : (isoToDay(toDate) + 2) * DAY_MICROS)
  const count = Math.ceil((to - from) / MICROS[unit])
  if (count <= MOST_UNITS) return
  throw badParameter(
    parameter,
    unit,
    `: these dates hold ${formatCount(count)} ${unit}s; choose at most ` +
      `${Math.floor((MOST_UNITS * MICROS[unit]) / DAY_MICROS)} days with from and to, or a longer unit.`,
  )
}
