import { ofElapsedTime } from '../../events/oneZone'
import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { anyConditionSql, columnNamed, readConditions } from '../../../src-renderer/query/sql/condition'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ColumnSchema } from '../../../src-renderer/model/schema'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { scopedPlan } from '../../events/scopedPlan'
import { sessionRow } from '../drill'
import { SESSION_PARAMETERS, cutNote, readCut } from '../sessionEvents'
import { sessionSequence, valueKey } from '../sessionSequence'
import { shownSessions } from '../shownSessions'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { countText } from '../../events/texts'
import definition from './definition.md?raw'
import { countDepths } from './kernel'

function readMost(values: ParameterValues): number {
  return typeof values['most'] === 'number' ? values['most'] : 20
}

function distinctColumn(asked: Scope, values: ParameterValues): ColumnSchema | null {
  const named = values['distinct']
  return typeof named === 'string' && named !== '' ? columnNamed(named, asked.source.columns) : null
}

/** WITH queries up to `shown_sessions`: sessions with their depth, not above the last row's. */
function sessionsWithDepth(asked: Scope, values: ParameterValues): readonly Cte[] {
  const counted = readConditions(values['counted'] ?? null, 'counted')
  const column = distinctColumn(asked, values)
  const count = column === null ? 'count(*)' : 'count(DISTINCT counted_value)'
  return shownSessions(
    asked,
    readCut(values, asked.source),
    [
      { sql: `(${anyConditionSql(counted, asked.source.columns)})`, name: 'counts' },
      ...(column === null ? [] : [{ sql: identifier(column.name), name: 'counted_value' }]),
    ],
    [{ sql: `least(${readMost(values)}, ${count} FILTER (counts))`, name: 'depth' }],
  )
}

/** What the kernel reads: which events count, and the value of which different ones are counted. */
function depthSequence(asked: Scope, values: ParameterValues): Pick<QueryPlan, 'sequence'> {
  const counted = readConditions(values['counted'] ?? null, 'counted')
  const column = distinctColumn(asked, values)
  return sessionSequence(asked, readCut(values, asked.source), {
    analysis: 'session-depth',
    values,
    columns: {
      ...(counted.length === 0
        ? {}
        : { counts: { kind: 'flag', sql: `(${anyConditionSql(counted, asked.source.columns)})` } }),
      ...(column === null ? {} : { counted_value: valueKey(column) }),
    },
    rule: 'Each counts under the number of its events that are counted, or of the different values among them.',
  })
}

const COLUMNS = resultColumns({
  depth: { about: 'Number of counted events (or different values) in a session.', format: 'integer' },
  or_more: { about: 'True in the last row, which holds all above too.', format: 'boolean' },
  sessions: { about: 'Sessions with that many.', format: 'integer' },
  share_pct: { about: 'Their percentage (0 to 100) of all sessions.', format: 'percent' },
  at_least_pct: { about: 'Percentage of the sessions with that many or more.', format: 'percent' },
})

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const total = rows.reduce((sum, row) => sum + row.sessions, 0)
  const most = [...rows].sort((a, b) => b.sessions - a.sessions)[0]
  const what =
    typeof values['distinct'] === 'string' && values['distinct'] !== '' ? `different ${values['distinct']}` : 'events'
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Depth of sessions',
      x: { label: `Number of ${what}`, type: 'category', ordered: true },
      y: { label: 'Sessions', format: 'integer' },
      summary:
        total === 0 || most === undefined
          ? 'There are no sessions in these dates.'
          : `${countText(total)} sessions; ${most.depth}${most.or_more ? ' or more' : ''} is the most frequent ` +
            `number, with ${formatFixed(most.share_pct, 1)} % of them.`,
      series: [
        {
          name: 'Sessions',
          points: rows.map((row, index) => ({
            x: `${row.depth}${row.or_more ? '+' : ''}`,
            y: row.sessions,
            figure: { row: index, column: 'sessions' },
          })),
        },
      ],
    },
  ]
}

function kpis(result: ResultTable): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  const total = rows.reduce((sum, row) => sum + row.sessions, 0)
  const half = rows.findLast((row) => row.at_least_pct >= 50)
  const deepest = rows.at(-1)
  if (total === 0 || half === undefined || deepest === undefined) return []
  return [
    { label: 'Sessions', value: total, format: 'integer' },
    {
      label: 'Half have at least',
      value: half.depth,
      format: 'integer',
      detail: `${formatFixed(half.at_least_pct, 1)} % of the sessions`,
    },
    {
      label: `${deepest.depth} or more`,
      value: deepest.share_pct,
      format: 'percent',
      detail: `${countText(deepest.sessions)} sessions`,
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
      statement(
        sessionsWithDepth(asked, values),
        `SELECT
  ${sessionRow('shown_sessions')}
FROM shown_sessions
WHERE depth = ${literal(depth)}
ORDER BY start_ts, user_key`,
      ),
      undefined,
    ),
  }
}

export const sessionDepth: Analysis = {
  name: 'session-depth',
  title: 'Session depth',
  about: 'Events per session, or distinct items such as videos.',
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
  columns: columnList(COLUMNS),
  estimates: { amounts: ['sessions'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const plan = scopedPlan(
      asked,
      statement(
        [
          ...sessionsWithDepth(asked, values),
          {
            name: 'histogram',
            about: 'Sessions by depth',
            sql: 'SELECT depth, count(*) AS sessions\nFROM shown_sessions\nGROUP BY depth',
          },
          {
            name: 'least_depth',
            about: 'Where the rows begin: with 0 where sessions have nothing that counts, else with 1',
            sql: `SELECT CASE WHEN min(depth) < 1 THEN 0 ELSE 1 END AS low
FROM shown_sessions
HAVING count(*) > 0`,
          },
          {
            name: 'possible',
            about: 'Each number that a session can have',
            sql: `SELECT unnest(range(low, ${readMost(values)} + 1)) AS depth\nFROM least_depth`,
          },
        ],
        `SELECT
  depth::BIGINT AS depth,
  depth = ${readMost(values)} AS or_more,
  coalesce(sessions, 0)::BIGINT AS sessions,
  100 * coalesce(sessions, 0) / sum(sessions) OVER ()::DOUBLE AS share_pct,
  100 * sum(coalesce(sessions, 0)) OVER (ORDER BY depth DESC) / sum(sessions) OVER ()::DOUBLE AS at_least_pct
FROM possible
LEFT JOIN histogram USING (depth)
ORDER BY depth`,
      ),
      undefined,
      [cutNote(readCut(values, asked.source))],
    )
    return { ...plan, ...depthSequence(asked, values) }
  },
  kernel: (run) => countDepths(run, readMost(run.values)),
  charts,
  kpis,
  drill,
}
