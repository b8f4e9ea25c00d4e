import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { dayToIso, isoToDay } from '../../../src-renderer/model/zone'
import { anyConditionSql, readConditions } from '../../../src-renderer/query/sql/condition'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { ACTIVE_EVENTS } from '../active-users'
import { activeDaysSql, dataDatesSql, partitionRange, shownDates } from '../../events/activeDays'
import { lastDayNote } from '../../events/completeness'
import { activeNote, scopedPlan } from '../../events/scopedPlan'
import definition from './definition.md?raw'

const DEFAULT_WINDOW = 28

function readWindow(values: ParameterValues): number {
  return typeof values['window_days'] === 'number' ? values['window_days'] : DEFAULT_WINDOW
}

/** WITH query `per_user`: (user_key, days, last_active) of the users active in the window. */
function perUserSql(asked: Scope, values: ParameterValues): string {
  const { to } = shownDates(asked)
  return `WITH bounds AS (SELECT ${to} AS to_date FROM (${dataDatesSql(asked)}) WHERE ${to} >= first_date),
per_user AS (
  SELECT user_key, count(*) AS days, max(date) AS last_active
  FROM (${activeDaysSql(asked, readConditions(values['active_events'] ?? null, 'active_events'))}), bounds
  WHERE date > to_date - ${readWindow(values)} AND date <= to_date
  GROUP BY user_key)`
}

function powerUsersSql(asked: Scope, values: ParameterValues): string {
  return `${perUserSql(asked, values)},
counted AS (
  SELECT days, coalesce(users, 0) AS users
  FROM (SELECT unnest(range(1, ${readWindow(values) + 1})) AS days FROM bounds) LEFT JOIN (SELECT days, count(*) AS users FROM per_user GROUP BY days) USING (days))
SELECT days::BIGINT AS days, users::BIGINT AS users, 100 * users / nullif(sum(users) OVER (), 0)::DOUBLE AS share_pct,
  (sum(users) OVER (ORDER BY days DESC))::BIGINT AS users_at_least, 100 * sum(users) OVER (ORDER BY days DESC) / nullif(sum(users) OVER (), 0)::DOUBLE AS at_least_pct
FROM counted
ORDER BY days`
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = result.rows()
  const total = rows[0]?.['users_at_least'] as number | undefined
  const window = readWindow(values)
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Power user curve',
      x: { label: `Active days of ${window}`, type: 'number' },
      y: { label: 'Share of users', format: 'percent' },
      summary:
        total === undefined || total === 0
          ? 'Nobody was active in these days.'
          : `Of ${total.toLocaleString('en-US')} users of the last ${window} days, ${((rows[Math.ceil(window * 0.75) - 1]?.['at_least_pct'] as number | null) ?? 0).toFixed(1)} % were active on ${Math.ceil(window * 0.75)} days or more.`,
      series: [
        {
          name: 'Share of users',
          points: rows.map((row, index) => ({
            x: row['days'] as number,
            y: row['share_pct'] as number | null,
            figure: { row: index, column: 'users' },
          })),
        },
      ],
    },
  ]
}

function kpis(result: ResultTable, values: ParameterValues): readonly Kpi[] {
  const rows = result.rows()
  const total = (rows[0]?.['users_at_least'] as number | undefined) ?? 0
  if (total === 0) return []
  const days = rows.reduce((sum, row) => sum + (row['days'] as number) * (row['users'] as number), 0)
  const half = rows[Math.ceil(readWindow(values) / 2) - 1]!
  return [
    { label: 'Users', value: total, format: 'integer', detail: `active in ${readWindow(values)} days` },
    { label: 'Mean active days', value: days / total, format: 'decimal', detail: `of ${readWindow(values)}` },
    {
      label: 'On half the days or more',
      value: half['at_least_pct'] as number,
      format: 'percent',
      detail: `${(half['users_at_least'] as number).toLocaleString('en-US')} users on ${half['days'] as number} days or more`,
    },
    { label: 'On every day', value: rows.at(-1)!['users'] as number, format: 'integer' },
  ]
}

/** The users of a bar, or of a bar and all to its right. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const days = row['days']
  if ((column !== 'users' && column !== 'users_at_least') || typeof days !== 'number') return null
  const asked = scope(values, catalog, source)
  const atLeast = column === 'users_at_least'
  return {
    title: `Users active on ${atLeast ? 'at least ' : ''}${days} of the last ${readWindow(values)} days`,
    kind: 'users',
    plan: scopedPlan(
      asked,
      `${perUserSql(asked, values)}
SELECT user_key, days AS active_days, last_active FROM per_user WHERE days ${atLeast ? '>=' : '='} ${literal(days)}`,
      partitionRange({ ...asked, fromDate: asked.toDate }, readWindow(values), 0),
    ),
  }
}

export const powerUsers: Analysis = {
  name: 'power-users',
  title: 'Power users',
  about: 'On how many of the last 28 days each active user came: the power user curve.',
  grain: 'one row per number of active days',
  definition,
  parameters: [
    {
      name: 'window_days',
      type: 'integer',
      label: 'Days',
      default: DEFAULT_WINDOW,
      min: 2,
      max: 366,
      help: 'The days that are looked at, the last of them To (or the last in the data).',
    },
    { ...ACTIVE_EVENTS, more: true },
    ...COMMON_PARAMETERS.filter((spec) => spec.name !== 'from'),
  ],
  columns: [
    { name: 'days', about: 'Number of active days in the window.', format: 'integer' },
    { name: 'users', about: 'Users active on exactly that many.', format: 'integer' },
    { name: 'share_pct', about: 'Their percentage (0 to 100) of all users active in the window.', format: 'percent' },
    { name: 'users_at_least', about: 'Users active on that many days or more.', format: 'integer' },
    { name: 'at_least_pct', about: 'Their percentage.', format: 'percent' },
  ],
  reads: 'events',
  population(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const last = asked.toDate ?? asked.lastDate
    return {
      which: anyConditionSql(readConditions(values['active_events'] ?? null, 'active_events'), asked.source.columns),
      from: last === null ? null : dayToIso(isoToDay(last) - readWindow(values) + 1),
      users: `${perUserSql(asked, values)} SELECT user_key FROM per_user`,
    }
  },
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    return scopedPlan(
      asked,
      powerUsersSql(asked, values),
      partitionRange({ ...asked, fromDate: asked.toDate }, readWindow(values), 0),
      [activeNote(readConditions(values['active_events'] ?? null, 'active_events').length), ...lastDayNote(asked)],
    )
  },
  charts,
  kpis,
  drill,
}
