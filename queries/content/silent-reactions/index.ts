import { ofOneMoment } from '../../events/oneZone'
import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { conditionSql, readCondition } from '../../../src-renderer/query/sql/condition'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { SequenceRequest } from '../../../src-renderer/query/contract/plan'
import { dateLiteral } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { dataDaysSql } from '../../events/activeDayPass'
import { partitionRange } from '../../events/activeDays'
import { completeSpec, completeSql, markOf } from '../../events/completeness'
import { scopedPlan } from '../../events/scopedPlan'
import { CONTENT, EVENT_PARAMETERS, columnSql, eventSql, likelyColumn } from '../../events/contentColumns'
import { contentPopulation } from '../population'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { DAY_NUMBER, shownCalendar, shownDateRange } from '../../events/dataDates'
import { eventsInScope, whereLines, timelineEvents } from '../../events/eventsInScope'
import { countText } from '../../events/texts'
import definition from './definition.md?raw'
import { countSilent } from './kernel'

function createdSql(asked: Scope, values: ParameterValues): string {
  return conditionSql(readCondition(values['created'] ?? null, 'created'), asked.source.columns)
}

function sequenceOf(asked: Scope, values: ParameterValues): SequenceRequest {
  const content = columnSql(asked, values, 'content')
  return {
    analysis: 'silent-reactions',
    values,
    ...timelineEvents(asked),
    where: `${content} IS NOT NULL`,
    columns: {
      content: { kind: 'key', sql: content },
      date: { kind: 'number', sql: DAY_NUMBER },
      creates: { kind: 'flag', sql: `(${createdSql(asked, values)})` },
      reacts: { kind: 'flag', sql: `(${eventSql(asked, values, 'like')})` },
      comments: { kind: 'flag', sql: `(${eventSql(asked, values, 'comment')})` },
    },
    range: partitionRange(asked, null, 0),
    beside: dataDaysSql(asked),
    rule: 'The events are walked twice: once for the date on which each piece of content began, once for what came on it.',
  }
}

/**
 * WITH queries up to `first_days`: one row per content whose first day is shown, with the reactions and comments of
 * that day.
 */
function firstDays(asked: Scope, values: ParameterValues): readonly Cte[] {
  const content = columnSql(asked, values, 'content')
  return [
    eventsInScope(asked),
    ...shownDateRange(asked),
    {
      name: 'content_events',
      about: 'Events about content, and whether one begins it, reacts or comments',
      keep: 'MATERIALIZED',
      sql: `SELECT
  ${content}::VARCHAR AS content,
  ts,
  local_date(ts) AS date,
  (${createdSql(asked, values)}) AS creates,
  (${eventSql(asked, values, 'like')}) AS reacts,
  (${eventSql(asked, values, 'comment')}) AS comments
FROM events_in_scope
WHERE ${content} IS NOT NULL`,
    },
    {
      name: 'beginnings',
      about: 'When each content began',
      sql: `SELECT content, min(ts) AS first_ts, min(date) AS born_date
FROM content_events
WHERE creates
GROUP BY content`,
    },
    {
      name: 'first_days',
      about: 'Content that began on a date shown, with the reactions and comments of that date',
      keep: 'MATERIALIZED',
      sql: `SELECT
  content,
  any_value(first_ts) AS first_ts,
  born_date AS date,
  count(*) FILTER (reacts) AS reactions,
  count(*) FILTER (comments) AS comments
FROM beginnings
JOIN content_events USING (content), shown_dates
WHERE content_events.date = born_date
  AND born_date BETWEEN from_date AND to_date
GROUP BY content, born_date`,
    },
  ]
}

const COLUMNS = resultColumns({
  date: { about: 'Local date on which the content began.', format: 'date' },
  posts: { about: 'Pieces of content that began on the date.', format: 'integer' },
  reacted: { about: 'Of them, those with a reaction on that date.', format: 'integer' },
  silent: { about: 'Of those, the ones without a comment on that date.', format: 'integer' },
  silent_pct: {
    about: 'Percentage (0 to 100) of posts that are silent; empty without posts.',
    format: 'percent',
    nullable: true,
  },
  complete: completeSpec(),
})

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const sum = (column: 'posts' | 'silent'): number => rows.reduce((total, row) => total + row[column], 0)
  return [
    {
      kind: 'line',
      title: 'Posts with a reaction and no comment',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Share of posts', format: 'percent', zero: true },
      summary:
        sum('posts') === 0
          ? 'No content begins on these dates.'
          : `${formatFixed((100 * sum('silent')) / sum('posts'), 1)} % of ${countText(sum('posts'))} pieces of content ` +
            'had a reaction and no comment on their first day; days on which none began are gaps.',
      series: [
        {
          name: 'Silent',
          points: rows.map((row, index) => ({
            x: row.date,
            y: row.silent_pct,
            figure: { row: index, column: 'silent' },
            ...markOf(row),
          })),
        },
      ],
    },
  ]
}

const WHICH: Readonly<Record<string, { readonly words: string; readonly condition: string }>> = {
  posts: { words: 'Content whose first day was', condition: '' },
  reacted: { words: 'Content with a reaction on its first day,', condition: 'reactions > 0' },
  silent: {
    words: 'Content with a reaction and no comment on its first day,',
    condition: 'reactions > 0 AND comments = 0',
  },
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
    title: `${which.words} ${date}`,
    kind: 'rows',
    plan: scopedPlan(
      asked,
      statement(
        firstDays(asked, values),
        `SELECT content, first_ts, reactions::BIGINT AS reactions, comments::BIGINT AS comments
FROM first_days
WHERE ${whereLines(`date = ${dateLiteral(date)}`, which.condition)}
ORDER BY first_ts, content`,
      ),
      partitionRange({ ...asked, toDate: date }, null, 0),
    ),
  }
}

export const silentReactions: Analysis = {
  name: 'silent-reactions',
  title: 'Silent reactions',
  about: 'Share of posts with reactions but no comments on their first day.',
  grain: 'one row per local date',
  definition,
  parameters: [
    CONTENT,
    {
      name: 'created',
      type: 'event',
      label: 'Created by',
      default: null,
      help: 'The event that begins a piece of content; any event: the first one that names it.',
    },
    { ...EVENT_PARAMETERS.like, label: 'Reaction' },
    EVENT_PARAMETERS.comment,
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  refuses: { sample: 'a post without a comment in a sample may have one of somebody else' },
  oneZone: ofOneMoment,
  reads: 'events',
  population: contentPopulation([]),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const plan = scopedPlan(
      asked,
      statement(
        [
          ...firstDays(asked, values),
          ...shownCalendar(asked),
          {
            name: 'daily',
            about: 'Content by the date on which it began: with a reaction, and without a comment beside it',
            sql: `SELECT
  date,
  count(*) AS posts,
  count(*) FILTER (reactions > 0) AS reacted,
  count(*) FILTER (reactions > 0 AND comments = 0) AS silent
FROM first_days
GROUP BY date`,
          },
        ],
        `SELECT
  date,
  coalesce(posts, 0)::BIGINT AS posts,
  coalesce(reacted, 0)::BIGINT AS reacted,
  coalesce(silent, 0)::BIGINT AS silent,
  100 * silent / posts::DOUBLE AS silent_pct,
  ${completeSql('date', 'date')} AS complete
FROM calendar
LEFT JOIN daily USING (date)
ORDER BY date`,
      ),
      partitionRange(asked, null, 0),
      [`content: ${likelyColumn(asked, values, 'content')?.name ?? ''}`],
    )
    return { ...plan, ...(asked.entity.length > 0 ? {} : { sequence: sequenceOf(asked, values) }) }
  },
  kernel: countSilent,
  charts,
  drill,
}
