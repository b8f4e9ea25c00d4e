import { dayToIso, isoToDay } from '../../src-renderer/model/zone'
import type { IsoDate } from '../../src-renderer/model/schema'
import { nowSql } from '../../src-renderer/query/sql/eventSource'
import { dateLiteral, timestampLiteral } from '../../src-renderer/query/sql/literal'
import type { Scope } from '../../src-renderer/query/sql/source'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { unitNumberSql, unitStartSql, type CalendarUnit } from './calendarUnit'
import { checkUnitCount, clockNumberSql, clockStartSql, isClockUnit, shownUnits, type ClockUnit } from './clockUnit'
import { completeSql } from './completeness'
import { dataDates, shownDates } from './dataDates'

/** Units of time that analyses cut events into. */
export type TimeUnit = CalendarUnit | ClockUnit

/** The units of time of a question, as SQL: the same for minutes and hours as for days, weeks and months. */
export interface TimeUnits {
  /** The unit's number (whole, neighbours differ by 1) of an event's `ts`. */
  readonly number: string
  /**
   * WITH queries up to `shown_units`: one row, first and last, the numbers of the units that hold the dates shown; no
   * row, or NULL, for none. And what complete() needs.
   */
  readonly shown: readonly Cte[]
  /** The first column of the answer and what it holds, over a unit's number: date (DATE), or ts (TIMESTAMP, UTC). */
  readonly column: 'date' | 'ts'
  readonly start: (number: string) => string
  /**
   * Boolean SQL over a unit's number and the columns of `shown_units`: whether the unit is complete, and the `before`
   * units before it, too, lie within the data.
   */
  readonly complete: (number: string, before?: number) => string
}

function clockUnits(asked: Scope, unit: ClockUnit, parameter: string): TimeUnits {
  checkUnitCount(asked, unit, parameter)
  const { source } = asked
  return {
    number: clockNumberSql('ts', unit),
    shown: shownUnits(asked, unit),
    column: 'ts',
    start: (one) => clockStartSql(one, unit),
    complete: (one, before = 0) => {
      const isOver = `${clockStartSql(`(${one} + 1)`, unit)} <= ${nowSql(source)}`
      if (source.minTs === null) return isOver
      return `(${one} - ${before} >= ${clockNumberSql(timestampLiteral(source.minTs), unit)} AND ${isOver})`
    },
  }
}

/** Throws `bad-parameter` for the parameter that chose the unit where the dates hold too many hours or minutes. */
export function timeUnits(asked: Scope, unit: TimeUnit, parameter = 'unit'): TimeUnits {
  if (isClockUnit(unit)) return clockUnits(asked, unit, parameter)
  const number = (date: string): string => unitNumberSql(date, unit, asked.catalog)
  const start = (one: string): string => unitStartSql(one, unit, asked.catalog)
  const shown = shownDates(asked)
  return {
    number: number('local_date(ts)'),
    shown: [
      dataDates(asked),
      {
        name: 'shown_units',
        about: `The first and the last ${unit} shown, by their numbers`,
        sql: `SELECT
  first_date,
  over_date,
  ${number(shown.from)} AS first,
  ${number(shown.to)} AS last
FROM data_dates
WHERE ${shown.from} <= ${shown.to}`,
      },
    ],
    column: 'date',
    start,
    complete: (one, before = 0) =>
      completeSql(start(before === 0 ? one : `${one} - ${before}`), `${start(`${one} + 1`)} - 1`),
  }
}

/** The number of the unit that begins with a date, or at a time in microseconds, as SQL. */
export function unitNumberAt(asked: Scope, unit: TimeUnit, begins: string | number): string {
  if (isClockUnit(unit)) return clockNumberSql(timestampLiteral(Number(begins)), unit)
  return unitNumberSql(dateLiteral(String(begins)), unit, asked.catalog)
}

/** The first date of the calendar unit that lies `move` units after the one that holds a date. */
export function unitStartDate(date: IsoDate, unit: CalendarUnit, weekStart: number, move: number): IsoDate {
  const day = isoToDay(date)
  if (unit === 'day') return dayToIso(day + move)
  // 1 January 1970 was a Thursday.
  if (unit === 'week') return dayToIso(day - ((((day + 4 - weekStart) % 7) + 7) % 7) + 7 * move)
  const months = { month: 1, quarter: 3, year: 12 }[unit]
  const [year, month] = date.split('-').map(Number) as [number, number]
  const first = (Math.floor((year * 12 + month - 1) / months) + move) * months
  return `${String(Math.floor(first / 12)).padStart(4, '0')}-${String((first % 12) + 1).padStart(2, '0')}-01`
}
