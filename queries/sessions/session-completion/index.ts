import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral, identifier } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { completeColumn, completeSql, markOf } from '../../events/completeness'
import { scopedPlan } from '../../events/scopedPlan'
import { CONTENT, EVENT_PARAMETERS, eventSql, likelyColumn } from '../../events/contentColumns'
import { SESSION_ROW } from '../drill'
import { SESSION_PARAMETERS, cutNote, readCut } from '../sessionEvents'
import { CALENDAR, shownSessionsSql } from '../shownSessions'
import definition from './definition.md?raw'

function readLeast(values: ParameterValues): number {
  return typeof values['least'] === 'number' ? values['least'] : 3
}

/** WITH queries up to `listed`: sessions with the number of views, and of different contents viewed. */
function listedSql(asked: Scope, values: ParameterValues): string {
  const content = likelyColumn(asked, values, 'content')
  return shownSessionsSql(
    asked,
    readCut(values, asked.source),
    [
      `(${eventSql(asked, values, 'view')}) AS viewed`,
      ...(content === null ? [] : [`${identifier(content.name)} AS content`]),
    ],
    [
      'count(*) FILTER (viewed) AS views',
      `${content === null ? 'count(*)' : 'count(DISTINCT content)'} FILTER (viewed) AS contents`,
    ],
  )
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = result.rows()
  const sum = (column: string): number => rows.reduce((total, row) => total + (row[column] as number), 0)
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
          : `${((100 * sum('completed')) / sum('sessions')).toFixed(1)} % of ${sum('sessions').toLocaleString('en-US')} sessions with a view reached ${least} different ones; days without such sessions are gaps.`,
      series: [
        {
          name: `${least} or more`,
          points: rows.map((row, index) => ({
            x: row['date'] as string,
            y: row['completion_pct'] as number | null,
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
      `${listedSql(asked, values)}
SELECT ${SESSION_ROW}, views::BIGINT AS views, contents::BIGINT AS contents FROM listed
WHERE date = ${dateLiteral(date)} AND views > 0${column === 'completed' ? ` AND contents >= ${readLeast(values)}` : ''}
ORDER BY start_ts, user_key`,
      undefined,
    ),
  }
}

export const sessionCompletion: Analysis = {
  name: 'session-completion',
  title: 'Session completion',
  about: 'What share of the sessions in which something was viewed reached three different contents.',
  grain: 'one row per local date',
  definition,
  parameters: [
    EVENT_PARAMETERS.view,
    {
      ...CONTENT,
      help: 'The column whose different values are counted; empty for the first that is called like one, else each view counts.',
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
  columns: [
    { name: 'date', about: 'Local date on which the sessions began.', format: 'date' },
    { name: 'sessions', about: 'Sessions with at least one view.', format: 'integer' },
    { name: 'completed', about: 'Of them, those with that many different contents viewed.', format: 'integer' },
    { name: 'completion_pct', about: 'Their percentage (0 to 100); empty without sessions.', format: 'percent' },
    completeColumn(),
  ],
  reads: 'events',
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const content = likelyColumn(asked, values, 'content')
    return scopedPlan(
      asked,
      `${listedSql(asked, values)},
${CALENDAR},
daily AS (SELECT date, count(*) AS sessions, count(*) FILTER (contents >= ${readLeast(values)}) AS completed FROM listed WHERE views > 0 GROUP BY date)
SELECT date, coalesce(sessions, 0)::BIGINT AS sessions, coalesce(completed, 0)::BIGINT AS completed, 100 * completed / sessions::DOUBLE AS completion_pct,
  ${completeSql('date', 'date')} AS complete
FROM calendar LEFT JOIN daily USING (date)
ORDER BY date`,
      undefined,
      [content === null ? 'each view counts' : `different ${content.name}`, cutNote(readCut(values, asked.source))],
    )
  },
  charts,
  drill,
}
