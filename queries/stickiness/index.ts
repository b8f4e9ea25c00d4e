import type { ChartSpec } from '../../src-renderer/chart/spec'
import { readConditions } from '../../src-renderer/query/condition'
import type { Analysis, Catalog, Drill, Figure, ParameterValues } from '../../src-renderer/query/definition'
import { dateLiteral, literal } from '../../src-renderer/query/literal'
import type { ResultTable } from '../../src-renderer/query/resultTable'
import { COMMON_PARAMETERS, scope, type Scope } from '../../src-renderer/query/source'
import { ACTIVE_EVENTS } from '../active-users'
import { activeDaysSql, dataDatesSql, partitionRange, shownDates } from '../active-users/activeDays'
import { scopedPlan } from '../active-users/scopedPlan'
import { UNIT, readUnit, unitNumberSql, unitStartSql, type Unit } from '../lifecycle/calendarUnit'
import definition from './definition.md?raw'

const DEFAULT_PERIOD: Readonly<Record<Unit, number>> = { day: 28, week: 12, month: 12 }

function readPeriod(values: ParameterValues, unit: Unit): number {
  return typeof values['period'] === 'number' ? values['period'] : DEFAULT_PERIOD[unit]
}

/** WITH queries `bounds` and `per_user`: (user_key, days), the number of active units of each user in the period. */
function perUserSql(asked: Scope, values: ParameterValues, catalog: Catalog): string {
  const unit = readUnit(values)
  const period = readPeriod(values, unit)
  const days = activeDaysSql(asked, readConditions(values['active_events'] ?? null, 'active_events'))
  const number = (date: string): string => unitNumberSql(date, unit, catalog)
  const { to } = shownDates(asked)
  const from = asked.fromDate === null ? unitStartSql(`${number(to)} - ${period - 1}`, unit, catalog) : dateLiteral(asked.fromDate, 'from')
  return `WITH bounds AS (SELECT greatest(first_date, ${from}) AS from_date, ${to} AS to_date FROM (${dataDatesSql(asked)})),
per_user AS (
  SELECT user_key, ${unit === 'day' ? 'count(*)' : `count(DISTINCT ${number('date')})`} AS days
  FROM (${days}), bounds WHERE date BETWEEN from_date AND to_date
  GROUP BY user_key)`
}

function stickinessSql(asked: Scope, values: ParameterValues, catalog: Catalog): string {
  const number = (date: string): string => unitNumberSql(date, readUnit(values), catalog)
  const users = values['count'] === 'at-least' ? 'sum(coalesce(users, 0)) OVER (ORDER BY days DESC)' : 'coalesce(users, 0)'
  return `${perUserSql(asked, values, catalog)},
histogram AS (SELECT days, count(*) AS users FROM per_user GROUP BY days),
possible AS (
  SELECT unnest(range(1, ${number('to_date')} - ${number('from_date')} + 2))::INTEGER AS days
  FROM bounds WHERE from_date <= to_date)
SELECT days, ${users}::BIGINT AS users
FROM possible LEFT JOIN histogram USING (days)
ORDER BY days`
}

/** The users behind a number of days, with the days of each. */
function drill({ row, column }: Figure, values: ParameterValues, catalog: Catalog, source: string | null): Drill | null {
  const days = row['days']
  if (column !== 'users' || typeof days !== 'number') return null
  const asked = scope(values, catalog, source)
  const atLeast = values['count'] === 'at-least'
  return {
    title: `Users active on ${atLeast ? 'at least' : 'exactly'} ${days} ${readUnit(values)}${days === 1 ? '' : 's'}`, kind: 'users',
    plan: scopedPlan(asked, `${perUserSql(asked, values, catalog)}
SELECT user_key, days AS active_${readUnit(values)}s FROM per_user WHERE days ${atLeast ? '>=' : '='} ${literal(days)}`, partitionRange(asked, 0, 0)),
  }
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const unit = readUnit(values)
  const rows = result.rows().map((row) => ({ days: row['days'] as number, users: row['users'] as number }))
  const atLeast = values['count'] === 'at-least'
  const exactly = rows.map((row, index) => (atLeast ? row.users - (rows[index + 1]?.users ?? 0) : row.users))
  const total = exactly.reduce((sum, users) => sum + users, 0)
  const active = exactly.reduce((sum, users, index) => sum + users * rows[index]!.days, 0)
  return [{
    kind: 'bar', layout: 'grouped', direction: 'vertical', title: 'Stickiness',
    summary: total === 0 ? 'Nobody was active in these dates.'
      : `${total.toLocaleString('en-US')} users were active on ${(active / total).toFixed(1)} of ${rows.length} ${unit}s on average; ${(100 * exactly[0]! / total).toFixed(1)} % of them on one only.`,
    x: { label: `Active ${unit}s`, type: 'number' }, y: { label: 'Users', format: 'integer' },
    series: [{ name: `Users active on ${atLeast ? 'at least' : 'exactly'} so many ${unit}s`, points: rows.map((row, index) => ({ x: row.days, y: row.users, figure: { row: index, column: 'users' } })) }],
  }]
}

export const stickiness: Analysis = {
  name: 'stickiness',
  title: 'Stickiness',
  about: 'On how many days of a period users were active.',
  grain: 'one row per number of active days',
  definition,
  parameters: [
    UNIT,
    { name: 'period', type: 'integer', label: 'Period', default: null, min: 1, max: 3660, help: 'How many units up to the last date are looked at when no first date is chosen; empty for 28 days, 12 weeks or 12 months.' },
    { name: 'count', type: 'choice', label: 'Count', default: 'exactly', help: 'Users active on exactly so many days, or on so many and more.', options: [
      { value: 'exactly', label: 'Exactly', help: 'Each user counts once, at their own number.' }, { value: 'at-least', label: 'At least', help: 'Each user counts at their own number and at all below.' },
    ] },
    { ...ACTIVE_EVENTS, more: true }, ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'days', about: 'Number of different active days (or weeks, or months: the unit) in the period.', format: 'integer' },
    { name: 'users', about: 'Users active on exactly that many; with count at-least, on that many or more.', format: 'integer' },
  ],
  reads: 'events',
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const unit = readUnit(values)
    return scopedPlan(asked, stickinessSql(asked, values, catalog), partitionRange(asked, 0, 0),
      [asked.fromDate === null ? `period: ${readPeriod(values, unit)} ${unit}s` : `period: from ${asked.fromDate}`])
  },
  charts,
  drill,
}
