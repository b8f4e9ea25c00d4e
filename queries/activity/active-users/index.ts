import type { ChartSpec, SeriesPoint } from '../../../src-renderer/chart/spec'
import { readConditions } from '../../../src-renderer/query/sql/condition'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { activePopulation } from '../../events/populations'
import { activeDaysSql, dataDatesSql, partitionRange, shownDates } from '../../events/activeDays'
import { completeColumn, completeSql, markOf } from '../../events/completeness'
import definition from './definition.md?raw'
import { drill } from './drill'
import { kpis, planKpis } from './kpis'

export const ACTIVE_EVENTS: ParameterSpec = {
  name: 'active_events',
  type: 'events',
  label: 'Active events',
  default: [],
  help: 'The events that make a user active; empty for any event.',
}

/** Days in the windows of weekly and monthly active users, the day itself included. */
const WEEK = 7
const MONTH = 30

/**
 * One pass over distinct user-days: a user enters the window of k days on an active day d, and leaves it on d + k, or
 * earlier on the next active day, when that day lets them in anew. Running sums of the two are the active users.
 */
function activeUsersSql(days: string, dates: string, shown: { from: string; to: string }): string {
  const leavers = (window: number): string =>
    `SELECT least(date + ${window}, next_date) AS date, count(*) AS users FROM active GROUP BY 1`
  return `WITH bounds AS (${dates}),
active AS MATERIALIZED (
  SELECT date, lead(date) OVER (PARTITION BY user_key ORDER BY date) AS next_date
  FROM (${days})),
entering AS (SELECT date, count(*) AS users FROM active GROUP BY date),
leaving_week AS (${leavers(WEEK)}),
leaving_month AS (${leavers(MONTH)}),
calendar AS (
  SELECT first_date + unnest(range(0, last_date - first_date + 1))::INTEGER AS date, first_date, last_date, over_date
  FROM bounds),
windows AS (
  SELECT date, first_date, last_date, over_date, coalesce(entering.users, 0) AS dau,
    sum(coalesce(entering.users, 0) - coalesce(leaving_week.users, 0)) OVER (ORDER BY date) AS wau,
    sum(coalesce(entering.users, 0) - coalesce(leaving_month.users, 0)) OVER (ORDER BY date) AS mau
  FROM calendar LEFT JOIN entering USING (date) LEFT JOIN leaving_week USING (date) LEFT JOIN leaving_month USING (date))
SELECT date, dau::BIGINT AS dau, wau::BIGINT AS wau, mau::BIGINT AS mau, dau::DOUBLE / nullif(mau, 0)::DOUBLE AS dau_mau,
  date - ${WEEK - 1} >= first_date AS wau_complete, date - ${MONTH - 1} >= first_date AS mau_complete,
  ${completeSql('date', 'date')} AS complete
FROM windows
WHERE date BETWEEN ${shown.from} AND ${shown.to}
ORDER BY date`
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result.rows()
  const points = (column: string, complete?: string): SeriesPoint[] =>
    rows.map((row, index) => ({
      x: row['date'] as string,
      y: row[column] as number | null,
      ...(column === 'dau_mau' ? {} : { figure: { row: index, column } }),
      ...(complete !== undefined && row[complete] === false ? { incomplete: true } : markOf(row)),
    }))
  const daily = rows.map((row) => row['dau'] as number)
  const count = (value: number): string => value.toLocaleString('en-US')
  const summary =
    rows.length === 0
      ? 'There is no activity in these dates.'
      : `Daily active users ran from ${count(Math.min(...daily))} to ${count(Math.max(...daily))} over ${count(rows.length)} days; dashed where a window reaches before the first day of the data, or the day is not over.`
  return [
    {
      kind: 'line',
      title: 'Active users',
      summary,
      x: { label: 'Date', type: 'date' },
      y: { label: 'Users', format: 'integer', zero: true },
      series: [
        { name: 'Daily', points: points('dau') },
        { name: 'Weekly (7 days)', points: points('wau', 'wau_complete') },
        { name: 'Monthly (30 days)', points: points('mau', 'mau_complete') },
      ],
    },
    {
      kind: 'line',
      title: 'DAU / MAU',
      summary: 'The share of the users of the last 30 days who were active on the day itself.',
      x: { label: 'Date', type: 'date' },
      y: { label: 'DAU / MAU', format: 'ratio', zero: true },
      series: [{ name: 'DAU / MAU', points: points('dau_mau', 'mau_complete') }],
    },
  ]
}

export const activeUsers: Analysis = {
  name: 'active-users',
  title: 'Active users',
  about: 'How many different users were active on each day, in the week and in the month that end with it.',
  grain: 'one row per local date',
  definition,
  parameters: [ACTIVE_EVENTS, ...COMMON_PARAMETERS],
  columns: [
    { name: 'date', about: 'Local date.', format: 'date' },
    { name: 'dau', about: 'Users active on the date.', format: 'integer' },
    { name: 'wau', about: 'Users active in the 7 days that end with the date.', format: 'integer' },
    { name: 'mau', about: 'Users active in the 30 days that end with the date.', format: 'integer' },
    { name: 'dau_mau', about: 'dau / mau, from 0 to 1; empty when mau is 0.', format: 'ratio' },
    { name: 'wau_complete', about: "False when the 7 days reach before the data's first day.", format: 'boolean' },
    { name: 'mau_complete', about: "False when the 30 days reach before the data's first day.", format: 'boolean' },
    completeColumn(),
  ],
  reads: 'events',
  population: activePopulation(),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const active = readConditions(values['active_events'] ?? null, 'active_events')
    return {
      sql: activeUsersSql(activeDaysSql(asked, active), dataDatesSql(asked), shownDates(asked)),
      range: partitionRange(asked, MONTH - 1, 0),
      ...(asked.timezone === null ? {} : { timezone: asked.timezone }),
      notes: [...asked.notes, active.length === 0 ? 'active: any event' : `active: ${active.length} chosen events`],
    }
  },
  drill,
  charts,
  kpis,
  kpiPlan: planKpis,
}
