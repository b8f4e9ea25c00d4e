import { identifier } from '../../src-renderer/query/sql/literal'
import type { LeftOut, QueryPlan } from '../../src-renderer/query/contract/plan'
import { select, statement, type Cte } from '../../src-renderer/query/sql/statement'
import type { EdgeTable } from './edgeTable'

const where = (...conditions: readonly (string | null)[]): string => {
  const known = conditions.filter((one) => one !== null)
  return known.length === 0 ? '' : `\nWHERE ${known.join('\n  AND ')}`
}

/** WITH queries up to `edges` (source, target, row_count, weight): each pair that rows lead between once, in their direction. */
export function edges({ from, to, weight, sql, where: wanted }: EdgeTable): readonly Cte[] {
  const ends = [`${identifier(from.name)}::VARCHAR AS source`, `${identifier(to.name)}::VARCHAR AS target`]
  const amount = weight === null ? [] : [`TRY_CAST(${identifier(weight.name)} AS DOUBLE) AS amount`]
  return [
    {
      name: 'edge_rows',
      about: 'The rows asked for, and which nodes they lead between',
      sql: select([...ends, ...amount], `FROM ${sql}${where(wanted)}`),
    },
    {
      name: 'edges',
      about: 'Each edge once, between two different nodes',
      sql: `SELECT
  source,
  target,
  count(*) AS row_count,
  ${weight === null ? 'count(*)::DOUBLE' : 'coalesce(sum(amount), 0)'} AS weight
FROM edge_rows
WHERE source <> target
GROUP BY source, target`,
    },
  ]
}

/** WITH queries up to `neighbours` (node, neighbour): each pair of nodes with an edge between them, from both sides. */
export function neighbours(table: EdgeTable): readonly Cte[] {
  return [
    ...edges(table),
    {
      name: 'neighbours',
      about: 'Who is next to whom, in whichever direction',
      sql: `SELECT source AS node, target AS neighbour
FROM edges
UNION
SELECT target, source
FROM edges`,
    },
  ]
}

/** The edges, for an analysis's finish(). */
export function edgesSql(table: EdgeTable): string {
  return statement(edges(table), select(['source', 'target', 'weight'], 'FROM edges\nORDER BY source, target'))
}

/** Rows that are no edge. */
export function leftOutEdges(table: EdgeTable): readonly LeftOut[] {
  const [rows] = edges({ ...table, weight: null })
  const counted = (condition: string): string =>
    statement(rows === undefined ? [] : [rows], `SELECT count(*)\nFROM edge_rows\nWHERE ${condition}`)
  return [
    {
      name: 'no-end',
      sql: counted('source IS NULL\n  OR target IS NULL'),
      one: '1 row without both ends is left out',
      many: '{n} rows without both ends are left out',
    },
    {
      name: 'loops',
      sql: counted('source = target'),
      one: '1 row that leads from a node to itself is left out',
      many: '{n} rows that lead from a node to itself are left out',
    },
  ]
}

/** What an answer was made of, in words. */
export function edgeNotes({ table, from, to, weight, isDirected }: EdgeTable): NonNullable<QueryPlan['notes']> {
  return [
    `table: ${table.name}`,
    `edges: ${from.name} ${isDirected ? '→' : '–'} ${to.name}`,
    ...(weight === null ? [] : [`strength: ${weight.name}`]),
  ]
}
