import { ofElapsedTime } from '../../events/oneZone'
import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral, identifier } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { completeSpec, completeSql, markOf } from '../../events/completeness'
import { scopedPlan } from '../../events/scopedPlan'
import { CONTENT, EVENT_PARAMETERS, eventSql, likelyColumn } from '../../events/contentColumns'
import { sessionRow } from '../drill'
import { SESSION_PARAMETERS, cutNote, readCut } from '../sessionEvents'
import { sessionSequence, valueKey } from '../sessionSequence'
import { shownSessions } from '../shownSessions'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { shownCalendar } from '../../events/dataDates'
import { whereLines } from '../../events/eventsInScope'
import { countText } from '../../events/texts'
import definition from './definition.md?raw'
import { countCompleted } from './kernel'

function readLeast(values: ParameterValues): number {
  return typeof values['least'] === 'number' ? values['least'] : 3
}

/** WITH queries up to `shown_sessions`: sessions with the number of views, and of different contents viewed. */
function sessionsWithViews(asked: Scope, values: ParameterValues): readonly Cte[] {
  const content = likelyColumn(asked, values, 'content')
  return shownSessions(
    asked,
    readCut(values, asked.source),
    [
      { sql: `(${eventSql(asked, values, 'view')})`, name: 'viewed' },
      ...(content === null ? [] : [{ sql: identifier(content.name), name: 'content' }]),
    ],
    [
      { sql: 'count(*) FILTER (viewed)', name: 'views' },
      { sql: `${content === null ? 'count(*)' : 'count(DISTINCT content)'} FILTER (viewed)`, name: 'contents' },
    ],
  )
}

const COLUMNS = resultColumns({
  date: { about: 'Local date on which the sessions began.', format: 'date' },
  sessions: { about: 'Sessions with at least one view.', format: 'integer' },
  completed: { about: 'Of them, those with that many different contents viewed.', format: 'integer' },
  completion_pct: { about: 'Their percentage (0 to 100); empty without sessions.', format: 'percent', nullable: true },
  complete: completeSpec(),
})

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const sum = (column: 'sessions' | 'completed'): number => rows.reduce((total, row) => total + row[column], 0)
  const least = readLeast(values)
  return [
    {
      kind: 'line',
      title: 'Completed sessions',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Completed', format: 'percent', zero: true },
      summary:
        sum('sessions') === 0
          ? 'No session in these dates has a view.'
          : `${formatFixed((100 * sum('completed')) / sum('sessions'), 1)} % of ${countText(sum('sessions'))} sessions ` +
            `with a view reached ${least} different ones; days without such sessions are gaps.`,
      series: [
        {
          name: `${least} or more`,
          points: rows.map((row, index) => ({
            x: row.date,
            y: row.completion_pct,
            figure: { row: index, column: 'completed' },
            ...markOf(row),
          })),
        },
      ],
    },
  ]
}

function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const date = row['date']
  if ((column !== 'sessions' && column !== 'completed') || typeof date !== 'string') return null
  const asked = scope(values, catalog, source)
  return {
    title:
      column === 'completed'
        ? `Completed sessions that began on ${date}`
        : `Sessions with a view that began on ${date}`,
    kind: 'rows',
    plan: scopedPlan(
      asked,
      statement(
        sessionsWithViews(asked, values),
        `SELECT
  ${sessionRow('shown_sessions')},
  views::BIGINT AS views,
  contents::BIGINT AS contents
FROM shown_sessions
WHERE ${whereLines(
          `date = ${dateLiteral(date)}`,
          'views > 0',
          column === 'completed' ? `contents >= ${readLeast(values)}` : null,
        )}
ORDER BY start_ts, user_key`,
      ),
      undefined,
    ),
  }
}

export const sessionCompletion: Analysis = {
  name: 'session-completion',
  title: 'Session completion',
  about: 'Share of viewing sessions that reached three different content items.',
  grain: 'one row per local date',
  definition,
  parameters: [
    EVENT_PARAMETERS.view,
    {
      ...CONTENT,
      help:
        'The column whose different values are counted; empty for the first that is called like one, else each ' +
        'view counts.',
    },
    {
      name: 'least',
      type: 'integer',
      label: 'Complete from',
      default: 3,
      min: 1,
      max: 10_000,
      help: 'How many different contents make a session complete.',
    },
    ...SESSION_PARAMETERS,
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { amounts: ['sessions', 'completed'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const content = likelyColumn(asked, values, 'content')
    const plan = scopedPlan(
      asked,
      statement(
        [
          ...sessionsWithViews(asked, values),
          ...shownCalendar(asked),
          {
            name: 'daily',
            about: 'Sessions with a view, and those that are complete, by date',
            sql: `SELECT date, count(*) AS sessions, count(*) FILTER (contents >= ${readLeast(values)}) AS completed
FROM shown_sessions
WHERE views > 0
GROUP BY date`,
          },
        ],
        `SELECT
  date,
  coalesce(sessions, 0)::BIGINT AS sessions,
  coalesce(completed, 0)::BIGINT AS completed,
  100 * completed / sessions::DOUBLE AS completion_pct,
  ${completeSql('date', 'date')} AS complete
FROM calendar
LEFT JOIN daily USING (date)
ORDER BY date`,
      ),
      undefined,
      [content === null ? 'each view counts' : `different ${content.name}`, cutNote(readCut(values, asked.source))],
    )
    const sequence = sessionSequence(asked, readCut(values, asked.source), {
      analysis: 'session-completion',
      values,
      columns: {
        viewed: { kind: 'flag', sql: `(${eventSql(asked, values, 'view')})` },
        ...(content === null ? {} : { content: valueKey(content) }),
      },
      rule: 'Those with a view count on the date on which they began; complete are those with enough different contents.',
    })
    return { ...plan, ...sequence }
  },
  kernel: (run) => countCompleted(run, readLeast(run.values)),
  charts,
  drill,
}
