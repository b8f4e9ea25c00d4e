import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { partitionRange } from '../../events/activeDays'
import { EVENT_ROW } from '../../events/eventRows'
import { scopedPlan } from '../../events/scopedPlan'
import { contentPopulation } from '../population'
import {
  CONTENT,
  CREATOR,
  EVENT_PARAMETERS,
  KINDS,
  columnSql,
  eventSql,
  likelyColumn,
  scoreSql,
  weightParameters,
  type Kind,
} from '../../events/contentColumns'
import { datedWhere } from '../datedEvents'
import definition from './definition.md?raw'

/** Bars of the chart: more do not fit. */
const MOST_BARS = 15
const COLUMN_OF: Readonly<Record<Kind, string>> = { view: 'views', like: 'likes', share: 'shares', comment: 'comments' }

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = result.rows()
  const top = rows.slice(0, MOST_BARS)
  const first = top[0]
  const weight = (kind: Kind): number => Number(values[`${kind}_weight`])
  return [
    {
      kind: 'bar',
      layout: 'stacked',
      direction: 'horizontal',
      title: 'Engagement score',
      x: { label: 'Content', type: 'category' },
      y: { label: 'Score', format: 'decimal' },
      summary:
        first === undefined
          ? `No content was viewed ${Number(values['min_views'] ?? 100)} times in these dates.`
          : `${first['content'] as string} leads with a score of ${(first['score'] as number).toLocaleString('en-US')}${rows.length > MOST_BARS ? `; the first ${MOST_BARS} of ${rows.length.toLocaleString('en-US')} are drawn` : ''}.`,
      series: KINDS.map((kind) => ({
        name: COLUMN_OF[kind].replace(/^./, (letter) => letter.toUpperCase()),
        points: top.map((row, index) => ({
          x: row['content'] as string,
          y: weight(kind) * (row[COLUMN_OF[kind]] as number),
          figure: { row: index, column: COLUMN_OF[kind] },
        })),
      })),
    },
  ]
}

function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const content = row['content']
  const kind = column === 'viewers' ? 'view' : KINDS.find((one) => COLUMN_OF[one] === column)
  if (kind === undefined || typeof content !== 'string') return null
  const asked = scope(values, catalog, source)
  const where = `${datedWhere(asked)} AND ${columnSql(asked, values, 'content')}::VARCHAR = ${literal(content)} AND ${eventSql(asked, values, kind)}`
  const range = partitionRange(asked, 0, 0)
  return column === 'viewers'
    ? {
        title: `Users who viewed ${content}`,
        kind: 'users',
        plan: scopedPlan(
          asked,
          `SELECT user_key, count(*)::BIGINT AS views, min(ts) AS first_view FROM ${asked.from}\nWHERE ${where}\nGROUP BY user_key`,
          range,
        ),
      }
    : {
        title: `${COLUMN_OF[kind].replace(/^./, (letter) => letter.toUpperCase())} of ${content}`,
        kind: 'rows',
        plan: scopedPlan(asked, `SELECT ${EVENT_ROW} FROM ${asked.from}\nWHERE ${where}\nORDER BY ts, _source`, range),
      }
}

export const contentEngagement: Analysis = {
  name: 'content-engagement',
  title: 'Content engagement',
  about: 'Which content moves people: views, likes, shares and comments, weighted into a score, with ranks.',
  grain: 'one row per piece of content',
  definition,
  parameters: [
    CONTENT,
    {
      name: 'min_views',
      type: 'integer',
      label: 'Views at least',
      default: 100,
      min: 0,
      max: 1_000_000_000,
      help: 'Content with fewer views is left out and has no rank.',
    },
    ...KINDS.map((kind) => EVENT_PARAMETERS[kind]),
    ...weightParameters({ view: 1, like: 3, share: 5, comment: 7 }),
    { ...CREATOR, more: true },
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'rank', about: 'Place by score; equal scores share one, and the next is skipped.', format: 'integer' },
    { name: 'content', about: 'The piece of content.', format: 'text' },
    { name: 'creator', about: 'Who made it; empty where the log does not say.', format: 'text' },
    { name: 'views', about: 'View events.', format: 'integer' },
    { name: 'viewers', about: 'Different users among them.', format: 'integer' },
    { name: 'likes', about: 'Like events.', format: 'integer' },
    { name: 'shares', about: 'Share events.', format: 'integer' },
    { name: 'comments', about: 'Comment events.', format: 'integer' },
    { name: 'score', about: 'Sum of the weights of its events.', format: 'decimal' },
    { name: 'score_per_view', about: 'Score divided by views; empty without views.', format: 'decimal' },
  ],
  reads: 'events',
  population: contentPopulation([]),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const content = columnSql(asked, values, 'content')
    const creator = likelyColumn(asked, values, 'creator')
    const least = Number(values['min_views'] ?? 100)
    const views = `SELECT count(*) FILTER (${eventSql(asked, values, 'view')}) AS views FROM ${asked.from} WHERE ${datedWhere(asked)} AND ${content} IS NOT NULL GROUP BY ${content}`
    const plan = scopedPlan(
      asked,
      `WITH counted AS (
  SELECT ${content}::VARCHAR AS content, ${creator === null ? 'NULL::VARCHAR' : `min(${identifier(creator.name)}::VARCHAR)`} AS creator,
    ${KINDS.map((kind) => `count(*) FILTER (${eventSql(asked, values, kind)}) AS ${COLUMN_OF[kind]}`).join(', ')},
    count(DISTINCT user_key) FILTER (${eventSql(asked, values, 'view')}) AS viewers, sum(${scoreSql(asked, values)})::DOUBLE AS score
  FROM ${asked.from} WHERE ${datedWhere(asked)} AND ${content} IS NOT NULL
  GROUP BY 1)
SELECT rank() OVER (ORDER BY score DESC)::BIGINT AS rank, content, creator, views::BIGINT AS views, viewers::BIGINT AS viewers, likes::BIGINT AS likes,
  shares::BIGINT AS shares, comments::BIGINT AS comments, score, score / nullif(views, 0) AS score_per_view
FROM counted
WHERE views >= ${least}
ORDER BY rank, content`,
      partitionRange(asked, 0, 0),
      [
        `content: ${likelyColumn(asked, values, 'content')!.name}`,
        `weights: ${KINDS.map((kind) => `${kind} ${Number(values[`${kind}_weight`])}`).join(', ')}`,
      ],
    )
    return {
      ...plan,
      leftOut: [
        {
          name: 'few-views',
          sql: `SELECT count(*) FROM (${views}) WHERE views < ${least}`,
          one: `1 piece of content with fewer than ${least} views is left out`,
          many: `{n} pieces of content with fewer than ${least} views are left out`,
        },
      ],
    }
  },
  charts,
  drill,
}
