import { ofOneMoment } from '../../events/oneZone'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { partitionRange } from '../../events/activeDays'
import { scopedPlan } from '../../events/scopedPlan'
import { buildChains } from '../chains'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { countText } from '../../events/texts'
import definition from './definition.md?raw'
import { readShares } from '../readShares'
import { MOST_BARS } from '../contentEvents'
import { SHARE_LIST, SHARE_PARAMETERS, SHARE_USERS, chainRowsSql, shares } from '../sharesSql'

function finish(answer: ResultTable): ResultTable {
  const rows = buildChains(readShares(answer))
    .map((chain) => ({
      root: chain.root,
      kind: chain.kind,
      shares: chain.shares.length,
      users: new Set(chain.shares.map((share) => share.user)).size,
      depth: chain.kind === 'cycle' ? null : chain.generations.length,
      breadth: chain.kind === 'cycle' ? null : Math.max(...chain.generations.map((generation) => generation.length)),
      structural_virality: chain.structuralVirality,
      first_share: Math.min(...chain.shares.map((share) => share.tsMicros)),
    }))
    .sort((a, b) => b.shares - a.shares || (a.root < b.root ? -1 : 1))
  return computedResult(
    [
      { name: 'root', type: 'string' },
      { name: 'kind', type: 'string' },
      { name: 'shares', type: 'integer' },
      { name: 'users', type: 'integer' },
      { name: 'depth', type: 'integer' },
      { name: 'breadth', type: 'integer' },
      { name: 'structural_virality', type: 'double' },
      { name: 'first_share', type: 'timestamp' },
    ],
    rows,
  )
}

const COLUMNS = resultColumns({
  root: { about: 'The original; of a cycle the smallest id in it.', format: 'text' },
  kind: {
    about: 'tree; orphan where no other event is about the original; cycle where shares lead back into themselves.',
    format: 'text',
  },
  shares: { about: 'Shares of it, of its shares, and so on.', format: 'integer' },
  users: { about: 'Different users who made them.', format: 'integer' },
  depth: { about: 'Generations of shares below the original; empty for a cycle.', format: 'integer', nullable: true },
  breadth: { about: 'Shares of the largest generation; empty for a cycle.', format: 'integer', nullable: true },
  structural_virality: {
    about: 'Mean distance between all pairs of posts of the tree; empty for a cycle.',
    format: 'decimal',
    nullable: true,
  },
  first_share: { about: 'Time of the first share (UTC).', format: 'datetime' },
})

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const first = rows[0]
  const drawn = rows.length > MOST_BARS ? `; the first ${MOST_BARS} of ${countText(rows.length)} chains are drawn` : ''
  const scattered = rows.flatMap((row, index) =>
    row.structural_virality === null ? [] : [{ row, y: row.structural_virality, index }],
  )
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: 'Largest share chains',
      x: { label: 'Original', type: 'category' },
      y: { label: 'Shares', format: 'integer' },
      summary:
        first === undefined
          ? 'There are no shares in these dates.'
          : `${first.root} was passed on most: ${countText(first.shares)} shares${drawn}.`,
      series: [
        {
          name: 'Shares',
          points: rows
            .slice(0, MOST_BARS)
            .map((row, index) => ({ x: row.root, y: row.shares, figure: { row: index, column: 'shares' } })),
        },
      ],
    },
    {
      kind: 'scatter',
      title: 'Size and structural virality',
      x: { label: 'Shares', format: 'integer' },
      y: { label: 'Structural virality', format: 'decimal' },
      summary: 'Near 2, everybody shared from the original; the higher, the more it was passed on from share to share.',
      points: scattered.map(({ row, y, index }) => ({
        x: row.shares,
        y,
        label: row.root,
        group: row.kind === 'orphan' ? 'Original not seen' : 'Original seen',
        figure: { row: index, column: 'shares' },
      })),
    },
  ]
}

function kpis(result: ResultTable): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  if (rows.length === 0) return []
  const depths = rows.flatMap((row) => (row.depth === null ? [] : [row.depth]))
  const of = (kind: string): number => rows.filter((row) => row.kind === kind).length
  const total = rows.reduce((sum, row) => sum + row.shares, 0)
  return [
    { label: 'Chains', value: rows.length, format: 'integer', detail: `${countText(total)} shares` },
    { label: 'Shares a chain', value: total / rows.length, format: 'decimal' },
    {
      label: 'Deepest',
      value: depths.length === 0 ? null : Math.max(...depths),
      format: 'integer',
      detail: 'generations',
    },
    { label: 'Original not seen', value: of('orphan'), format: 'integer', detail: 'chains' },
    { label: 'Cycles', value: of('cycle'), format: 'integer', detail: 'chains' },
  ]
}

function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const root = row['root']
  if ((column !== 'shares' && column !== 'users') || typeof root !== 'string') return null
  const asked = scope(values, catalog, source)
  // UNION keeps each post once, so that a cycle ends where it began.
  const listed: readonly Cte[] = [
    ...shares(asked, values),
    {
      name: 'posts',
      about: 'The original and all posts that shares made of it and of one another',
      columns: ['post'],
      recursive: true,
      sql: `SELECT ${literal(root)}
UNION
SELECT shares.child
FROM posts
JOIN shares ON shares.parent = posts.post
WHERE shares.child IS NOT NULL`,
    },
    {
      name: 'listed',
      about: 'The shares of these posts',
      sql: 'SELECT child, parent, user_key, ts, _source\nFROM shares\nWHERE parent IN (SELECT post FROM posts)',
    },
  ]
  const range = partitionRange(asked, 0, 0)
  return column === 'users'
    ? {
        title: `Users who shared ${root} or a share of it`,
        kind: 'users',
        plan: scopedPlan(asked, statement(listed, SHARE_USERS), range),
      }
    : {
        title: `Shares of ${root} and of shares of it`,
        kind: 'rows',
        plan: scopedPlan(asked, statement(listed, SHARE_LIST), range),
      }
}

export const shareChains: Analysis = {
  name: 'share-chains',
  title: 'Share chains',
  about: 'How far each original spread: shares, depth, breadth and structural virality of its tree.',
  grain: 'one row per original',
  definition,
  parameters: [...SHARE_PARAMETERS, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  oneZone: ofOneMoment,
  reads: 'events',
  refuses: {
    sample: 'a chain is handed on from user to user, and a sample breaks it',
    per: 'a chain is handed on from user to user',
  },
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    return {
      ...scopedPlan(asked, chainRowsSql(asked, values), partitionRange(asked, 0, 0)),
      finish: { analysis: 'share-chains', values },
    }
  },
  finish,
  charts,
  kpis,
  drill,
}
