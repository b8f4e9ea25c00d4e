import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { anyConditionSql, readConditions } from '../../../src-renderer/query/sql/condition'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral, literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { ACTIVE_EVENTS } from '../active-users'
import { activeDayCountsSql, activeDaysSql, dataDatesSql, partitionRange, shownDates } from '../../events/activeDays'
import { lastDayNote } from '../../events/completeness'
import { scopedPlan } from '../../events/scopedPlan'
import { unitNumberSql, unitStartSql, type Unit } from '../../events/calendarUnit'
import { clockBoundsSql, clockNumberSql, isClockUnit, readTimeUnit, TIME_UNIT, type ClockUnit } from '../clockUnit'
import definition from './definition.md?raw'

const DEFAULT_PERIOD: Readonly<Record<Unit | ClockUnit, number>> = {
  minute: 60,
  hour: 24,
  day: 28,
  week: 12,
  month: 12,
}

function readPeriod(values: ParameterValues, unit: Unit | ClockUnit): number {
  return typeof values['period'] === 'number' ? values['period'] : DEFAULT_PERIOD[unit]
}

function readMinTimes(values: ParameterValues): number {
  return typeof values['min_times'] === 'number' ? values['min_times'] : 1
}

/** As perUserSql, for hours and minutes; `bounds` is one row of first and last, the period's units. */
function perUserByClockSql(asked: Scope, values: ParameterValues, unit: ClockUnit): string {
  const { columns } = asked.source
  const active = readConditions(values['active_events'] ?? null, 'active_events')
  const which = active.length === 0 ? '' : ` AND ${anyConditionSql(active, columns)}`
  const first = asked.fromDate === null ? `greatest(first, last - ${readPeriod(values, unit) - 1})` : 'first'
  const least = readMinTimes(values)
  return `WITH bounds AS (SELECT ${first} AS first, last FROM (${clockBoundsSql(asked, unit)})),
per_user AS (
  SELECT user_key, count(*) AS days
  FROM (
    SELECT user_key, unit FROM (SELECT user_key, ${clockNumberSql('ts', unit)} AS unit FROM ${asked.from} WHERE ${asked.where}${which}), bounds
    WHERE unit BETWEEN first AND last GROUP BY user_key, unit${least === 1 ? '' : ` HAVING count(*) >= ${least}`})
  GROUP BY user_key)`
}

/**
 * WITH queries `bounds` (one row: first and last, the numbers of the period's units) and `per_user`: (user_key, days), the
 * number of units in which each user was active in the period, often enough.
 */
function perUserSql(asked: Scope, values: ParameterValues): string {
  const unit = readTimeUnit(values)
  if (isClockUnit(unit)) return perUserByClockSql(asked, values, unit)
  const period = readPeriod(values, unit)
  const active = readConditions(values['active_events'] ?? null, 'active_events')
  const number = (date: string): string => unitNumberSql(date, unit, asked.catalog)
  const { to } = shownDates(asked)
  const from =
    asked.fromDate === null
      ? unitStartSql(`${number(to)} - ${period - 1}`, unit, asked.catalog)
      : dateLiteral(asked.fromDate, 'from')
  const least = readMinTimes(values)
  const within = 'dates WHERE date BETWEEN from_date AND to_date'
  return `WITH dates AS (SELECT greatest(first_date, ${from}) AS from_date, ${to} AS to_date FROM (${dataDatesSql(asked)})),
bounds AS (SELECT ${number('from_date')} AS first, ${number('to_date')} AS last FROM dates WHERE from_date <= to_date),
per_user AS (
  SELECT user_key, ${unit === 'day' || least > 1 ? 'count(*)' : `count(DISTINCT ${number('date')})`} AS days
  FROM ${
    least === 1
      ? `(${activeDaysSql(asked, active)}), ${within}`
      : `(
    SELECT user_key FROM (${activeDayCountsSql(asked, active)}), ${within}
    GROUP BY user_key, ${number('date')} HAVING sum(events) >= ${least})`
  }
  GROUP BY user_key)`
}

function stickinessSql(asked: Scope, values: ParameterValues): string {
  const users =
    values['count'] === 'at-least' ? 'sum(coalesce(users, 0)) OVER (ORDER BY days DESC)' : 'coalesce(users, 0)'
  return `${perUserSql(asked, values)},
histogram AS (SELECT days, count(*) AS users FROM per_user GROUP BY days),
possible AS (SELECT unnest(range(1, last - first + 2))::INTEGER AS days FROM bounds WHERE first IS NOT NULL)
SELECT days, ${users}::BIGINT AS users
FROM possible LEFT JOIN histogram USING (days)
ORDER BY days`
}

/** The users behind a number of days, with the days of each. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const days = row['days']
  if (column !== 'users' || typeof days !== 'number') return null
  const asked = scope(values, catalog, source)
  const atLeast = values['count'] === 'at-least'
  return {
    title: `Users active on ${atLeast ? 'at least' : 'exactly'} ${days} ${readTimeUnit(values)}${days === 1 ? '' : 's'}`,
    kind: 'users',
    plan: scopedPlan(
      asked,
      `${perUserSql(asked, values)}
SELECT user_key, days AS active_${readTimeUnit(values)}s FROM per_user WHERE days ${atLeast ? '>=' : '='} ${literal(days)}`,
      partitionRange(asked, 0, 0),
    ),
  }
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const unit = readTimeUnit(values)
  const rows = result.rows().map((row) => ({ days: row['days'] as number, users: row['users'] as number }))
  const atLeast = values['count'] === 'at-least'
  const exactly = rows.map((row, index) => (atLeast ? row.users - (rows[index + 1]?.users ?? 0) : row.users))
  const total = exactly.reduce((sum, users) => sum + users, 0)
  const active = exactly.reduce((sum, users, index) => sum + users * rows[index]!.days, 0)
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Stickiness',
      summary:
        total === 0
          ? 'Nobody was active in these dates.'
          : `${total.toLocaleString('en-US')} users were active on ${(active / total).toFixed(1)} of ${rows.length} ${unit}s on average; ${((100 * exactly[0]!) / total).toFixed(1)} % of them on one only.`,
      x: { label: `Active ${unit}s`, type: 'number' },
      y: { label: 'Users', format: 'integer' },
      series: [
        {
          name: `Users active on ${atLeast ? 'at least' : 'exactly'} so many ${unit}s`,
          points: rows.map((row, index) => ({ x: row.days, y: row.users, figure: { row: index, column: 'users' } })),
        },
      ],
    },
  ]
}

export const stickiness: Analysis = {
  name: 'stickiness',
  title: 'Stickiness',
  about: 'On how many days of a period users were active.',
  grain: 'one row per number of active days',
  definition,
  parameters: [
    TIME_UNIT,
    {
      name: 'period',
      type: 'integer',
      label: 'Period',
      default: null,
      min: 1,
      max: 3660,
      help: 'How many units up to the last date are looked at when no first date is chosen; empty for 60 minutes, 24 hours, 28 days, 12 weeks or 12 months.',
    },
    {
      name: 'min_times',
      type: 'integer',
      label: 'At least so many times',
      default: 1,
      min: 1,
      max: 1_000_000,
      more: true,
      help: 'How many (active) events a user needs in a day (or whatever the unit is) for it to count.',
    },
    {
      name: 'count',
      type: 'choice',
      label: 'Count',
      default: 'exactly',
      help: 'Users active on exactly so many days, or on so many and more.',
      options: [
        { value: 'exactly', label: 'Exactly', help: 'Each user counts once, at their own number.' },
        { value: 'at-least', label: 'At least', help: 'Each user counts at their own number and at all below.' },
      ],
    },
    { ...ACTIVE_EVENTS, more: true },
    ...COMMON_PARAMETERS,
  ],
  columns: [
    {
      name: 'days',
      about: 'Number of different active days (or weeks, or months: the unit) in the period.',
      format: 'integer',
    },
    {
      name: 'users',
      about: 'Users active on exactly that many; with count at-least, on that many or more.',
      format: 'integer',
    },
  ],
  reads: 'events',
  population(values, catalog, source) {
    const asked = scope(values, catalog, source)
    return {
      which: anyConditionSql(readConditions(values['active_events'] ?? null, 'active_events'), asked.source.columns),
      users: `${perUserSql(asked, values)} SELECT user_key FROM per_user`,
    }
  },
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const unit = readTimeUnit(values)
    const least = readMinTimes(values)
    return scopedPlan(asked, stickinessSql(asked, values), partitionRange(asked, 0, 0), [
      asked.fromDate === null ? `period: ${readPeriod(values, unit)} ${unit}s` : `period: from ${asked.fromDate}`,
      ...(least === 1 ? [] : [`active: at least ${least} times in the ${unit}`]),
      ...lastDayNote(asked),
    ])
  },
  charts,
  drill,
}
