import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { columnNamed, conditionSql, readCondition } from '../../../src-renderer/query/sql/condition'
import { identifier } from '../../../src-renderer/query/sql/literal'
import { badParameter } from '../../../src-renderer/query/sql/refuse'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { columnOf, CONTENT } from '../../events/contentColumns'
import { eventsInScope, onDatesSql, whereClause, whereLines } from '../../events/eventsInScope'

/** What a list of results is called when nobody says, the likeliest first. */
export const LIST_NAMES: readonly string[] = [
  'search_id',
  'query_id',
  'request_id',
  'list_id',
  'feed_id',
  'page_id',
  'session_id',
]
const RANK_NAMES: readonly string[] = ['rank', 'position', 'place', 'slot']

export const RANKING_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'impression',
    type: 'event',
    label: 'Shown',
    default: 'impression',
    help: 'The event of showing an item in a list.',
  },
  {
    name: 'click',
    type: 'event',
    label: 'Clicked',
    default: 'click',
    help: 'The event of choosing it, in the same list.',
  },
  {
    name: 'list',
    type: 'column',
    label: 'List',
    default: null,
    emptyMeans: 'Automatic',
    help: 'The column that says which search or page it is; empty for the first that is called like one.',
  },
  {
    ...CONTENT,
    label: 'Item',
    help: 'The column that says which item it is; empty for the first that is called like one.',
  },
  {
    name: 'rank',
    type: 'column',
    label: 'Rank',
    default: null,
    emptyMeans: 'Automatic',
    help: 'The column with the place in the list, from 1; empty for one called like it, else the order of being shown.',
    options: [{ value: 'none', label: 'The order of being shown' }],
  },
  {
    name: 'most',
    type: 'integer',
    label: 'Ranks up to',
    default: 10,
    min: 1,
    max: 100,
    help: 'The k of precision@k, MRR@k and nDCG@k: a row for each rank up to it.',
  },
]

/** A question of a ranking, read and checked. */
export interface RankingQuestion {
  readonly scope: Scope
  readonly list: string
  readonly item: string
  /** Quoted; null for the order in which items are shown. */
  readonly rank: string | null
  /** The columns of list and item, which what counts has a value in. */
  readonly there: readonly string[]
  /** Boolean SQL, never NULL, of events that have both. */
  readonly isShown: string
  readonly isClick: string
  readonly most: number
}

function namedOrLikely(
  values: ParameterValues,
  { source }: Scope,
  name: string,
  likely: readonly string[],
): string | null {
  const value = values[name]
  if (value === 'none') return null
  if (typeof value === 'string' && value !== '') return columnNamed(value, source.columns).name
  return likely.flatMap((one) => source.columns.filter((column) => column.name.toLowerCase() === one))[0]?.name ?? null
}

/** Reads a question. Throws `bad-parameter` and `not-found`. */
export function readRanking(values: ParameterValues, catalog: Catalog, source: string | null): RankingQuestion {
  const asked = scope(values, catalog, source)
  const list = namedOrLikely(values, asked, 'list', LIST_NAMES)
  if (list === null) throw badParameter('list', '', ': say which column it is; none is called like one.')
  const item = columnOf(asked, values, 'content').name
  const rankColumn = namedOrLikely(values, asked, 'rank', RANK_NAMES)
  const rank = rankColumn === null ? null : identifier(rankColumn)
  const conditionOf = (name: string): string =>
    conditionSql(readCondition(values[name] ?? null, name), asked.source.columns)
  return {
    scope: asked,
    list: identifier(list),
    item: identifier(item),
    rank,
    there: [list, item],
    isShown: whereLines(
      conditionOf('impression'),
      rank === null ? null : `coalesce(TRY_CAST(${rank} AS BIGINT) >= 1, FALSE)`,
    ),
    isClick: conditionOf('click'),
    most: Number(values['most']),
  }
}

/** Boolean SQL: that an event has a list and an item. */
const isListed = ({ list, item }: RankingQuestion): string => `${list} IS NOT NULL\n  AND ${item} IS NOT NULL`

/** Boolean SQL, never NULL: that an event shows an item in a list. */
export function shownSql(question: RankingQuestion): string {
  return whereLines(question.isShown, isListed(question))
}

/** WITH queries up to `shown` (user_key, list, item, ts, rank, is_clicked, _file, _line): each item of each list once. */
export function shown(question: RankingQuestion): readonly Cte[] {
  const { scope: asked, list, item, rank, isClick } = question
  const first = 'row_number() OVER (PARTITION BY user_key, list, item ORDER BY ts, _source) = 1'
  const place = 'row_number() OVER (PARTITION BY user_key, list ORDER BY ts, _source)'
  return [
    eventsInScope(asked),
    {
      name: 'impressions',
      about: 'Items shown on the dates asked for: in a list, the first time counts',
      sql: `SELECT
  user_key,
  ${list}::VARCHAR AS list,
  ${item}::VARCHAR AS item,
  ts,
  _source,
  _file,
  _line${rank === null ? '' : `,\n  TRY_CAST(${rank} AS BIGINT) AS rank`}
FROM events_in_scope${whereClause(shownSql(question), onDatesSql('local_date(ts)', asked))}
QUALIFY ${first}`,
    },
    {
      name: 'clicks',
      about: 'When each item of each list was clicked last',
      sql: `SELECT user_key, ${list}::VARCHAR AS list, ${item}::VARCHAR AS item, max(ts) AS clicked_ts
FROM events_in_scope${whereClause(isClick, isListed(question))}
GROUP BY ALL`,
    },
    {
      name: 'shown',
      about: 'Items shown with their rank, and whether they were clicked from then on',
      sql: `SELECT
  impressions.*,${rank === null ? `\n  ${place} AS rank,` : ''}
  coalesce(clicked_ts >= ts, FALSE) AS is_clicked
FROM impressions
LEFT JOIN clicks USING (user_key, list, item)`,
    },
  ]
}

/** A row per rank up to k, with what is true of the lists when they are cut there. */
export function rankingSql(question: RankingQuestion): string {
  const { most } = question
  return statement(
    [
      ...shown(question),
      {
        name: 'cuts',
        about: 'Each rank at which lists are cut, with the gain of a perfect order of so many clicks',
        sql: `SELECT
  cut,
  list_sum(list_transform(range(1, cut + 1), lambda place: 1 / log2(place + 1))) AS perfect
FROM (SELECT unnest(range(1, ${most + 1})) AS cut)`,
      },
      {
        name: 'clicked',
        about: 'Items that were clicked, with how many of their list were, and which is the first',
        sql: `SELECT
  rank,
  count(*) OVER (PARTITION BY user_key, list) AS list_clicks,
  row_number() OVER (PARTITION BY user_key, list ORDER BY rank, item) = 1 AS is_first
FROM shown
WHERE is_clicked`,
      },
      {
        name: 'gains',
        about: 'What the clicks above each cut add up to, over all lists',
        sql: `SELECT
  cuts.cut,
  count(*) / cuts.cut AS precisions,
  sum(CASE WHEN is_first THEN 1 / rank ELSE 0 END) AS reciprocals,
  sum(1 / log2(rank + 1) / ideal.perfect) AS gains
FROM cuts
JOIN clicked ON clicked.rank <= cuts.cut
JOIN cuts AS ideal ON ideal.cut = least(clicked.list_clicks, cuts.cut)
GROUP BY cuts.cut`,
      },
      {
        name: 'by_rank',
        about: 'Items shown and clicked by rank',
        sql: `SELECT rank, count(*) AS impressions, count(*) FILTER (is_clicked) AS clicks
FROM shown
GROUP BY rank`,
      },
      {
        name: 'lists',
        about: 'How many lists there are',
        sql: 'SELECT count(DISTINCT (user_key, list)) AS lists\nFROM shown',
      },
    ],
    `SELECT
  cut AS rank,
  coalesce(impressions, 0) AS impressions,
  coalesce(clicks, 0) AS clicks,
  100 * clicks / impressions AS ctr,
  lists,
  coalesce(precisions, 0) / nullif(lists, 0) AS precision_at,
  coalesce(reciprocals, 0) / nullif(lists, 0) AS mrr_at,
  coalesce(gains, 0) / nullif(lists, 0) AS ndcg_at
FROM cuts
CROSS JOIN lists
LEFT JOIN gains USING (cut)
LEFT JOIN by_rank ON by_rank.rank = cuts.cut
ORDER BY cut`,
  )
}
