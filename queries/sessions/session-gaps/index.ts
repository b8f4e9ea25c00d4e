import { ofElapsedTime } from '../../events/oneZone'
import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { scopedPlan } from '../../events/scopedPlan'
import { SESSION_PARAMETERS, cutNote, readCut } from '../sessionEvents'
import { sessionList } from '../sessionsSql'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { shownDateRange } from '../../events/dataDates'
import { userIdOf } from '../../events/eventRows'
import { whereLines } from '../../events/eventsInScope'
import { countText } from '../../events/texts'
import { sessionSequence } from '../sessionSequence'
import definition from './definition.md?raw'
import { countGaps, sumGaps } from './kernel'
import { DAY, RANGES } from './ranges'

/**
 * WITH queries up to `returns`: one row per session on a date shown that has one before it, with the seconds between.
 */
function returns(asked: Scope, values: ParameterValues): readonly Cte[] {
  return [
    ...sessionList(asked, readCut(values, asked.source)),
    ...shownDateRange(asked),
    {
      name: 'following',
      about: "Sessions with the end of the user's session before",
      sql: `SELECT
  user_key,
  date,
  start_ts,
  lag(end_ts) OVER (PARTITION BY user_key ORDER BY start_ts, end_ts) AS before_ts
FROM session_list`,
    },
    {
      name: 'returns',
      about: 'Sessions on the dates shown that have one before, with the seconds between the two',
      keep: 'MATERIALIZED',
      sql: `SELECT
  user_key,
  before_ts,
  start_ts,
  greatest(0, epoch_us(start_ts) - epoch_us(before_ts)) / 1e6 AS seconds
FROM following, shown_dates
WHERE before_ts IS NOT NULL
  AND date BETWEEN from_date AND to_date`,
    },
  ]
}

function gapSequence(asked: Scope, values: ParameterValues): Pick<QueryPlan, 'sequence'> {
  return sessionSequence(asked, readCut(values, asked.source), {
    analysis: 'session-gaps',
    values,
    columns: {},
    rule: 'Each but the first counts under the time since the one before ended.',
  })
}

const COLUMNS = resultColumns({
  gap: { about: 'Range of the time between, its beginning included and its end not.', format: 'text' },
  from_seconds: { about: 'Where the range begins, in seconds.', format: 'seconds' },
  to_seconds: { about: 'Where it ends; empty for the last.', format: 'seconds', nullable: true },
  gaps: { about: 'Sessions that began so long after the end of the one before.', format: 'integer' },
  users: { about: 'Different users among them.', format: 'integer' },
  share_pct: { about: 'Percentage (0 to 100) of all such sessions.', format: 'percent', nullable: true },
  within_pct: { about: 'Percentage that came within this range or a shorter one.', format: 'percent', nullable: true },
})

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const total = rows.reduce((sum, row) => sum + row.gaps, 0)
  const day = rows.filter((row) => row.from_seconds < DAY).reduce((sum, row) => sum + row.gaps, 0)
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Time between sessions',
      x: { label: 'Since the session before', type: 'category', ordered: true },
      y: { label: 'Share of returns', format: 'percent' },
      summary:
        total === 0
          ? 'No user has a second session in these dates.'
          : `${formatFixed((100 * day) / total, 1)} % of ${countText(total)} returns came within a day ` +
            'of the session before.',
      series: [
        {
          name: 'Returns',
          points: rows.map((row, index) => ({ x: row.gap, y: row.share_pct, figure: { row: index, column: 'gaps' } })),
        },
      ],
    },
  ]
}

const IN_ALL = resultColumns({
  users: { about: 'Different users who came back.', format: 'integer' },
  median_seconds: { about: 'Median time between.', format: 'seconds', nullable: true },
  p90_seconds: { about: 'The time within which nine of ten returns came.', format: 'seconds', nullable: true },
})

function kpis(result: ResultTable, _values: ParameterValues, more: ResultTable | null): readonly Kpi[] {
  const total = rowsOf(COLUMNS, result).reduce((sum, row) => sum + row.gaps, 0)
  if (total === 0) return []
  const whole = more === null ? undefined : rowsOf(IN_ALL, more)[0]
  return [
    {
      label: 'Returns',
      value: total,
      format: 'integer',
      detail: whole === undefined ? '' : `of ${countText(whole.users)} users`,
    },
    { label: 'Median time between', value: whole?.median_seconds ?? null, format: 'seconds' },
    { label: '90 % within', value: whole?.p90_seconds ?? null, format: 'seconds' },
  ]
}

function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const index = RANGES.findIndex(([, name]) => name === row['gap'])
  const range = RANGES[index]
  if ((column !== 'gaps' && column !== 'users') || range === undefined) return null
  const asked = scope(values, catalog, source)
  const [from, name] = range
  const until = RANGES[index + 1]?.[0]
  const where = `WHERE ${whereLines(`seconds >= ${from}`, until === undefined ? null : `seconds < ${until}`)}`
  return column === 'users'
    ? {
        title: `Users who came back after ${name}`,
        kind: 'users',
        plan: scopedPlan(
          asked,
          statement(
            returns(asked, values),
            `SELECT user_key, count(*)::BIGINT AS returns
FROM returns
${where}
GROUP BY user_key`,
          ),
          undefined,
        ),
      }
    : {
        title: `Returns after ${name}`,
        kind: 'rows',
        plan: scopedPlan(
          asked,
          statement(
            returns(asked, values),
            `SELECT ${userIdOf('returns')}, before_ts, start_ts, seconds
FROM returns
${where}
ORDER BY start_ts, user_key`,
          ),
          undefined,
        ),
      }
}

export const sessionGaps: Analysis = {
  name: 'session-gaps',
  title: 'Time between sessions',
  about: 'Time between sessions.',
  grain: 'one row per range of time',
  definition,
  parameters: [...SESSION_PARAMETERS, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  estimates: { users: ['users'], amounts: ['gaps'], kpis: ['users'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const ranges = RANGES.map(
      ([from, name], index) => `  (${literal(name)}, ${from}, ${RANGES[index + 1]?.[0] ?? 'NULL'})`,
    )
    const places = [...RANGES].reverse().map(([from]) => `    WHEN seconds >= ${from} THEN ${from}`)
    const plan = scopedPlan(
      asked,
      statement(
        [
          ...returns(asked, values),
          {
            name: 'placed',
            about: 'Returns with where their range begins',
            sql: `SELECT
  CASE
${places.join('\n')}
  END AS from_seconds,
  user_key
FROM returns`,
          },
          {
            name: 'counted',
            about: 'Returns and users by range',
            sql: `SELECT from_seconds, count(*) AS gaps, count(DISTINCT user_key) AS users
FROM placed
GROUP BY from_seconds`,
          },
          {
            name: 'ranges',
            about: 'All ranges, those without returns, too',
            columns: ['gap', 'from_seconds', 'to_seconds'],
            sql: `VALUES\n${ranges.join(',\n')}`,
          },
        ],
        `SELECT
  gap,
  from_seconds,
  to_seconds,
  coalesce(gaps, 0)::BIGINT AS gaps,
  coalesce(users, 0)::BIGINT AS users,
  100 * coalesce(gaps, 0) / nullif(sum(gaps) OVER (), 0)::DOUBLE AS share_pct,
  100 * sum(coalesce(gaps, 0)) OVER (ORDER BY from_seconds) / nullif(sum(gaps) OVER (), 0)::DOUBLE AS within_pct
FROM ranges
LEFT JOIN counted USING (from_seconds)
ORDER BY from_seconds`,
      ),
      undefined,
      [cutNote(readCut(values, asked.source))],
    )
    return { ...plan, ...gapSequence(asked, values) }
  },
  kernel: countGaps,
  kpiPlan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const plan = scopedPlan(
      asked,
      statement(
        returns(asked, values),
        `SELECT
  count(DISTINCT user_key)::BIGINT AS users,
  median(seconds)::DOUBLE AS median_seconds,
  quantile_cont(seconds, 0.9)::DOUBLE AS p90_seconds
FROM returns`,
      ),
      undefined,
    )
    const { sequence } = gapSequence(asked, values)
    return sequence === undefined ? plan : { ...plan, sequence: { ...sequence, ofKpis: true } }
  },
  kpiKernel: sumGaps,
  charts,
  kpis,
  drill,
}
