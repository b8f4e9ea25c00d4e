import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { readEdges } from '../edgeTable'
import { edges, neighbours } from '../edgesSql'

/** The nodes, or pairs of nodes, that a figure of a node counts. */
export function drillNodes(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { node } = row
  if (typeof node !== 'string') return null
  const table = readEdges(values, catalog, source)
  const own = literal(node)
  const list = (title: string, ctes: readonly Cte[], select: string): Drill => ({
    title,
    kind: 'rows',
    plan: { sql: statement(ctes, select) },
  })
  switch (column) {
    case 'degree':
      return list(
        `Neighbours of ${node}`,
        neighbours(table),
        `SELECT neighbour\nFROM neighbours\nWHERE node = ${own}\nORDER BY neighbour`,
      )
    case 'in':
      return list(
        `Nodes with an edge to ${node}`,
        edges(table),
        `SELECT source AS node, row_count AS rows, weight\nFROM edges\nWHERE target = ${own}\nORDER BY weight DESC, source`,
      )
    case 'out':
      return list(
        `Nodes that ${node} has an edge to`,
        edges(table),
        `SELECT target AS node, row_count AS rows, weight\nFROM edges\nWHERE source = ${own}\nORDER BY weight DESC, target`,
      )
    case 'mutual':
      return list(
        `Nodes with edges from and to ${node}`,
        edges(table),
        `SELECT forth.target AS node, forth.weight AS weight_to, back.weight AS weight_from
FROM edges AS forth
JOIN edges AS back ON back.source = forth.target AND back.target = forth.source
WHERE forth.source = ${own}
ORDER BY node`,
      )
    case 'triangles':
      return list(
        `Neighbours of ${node} that are neighbours of one another`,
        neighbours(table),
        `SELECT near.neighbour AS node, other.neighbour AS other
FROM neighbours AS near
JOIN neighbours AS tie ON tie.node = near.neighbour
JOIN neighbours AS other ON other.neighbour = tie.neighbour
WHERE near.node = ${own}
  AND other.node = ${own}
  AND near.neighbour < other.neighbour
ORDER BY node, other`,
      )
    case 'reach':
      return list(
        `Nodes that ${node} reaches in one or two steps`,
        table.isDirected ? edges(table) : neighbours(table),
        reachSql(own, table.isDirected),
      )
    default:
      return null
  }
}

function reachSql(own: string, isDirected: boolean): string {
  const [steps, from, to] = isDirected ? ['edges', 'source', 'target'] : ['neighbours', 'node', 'neighbour']
  return `SELECT ${to} AS node, min(steps) AS steps
FROM (
  SELECT ${to}, 1 AS steps
  FROM ${steps}
  WHERE ${from} = ${own}
  UNION ALL
  SELECT far.${to}, 2
  FROM ${steps} AS near
  JOIN ${steps} AS far ON far.${from} = near.${to}
  WHERE near.${from} = ${own}
    AND far.${to} <> ${own}
)
GROUP BY ${to}
ORDER BY steps, node`
}
