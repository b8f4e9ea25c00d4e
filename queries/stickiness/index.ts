import type { ChartSpec } from '../../src-renderer/chart/spec'
import { readConditions } from '../../src-renderer/query/condition'
import type { Analysis, Catalog, ParameterValues } from '../../src-renderer/query/definition'
import { dateLiteral } from '../../src-renderer/query/literal'
import type { ResultTable } from '../../src-renderer/query/resultTable'
import { COMMON_PARAMETERS, scope, type Scope } from '../../src-renderer/query/source'
import { ACTIVE_EVENTS } from '../active-users'
import { activeDaysSql, dataDatesSql, partitionRange, shownDates } from '../active-users/activeDays'
import { UNIT, readUnit, unitNumberSql, unitStartSql, type Unit } from '../lifecycle/calendarUnit'
import definition from './definition.md?raw'

const DEFAULT_PERIOD: Readonly<Record<Unit, number>> = { day: 28, week: 12, month: 12 }

function stickinessSql(asked: Scope, days: string, unit: Unit, period: number, catalog: Catalog): string {
  const number = (date: string): string => unitNumberSql(date, unit, catalog)
  const { to } = shownDates(asked)
  const from = asked.fromDate === null ? unitStartSql(`${number(to)} - ${period - 1}`, unit, catalog) : dateLiteral(asked.fromDate, 'from')
  return `WITH bounds AS (SELECT greatest(first_date, ${from}) AS from_date, ${to} AS to_date FROM (${dataDatesSql(asked)})),
per_user AS (
  SELECT user_key, ${unit === 'day' ? 'count(*)' : `count(DISTINCT ${number('date')})`} AS days
  FROM (${days}), bounds WHERE date BETWEEN from_date AND to_date
  GROUP BY user_key),
histogram AS (SELECT days, count(*) AS users FROM per_user GROUP BY days),
possible AS (
  SELECT unnest(range(1, ${number('to_date')} - ${number('from_date')} + 2))::INTEGER AS days
  FROM bounds WHERE from_date <= to_date)
SELECT days, coalesce(users, 0)::BIGINT AS users
FROM possible LEFT JOIN histogram USING (days)
ORDER BY days`
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const unit = readUnit(values)
  const rows = result.rows().map((row) => ({ days: row['days'] as number, users: row['users'] as number }))
  const total = rows.reduce((sum, row) => sum + row.users, 0)
  const active = rows.reduce((sum, row) => sum + row.users * row.days, 0)
  const once = rows[0]?.users ?? 0
  return [{
    kind: 'bar', layout: 'grouped', direction: 'vertical', title: 'Stickiness',
    summary: total === 0 ? 'Nobody was active in these dates.'
      : `${total.toLocaleString('en-US')} users were active on ${(active / total).toFixed(1)} of ${rows.length} ${unit}s on average; ${(100 * once / total).toFixed(1)} % of them on one only.`,
    x: { label: `Active ${unit}s`, type: 'number' }, y: { label: 'Users', format: 'integer' },
    series: [{ name: `Users active on exactly so many ${unit}s`, points: rows.map((row) => ({ x: row.days, y: row.users })) }],
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
    { ...ACTIVE_EVENTS, more: true }, ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'days', about: 'Number of different active days (or weeks, or months: the unit) in the period.', format: 'integer' },
    { name: 'users', about: 'Users active on exactly that many.', format: 'integer' },
  ],
  reads: 'events',
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const active = readConditions(values['active_events'] ?? null, 'active_events')
    const unit = readUnit(values)
    const period = typeof values['period'] === 'number' ? values['period'] : DEFAULT_PERIOD[unit]
    return {
      sql: stickinessSql(asked, activeDaysSql(asked, active), unit, period, catalog),
      range: partitionRange(asked, 0, 0),
      ...(asked.timezone === null ? {} : { timezone: asked.timezone }),
      notes: [...asked.notes, asked.fromDate === null ? `period: ${period} ${unit}s` : `period: from ${asked.fromDate}`],
    }
  },
  charts,
}
