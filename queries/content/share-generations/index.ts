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
import { SHARE_PARAMETERS, chainRowsSql, sharesSql } from '../sharesSql'
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
  const users = [makers.size, ...generations.map((shares) => new Set(shares.map((share) => share.user)).size)]
  const posts = [chains.length, ...generations.map((shares) => shares.length)]
  const rows =
    chains.length === 0
      ? []
      : users.map((count, generation) => ({
          generation,
          posts: posts[generation]!,
          users: count,
          k_factor: generation + 1 < users.length ? users[generation + 1]! / count : null,
          chains:
            generation === 0 ? chains.length : chains.filter((chain) => chain.generations.length >= generation).length,
        }))
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

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result.rows()
  const first = rows[0]?.['k_factor'] as number | null | undefined
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
            x: row['generation'] as number,
            y: row['users'] as number,
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
          : `Each maker of an original brought ${first.toFixed(2)} sharing users; a factor below 1 dies out.`,
      series: [
        {
          name: 'Generation factor',
          points: rows.map((row, index) => ({
            x: row['generation'] as number,
            y: row['k_factor'] as number | null,
            figure: { row: index, column: 'k_factor' },
          })),
        },
      ],
    },
  ]
}

function kpis(result: ResultTable): readonly Kpi[] {
  const rows = result.rows()
  return rows
    .slice(0, 3)
    .flatMap((row): readonly Kpi[] =>
      row['k_factor'] === null
        ? []
        : [
            {
              label: `K of generation ${row['generation'] as number}`,
              value: row['k_factor'] as number,
              format: 'ratio',
              detail: `${(rows[(row['generation'] as number) + 1]!['users'] as number).toLocaleString('en-US')} of ${(row['users'] as number).toLocaleString('en-US')} users`,
            },
          ],
    )
}

/** The users who made a generation's shares, or the shares; of a factor, the users of the next generation. Makers of originals are no users of the log. */
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
  // Chains begin at posts that no share made, so that no way down leads into a cycle.
  const sql = `${sharesSql(asked, values).replace('WITH shares', 'WITH RECURSIVE shares')},
levels AS (
  SELECT DISTINCT parent AS post, 1 AS generation FROM shares WHERE parent NOT IN (SELECT child FROM shares WHERE child IS NOT NULL)
  UNION ALL SELECT shares.child, levels.generation + 1 FROM levels JOIN shares ON shares.parent = levels.post WHERE shares.child IS NOT NULL AND levels.generation < ${generation}),
listed AS (SELECT child, parent, user_key, ts, _source FROM shares WHERE parent IN (SELECT post FROM levels WHERE generation = ${generation}))`
  const range = partitionRange(asked, 0, 0)
  return column === 'posts'
    ? {
        title: `Shares of generation ${generation}`,
        kind: 'rows',
        plan: scopedPlan(
          asked,
          `${sql}
SELECT (SELECT user_id FROM main.users WHERE users.user_key = listed.user_key) AS user_id, ts, parent AS shared_from, child AS made FROM listed
ORDER BY ts, _source`,
          range,
        ),
      }
    : {
        title: `Users who shared in generation ${generation}`,
        kind: 'users',
        plan: scopedPlan(
          asked,
          `${sql}
SELECT user_key, count(*)::BIGINT AS shares, min(ts) AS first_share FROM listed GROUP BY user_key`,
          range,
        ),
      }
}

export const shareGenerations: Analysis = {
  name: 'share-generations',
  title: 'Share generations',
  about: 'How many users share in each generation of shares of shares, and by what factor they grow.',
  grain: 'one row per generation',
  definition,
  parameters: [...SHARE_PARAMETERS, { ...CREATOR, more: true }, ...COMMON_PARAMETERS],
  columns: [
    {
      name: 'generation',
      about: '0 for the originals, 1 for their shares, 2 for shares of those …',
      format: 'integer',
    },
    { name: 'posts', about: 'Originals, or shares of the generation.', format: 'integer' },
    { name: 'users', about: 'Different makers of the originals, or users who made the shares.', format: 'integer' },
    {
      name: 'k_factor',
      about: 'Users of the next generation divided by users of this one; empty for the last.',
      format: 'ratio',
    },
    { name: 'chains', about: 'Chains that reach the generation.', format: 'integer' },
  ],
  reads: 'events',
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
