import { ofOneMoment } from '../../events/oneZone'
import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { partitionRange } from '../../events/activeDays'
import { scopedPlan } from '../../events/scopedPlan'
import { CREATOR } from '../../events/contentColumns'
import { buildChains } from '../chains'
import { readShares } from '../readShares'
import { SHARE_LIST, SHARE_PARAMETERS, SHARE_USERS, chainRowsSql, shares } from '../sharesSql'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { countText } from '../../events/texts'
import definition from './definition.md?raw'

function finish(answer: ResultTable): ResultTable {
  const chains = buildChains(readShares(answer)).filter((chain) => chain.kind !== 'cycle')
  const depth = chains.reduce((most, chain) => Math.max(most, chain.generations.length), 0)
  // The makers of the originals; one whose maker the log does not name stands for itself.
  const makers = new Set(
    chains.map((chain) => {
      const creator = chain.shares.find((share) => share.parent === chain.root && share.creator !== null)?.creator
      return creator === undefined || creator === null ? `post ${chain.root}` : `creator ${creator}`
    }),
  )
  const generations = Array.from({ length: depth }, (_, index) =>
    chains.flatMap((chain) => chain.generations[index] ?? []),
  )
  const users = [makers.size, ...generations.map((own) => new Set(own.map((share) => share.user)).size)]
  const posts = [chains.length, ...generations.map((own) => own.length)]
  const rows =
    chains.length === 0
      ? []
      : users.map((count, generation) => {
          const next = users[generation + 1]
          return {
            generation,
            posts: posts[generation] ?? 0,
            users: count,
            k_factor: next === undefined ? null : next / count,
            chains:
              generation === 0
                ? chains.length
                : chains.filter((chain) => chain.generations.length >= generation).length,
          }
        })
  return computedResult(
    [
      { name: 'generation', type: 'integer' },
      { name: 'posts', type: 'integer' },
      { name: 'users', type: 'integer' },
      { name: 'k_factor', type: 'double' },
      { name: 'chains', type: 'integer' },
    ],
    rows,
  )
}

const COLUMNS = resultColumns({
  generation: { about: '0 for the originals, 1 for their shares, 2 for shares of those …', format: 'integer' },
  posts: { about: 'Originals, or shares of the generation.', format: 'integer' },
  users: { about: 'Different makers of the originals, or users who made the shares.', format: 'integer' },
  k_factor: {
    about: 'Users of the next generation divided by users of this one; empty for the last.',
    format: 'ratio',
    nullable: true,
  },
  chains: { about: 'Chains that reach the generation.', format: 'integer' },
})

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const first = rows[0]?.k_factor
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Users by generation',
      x: { label: 'Generation', type: 'number' },
      y: { label: 'Users', format: 'integer' },
      summary:
        rows.length === 0
          ? 'There are no shares in these dates.'
          : `Chains reach ${rows.length - 1} generation${rows.length === 2 ? '' : 's'} below their originals.`,
      series: [
        {
          name: 'Users',
          points: rows.map((row, index) => ({
            x: row.generation,
            y: row.users,
            figure: { row: index, column: 'users' },
          })),
        },
      ],
    },
    {
      kind: 'line',
      title: 'Generation factor',
      x: { label: 'Generation', type: 'number' },
      y: { label: 'Users of the next / users', format: 'ratio', zero: true },
      summary:
        first === undefined || first === null
          ? 'There is no generation after another.'
          : `Each maker of an original brought ${formatFixed(first, 2)} sharing users; a factor below 1 dies out.`,
      series: [
        {
          name: 'Generation factor',
          points: rows.map((row, index) => ({
            x: row.generation,
            y: row.k_factor,
            figure: { row: index, column: 'k_factor' },
          })),
        },
      ],
    },
  ]
}

function kpis(result: ResultTable): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  return rows.slice(0, 3).flatMap(({ generation, users, k_factor: factor }): readonly Kpi[] => {
    const next = rows[generation + 1]
    if (factor === null || next === undefined) return []
    return [
      {
        label: `K of generation ${generation}`,
        value: factor,
        format: 'ratio',
        detail: `${countText(next.users)} of ${countText(users)} users`,
      },
    ]
  })
}

/**
 * The users who made a generation's shares, or the shares; of a factor, the users of the next generation. Makers of
 * originals are no users of the log.
 */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const at = row['generation']
  const generation = typeof at !== 'number' ? 0 : column === 'k_factor' ? (row['k_factor'] === null ? 0 : at + 1) : at
  if (generation < 1 || (column !== 'users' && column !== 'posts' && column !== 'k_factor')) return null
  const asked = scope(values, catalog, source)
  const listed: readonly Cte[] = [
    ...shares(asked, values),
    {
      name: 'originals',
      about: 'Shared posts that no share made: a chain begins at each, so that no way down leads into a cycle',
      sql: `SELECT DISTINCT parent AS post, 1 AS generation
FROM shares
WHERE parent NOT IN (SELECT child FROM shares WHERE child IS NOT NULL)`,
    },
    {
      name: 'levels',
      about: 'Posts with the generation of the shares that they were passed on with',
      recursive: true,
      sql: `SELECT post, generation
FROM originals
UNION ALL
SELECT shares.child, levels.generation + 1
FROM levels
JOIN shares ON shares.parent = levels.post
WHERE shares.child IS NOT NULL
  AND levels.generation < ${generation}`,
    },
    {
      name: 'listed',
      about: `The shares of generation ${generation}`,
      sql: `SELECT child, parent, user_key, ts, _source
FROM shares
WHERE parent IN (SELECT post FROM levels WHERE generation = ${generation})`,
    },
  ]
  const range = partitionRange(asked, 0, 0)
  return column === 'posts'
    ? {
        title: `Shares of generation ${generation}`,
        kind: 'rows',
        plan: scopedPlan(asked, statement(listed, SHARE_LIST), range),
      }
    : {
        title: `Users who shared in generation ${generation}`,
        kind: 'users',
        plan: scopedPlan(asked, statement(listed, SHARE_USERS), range),
      }
}

export const shareGenerations: Analysis = {
  name: 'share-generations',
  title: 'Share generations',
  about: 'How many users share in each generation of reshares, and the growth factor.',
  grain: 'one row per generation',
  definition,
  parameters: [...SHARE_PARAMETERS, { ...CREATOR, more: true }, ...COMMON_PARAMETERS],
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
      finish: { analysis: 'share-generations', values },
    }
  },
  finish,
  charts,
  kpis,
  drill,
}
