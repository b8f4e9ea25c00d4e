import type { Condition } from '../../../src-renderer/query/sql/condition'
import { nowSql } from '../../../src-renderer/query/sql/eventSource'
import type { Scope } from '../../../src-renderer/query/sql/source'
import type { Cte } from '../../../src-renderer/query/sql/statement'
import { activeDays, activeSql } from '../../events/activeDays'
import { unitNumberSql, unitStartSql, type Unit } from '../../events/calendarUnit'
import { unitCompleteSql } from '../../events/completeness'
import { dataDates, shownDates } from '../../events/dataDates'
import { eventsInScope, whereClause } from '../../events/eventsInScope'
import { checkUnitCount, clockNumberSql, clockStartSql, isClockUnit, shownUnits, type ClockUnit } from '../clockUnit'

/** The units of time of a question, as SQL: the same for minutes and hours as for days, weeks and months. */
export interface ActiveUnits {
  /** WITH queries up to `active_units` (user_key, unit): each unit in which a user was active, once. */
  readonly active: readonly Cte[]
  /**
   * WITH queries up to `active_moments` (user_key, moment, unit): when a user was active, the local date or, below a
   * day, the local time.
   */
  readonly moments: readonly Cte[]
  /**
   * WITH queries up to `shown_units`: one row, first and last, the numbers of the units that hold the dates shown; no
   * row, or NULL, for none. And what complete() needs.
   */
  readonly shown: readonly Cte[]
  /** The first column of the answer and what it holds, over a unit's number: date (DATE), or ts (TIMESTAMP, UTC). */
  readonly column: 'date' | 'ts'
  readonly start: (number: string) => string
  /** Boolean SQL over a unit's number and the columns of `shown_units`: whether the unit is complete. */
  readonly complete: (number: string) => string
}

const onceIn = (unit: string): string => `Each ${unit} in which a user was active, by its number, once`

function clockUnits(asked: Scope, active: readonly Condition[], unit: ClockUnit): ActiveUnits {
  checkUnitCount(asked, unit)
  const which = whereClause(activeSql(asked, active))
  const number = clockNumberSql('ts', unit)
  return {
    active: [
      eventsInScope(asked),
      {
        name: 'active_units',
        about: onceIn(unit),
        sql: `SELECT DISTINCT\n  user_key,\n  ${number} AS unit\nFROM events_in_scope${which}`,
      },
    ],
    moments: [
      eventsInScope(asked),
      {
        name: 'active_moments',
        about: `The local times at which users were active, with the ${unit} of each`,
        sql: `SELECT\n  user_key,\n  local_time(ts) AS moment,\n  ${number} AS unit\nFROM events_in_scope${which}`,
      },
    ],
    shown: shownUnits(asked, unit),
    column: 'ts',
    start: (one) => clockStartSql(one, unit),
    complete: (one) => `${clockStartSql(`(${one} + 1)`, unit)} <= ${nowSql(asked.source)}`,
  }
}

/** Throws `bad-parameter` where the dates hold too many hours or minutes. */
export function activeUnits(asked: Scope, active: readonly Condition[], unit: Unit | ClockUnit): ActiveUnits {
  if (isClockUnit(unit)) return clockUnits(asked, active, unit)
  const number = (date: string): string => unitNumberSql(date, unit, asked.catalog)
  const shown = shownDates(asked)
  const days = activeDays(asked, active)
  return {
    active: [
      ...days,
      {
        name: 'active_units',
        about: onceIn(unit),
        sql: `SELECT ${unit === 'day' ? '' : 'DISTINCT '}user_key, ${number('date')} AS unit\nFROM active_days`,
      },
    ],
    moments: [
      ...days,
      {
        name: 'active_moments',
        about: `The dates on which users were active, with the ${unit} of each`,
        sql: `SELECT user_key, date AS moment, ${number('date')} AS unit\nFROM active_days`,
      },
    ],
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
    start: (one) => unitStartSql(one, unit, asked.catalog),
    complete: (one) => unitCompleteSql(one, unit, asked.catalog),
  }
}
