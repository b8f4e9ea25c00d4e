import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { LatheError } from '../../../src-renderer/model/error'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral, literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { completeColumn, completeSql, markOf } from '../../events/completeness'
import { scopedPlan } from '../../events/scopedPlan'
import { EVENT_PARAMETERS, KINDS, scoreSql, weightParameters } from '../../events/contentColumns'
import { SESSION_ROW } from '../drill'
import { SESSION_PARAMETERS, cutNote, readCut } from '../sessionEvents'
import { CALENDAR, shownSessionsSql } from '../shownSessions'
import definition from './definition.md?raw'

const STATUSES = ['highly_engaged', 'moderately_engaged', 'lightly_engaged', 'at_risk'] as const
const STATUS_NAMES: Readonly<Record<(typeof STATUSES)[number], string>> = {
  highly_engaged: 'Highly engaged',
  moderately_engaged: 'Moderately engaged',
  lightly_engaged: 'Lightly engaged',
  at_risk: 'At risk',
}

function threshold(name: string, label: string, standard: number, help: string): ParameterSpec {
  return { name, type: 'number', label, default: standard, min: 0, max: 1_000_000, more: true, help }
}

const THRESHOLDS: readonly ParameterSpec[] = [
  threshold('high_score', 'High from score', 20, 'Least score of a highly engaged session.'),
  threshold('high_minutes', 'High from minutes', 5, 'Least duration of a highly engaged session.'),
  threshold('moderate_score', 'Moderate from score', 10, 'Least score of a moderately engaged session.'),
  threshold('moderate_minutes', 'Moderate from minutes', 2, 'Least duration of a moderately engaged session.'),
  threshold(
    'light_score',
    'Light from score',
    3,
    'Least score of a lightly engaged session, whatever its duration; below it is at risk.',
  ),
]

function number(values: ParameterValues, name: string): number {
  const value = values[name]
  return typeof value === 'number' ? value : (THRESHOLDS.find((spec) => spec.name === name)!.default as number)
}

/** WITH queries up to `judged`: sessions with their score and status. Throws `bad-parameter` where the scores do not rise. */
function judgedSql(asked: Scope, values: ParameterValues): string {
  const scores = ['light_score', 'moderate_score', 'high_score'].map((name) => number(values, name))
  if (scores[0]! > scores[1]! || scores[1]! > scores[2]!) {
    throw new LatheError(
      'bad-parameter',
      `The scores must rise from light_score over moderate_score to high_score, not ${scores.join(', ')}.`,
      { parameter: 'high_score', value: scores.join(', ') },
    )
  }
  const minutes = '(epoch_us(end_ts) - epoch_us(start_ts)) / 60e6'
  return `${shownSessionsSql(asked, readCut(values, asked.source), [`(${scoreSql(asked, values)}) AS points`], ['sum(points)::DOUBLE AS score'])},
judged AS (
  SELECT user_key, date, start_ts, end_ts, events, score,
    CASE WHEN score >= ${number(values, 'high_score')} AND ${minutes} >= ${number(values, 'high_minutes')} THEN 'highly_engaged'
      WHEN score >= ${number(values, 'moderate_score')} AND ${minutes} >= ${number(values, 'moderate_minutes')} THEN 'moderately_engaged'
      WHEN score >= ${number(values, 'light_score')} THEN 'lightly_engaged' ELSE 'at_risk' END AS status
  FROM listed)`
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result.rows()
  const sum = (column: string): number => rows.reduce((total, row) => total + (row[column] as number), 0)
  const total = sum('sessions')
  return [
    {
      kind: 'bar',
      layout: 'stacked',
      direction: 'vertical',
      title: 'Sessions by health',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Sessions', format: 'integer' },
      summary:
        total === 0
          ? 'There are no sessions in these dates.'
          : `Of ${total.toLocaleString('en-US')} sessions, ${STATUSES.map((status) => `${((100 * sum(status)) / total).toFixed(1)} % were ${STATUS_NAMES[status].toLowerCase()}`).join(', ')}.`,
      series: STATUSES.map((status) => ({
        name: STATUS_NAMES[status],
        points: rows.map((row, index) => ({
          x: row['date'] as string,
          y: row[status] as number,
          figure: { row: index, column: status },
          ...markOf(row),
        })),
      })),
    },
    {
      kind: 'line',
      title: 'Engagement score',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Score a session', format: 'decimal', zero: true },
      summary: 'The mean score of the sessions that began on each date; days without sessions are gaps.',
      series: [
        {
          name: 'Mean score',
          points: rows.map((row, index) => ({
            x: row['date'] as string,
            y: row['mean_score'] as number | null,
            figure: { row: index, column: 'sessions' },
            ...markOf(row),
          })),
        },
      ],
    },
  ]
}

function kpis(result: ResultTable): readonly Kpi[] {
  const rows = result.rows()
  const sum = (column: string): number => rows.reduce((total, row) => total + (row[column] as number), 0)
  const total = sum('sessions')
  if (total === 0) return []
  return STATUSES.map((status) => ({
    label: STATUS_NAMES[status],
    value: (100 * sum(status)) / total,
    format: 'percent' as const,
    detail: `${sum(status).toLocaleString('en-US')} of ${total.toLocaleString('en-US')} sessions`,
  }))
}

function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const date = row['date']
  const status = STATUSES.find((one) => one === column)
  if ((status === undefined && column !== 'sessions') || typeof date !== 'string') return null
  const asked = scope(values, catalog, source)
  return {
    title: `${status === undefined ? 'Sessions' : `${STATUS_NAMES[status]} sessions`} that began on ${date}`,
    kind: 'rows',
    plan: scopedPlan(
      asked,
      `${judgedSql(asked, values)}
SELECT ${SESSION_ROW.replaceAll('listed.', 'judged.')}, score, status FROM judged
WHERE date = ${dateLiteral(date)}${status === undefined ? '' : ` AND status = ${literal(status)}`}
ORDER BY start_ts, user_key`,
      undefined,
    ),
  }
}

export const engagementHealth: Analysis = {
  name: 'engagement-health',
  title: 'Session health',
  about: 'How engaged sessions are, by a score of weighted events and by their duration.',
  grain: 'one row per local date',
  definition,
  parameters: [
    ...KINDS.map((kind) => EVENT_PARAMETERS[kind]),
    ...weightParameters({ view: 1, like: 2, share: 4, comment: 6 }),
    ...THRESHOLDS,
    ...SESSION_PARAMETERS,
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'date', about: 'Local date on which the sessions began.', format: 'date' },
    { name: 'sessions', about: 'Sessions that began on the date.', format: 'integer' },
    ...STATUSES.map((status) => ({
      name: status,
      about: `Of them, those that are ${STATUS_NAMES[status].toLowerCase()}.`,
      format: 'integer' as const,
    })),
    { name: 'mean_score', about: 'Mean score of the sessions; empty without any.', format: 'decimal' },
    {
      name: 'engaged_pct',
      about: 'Percentage (0 to 100) of the sessions that are highly or moderately engaged.',
      format: 'percent',
    },
    completeColumn(),
  ],
  reads: 'events',
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    return scopedPlan(
      asked,
      `${judgedSql(asked, values)},
${CALENDAR},
daily AS (
  SELECT date, count(*) AS sessions, ${STATUSES.map((status) => `count(*) FILTER (status = '${status}') AS ${status}`).join(', ')}, avg(score) AS mean_score
  FROM judged GROUP BY date)
SELECT date, coalesce(sessions, 0)::BIGINT AS sessions, ${STATUSES.map((status) => `coalesce(${status}, 0)::BIGINT AS ${status}`).join(', ')}, mean_score,
  100 * (highly_engaged + moderately_engaged) / sessions::DOUBLE AS engaged_pct,
  ${completeSql('date', 'date')} AS complete
FROM calendar LEFT JOIN daily USING (date)
ORDER BY date`,
      undefined,
      [
        `weights: ${KINDS.map((kind) => `${kind} ${Number(values[`${kind}_weight`])}`).join(', ')}`,
        cutNote(readCut(values, asked.source)),
      ],
    )
  },
  charts,
  kpis,
  drill,
}
