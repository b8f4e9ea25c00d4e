import { ofElapsedTime } from '../../events/oneZone'
import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { LatheError } from '../../../src-renderer/model/error'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral, literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { completeSpec, completeSql, markOf } from '../../events/completeness'
import { scopedPlan } from '../../events/scopedPlan'
import { EVENT_PARAMETERS, KINDS, scoreSql, weightParameters } from '../../events/contentColumns'
import { sessionRow } from '../drill'
import { SESSION_PARAMETERS, cutNote, readCut } from '../sessionEvents'
import { shownSessions } from '../shownSessions'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { shownCalendar } from '../../events/dataDates'
import { whereLines } from '../../events/eventsInScope'
import { countText } from '../../events/texts'
import { sessionSequence } from '../sessionSequence'
import definition from './definition.md?raw'
import { judgeSessions } from './kernel'
import { STATUSES, type HealthLimits, type Status } from './status'

const STATUS_NAMES: Readonly<Record<Status, string>> = {
  highly_engaged: 'Highly engaged',
  moderately_engaged: 'Moderately engaged',
  lightly_engaged: 'Lightly engaged',
  at_risk: 'At risk',
}

const STANDARD: HealthLimits = {
  high_score: 20,
  high_minutes: 5,
  moderate_score: 10,
  moderate_minutes: 2,
  light_score: 3,
}

function threshold(name: keyof HealthLimits, label: string, help: string): ParameterSpec {
  return { name, type: 'number', label, default: STANDARD[name], min: 0, max: 1_000_000, more: true, help }
}

const THRESHOLDS: readonly ParameterSpec[] = [
  threshold('high_score', 'High from score', 'Least score of a highly engaged session.'),
  threshold('high_minutes', 'High from minutes', 'Least duration of a highly engaged session.'),
  threshold('moderate_score', 'Moderate from score', 'Least score of a moderately engaged session.'),
  threshold('moderate_minutes', 'Moderate from minutes', 'Least duration of a moderately engaged session.'),
  threshold(
    'light_score',
    'Light from score',
    'Least score of a lightly engaged session, whatever its duration; below it is at risk.',
  ),
]

function number(values: ParameterValues, name: keyof HealthLimits): number {
  const value = values[name]
  return typeof value === 'number' ? value : STANDARD[name]
}

function readLimits(values: ParameterValues): HealthLimits {
  return {
    high_score: number(values, 'high_score'),
    high_minutes: number(values, 'high_minutes'),
    moderate_score: number(values, 'moderate_score'),
    moderate_minutes: number(values, 'moderate_minutes'),
    light_score: number(values, 'light_score'),
  }
}

/**
 * WITH queries up to `judged_sessions`: sessions with their score and status. Throws `bad-parameter` where the scores
 * do not rise.
 */
function judgedSessions(asked: Scope, values: ParameterValues): readonly Cte[] {
  const limits = readLimits(values)
  const { light_score: light, moderate_score: moderate, high_score: high } = limits
  if (light > moderate || moderate > high) {
    const scores = [light, moderate, high].join(', ')
    throw new LatheError(
      'bad-parameter',
      `The scores must rise from light_score over moderate_score to high_score, not ${scores}.`,
      { parameter: 'high_score', value: scores },
    )
  }
  return [
    ...shownSessions(
      asked,
      readCut(values, asked.source),
      [{ sql: `(${scoreSql(asked, values)})`, name: 'points' }],
      [{ sql: 'sum(points)::DOUBLE', name: 'score' }],
    ),
    {
      name: 'timed_sessions',
      about: 'The same with how long they lasted',
      sql: 'SELECT *, (epoch_us(end_ts) - epoch_us(start_ts)) / 60e6 AS minutes\nFROM shown_sessions',
    },
    {
      name: 'judged_sessions',
      about: 'The same with how engaged they are, by score and minutes',
      sql: `SELECT
  user_key,
  date,
  start_ts,
  end_ts,
  events,
  score,
  CASE
    WHEN score >= ${high} AND minutes >= ${limits.high_minutes} THEN 'highly_engaged'
    WHEN score >= ${moderate} AND minutes >= ${limits.moderate_minutes} THEN 'moderately_engaged'
    WHEN score >= ${light} THEN 'lightly_engaged'
    ELSE 'at_risk'
  END AS status
FROM timed_sessions`,
    },
  ]
}

function ofStatus(status: Status) {
  return { about: `Of them, those that are ${STATUS_NAMES[status].toLowerCase()}.`, format: 'integer' } as const
}

const COLUMNS = resultColumns({
  date: { about: 'Local date on which the sessions began.', format: 'date' },
  sessions: { about: 'Sessions that began on the date.', format: 'integer' },
  highly_engaged: ofStatus('highly_engaged'),
  moderately_engaged: ofStatus('moderately_engaged'),
  lightly_engaged: ofStatus('lightly_engaged'),
  at_risk: ofStatus('at_risk'),
  mean_score: { about: 'Mean score of the sessions; empty without any.', format: 'decimal', nullable: true },
  engaged_pct: {
    about: 'Percentage (0 to 100) of the sessions that are highly or moderately engaged.',
    format: 'percent',
    nullable: true,
  },
  complete: completeSpec(),
})

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const sum = (column: Status | 'sessions'): number => rows.reduce((total, row) => total + row[column], 0)
  const total = sum('sessions')
  const shareText = (status: Status): string =>
    `${formatFixed((100 * sum(status)) / total, 1)} % were ${STATUS_NAMES[status].toLowerCase()}`
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
          : `Of ${countText(total)} sessions, ${STATUSES.map(shareText).join(', ')}.`,
      series: STATUSES.map((status) => ({
        name: STATUS_NAMES[status],
        points: rows.map((row, index) => ({
          x: row.date,
          y: row[status],
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
            x: row.date,
            y: row.mean_score,
            figure: { row: index, column: 'sessions' },
            ...markOf(row),
          })),
        },
      ],
    },
  ]
}

function kpis(result: ResultTable): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  const sum = (column: Status | 'sessions'): number => rows.reduce((total, row) => total + row[column], 0)
  const total = sum('sessions')
  if (total === 0) return []
  return STATUSES.map((status) => ({
    label: STATUS_NAMES[status],
    value: (100 * sum(status)) / total,
    format: 'percent' as const,
    detail: `${countText(sum(status))} of ${countText(total)} sessions`,
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
      statement(
        judgedSessions(asked, values),
        `SELECT
  ${sessionRow('judged_sessions')},
  score,
  status
FROM judged_sessions
WHERE ${whereLines(`date = ${dateLiteral(date)}`, status === undefined ? null : `status = ${literal(status)}`)}
ORDER BY start_ts, user_key`,
      ),
      undefined,
    ),
  }
}

export const engagementHealth: Analysis = {
  name: 'engagement-health',
  title: 'Session health',
  about: 'How engaged sessions are, by weighted events and duration.',
  grain: 'one row per local date',
  definition,
  parameters: [
    ...KINDS.map((kind) => EVENT_PARAMETERS[kind]),
    ...weightParameters({ view: 1, like: 2, share: 4, comment: 6 }),
    ...THRESHOLDS,
    ...SESSION_PARAMETERS,
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { amounts: ['sessions', 'highly_engaged', 'moderately_engaged', 'lightly_engaged', 'at_risk'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const plan = scopedPlan(
      asked,
      statement(
        [
          ...judgedSessions(asked, values),
          ...shownCalendar(asked),
          {
            name: 'daily',
            about: 'Sessions by date, and by how engaged they are',
            sql: `SELECT
  date,
  count(*) AS sessions,
  ${STATUSES.map((status) => `count(*) FILTER (status = '${status}') AS ${status}`).join(',\n  ')},
  avg(score) AS mean_score
FROM judged_sessions
GROUP BY date`,
          },
        ],
        `SELECT
  date,
  coalesce(sessions, 0)::BIGINT AS sessions,
  ${STATUSES.map((status) => `coalesce(${status}, 0)::BIGINT AS ${status}`).join(',\n  ')},
  mean_score,
  100 * (highly_engaged + moderately_engaged) / sessions::DOUBLE AS engaged_pct,
  ${completeSql('date', 'date')} AS complete
FROM calendar
LEFT JOIN daily USING (date)
ORDER BY date`,
      ),
      undefined,
      [
        `weights: ${KINDS.map((kind) => `${kind} ${Number(values[`${kind}_weight`])}`).join(', ')}`,
        cutNote(readCut(values, asked.source)),
      ],
    )
    const sequence = sessionSequence(asked, readCut(values, asked.source), {
      analysis: 'engagement-health',
      values,
      columns: { points: { kind: 'number', sql: scoreSql(asked, values) } },
      rule: 'Each counts on the date on which it began, and is judged by the sum of its points and how long it lasted.',
    })
    return { ...plan, ...sequence }
  },
  kernel: (run) => judgeSessions(run, readLimits(run.values)),
  charts,
  kpis,
  drill,
}
