import { anyConditionSql, type Condition } from '../../../src-renderer/query/sql/condition'
import { nowSql } from '../../../src-renderer/query/sql/eventSource'
import type { Scope } from '../../../src-renderer/query/sql/source'
import { activeDaysSql, dataDatesSql, shownDates } from '../../events/activeDays'
import { unitCompleteSql } from '../../events/completeness'
import { unitNumberSql, unitStartSql, type Unit } from '../../events/calendarUnit'
import {
  checkUnitCount,
  clockBoundsSql,
  clockNumberSql,
  clockStartSql,
  isClockUnit,
  type ClockUnit,
} from '../clockUnit'

/** The units of time of a question, as SQL: the same for minutes and hours as for days, weeks and months. */
export interface ActiveUnits {
  /** SELECT of (user_key, unit): each unit in which a user was active, once. */
  readonly active: string
  /** SELECT of (user_key, moment, unit): when a user was active, the local date or, below a day, the local time. */
  readonly moments: string
  /** SELECT of one row, first and last: the numbers of the units that hold the dates shown; no row, or NULL, for none. And what complete() needs. */
  readonly bounds: string
  /** The first column of the answer and what it holds, over a unit's number: date (DATE), or ts (TIMESTAMP, UTC). */
  readonly column: 'date' | 'ts'
  readonly start: (number: string) => string
  /** Boolean SQL over a unit's number and the columns of `bounds`: whether the unit is complete. */
  readonly complete: (number: string) => string
}

/** Throws `bad-parameter` where the dates hold too many hours or minutes. */
export function activeUnits(asked: Scope, active: readonly Condition[], unit: Unit | ClockUnit): ActiveUnits {
  if (isClockUnit(unit)) {
    checkUnitCount(asked, unit)
    const which = active.length === 0 ? '' : ` AND ${anyConditionSql(active, asked.source.columns)}`
    const events = `FROM ${asked.from} WHERE ${asked.where}${which}`
    return {
      active: `SELECT DISTINCT user_key, ${clockNumberSql('ts', unit)} AS unit ${events}`,
      moments: `SELECT user_key, local_time(ts) AS moment, ${clockNumberSql('ts', unit)} AS unit ${events}`,
      bounds: clockBoundsSql(asked, unit),
      column: 'ts',
      start: (number) => clockStartSql(number, unit),
      complete: (number) => `${clockStartSql(`(${number} + 1)`, unit)} <= ${nowSql(asked.source)}`,
    }
  }
  const number = (date: string): string => unitNumberSql(date, unit, asked.catalog)
  const shown = shownDates(asked)
  const days = activeDaysSql(asked, active)
  return {
    active: `SELECT ${unit === 'day' ? '' : 'DISTINCT '}user_key, ${number('date')} AS unit FROM (${days})`,
    moments: `SELECT user_key, date AS moment, ${number('date')} AS unit FROM (${days})`,
    bounds: `SELECT first_date, over_date, ${number(shown.from)} AS first, ${number(shown.to)} AS last FROM (${dataDatesSql(asked)}) WHERE ${shown.from} <= ${shown.to}`,
    column: 'date',
    start: (one) => unitStartSql(one, unit, asked.catalog),
    complete: (one) => unitCompleteSql(one, unit, asked.catalog),
  }
}
