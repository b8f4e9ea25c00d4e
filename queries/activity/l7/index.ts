import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { readConditions } from '../../../src-renderer/query/sql/condition'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { ACTIVE_EVENTS } from '../active-users'
import { activeDaysSql, dataDatesSql, partitionRange, shownDates } from '../../events/activeDays'
import { completeColumn, completeSql, dateText, lastComplete, markOf } from '../../events/completeness'
import { activePopulation } from '../../events/populations'
import { activeNote, scopedPlan } from '../../events/scopedPlan'
import definition from './definition.md?raw'

const DEFAULT_DAYS = 7

function readDays(values: ParameterValues): number {
  return typeof values['days_ago'] === 'number' ? values['days_ago'] : DEFAULT_DAYS
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = result.rows()
  const known = rows.map((row) => row['back_pct'] as number | null).filter((pct) => pct !== null)
  const days = readDays(values)
  return [
    {
      kind: 'line',
      title: `L${days}`,
      x: { label: 'Date', type: 'date' },
      y: { label: 'Back', format: 'percent', zero: true },
      summary:
        known.length === 0
          ? `No date has users who were active ${days} days before.`
          : `Between ${Math.min(...known).toFixed(1)} % and ${Math.max(...known).toFixed(1)} % of the users of ${days} days ago were active on the date; dates without such users are gaps.`,
      series: [
        {
          name: `Active ${days} days ago and on the date`,
          points: rows.map((row, index) => ({
            x: row['date'] as string,
            y: row['back_pct'] as number | null,
            figure: { row: index, column: 'back' },
            ...markOf(row),
          })),
        },
      ],
    },
  ]
}

function kpis(result: ResultTable, values: ParameterValues): readonly Kpi[] {
  const known = result.rows().filter((row) => row['active_before'] !== null)
  const last = lastComplete(known)?.row
  if (last === undefined) return []
  // On a day that is not over, those who will still come back are missing.
  const over = known.filter((row) => row['complete'] !== false)
  const rows = over.length === 0 ? known : over
  const sum = (column: string): number => rows.reduce((total, row) => total + (row[column] as number), 0)
  return [
    {
      label: `L${readDays(values)}`,
      value: last['back_pct'] as number | null,
      format: 'percent',
      detail: `${(last['back'] as number).toLocaleString('en-US')} of ${(last['active_before'] as number).toLocaleString('en-US')} users, ${dateText(last)}`,
    },
    {
      label: 'Over all complete dates',
      value: sum('active_before') === 0 ? null : (100 * sum('back')) / sum('active_before'),
      format: 'percent',
      detail: 'pooled',
    },
  ]
}

/** Users active k days before a date, and those of them who were active on it. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const date = row['date']
  if ((column !== 'active_before' && column !== 'back') || typeof date !== 'string' || row[column] === null) return null
  const asked = scope(values, catalog, source)
  const last = dateLiteral(date)
  const days = readDays(values)
  return {
    title:
      column === 'back'
        ? `Users active on ${date} and ${days} days before`
        : `Users active ${days} days before ${date}`,
    kind: 'users',
    plan: scopedPlan(
      asked,
      `SELECT user_key, bool_or(date = ${last}) AS back
FROM (${activeDaysSql(asked, readConditions(values['active_events'] ?? null, 'active_events'))})
WHERE date IN (${last}, ${last} - ${days})
GROUP BY user_key
HAVING bool_or(date = ${last} - ${days})${column === 'back' ? ` AND bool_or(date = ${last})` : ''}`,
      partitionRange({ ...asked, fromDate: date, toDate: date }, days, 0),
    ),
  }
}

export const l7: Analysis = {
  name: 'l7',
  title: 'L7',
  about: 'What share of the users who were active 7 days ago is active today, for each date.',
  grain: 'one row per local date',
  definition,
  parameters: [
    {
      name: 'days_ago',
      type: 'integer',
      label: 'Days ago',
      default: DEFAULT_DAYS,
      min: 1,
      max: 366,
      help: 'How many days lie between the two dates that are compared.',
    },
    { ...ACTIVE_EVENTS, more: true },
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'date', about: 'Local date.', format: 'date' },
    {
      name: 'active_before',
      about: 'Users active that many days before the date; empty where that lies before the data.',
      format: 'integer',
    },
    { name: 'back', about: 'Of them, those active on the date.', format: 'integer' },
    { name: 'back_pct', about: 'Their percentage (0 to 100); empty when there are none.', format: 'percent' },
    completeColumn(),
  ],
  reads: 'events',
  population: activePopulation(),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const active = readConditions(values['active_events'] ?? null, 'active_events')
    const days = readDays(values)
    const shown = shownDates(asked)
    return scopedPlan(
      asked,
      `WITH bounds AS (${dataDatesSql(asked)}),
active AS MATERIALIZED (${activeDaysSql(asked, active)}),
counted AS (
  SELECT before.date + ${days} AS date, count(*) AS active_before, count(today.user_key) AS back
  FROM active AS before LEFT JOIN active AS today ON today.user_key = before.user_key AND today.date = before.date + ${days}
  GROUP BY 1),
calendar AS (
  SELECT first_date + unnest(range(0, last_date - first_date + 1))::INTEGER AS date, first_date, last_date, over_date
  FROM bounds)
SELECT date, CASE WHEN date - ${days} >= first_date THEN coalesce(active_before, 0) END::BIGINT AS active_before,
  CASE WHEN date - ${days} >= first_date THEN coalesce(back, 0) END::BIGINT AS back, 100 * back / active_before::DOUBLE AS back_pct, ${completeSql('date', 'date')} AS complete
FROM calendar LEFT JOIN counted USING (date)
WHERE date BETWEEN ${shown.from} AND ${shown.to}
ORDER BY date`,
      partitionRange(asked, days, 0),
      [activeNote(active.length)],
    )
  },
  charts,
  kpis,
  drill,
}
