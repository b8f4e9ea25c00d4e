import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { conditionSql, readCondition } from '../../../src-renderer/query/sql/condition'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { dataDatesSql, partitionRange, shownDates } from '../../events/activeDays'
import { completeColumn, completeSql, markOf } from '../../events/completeness'
import { scopedPlan } from '../../events/scopedPlan'
import { CONTENT, EVENT_PARAMETERS, columnSql, eventSql, likelyColumn } from '../../events/contentColumns'
import { contentPopulation } from '../population'
import definition from './definition.md?raw'

/** WITH queries `bounds` and `listed`: one row per content whose first day is shown, with the reactions and comments of that day. */
function listedSql(asked: Scope, values: ParameterValues): string {
  const content = columnSql(asked, values, 'content')
  const created = conditionSql(readCondition(values['created'] ?? null, 'created'), asked.source.columns)
  const shown = shownDates(asked)
  return `WITH bounds AS (SELECT ${shown.from} AS from_date, ${shown.to} AS to_date, first_date AS data_from, over_date FROM (${dataDatesSql(asked)})),
acts AS MATERIALIZED (
  SELECT ${content}::VARCHAR AS content, ts, local_date(ts) AS date, (${created}) AS creates, (${eventSql(asked, values, 'like')}) AS reacts, (${eventSql(asked, values, 'comment')}) AS comments
  FROM ${asked.from} WHERE ${asked.where} AND ${content} IS NOT NULL),
born AS (SELECT content, min(ts) AS first_ts, min(date) AS first_date FROM acts WHERE creates GROUP BY content),
listed AS MATERIALIZED (
  SELECT content, any_value(first_ts) AS first_ts, first_date AS date, count(*) FILTER (reacts) AS reactions, count(*) FILTER (comments) AS comments
  FROM born JOIN acts USING (content), bounds
  WHERE acts.date = first_date AND first_date BETWEEN from_date AND to_date
  GROUP BY content, first_date)`
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result.rows()
  const sum = (column: string): number => rows.reduce((total, row) => total + (row[column] as number), 0)
  return [
    {
      kind: 'line',
      title: 'Posts with a reaction and no comment',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Share of posts', format: 'percent', zero: true },
      summary:
        sum('posts') === 0
          ? 'No content begins on these dates.'
          : `${((100 * sum('silent')) / sum('posts')).toFixed(1)} % of ${sum('posts').toLocaleString('en-US')} pieces of content had a reaction and no comment on their first day; days on which none began are gaps.`,
      series: [
        {
          name: 'Silent',
          points: rows.map((row, index) => ({
            x: row['date'] as string,
            y: row['silent_pct'] as number | null,
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
  reacted: { words: 'Content with a reaction on its first day,', condition: ' AND reactions > 0' },
  silent: {
    words: 'Content with a reaction and no comment on its first day,',
    condition: ' AND reactions > 0 AND comments = 0',
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
      `${listedSql(asked, values)}
SELECT content, first_ts, reactions::BIGINT AS reactions, comments::BIGINT AS comments FROM listed
WHERE date = ${dateLiteral(date)}${which.condition}
ORDER BY first_ts, content`,
      partitionRange({ ...asked, toDate: date }, null, 0),
    ),
  }
}

export const silentReactions: Analysis = {
  name: 'silent-reactions',
  title: 'Silent reactions',
  about: 'What share of posts had a reaction and no comment on their first day.',
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
  columns: [
    { name: 'date', about: 'Local date on which the content began.', format: 'date' },
    { name: 'posts', about: 'Pieces of content that began on the date.', format: 'integer' },
    { name: 'reacted', about: 'Of them, those with a reaction on that date.', format: 'integer' },
    { name: 'silent', about: 'Of those, the ones without a comment on that date.', format: 'integer' },
    {
      name: 'silent_pct',
      about: 'Percentage (0 to 100) of posts that are silent; empty without posts.',
      format: 'percent',
    },
    completeColumn(),
  ],
  reads: 'events',
  population: contentPopulation([]),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    return scopedPlan(
      asked,
      `${listedSql(asked, values)},
calendar AS (SELECT from_date + unnest(range(0, to_date - from_date + 1))::INTEGER AS date, data_from AS first_date, over_date FROM bounds WHERE from_date <= to_date),
daily AS (
  SELECT date, count(*) AS posts, count(*) FILTER (reactions > 0) AS reacted, count(*) FILTER (reactions > 0 AND comments = 0) AS silent
  FROM listed GROUP BY date)
SELECT date, coalesce(posts, 0)::BIGINT AS posts, coalesce(reacted, 0)::BIGINT AS reacted, coalesce(silent, 0)::BIGINT AS silent, 100 * silent / posts::DOUBLE AS silent_pct,
  ${completeSql('date', 'date')} AS complete
FROM calendar LEFT JOIN daily USING (date)
ORDER BY date`,
      partitionRange(asked, null, 0),
      [`content: ${likelyColumn(asked, values, 'content')!.name}`],
    )
  },
  charts,
  drill,
}
