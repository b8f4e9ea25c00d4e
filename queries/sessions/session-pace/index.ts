import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { dataDatesSql, shownDates } from '../../events/activeDays'
import { completeColumn, completeSql, markOf } from '../../events/completeness'
import { scopedPlan } from '../../events/scopedPlan'
import {
  DWELL_PARAMETERS,
  EVENT_PARAMETERS,
  dwellSecondsSql,
  eventSql,
  likelyColumn,
} from '../../events/contentColumns'
import { SESSION_KEY, SESSION_PARAMETERS, cutNote, readCut, sessionEventsSql } from '../sessionEvents'
import { CALENDAR } from '../shownSessions'
import definition from './definition.md?raw'

function readSkip(values: ParameterValues): number {
  return typeof values['skip_seconds'] === 'number' ? values['skip_seconds'] : 3
}

/** WITH queries `bounds` and `listed`: one row per view on a date shown, with the seconds it lasted and those until the next one in its session. */
function listedSql(asked: Scope, values: ParameterValues): string {
  const dwell = likelyColumn(asked, values, 'dwell')
  const shown = shownDates(asked)
  return `WITH bounds AS (SELECT ${shown.from} AS from_date, ${shown.to} AS to_date, first_date, over_date FROM (${dataDatesSql(asked)})),
views AS (
  SELECT user_key, local_date(ts) AS date, ts, _source, dwell_seconds, (epoch_us(lead(ts) OVER (PARTITION BY ${SESSION_KEY} ORDER BY ts, _source)) - epoch_us(ts)) / 1e6 AS next_seconds
  FROM (${sessionEventsSql(asked, readCut(values, asked.source), [`(${eventSql(asked, values, 'view')}) AS viewed`, `(${dwell === null ? 'NULL::DOUBLE' : dwellSecondsSql(dwell, values)}) AS dwell_seconds`])})
  WHERE viewed),
listed AS MATERIALIZED (SELECT user_key, date, ts, _source, dwell_seconds, next_seconds FROM views, bounds WHERE date BETWEEN from_date AND to_date)`
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = result.rows()
  const sum = (column: string): number => rows.reduce((total, row) => total + (row[column] as number), 0)
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
          : `${((100 * sum('skipped')) / sum('measured')).toFixed(1)} % of ${sum('measured').toLocaleString('en-US')} views that say how long they lasted were shorter than ${skip} seconds.`,
      series: [
        {
          name: 'Skip rate',
          points: rows.map((row, index) => ({
            x: row['date'] as string,
            y: row['skip_pct'] as number | null,
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
          x: row['date'] as string,
          y: row[column] as number | null,
          figure: { row: index, column: 'followed' },
          ...markOf(row),
        })),
      })),
    },
  ]
}

const WHICH: Readonly<Record<string, { readonly words: string; readonly condition: (skip: number) => string }>> = {
  views: { words: 'Views', condition: () => '' },
  measured: { words: 'Views that say how long they lasted', condition: () => ' AND dwell_seconds IS NOT NULL' },
  skipped: { words: 'Skipped views', condition: (skip) => ` AND dwell_seconds < ${skip}` },
  followed: { words: 'Views with a next one', condition: () => ' AND next_seconds IS NOT NULL' },
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
      `${listedSql(asked, values)}
SELECT (SELECT user_id FROM main.users WHERE users.user_key = listed.user_key) AS user_id, ts, dwell_seconds, next_seconds FROM listed
WHERE date = ${dateLiteral(date)}${which.condition(readSkip(values))}
ORDER BY ts, _source`,
      undefined,
    ),
  }
}

export const sessionPace: Analysis = {
  name: 'session-pace',
  title: 'Skips and pace',
  about: 'How many views are skipped within three seconds, and how long it takes until the next view.',
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
  columns: [
    { name: 'date', about: 'Local date of the views.', format: 'date' },
    { name: 'views', about: 'Views within sessions.', format: 'integer' },
    { name: 'measured', about: 'Of them, those that say how long they lasted.', format: 'integer' },
    { name: 'skipped', about: 'Of those, the ones shorter than 3 seconds.', format: 'integer' },
    {
      name: 'skip_pct',
      about: 'Their percentage (0 to 100) of the measured ones; empty without any.',
      format: 'percent',
    },
    { name: 'followed', about: 'Views that have a next one in their session.', format: 'integer' },
    { name: 'median_seconds', about: 'Median time in seconds to the next view.', format: 'seconds' },
    { name: 'mean_seconds', about: 'Mean time in seconds to the next view.', format: 'seconds' },
    completeColumn(),
  ],
  reads: 'events',
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const dwell = likelyColumn(asked, values, 'dwell')
    return scopedPlan(
      asked,
      `${listedSql(asked, values)},
${CALENDAR},
daily AS (
  SELECT date, count(*) AS views, count(dwell_seconds) AS measured, count(*) FILTER (dwell_seconds < ${readSkip(values)}) AS skipped,
    count(next_seconds) AS followed, median(next_seconds) AS median_seconds, avg(next_seconds) AS mean_seconds
  FROM listed GROUP BY date)
SELECT date, coalesce(views, 0)::BIGINT AS views, coalesce(measured, 0)::BIGINT AS measured, coalesce(skipped, 0)::BIGINT AS skipped,
  100 * skipped / nullif(measured, 0)::DOUBLE AS skip_pct, coalesce(followed, 0)::BIGINT AS followed, median_seconds::DOUBLE AS median_seconds, mean_seconds::DOUBLE AS mean_seconds,
  ${completeSql('date', 'date')} AS complete
FROM calendar LEFT JOIN daily USING (date)
ORDER BY date`,
      undefined,
      [
        dwell === null ? 'no column says how long a view lasted' : `time spent: ${dwell.name}`,
        cutNote(readCut(values, asked.source)),
      ],
    )
  },
  charts,
  drill,
}
