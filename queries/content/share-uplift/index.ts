import { ofOneMoment } from '../../events/oneZone'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { Analysis, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { partitionRange } from '../../events/activeDays'
import { scopedPlan } from '../../events/scopedPlan'
import { EVENT_PARAMETERS, columnSql, eventSql } from '../../events/contentColumns'
import { MOST_BARS } from '../contentEvents'
import { buildChains } from '../chains'
import { readShares } from '../readShares'
import { SHARE_PARAMETERS, shares } from '../sharesSql'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { statement } from '../../../src-renderer/query/sql/statement'
import { countText } from '../../events/texts'
import definition from './definition.md?raw'

interface Engagement {
  readonly views: number
  readonly engagements: number
}

function rate({ views, engagements }: Engagement): number | null {
  return views === 0 ? null : (100 * engagements) / views
}

const CONTENT_ROWS = resultColumns({
  child: { about: 'The content.', format: 'text', nullable: true },
  parent: { about: 'Empty: the row is no share.', format: 'text', nullable: true },
  views: { about: 'Its views.', format: 'integer', nullable: true },
  engagements: { about: 'Its likes, comments and shares.', format: 'integer', nullable: true },
})

/** Rows of shares carry parent; rows of content carry views and engagements under child. */
function finish(answer: ResultTable): ResultTable {
  const own = new Map<string, Engagement>()
  for (const { child, parent, views, engagements } of rowsOf(CONTENT_ROWS, answer))
    if (parent === null && child !== null) own.set(child, { views: views ?? 0, engagements: engagements ?? 0 })
  const passedOn = readShares(answer)
  const sum = (posts: Iterable<string>): Engagement => {
    let [seen, engaged] = [0, 0]
    for (const post of posts) {
      const one = own.get(post)
      seen += one?.views ?? 0
      engaged += one?.engagements ?? 0
    }
    return { views: seen, engagements: engaged }
  }
  const rows = buildChains(passedOn)
    .filter((chain) => chain.kind !== 'cycle')
    .map((chain) => {
      const direct = sum([chain.root])
      const shared = sum(new Set(chain.shares.flatMap((share) => (share.child === null ? [] : [share.child]))))
      return {
        original: chain.root,
        shares: chain.shares.length,
        direct_views: direct.views,
        direct_engagements: direct.engagements,
        direct_rate: rate(direct),
        shared_views: shared.views,
        shared_engagements: shared.engagements,
        shared_rate: rate(shared),
        uplift: direct.engagements === 0 ? null : shared.engagements / direct.engagements,
      }
    })
    .sort((a, b) => b.shared_engagements - a.shared_engagements || (a.original < b.original ? -1 : 1))
  return computedResult(
    [
      { name: 'original', type: 'string' },
      { name: 'shares', type: 'integer' },
      { name: 'direct_views', type: 'integer' },
      { name: 'direct_engagements', type: 'integer' },
      { name: 'direct_rate', type: 'double' },
      { name: 'shared_views', type: 'integer' },
      { name: 'shared_engagements', type: 'integer' },
      { name: 'shared_rate', type: 'double' },
      { name: 'uplift', type: 'double' },
    ],
    rows,
  )
}

const COLUMNS = resultColumns({
  original: { about: 'The original.', format: 'text' },
  shares: { about: 'Shares of it and of its shares.', format: 'integer' },
  direct_views: { about: 'Views of the original itself.', format: 'integer' },
  direct_engagements: { about: 'Likes, comments and shares of the original itself.', format: 'integer' },
  direct_rate: { about: 'direct_engagements per 100 views; empty without views.', format: 'percent', nullable: true },
  shared_views: { about: 'Views of all posts that its shares made.', format: 'integer' },
  shared_engagements: { about: 'Likes, comments and shares of them.', format: 'integer' },
  shared_rate: { about: 'shared_engagements per 100 views; empty without views.', format: 'percent', nullable: true },
  uplift: { about: 'shared_engagements / direct_engagements; empty where that is 0.', format: 'ratio', nullable: true },
})

function totals(result: ResultTable): { readonly direct: Engagement; readonly shared: Engagement } {
  const rows = rowsOf(COLUMNS, result)
  const sum = (column: `${'direct' | 'shared'}_${'views' | 'engagements'}`): number =>
    rows.reduce((total, row) => total + row[column], 0)
  return {
    direct: { views: sum('direct_views'), engagements: sum('direct_engagements') },
    shared: { views: sum('shared_views'), engagements: sum('shared_engagements') },
  }
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const { direct, shared } = totals(result)
  const drawn = rows.length > MOST_BARS ? `; the first ${MOST_BARS} are drawn` : ''
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: 'Engagement with originals and with their shares',
      x: { label: 'Original', type: 'category' },
      y: { label: 'Likes, comments and shares', format: 'integer' },
      summary:
        rows.length === 0
          ? 'There are no shares in these dates.'
          : `Shares added ${countText(shared.engagements)} engagements to the ${countText(direct.engagements)} ` +
            `with the ${countText(rows.length)} originals that were shared${drawn}.`,
      series: (
        [
          ['On the original', 'direct_engagements'],
          ['On its shares', 'shared_engagements'],
        ] as const
      ).map(([name, column]) => ({
        name,
        points: rows.slice(0, MOST_BARS).map((row) => ({ x: row.original, y: row[column] })),
      })),
    },
  ]
}

function kpis(result: ResultTable): readonly Kpi[] {
  if (result.rowCount === 0) return []
  const { direct, shared } = totals(result)
  const of = ({ views, engagements }: Engagement): string => `${countText(engagements)} of ${countText(views)} views`
  return [
    {
      label: 'Uplift',
      value: direct.engagements === 0 ? null : shared.engagements / direct.engagements,
      format: 'ratio',
      detail: 'engagement by shares / with originals',
    },
    { label: 'Engagement a view, originals', value: rate(direct), format: 'percent', detail: of(direct) },
    { label: 'Engagement a view, shares', value: rate(shared), format: 'percent', detail: of(shared) },
  ]
}

export const shareUplift: Analysis = {
  name: 'share-uplift',
  title: 'Share uplift',
  about: 'Engagement that shares add to their originals, and which of the two engages more.',
  grain: 'one row per original that was shared',
  definition,
  parameters: [
    ...SHARE_PARAMETERS,
    ...(['view', 'like', 'comment'] as const).map((kind) => ({ ...EVENT_PARAMETERS[kind], more: true })),
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  oneZone: ofOneMoment,
  reads: 'events',
  refuses: {
    sample: 'what a share brings is told by the users whom it reaches, and a sample lacks most of them',
    per: 'it counts contents and their engagements, no users',
  },
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const content = columnSql(asked, values, 'content')
    const engaged = ['like', 'comment', 'share'].map((kind) => eventSql(asked, values, kind)).join(' OR ')
    return {
      ...scopedPlan(
        asked,
        statement(
          [
            ...shares(asked, values),
            {
              name: 'share_rows',
              about: 'Shares, and whether other events are about what was shared',
              sql: `SELECT
  child,
  parent,
  user_key::BIGINT AS user_key,
  ts,
  _source,
  contents.content IS NOT NULL AS seen
FROM shares
LEFT JOIN contents ON contents.content = shares.parent`,
            },
            {
              name: 'content_rows',
              about: 'Each content with its views and engagements',
              sql: `SELECT
  ${content}::VARCHAR AS child,
  count(*) FILTER (${eventSql(asked, values, 'view')}) AS views,
  count(*) FILTER (${engaged}) AS engagements
FROM events_in_scope
WHERE ${content} IS NOT NULL
GROUP BY 1`,
            },
          ],
          `SELECT
  child,
  parent,
  user_key,
  ts,
  seen,
  NULL::VARCHAR AS creator,
  NULL::BIGINT AS views,
  NULL::BIGINT AS engagements,
  _source AS place
FROM share_rows
UNION ALL
SELECT child, NULL, NULL, NULL, NULL, NULL, views, engagements, NULL
FROM content_rows
ORDER BY ts, place, child`,
        ),
        partitionRange(asked, 0, 0),
      ),
      finish: { analysis: 'share-uplift', values },
    }
  },
  finish,
  charts,
  kpis,
}
