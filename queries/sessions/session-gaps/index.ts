import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { dataDatesSql, shownDates } from '../../events/activeDays'
import { scopedPlan } from '../../events/scopedPlan'
import { SESSION_PARAMETERS, cutNote, readCut } from '../sessionEvents'
import { sessionListSql } from '../sessionsSql'
import definition from './definition.md?raw'

const HOUR = 3600
const DAY = 24 * HOUR
/** Where each range begins, in seconds, and what it is called. */
const RANGES: readonly (readonly [number, string])[] = [
  [0, 'under 1 h'],
  [HOUR, '1–3 h'],
  [3 * HOUR, '3–6 h'],
  [6 * HOUR, '6–12 h'],
  [12 * HOUR, '12–24 h'],
  [DAY, '1–2 days'],
  [2 * DAY, '2–3 days'],
  [3 * DAY, '3–7 days'],
  [7 * DAY, '7–14 days'],
  [14 * DAY, '14–30 days'],
  [30 * DAY, '30 days or more'],
]

/** WITH queries up to `listed`: one row per session on a date shown that has one before it, with the seconds between. */
function listedSql(asked: Scope, values: ParameterValues): string {
  const shown = shownDates(asked)
  return `WITH bounds AS (SELECT ${shown.from} AS from_date, ${shown.to} AS to_date FROM (${dataDatesSql(asked)})),
follow AS (
  SELECT user_key, date, start_ts, lag(end_ts) OVER (PARTITION BY user_key ORDER BY start_ts, end_ts) AS before_ts
  FROM (${sessionListSql(asked, readCut(values, asked.source))})),
listed AS MATERIALIZED (
  SELECT user_key, before_ts, start_ts, greatest(0, epoch_us(start_ts) - epoch_us(before_ts)) / 1e6 AS seconds
  FROM follow, bounds WHERE before_ts IS NOT NULL AND date BETWEEN from_date AND to_date)`
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result.rows()
  const total = rows.reduce((sum, row) => sum + (row['gaps'] as number), 0)
  const day = rows
    .filter((row) => (row['from_seconds'] as number) < DAY)
    .reduce((sum, row) => sum + (row['gaps'] as number), 0)
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Time between sessions',
      x: { label: 'Since the session before', type: 'category' },
      y: { label: 'Share of returns', format: 'percent' },
      summary:
        total === 0
          ? 'No user has a second session in these dates.'
          : `${((100 * day) / total).toFixed(1)} % of ${total.toLocaleString('en-US')} returns came within a day of the session before.`,
      series: [
        {
          name: 'Returns',
          points: rows.map((row, index) => ({
            x: row['gap'] as string,
            y: row['share_pct'] as number | null,
            figure: { row: index, column: 'gaps' },
          })),
        },
      ],
    },
  ]
}

function kpis(result: ResultTable, _values: ParameterValues, more: ResultTable | null): readonly Kpi[] {
  const total = result.rows().reduce((sum, row) => sum + (row['gaps'] as number), 0)
  if (total === 0) return []
  const of = (column: string): number | null => (more === null ? null : (more.value(0, column) as number | null))
  return [
    {
      label: 'Returns',
      value: total,
      format: 'integer',
      detail: more === null ? '' : `of ${(of('users') ?? 0).toLocaleString('en-US')} users`,
    },
    { label: 'Median time between', value: of('median_seconds'), format: 'seconds' },
    { label: '90 % within', value: of('p90_seconds'), format: 'seconds' },
  ]
}

function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const index = RANGES.findIndex(([, name]) => name === row['gap'])
  if ((column !== 'gaps' && column !== 'users') || index < 0) return null
  const asked = scope(values, catalog, source)
  const [from, name] = RANGES[index]!
  const until = RANGES[index + 1]?.[0]
  const list = `${listedSql(asked, values)}`
  const where = `WHERE seconds >= ${from}${until === undefined ? '' : ` AND seconds < ${until}`}`
  return column === 'users'
    ? {
        title: `Users who came back after ${name}`,
        kind: 'users',
        plan: scopedPlan(
          asked,
          `${list}\nSELECT user_key, count(*)::BIGINT AS returns FROM listed ${where} GROUP BY user_key`,
          undefined,
        ),
      }
    : {
        title: `Returns after ${name}`,
        kind: 'rows',
        plan: scopedPlan(
          asked,
          `${list}
SELECT (SELECT user_id FROM main.users WHERE users.user_key = listed.user_key) AS user_id, before_ts, start_ts, seconds FROM listed ${where}
ORDER BY start_ts, user_key`,
          undefined,
        ),
      }
}

export const sessionGaps: Analysis = {
  name: 'session-gaps',
  title: 'Time between sessions',
  about: 'How long users stay away between one session and the next.',
  grain: 'one row per range of time',
  definition,
  parameters: [...SESSION_PARAMETERS, ...COMMON_PARAMETERS],
  columns: [
    { name: 'gap', about: 'Range of the time between, its beginning included and its end not.', format: 'text' },
    { name: 'from_seconds', about: 'Where the range begins, in seconds.', format: 'seconds' },
    { name: 'to_seconds', about: 'Where it ends; empty for the last.', format: 'seconds' },
    { name: 'gaps', about: 'Sessions that began so long after the end of the one before.', format: 'integer' },
    { name: 'users', about: 'Different users among them.', format: 'integer' },
    { name: 'share_pct', about: 'Percentage (0 to 100) of all such sessions.', format: 'percent' },
    { name: 'within_pct', about: 'Percentage that came within this range or a shorter one.', format: 'percent' },
  ],
  reads: 'events',
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const ranges = RANGES.map(
      ([from, name], index) => `(${literal(name)}, ${from}, ${RANGES[index + 1]?.[0] ?? 'NULL'})`,
    ).join(', ')
    return scopedPlan(
      asked,
      `${listedSql(asked, values)},
placed AS (
  SELECT CASE ${[...RANGES]
    .reverse()
    .map(([from]) => `WHEN seconds >= ${from} THEN ${from}`)
    .join(' ')} END AS from_seconds, user_key FROM listed),
counted AS (SELECT from_seconds, count(*) AS gaps, count(DISTINCT user_key) AS users FROM placed GROUP BY from_seconds)
SELECT gap, from_seconds, to_seconds, coalesce(gaps, 0)::BIGINT AS gaps, coalesce(users, 0)::BIGINT AS users,
  100 * coalesce(gaps, 0) / nullif(sum(gaps) OVER (), 0)::DOUBLE AS share_pct, 100 * sum(coalesce(gaps, 0)) OVER (ORDER BY from_seconds) / nullif(sum(gaps) OVER (), 0)::DOUBLE AS within_pct
FROM (VALUES ${ranges}) ranges(gap, from_seconds, to_seconds) LEFT JOIN counted USING (from_seconds)
ORDER BY from_seconds`,
      undefined,
      [cutNote(readCut(values, asked.source))],
    )
  },
  kpiPlan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    return scopedPlan(
      asked,
      `${listedSql(asked, values)}
SELECT count(DISTINCT user_key)::BIGINT AS users, median(seconds)::DOUBLE AS median_seconds, quantile_cont(seconds, 0.9)::DOUBLE AS p90_seconds FROM listed`,
      undefined,
    )
  },
  charts,
  kpis,
  drill,
}
