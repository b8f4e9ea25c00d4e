import type { Condition } from '../../../src-renderer/query/sql/condition'
import type { Scope } from '../../../src-renderer/query/sql/source'
import type { SequenceRequest } from '../../../src-renderer/query/contract/plan'
import { type Cte } from '../../../src-renderer/query/sql/statement'
import { activeDayRows } from '../../events/activeDayPass'
import { activeDays, activeSql } from '../../events/activeDays'
import { unitNumberSql, type Unit } from '../../events/calendarUnit'
import { isClockUnit, type ClockUnit } from '../../events/clockUnit'
import { eventsInScope, whereClause, timelineEvents } from '../../events/eventsInScope'
import { timeUnits, type TimeUnits } from '../../events/timeUnits'

/** The units of time of a question with who was active in each, as SQL. */
export interface ActiveUnits extends TimeUnits {
  /** WITH queries up to `active_units` (user_key, unit): each unit in which a user was active, once. */
  readonly active: readonly Cte[]
  /**
   * WITH queries up to `active_moments` (user_key, moment, unit): when a user was active, the local date or, below a
   * day, the local time.
   */
  readonly moments: readonly Cte[]
  /** When a user was active as events of a timeline, with the number `unit` of each. */
  readonly rows: Pick<SequenceRequest, 'from' | 'stored' | 'where' | 'columns'>
}

const onceIn = (unit: string): string => `Each ${unit} in which a user was active, by its number, once`

function clockUnits(asked: Scope, active: readonly Condition[], unit: ClockUnit): ActiveUnits {
  const which = whereClause(activeSql(asked, active))
  const units = timeUnits(asked, unit)
  return {
    ...units,
    rows: {
      ...timelineEvents(asked),
      where: activeSql(asked, active),
      columns: { unit: { kind: 'number', sql: units.number } },
    },
    active: [
      eventsInScope(asked),
      {
        name: 'active_units',
        about: onceIn(unit),
        sql: `SELECT DISTINCT\n  user_key,\n  ${units.number} AS unit\nFROM events_in_scope${which}`,
      },
    ],
    moments: [
      eventsInScope(asked),
      {
        name: 'active_moments',
        about: `The local times at which users were active, with the ${unit} of each`,
        sql: `SELECT\n  user_key,\n  local_time(ts) AS moment,\n  ${units.number} AS unit\nFROM events_in_scope${which}`,
      },
    ],
  }
}

/** Throws `bad-parameter` where the dates hold too many hours or minutes. */
export function activeUnits(asked: Scope, active: readonly Condition[], unit: Unit | ClockUnit): ActiveUnits {
  if (isClockUnit(unit)) return clockUnits(asked, active, unit)
  const number = unitNumberSql('date', unit, asked.catalog)
  const days = activeDays(asked, active)
  return {
    ...timeUnits(asked, unit),
    rows: { ...activeDayRows(asked, active), columns: { unit: { kind: 'number', sql: number } } },
    active: [
      ...days,
      {
        name: 'active_units',
        about: onceIn(unit),
        sql: `SELECT ${unit === 'day' ? '' : 'DISTINCT '}user_key, ${number} AS unit\nFROM active_days`,
      },
    ],
    moments: [
      ...days,
      {
        name: 'active_moments',
        about: `The dates on which users were active, with the ${unit} of each`,
        sql: `SELECT user_key, date AS moment, ${number} AS unit\nFROM active_days`,
      },
    ],
  }
}
