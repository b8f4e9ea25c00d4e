import type { AddUp } from '../../../src-renderer/query/contract/cte'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral } from '../../../src-renderer/query/sql/literal'
import type { Scope } from '../../../src-renderer/query/sql/source'
import type { Cte } from '../../../src-renderer/query/sql/statement'
import { activeDayCounts, activeDays, activeSql, readActive } from '../../events/activeDays'
import { unitNumberSql, unitStartSql, type Unit } from '../../events/calendarUnit'
import { dataDates, shownDates } from '../../events/dataDates'
import { eventsInScope, whereClause } from '../../events/eventsInScope'
import { clockNumberSql, isClockUnit, readTimeUnit, shownUnits, type ClockUnit } from '../../events/clockUnit'

const DEFAULT_PERIOD: Readonly<Record<Unit | ClockUnit, number>> = {
  minute: 60,
  hour: 24,
  day: 28,
  week: 12,
  month: 12,
}

export function readPeriod(values: ParameterValues, unit: Unit | ClockUnit): number {
  return typeof values['period'] === 'number' ? values['period'] : DEFAULT_PERIOD[unit]
}

export function readMinTimes(values: ParameterValues): number {
  return typeof values['min_times'] === 'number' ? values['min_times'] : 1
}

/** WITH query `active_users`: counts the rows of a relation by user, or the different values of an expression. */
function activeUsers(unit: string, counted: string, from: string): Cte {
  return {
    name: 'active_users',
    about: `Users with the number of ${unit}s in which they were active, often enough`,
    sql: `SELECT user_key, ${counted} AS days\n${from}\nGROUP BY user_key`,
  }
}

/** WITH queries up to `period`: one row, first and last, the numbers of its units. */
function period(asked: Scope, values: ParameterValues): readonly Cte[] {
  const unit = readTimeUnit(values)
  if (isClockUnit(unit)) {
    const first = asked.fromDate === null ? `greatest(first, last - ${readPeriod(values, unit) - 1})` : 'first'
    return [
      ...shownUnits(asked, unit),
      {
        name: 'period',
        about: `The first and the last ${unit} of the period, by their numbers`,
        sql: `SELECT ${first} AS first, last\nFROM shown_units`,
      },
    ]
  }
  const number = (date: string): string => unitNumberSql(date, unit, asked.catalog)
  const { to } = shownDates(asked)
  const from =
    asked.fromDate === null
      ? unitStartSql(`${number(to)} - ${readPeriod(values, unit) - 1}`, unit, asked.catalog)
      : dateLiteral(asked.fromDate, 'from')
  return [
    dataDates(asked),
    {
      name: 'period_dates',
      about: 'The first and the last date of the period',
      sql: `SELECT
  greatest(first_date, ${from}) AS from_date,
  ${to} AS to_date
FROM data_dates`,
    },
    {
      name: 'period',
      about: `The first and the last ${unit} of the period, by their numbers`,
      sql: `SELECT
  ${number('from_date')} AS first,
  ${number('to_date')} AS last
FROM period_dates
WHERE from_date <= to_date`,
    },
  ]
}

/** As userUnits(), for hours and minutes. */
function userClockUnits(asked: Scope, values: ParameterValues, unit: ClockUnit): readonly Cte[] {
  const least = readMinTimes(values)
  return [
    eventsInScope(asked),
    ...period(asked, values),
    {
      name: 'active_events',
      about: `The ${unit} of each event that makes a user active, by its number`,
      sql: `SELECT
  user_key,
  ${clockNumberSql('ts', unit)} AS unit
FROM events_in_scope${whereClause(activeSql(asked, readActive(values)))}`,
    },
    {
      name: 'active_units',
      about: `Each ${unit} of the period in which a user was active, often enough`,
      sql: `SELECT user_key, unit
FROM active_events, period
WHERE unit BETWEEN first AND last
GROUP BY user_key, unit${least === 1 ? '' : `\nHAVING count(*) >= ${least}`}`,
    },
    activeUsers(unit, 'count(*)', 'FROM active_units'),
  ]
}

/**
 * WITH queries up to `period` (one row: first and last, the numbers of its units) and `active_users`: (user_key, days),
 * the number of units in which each user was active in the period, often enough.
 */
export function userUnits(asked: Scope, values: ParameterValues): readonly Cte[] {
  const unit = readTimeUnit(values)
  if (isClockUnit(unit)) return userClockUnits(asked, values, unit)
  const active = readActive(values)
  const number = (date: string): string => unitNumberSql(date, unit, asked.catalog)
  const least = readMinTimes(values)
  const within = 'FROM active_days, period_dates\nWHERE date BETWEEN from_date AND to_date'
  return [
    ...(least === 1 ? activeDays(asked, active) : activeDayCounts(asked, active)),
    ...period(asked, values),
    ...(least === 1
      ? [activeUsers(unit, unit === 'day' ? 'count(*)' : `count(DISTINCT ${number('date')})`, within)]
      : [
          {
            name: 'active_units',
            about: `Each ${unit} of the period in which a user was active at least ${least} times`,
            sql: `SELECT user_key\n${within}\nGROUP BY user_key, ${number('date')}\nHAVING sum(events) >= ${least}`,
          },
          activeUsers(unit, 'count(*)', 'FROM active_units'),
        ]),
  ]
}

/** A row for each number of units that the period has. */
export function stickinessSql(asked: Scope, values: ParameterValues): AddUp {
  const users =
    values['count'] === 'at-least' ? 'sum(coalesce(users, 0)) OVER (ORDER BY days DESC)' : 'coalesce(users, 0)'
  return {
    each: [
      ...userUnits(asked, values),
      {
        name: 'histogram',
        about: `Users by their number of active ${readTimeUnit(values)}s`,
        sql: 'SELECT days, count(*) AS users\nFROM active_users\nGROUP BY days',
        adds: { by: ['days'], sums: ['users'] },
      },
    ],
    all: [
      ...period(asked, values),
      {
        name: 'possible',
        about: 'Each number that a user can have',
        sql: `SELECT unnest(range(1, last - first + 2))::INTEGER AS days
FROM period
WHERE first IS NOT NULL`,
      },
    ],
    select: `SELECT days, ${users}::BIGINT AS users
FROM possible
LEFT JOIN histogram USING (days)
ORDER BY days`,
  }
}
