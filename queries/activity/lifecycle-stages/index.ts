import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { readConditions } from '../../../src-renderer/query/sql/condition'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral, literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { ACTIVE_EVENTS } from '../active-users'
import { activeDaysSql, dataDatesSql, partitionRange, shownDates } from '../../events/activeDays'
import { completeColumn, completeSql, lastComplete, markOf } from '../../events/completeness'
import { activePopulation } from '../../events/populations'
import { activeNote, scopedPlan } from '../../events/scopedPlan'
import definition from './definition.md?raw'
import { STAGES, STAGE_NAMES, STAGE_PARAMETERS, readThresholds, stageSql, type Stage, type Thresholds } from '../stages'

/**
 * One pass over distinct user-days: from an active day to the next one a user goes through the stages, each for a run of
 * days. A run adds one where it begins and takes it away where it ends; running sums are the users of each stage.
 */
function stagesSql(days: string, dates: string, shown: { from: string; to: string }, thresholds: Thresholds): string {
  const { newDays, atRiskDays, churnedDays } = thresholds
  const settled = `first_active + ${newDays}`
  const ends: readonly [Stage, string, string][] = [
    ['active', `greatest(date, ${settled})`, `least(date + ${atRiskDays}, next_date)`],
    ['at_risk', `greatest(date + ${atRiskDays}, ${settled})`, `least(date + ${churnedDays}, next_date)`],
    ['churned', `greatest(date + ${churnedDays}, ${settled})`, 'next_date'],
  ]
  const runs = [
    `SELECT 'new' AS stage, date AS begins, ${settled} AS ends FROM active WHERE date = first_active`,
    ...ends.map(([stage, begins, until]) => `SELECT '${stage}', ${begins}, ${until} FROM active`),
  ]
  return `WITH bounds AS (${dates}),
active AS MATERIALIZED (
  SELECT date, min(date) OVER (PARTITION BY user_key) AS first_active,
    coalesce(lead(date) OVER (PARTITION BY user_key ORDER BY date), last_date + 1) AS next_date
  FROM (${days}), bounds),
runs AS (
  SELECT stage, begins, ends FROM (
    ${runs.join('\n    UNION ALL ')})
  WHERE begins < ends),
steps AS (SELECT begins AS date, stage, count(*) AS change FROM runs GROUP BY ALL UNION ALL SELECT ends, stage, -count(*) FROM runs GROUP BY ALL),
changes AS (SELECT date, ${STAGES.map((stage) => `sum(change) FILTER (stage = '${stage}') AS "${stage}"`).join(', ')} FROM steps GROUP BY date),
calendar AS (
  SELECT first_date + unnest(range(0, last_date - first_date + 1))::INTEGER AS date, first_date, last_date, over_date
  FROM bounds),
daily AS (
  SELECT date, first_date, last_date, over_date, ${STAGES.map((stage) => `sum(coalesce("${stage}", 0)) OVER (ORDER BY date) AS "${stage}"`).join(', ')}
  FROM calendar LEFT JOIN changes USING (date))
SELECT date, ${STAGES.map((stage) => `"${stage}"::BIGINT AS "${stage}"`).join(', ')}, ${completeSql('date', 'date')} AS complete
FROM daily
WHERE date BETWEEN ${shown.from} AND ${shown.to}
ORDER BY date`
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result.rows()
  const last = lastComplete(rows)?.row
  const users = last === undefined ? 0 : STAGES.reduce((sum, stage) => sum + (last[stage] as number), 0)
  return [
    {
      kind: 'bar',
      layout: 'stacked',
      direction: 'vertical',
      title: 'Users by stage',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Users', format: 'integer' },
      summary:
        last === undefined || users === 0
          ? 'There is no activity up to these dates.'
          : `On ${last['date'] as string}, of ${users.toLocaleString('en-US')} users, ${STAGES.map((stage) => `${((100 * (last[stage] as number)) / users).toFixed(1)} % were ${STAGE_NAMES[stage].toLowerCase()}`).join(', ')}.`,
      series: STAGES.map((stage) => ({
        name: STAGE_NAMES[stage],
        points: rows.map((row, index) => ({
          x: row['date'] as string,
          y: row[stage] as number,
          figure: { row: index, column: stage },
          ...markOf(row),
        })),
      })),
    },
  ]
}

/** The users of a stage on a date, with their first active date and the last one up to it. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const date = row['date']
  const stage = STAGES.find((one) => one === column)
  if (stage === undefined || typeof date !== 'string') return null
  const asked = scope(values, catalog, source)
  const on = dateLiteral(date)
  return {
    title: `Users who were ${STAGE_NAMES[stage].toLowerCase()} on ${date}`,
    kind: 'users',
    plan: scopedPlan(
      asked,
      `SELECT user_key, first_active, last_active, ${on} - last_active AS silent_days
FROM (
  SELECT user_key, min(date) AS first_active, max(date) AS last_active
  FROM (${activeDaysSql(asked, readConditions(values['active_events'] ?? null, 'active_events'))})
  WHERE date <= ${on} GROUP BY user_key)
WHERE ${stageSql(on, 'first_active', 'last_active', readThresholds(values))} = ${literal(stage)}`,
      partitionRange({ ...asked, toDate: date }, null, 0),
    ),
  }
}

export const lifecycleStages: Analysis = {
  name: 'lifecycle-stages',
  title: 'Lifecycle stages',
  about: 'How many users are new, active, at risk and churned on each day.',
  grain: 'one row per local date',
  definition,
  parameters: [...STAGE_PARAMETERS, { ...ACTIVE_EVENTS, more: true }, ...COMMON_PARAMETERS],
  columns: [
    { name: 'date', about: 'Local date.', format: 'date' },
    {
      name: 'new',
      about: 'Users whose first active date is less than 7 days (the parameter) before.',
      format: 'integer',
    },
    { name: 'active', about: 'Others whose last active date is less than 7 days before.', format: 'integer' },
    { name: 'at_risk', about: 'Others who have been silent for 7 to 29 days.', format: 'integer' },
    { name: 'churned', about: 'Others who have been silent for 30 days or more.', format: 'integer' },
    completeColumn(),
  ],
  reads: 'events',
  population: activePopulation('active_events', null),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const active = readConditions(values['active_events'] ?? null, 'active_events')
    const thresholds = readThresholds(values)
    return scopedPlan(
      asked,
      stagesSql(activeDaysSql(asked, active), dataDatesSql(asked), shownDates(asked), thresholds),
      partitionRange(asked, null, 0),
      [
        `new for ${thresholds.newDays} days, at risk after ${thresholds.atRiskDays}, churned after ${thresholds.churnedDays}`,
        activeNote(active.length),
      ],
    )
  },
  charts,
  drill,
}
