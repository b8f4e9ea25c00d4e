import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { partitionRange } from '../../events/activeDays'
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
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { statement } from '../../../src-renderer/query/sql/statement'
import { eventsInScope, whereLines } from '../../events/eventsInScope'
import { capitalized, countText } from '../../events/texts'
import { COLUMN_OF, MOST_BARS, listEvents } from '../contentEvents'
import definition from './definition.md?raw'

const COLUMNS = resultColumns({
  rank: { about: 'Place by score; equal scores share one, and the next is skipped.', format: 'integer' },
  content: { about: 'The piece of content.', format: 'text' },
  creator: { about: 'Who made it; empty where the log does not say.', format: 'text', nullable: true },
  views: { about: 'View events.', format: 'integer' },
  viewers: { about: 'Different users among them.', format: 'integer' },
  likes: { about: 'Like events.', format: 'integer' },
  shares: { about: 'Share events.', format: 'integer' },
  comments: { about: 'Comment events.', format: 'integer' },
  score: { about: 'Sum of the weights of its events.', format: 'decimal' },
  score_per_view: { about: 'Score divided by views; empty without views.', format: 'decimal', nullable: true },
})

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const top = rows.slice(0, MOST_BARS)
  const first = top[0]
  const drawn = rows.length > MOST_BARS ? `; the first ${MOST_BARS} of ${countText(rows.length)} are drawn` : ''
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
          : `${first.content} leads with a score of ${countText(first.score)}${drawn}.`,
      series: KINDS.map((kind) => ({
        name: capitalized(COLUMN_OF[kind]),
        points: top.map((row, index) => ({
          x: row.content,
          y: weight(kind) * row[COLUMN_OF[kind]],
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
  const conditions = [
    `${columnSql(asked, values, 'content')}::VARCHAR = ${literal(content)}`,
    eventSql(asked, values, kind),
  ]
  const range = partitionRange(asked, 0, 0)
  return column === 'viewers'
    ? {
        title: `Users who viewed ${content}`,
        kind: 'users',
        plan: scopedPlan(
          asked,
          statement(
            [eventsInScope(asked, { dated: true })],
            `SELECT user_key, count(*)::BIGINT AS views, min(ts) AS first_view
FROM events_in_scope
WHERE ${whereLines(...conditions)}
GROUP BY user_key`,
          ),
          range,
        ),
      }
    : {
        title: `${capitalized(COLUMN_OF[kind])} of ${content}`,
        kind: 'rows',
        plan: scopedPlan(asked, listEvents(asked, { dated: true }, ...conditions), range),
      }
}

export const contentEngagement: Analysis = {
  name: 'content-engagement',
  title: 'Content engagement',
  about: 'Content ranked by engagement: views, likes, shares and comments, weighted into a score.',
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
  columns: columnList(COLUMNS),
  refuses: { sample: 'the least number of views holds for all views of a content' },
  reads: 'events',
  population: contentPopulation([]),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const content = columnSql(asked, values, 'content')
    const creator = likelyColumn(asked, values, 'creator')
    const least = Number(values['min_views'] ?? 100)
    const viewed = eventSql(asked, values, 'view')
    const events = eventsInScope(asked, { dated: true })
    const plan = scopedPlan(
      asked,
      statement(
        [
          events,
          {
            name: 'counted',
            about: 'Events about each content, and its score',
            sql: `SELECT
  ${content}::VARCHAR AS content,
  ${creator === null ? 'NULL::VARCHAR' : `min(${identifier(creator.name)}::VARCHAR)`} AS creator,
  ${KINDS.map((kind) => `count(*) FILTER (${eventSql(asked, values, kind)}) AS ${COLUMN_OF[kind]}`).join(',\n  ')},
  count(DISTINCT user_key) FILTER (${viewed}) AS viewers,
  sum(
    ${scoreSql(asked, values)}
  )::DOUBLE AS score
FROM events_in_scope
WHERE ${content} IS NOT NULL
GROUP BY 1`,
          },
        ],
        `SELECT
  rank() OVER (ORDER BY score DESC)::BIGINT AS rank,
  content,
  creator,
  views::BIGINT AS views,
  viewers::BIGINT AS viewers,
  likes::BIGINT AS likes,
  shares::BIGINT AS shares,
  comments::BIGINT AS comments,
  score,
  score / nullif(views, 0) AS score_per_view
FROM counted
WHERE views >= ${least}
ORDER BY rank, content`,
      ),
      partitionRange(asked, 0, 0),
      [
        `content: ${likelyColumn(asked, values, 'content')?.name ?? ''}`,
        `weights: ${KINDS.map((kind) => `${kind} ${Number(values[`${kind}_weight`])}`).join(', ')}`,
      ],
    )
    return {
      ...plan,
      leftOut: [
        {
          name: 'few-views',
          sql: statement(
            [
              events,
              {
                name: 'content_views',
                about: 'Views of each content',
                sql: `SELECT count(*) FILTER (${viewed}) AS views
FROM events_in_scope
WHERE ${content} IS NOT NULL
GROUP BY ${content}`,
              },
            ],
            `SELECT count(*)\nFROM content_views\nWHERE views < ${least}`,
          ),
          one: `1 piece of content with fewer than ${least} views is left out`,
          many: `{n} pieces of content with fewer than ${least} views are left out`,
        },
      ],
    }
  },
  charts,
  drill,
}
