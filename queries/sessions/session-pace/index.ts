import { ofElapsedTime } from '../../events/oneZone'
import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { completeSpec, completeSql, markOf } from '../../events/completeness'
import { scopedPlan } from '../../events/scopedPlan'
import {
  DWELL_PARAMETERS,
  EVENT_PARAMETERS,
  dwellSecondsSql,
  eventSql,
  likelyColumn,
} from '../../events/contentColumns'
import { SESSION_KEY, SESSION_PARAMETERS, cutNote, readCut, sessionEvents } from '../sessionEvents'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { shownCalendar, shownDateRange } from '../../events/dataDates'
import { userIdOf } from '../../events/eventRows'
import { whereLines } from '../../events/eventsInScope'
import { countText } from '../../events/texts'
import { sessionSequence } from '../sessionSequence'
import definition from './definition.md?raw'
import { measurePace } from './kernel'

function readSkip(values: ParameterValues): number {
  return typeof values['skip_seconds'] === 'number' ? values['skip_seconds'] : 3
}

/**
 * WITH queries up to `shown_views`: one row per view on a date shown, with the seconds it lasted and those until the
 * next one in its session.
 */
function shownViews(asked: Scope, values: ParameterValues): readonly Cte[] {
  const dwell = likelyColumn(asked, values, 'dwell')
  return [
    ...sessionEvents(asked, readCut(values, asked.source), [
      { sql: `(${eventSql(asked, values, 'view')})`, name: 'viewed' },
      { sql: `(${dwell === null ? 'NULL::DOUBLE' : dwellSecondsSql(dwell, values)})`, name: 'dwell_seconds' },
    ]),
    ...shownDateRange(asked),
    {
      name: 'views',
      about: 'Views, with the seconds until the next one in the session',
      sql: `SELECT
  user_key,
  local_date(ts) AS date,
  ts,
  _source,
  dwell_seconds,
  (epoch_us(lead(ts) OVER in_session) - epoch_us(ts)) / 1e6 AS next_seconds
FROM session_events
WHERE viewed
WINDOW in_session AS (PARTITION BY ${SESSION_KEY} ORDER BY ts, _source)`,
    },
    {
      name: 'shown_views',
      about: 'Those on the dates shown',
      keep: 'MATERIALIZED',
      sql: `SELECT user_key, date, ts, _source, dwell_seconds, next_seconds
FROM views, shown_dates
WHERE date BETWEEN from_date AND to_date`,
    },
  ]
}

const COLUMNS = resultColumns({
  date: { about: 'Local date of the views.', format: 'date' },
  views: { about: 'Views within sessions.', format: 'integer' },
  measured: { about: 'Of them, those that say how long they lasted.', format: 'integer' },
  skipped: { about: 'Of those, the ones shorter than 3 seconds.', format: 'integer' },
  skip_pct: {
    about: 'Their percentage (0 to 100) of the measured ones; empty without any.',
    format: 'percent',
    nullable: true,
  },
  followed: { about: 'Views that have a next one in their session.', format: 'integer' },
  median_seconds: { about: 'Median time in seconds to the next view.', format: 'seconds', nullable: true },
  mean_seconds: { about: 'Mean time in seconds to the next view.', format: 'seconds', nullable: true },
  complete: completeSpec(),
})

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const sum = (column: 'measured' | 'skipped'): number => rows.reduce((total, row) => total + row[column], 0)
  const skip = readSkip(values)
  return [
    {
      kind: 'line',
      title: 'Skip rate',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Skipped', format: 'percent', zero: true },
      summary:
        sum('measured') === 0
          ? 'No view in these dates says how long it lasted.'
          : `${formatFixed((100 * sum('skipped')) / sum('measured'), 1)} % of ${countText(sum('measured'))} views ` +
            `that say how long they lasted were shorter than ${skip} seconds.`,
      series: [
        {
          name: 'Skip rate',
          points: rows.map((row, index) => ({
            x: row.date,
            y: row.skip_pct,
            figure: { row: index, column: 'skipped' },
            ...markOf(row),
          })),
        },
      ],
    },
    {
      kind: 'line',
      title: 'Time to the next view',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Time', format: 'seconds', zero: true },
      summary: 'From one view to the next in the same session; the last view of a session has none.',
      series: [['Median', 'median_seconds'] as const, ['Mean', 'mean_seconds'] as const].map(([name, column]) => ({
        name,
        points: rows.map((row, index) => ({
          x: row.date,
          y: row[column],
          figure: { row: index, column: 'followed' },
          ...markOf(row),
        })),
      })),
    },
  ]
}

const WHICH: Readonly<Record<string, { readonly words: string; readonly condition: (skip: number) => string | null }>> =
  {
    views: { words: 'Views', condition: () => null },
    measured: { words: 'Views that say how long they lasted', condition: () => 'dwell_seconds IS NOT NULL' },
    skipped: { words: 'Skipped views', condition: (skip) => `dwell_seconds < ${skip}` },
    followed: { words: 'Views with a next one', condition: () => 'next_seconds IS NOT NULL' },
  }

function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const which = WHICH[column]
  const date = row['date']
  if (which === undefined || typeof date !== 'string') return null
  const asked = scope(values, catalog, source)
  return {
    title: `${which.words} of ${date}`,
    kind: 'rows',
    plan: scopedPlan(
      asked,
      statement(
        shownViews(asked, values),
        `SELECT ${userIdOf('shown_views')}, ts, dwell_seconds, next_seconds
FROM shown_views
WHERE ${whereLines(`date = ${dateLiteral(date)}`, which.condition(readSkip(values)))}
ORDER BY ts, _source`,
      ),
      undefined,
    ),
  }
}

export const sessionPace: Analysis = {
  name: 'session-pace',
  title: 'Skips and pace',
  about: 'How many views are skipped within three seconds, and the time until the next view.',
  grain: 'one row per local date',
  definition,
  parameters: [
    EVENT_PARAMETERS.view,
    ...DWELL_PARAMETERS,
    {
      name: 'skip_seconds',
      type: 'number',
      label: 'Skipped below',
      default: 3,
      min: 0,
      max: 86_400,
      help: 'Seconds; a view of exactly that long is not skipped.',
    },
    ...SESSION_PARAMETERS,
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { amounts: ['views', 'measured', 'skipped', 'followed'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const dwell = likelyColumn(asked, values, 'dwell')
    const plan = scopedPlan(
      asked,
      statement(
        [
          ...shownViews(asked, values),
          ...shownCalendar(asked),
          {
            name: 'daily',
            about: 'Views by date: how many were measured and skipped, and the time to the next',
            sql: `SELECT
  date,
  count(*) AS views,
  count(dwell_seconds) AS measured,
  count(*) FILTER (dwell_seconds < ${readSkip(values)}) AS skipped,
  count(next_seconds) AS followed,
  median(next_seconds) AS median_seconds,
  avg(next_seconds) AS mean_seconds
FROM shown_views
GROUP BY date`,
          },
        ],
        `SELECT
  date,
  coalesce(views, 0)::BIGINT AS views,
  coalesce(measured, 0)::BIGINT AS measured,
  coalesce(skipped, 0)::BIGINT AS skipped,
  100 * skipped / nullif(measured, 0)::DOUBLE AS skip_pct,
  coalesce(followed, 0)::BIGINT AS followed,
  median_seconds::DOUBLE AS median_seconds,
  mean_seconds::DOUBLE AS mean_seconds,
  ${completeSql('date', 'date')} AS complete
FROM calendar
LEFT JOIN daily USING (date)
ORDER BY date`,
      ),
      undefined,
      [
        dwell === null ? 'no column says how long a view lasted' : `time spent: ${dwell.name}`,
        cutNote(readCut(values, asked.source)),
      ],
    )
    const sequence = sessionSequence(asked, readCut(values, asked.source), {
      analysis: 'session-pace',
      values,
      columns: {
        viewed: { kind: 'flag', sql: `(${eventSql(asked, values, 'view')})` },
        ...(dwell === null ? {} : { dwell: { kind: 'number', sql: dwellSecondsSql(dwell, values) } }),
      },
      rule: 'Each view counts on its own date, with how long it lasted and the time until the next one of the session.',
    })
    return { ...plan, ...sequence }
  },
  kernel: (run) => measurePace(run, readSkip(run.values)),
  charts,
  drill,
}
