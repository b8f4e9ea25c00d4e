import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { readConditions } from '../../../src-renderer/query/sql/condition'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral, literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { ACTIVE_EVENTS } from '../active-users'
import { activeDaysSql, dataDatesSql, partitionRange, shownDates } from '../../events/activeDays'
import { lastDayNote } from '../../events/completeness'
import { activePopulation } from '../../events/populations'
import { activeNote, scopedPlan } from '../../events/scopedPlan'
import { STAGES, STAGE_NAMES, STAGE_PARAMETERS, readThresholds, stageSql, type Stage } from '../stages'
import definition from './definition.md?raw'

/** How far back the first date lies when none is chosen. */
const DEFAULT_DAYS = 7
/** Where users stand who had not been seen on the first date. */
const UNSEEN = 'unseen'
const FROM_STAGES = [...STAGES, UNSEEN] as const

function stageName(stage: string): string {
  return stage === UNSEEN ? 'Not yet seen' : STAGE_NAMES[stage as Stage]
}

/** WITH query `per_user`: (user_key, stage_from, stage_to, last_active) of everybody seen up to the second date. */
function perUserSql(asked: Scope, values: ParameterValues): string {
  const { to } = shownDates(asked)
  const from = asked.fromDate === null ? `to_date - ${DEFAULT_DAYS}` : dateLiteral(asked.fromDate, 'from')
  const thresholds = readThresholds(values)
  return `WITH dates AS (
  SELECT least(${from}, to_date) AS from_date, to_date FROM (SELECT ${to} AS to_date FROM (${dataDatesSql(asked)}) WHERE ${to} >= first_date)),
seen AS (
  SELECT user_key, any_value(from_date) AS from_date, any_value(to_date) AS to_date, min(date) AS first_active, max(date) AS last_active, max(date) FILTER (date <= from_date) AS last_before
  FROM (${activeDaysSql(asked, readConditions(values['active_events'] ?? null, 'active_events'))}), dates
  WHERE date <= to_date GROUP BY user_key),
per_user AS (
  SELECT user_key, last_active, CASE WHEN last_before IS NULL THEN '${UNSEEN}' ELSE ${stageSql('from_date', 'first_active', 'last_before', thresholds)} END AS stage_from,
    ${stageSql('to_date', 'first_active', 'last_active', thresholds)} AS stage_to
  FROM seen)`
}

function transitionsSql(asked: Scope, values: ParameterValues): string {
  const list = (stages: readonly string[]): string => stages.map((stage, index) => `(${index}, '${stage}')`).join(', ')
  return `${perUserSql(asked, values)},
counted AS (SELECT stage_from, stage_to, count(*) AS users FROM per_user GROUP BY ALL),
pairs AS (
  SELECT from_date, to_date, a.place AS place_from, b.place AS place_to, a.stage AS stage_from, b.stage AS stage_to
  FROM dates CROSS JOIN (VALUES ${list(FROM_STAGES)}) a(place, stage) CROSS JOIN (VALUES ${list(STAGES)}) b(place, stage))
SELECT from_date, to_date, stage_from, stage_to, coalesce(users, 0)::BIGINT AS users,
  100 * coalesce(users, 0) / nullif(sum(users) OVER (PARTITION BY stage_from), 0)::DOUBLE AS pct
FROM pairs LEFT JOIN counted USING (stage_from, stage_to)
ORDER BY place_from, place_to`
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result.rows()
  const first = rows[0]
  const kept = rows.filter((row) => row['stage_from'] !== UNSEEN)
  const sum = (some: readonly (typeof rows)[number][]): number =>
    some.reduce((total, row) => total + (row['users'] as number), 0)
  const lost = sum(kept.filter((row) => row['stage_from'] !== 'churned' && row['stage_to'] === 'churned'))
  return [
    {
      kind: 'heatmap',
      title: 'From stage to stage',
      rowLabel: first === undefined ? 'Stage' : `On ${first['from_date'] as string}`,
      columnLabel: first === undefined ? 'Stage' : `On ${first['to_date'] as string}`,
      format: 'percent',
      summary:
        first === undefined || sum(rows) === 0
          ? 'There is no activity up to these dates.'
          : `Each row is 100 % of the users who were in its stage on ${first['from_date'] as string}; ${lost.toLocaleString('en-US')} of ${sum(kept).toLocaleString('en-US')} users have churned between the two dates.`,
      columns: STAGES.map((stage) => STAGE_NAMES[stage]),
      rows:
        first === undefined
          ? []
          : FROM_STAGES.map((from) => {
              const own = rows.map((row, index) => ({ row, index })).filter((one) => one.row['stage_from'] === from)
              const size = sum(own.map((one) => one.row))
              return {
                label: stageName(from),
                size,
                cells: own.map(({ row, index }) =>
                  row['pct'] === null
                    ? null
                    : {
                        value: row['pct'] as number,
                        detail: `${(row['users'] as number).toLocaleString('en-US')} of ${size.toLocaleString('en-US')} users`,
                        figure: { row: index, column: 'users' },
                      },
                ),
              }
            }),
    },
  ]
}

/** The users of one cell of the matrix. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const [from, to] = [row['stage_from'], row['stage_to']]
  if ((column !== 'users' && column !== 'pct') || typeof from !== 'string' || typeof to !== 'string') return null
  const asked = scope(values, catalog, source)
  return {
    title: `Users who went from ${stageName(from).toLowerCase()} (${String(row['from_date'])}) to ${stageName(to).toLowerCase()} (${String(row['to_date'])})`,
    kind: 'users',
    plan: scopedPlan(
      asked,
      `${perUserSql(asked, values)}
SELECT user_key, last_active FROM per_user WHERE stage_from = ${literal(from)} AND stage_to = ${literal(to)}`,
      partitionRange(asked, null, 0),
    ),
  }
}

export const lifecycleTransitions: Analysis = {
  name: 'lifecycle-transitions',
  title: 'Stage transitions',
  about: 'From which stage to which users went between two dates.',
  grain: 'one row per pair of stages',
  definition,
  parameters: [
    ...STAGE_PARAMETERS,
    { ...ACTIVE_EVENTS, more: true },
    ...COMMON_PARAMETERS.map((spec) =>
      spec.name === 'from'
        ? { ...spec, help: 'The first of the two dates; empty for 7 days before the second.' }
        : spec.name === 'to'
          ? { ...spec, help: 'The second date; empty for the last in the data.' }
          : spec,
    ),
  ],
  columns: [
    { name: 'from_date', about: 'The first date.', format: 'date' },
    { name: 'to_date', about: 'The second date.', format: 'date' },
    {
      name: 'stage_from',
      about: 'Stage on the first date: new, active, at_risk, churned; unseen for users who came later.',
      format: 'text',
    },
    { name: 'stage_to', about: 'Stage on the second date.', format: 'text' },
    { name: 'users', about: 'Users who went from the one to the other.', format: 'integer' },
    {
      name: 'pct',
      about: 'Their percentage (0 to 100) of the users who were in stage_from; empty when there were none.',
      format: 'percent',
    },
  ],
  reads: 'events',
  population: activePopulation('active_events', null),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    return scopedPlan(asked, transitionsSql(asked, values), partitionRange(asked, null, 0), [
      ...(asked.fromDate === null ? [`from: ${DEFAULT_DAYS} days before the second date`] : []),
      activeNote(readConditions(values['active_events'] ?? null, 'active_events').length),
      ...lastDayNote(asked),
    ])
  },
  charts,
  drill,
}
