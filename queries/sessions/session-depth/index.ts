import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { anyConditionSql, columnNamed, readConditions } from '../../../src-renderer/query/sql/condition'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { scopedPlan } from '../../events/scopedPlan'
import { SESSION_ROW } from '../drill'
import { SESSION_PARAMETERS, cutNote, readCut } from '../sessionEvents'
import { shownSessionsSql } from '../shownSessions'
import definition from './definition.md?raw'

function readMost(values: ParameterValues): number {
  return typeof values['most'] === 'number' ? values['most'] : 20
}

/** WITH queries up to `listed`: sessions with their depth, not above the last row's. */
function listedSql(asked: Scope, values: ParameterValues): string {
  const counted = readConditions(values['counted'] ?? null, 'counted')
  const named = values['distinct']
  const column =
    typeof named === 'string' && named !== '' ? identifier(columnNamed(named, asked.source.columns).name) : null
  return shownSessionsSql(
    asked,
    readCut(values, asked.source),
    [
      `(${anyConditionSql(counted, asked.source.columns)}) AS counts`,
      ...(column === null ? [] : [`${column} AS thing`]),
    ],
    [`least(${readMost(values)}, ${column === null ? 'count(*)' : 'count(DISTINCT thing)'} FILTER (counts)) AS depth`],
  )
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = result.rows()
  const total = rows.reduce((sum, row) => sum + (row['sessions'] as number), 0)
  const most = [...rows].sort((a, b) => (b['sessions'] as number) - (a['sessions'] as number))[0]
  const what =
    typeof values['distinct'] === 'string' && values['distinct'] !== '' ? `different ${values['distinct']}` : 'events'
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Depth of sessions',
      x: { label: `Number of ${what}`, type: 'category' },
      y: { label: 'Sessions', format: 'integer' },
      summary:
        total === 0 || most === undefined
          ? 'There are no sessions in these dates.'
          : `${total.toLocaleString('en-US')} sessions; ${String(most['depth'])}${most['or_more'] === true ? ' or more' : ''} is the most frequent number, with ${(most['share_pct'] as number).toFixed(1)} % of them.`,
      series: [
        {
          name: 'Sessions',
          points: rows.map((row, index) => ({
            x: `${String(row['depth'])}${row['or_more'] === true ? '+' : ''}`,
            y: row['sessions'] as number,
            figure: { row: index, column: 'sessions' },
          })),
        },
      ],
    },
  ]
}

function kpis(result: ResultTable): readonly Kpi[] {
  const rows = result.rows()
  const total = rows.reduce((sum, row) => sum + (row['sessions'] as number), 0)
  if (total === 0) return []
  const half = rows.findLast((row) => (row['at_least_pct'] as number) >= 50)!
  const deepest = rows.at(-1)!
  return [
    { label: 'Sessions', value: total, format: 'integer' },
    {
      label: 'Half have at least',
      value: half['depth'] as number,
      format: 'integer',
      detail: `${(half['at_least_pct'] as number).toFixed(1)} % of the sessions`,
    },
    {
      label: `${String(deepest['depth'])} or more`,
      value: deepest['share_pct'] as number,
      format: 'percent',
      detail: `${(deepest['sessions'] as number).toLocaleString('en-US')} sessions`,
    },
  ]
}

function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const depth = row['depth']
  if (column !== 'sessions' || typeof depth !== 'number') return null
  const asked = scope(values, catalog, source)
  return {
    title: `Sessions of depth ${depth}${row['or_more'] === true ? ' or more' : ''}`,
    kind: 'rows',
    plan: scopedPlan(
      asked,
      `${listedSql(asked, values)}\nSELECT ${SESSION_ROW} FROM listed\nWHERE depth = ${literal(depth)}\nORDER BY start_ts, user_key`,
      undefined,
    ),
  }
}

export const sessionDepth: Analysis = {
  name: 'session-depth',
  title: 'Session depth',
  about: 'How many events, or different things such as videos, sessions have.',
  grain: 'one row per number',
  definition,
  parameters: [
    {
      name: 'counted',
      type: 'events',
      label: 'Counted events',
      default: [],
      help: 'What is counted within a session; empty for any event.',
      emptyMeans: 'Any event',
    },
    {
      name: 'distinct',
      type: 'column',
      label: 'Different values of',
      default: null,
      help: 'A column whose different values are counted instead of the events: videos, posts, pages.',
    },
    {
      name: 'most',
      type: 'integer',
      label: 'Up to',
      default: 20,
      min: 1,
      max: 1000,
      more: true,
      help: 'The last row holds this number and all above.',
    },
    ...SESSION_PARAMETERS,
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'depth', about: 'Number of counted events (or different values) in a session.', format: 'integer' },
    { name: 'or_more', about: 'True in the last row, which holds all above too.', format: 'boolean' },
    { name: 'sessions', about: 'Sessions with that many.', format: 'integer' },
    { name: 'share_pct', about: 'Their percentage (0 to 100) of all sessions.', format: 'percent' },
    { name: 'at_least_pct', about: 'Percentage of the sessions with that many or more.', format: 'percent' },
  ],
  reads: 'events',
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    return scopedPlan(
      asked,
      `${listedSql(asked, values)},
histogram AS (SELECT depth, count(*) AS sessions FROM listed GROUP BY depth),
possible AS (SELECT unnest(range(low, ${readMost(values)} + 1)) AS depth FROM (SELECT CASE WHEN min(depth) < 1 THEN 0 ELSE 1 END AS low FROM listed HAVING count(*) > 0))
SELECT depth::BIGINT AS depth, depth = ${readMost(values)} AS or_more, coalesce(sessions, 0)::BIGINT AS sessions,
  100 * coalesce(sessions, 0) / sum(sessions) OVER ()::DOUBLE AS share_pct, 100 * sum(coalesce(sessions, 0)) OVER (ORDER BY depth DESC) / sum(sessions) OVER ()::DOUBLE AS at_least_pct
FROM possible LEFT JOIN histogram USING (depth)
ORDER BY depth`,
      undefined,
      [cutNote(readCut(values, asked.source))],
    )
  },
  charts,
  kpis,
  drill,
}
