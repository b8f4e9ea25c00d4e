import type { LeftOut } from '../../../src-renderer/query/contract/plan'
import { literal } from '../../../src-renderer/query/sql/literal'
import { select, statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { countText } from '../../events/texts'
import type { EdgeTable } from '../edgeTable'
import { edges, neighbours } from '../edgesSql'
import { nodeValues, valueName, type NodeTable } from './nodeTable'

const crowded = (table: EdgeTable, most: number): readonly Cte[] => [
  ...neighbours(table),
  {
    name: 'crowded',
    about: `Nodes with more than ${most} neighbours`,
    sql: `SELECT node\nFROM neighbours\nGROUP BY node\nHAVING count(*) > ${most}`,
  },
]

/** Nodes that are no way to others. */
export function leftOutCrowded(table: EdgeTable, most: number): readonly LeftOut[] {
  return [
    {
      name: 'crowded',
      sql: statement(crowded(table, most), 'SELECT count(*)\nFROM crowded'),
      one: `1 node with more than ${countText(most)} neighbours is not gone through`,
      many: `{n} nodes with more than ${countText(most)} neighbours are not gone through`,
    },
  ]
}

const ENDS = ['source', 'target'] as const

/** The edges with the values of both ends, for finish(). */
export function valuedEdgesSql(table: EdgeTable, nodes: NodeTable): string {
  const values = ENDS.flatMap((end) =>
    nodes.columns.map((_, at) => `${end}_values.value_${at + 1} AS ${valueName(end, at)}`),
  )
  return statement(
    [...edges(table), nodeValues(nodes)],
    `${select(['source', 'target', 'weight', ...values], 'FROM edges')}
${ENDS.map((end) => `LEFT JOIN node_values AS ${end}_values ON ${end}_values.node = ${end}`).join('\n')}
ORDER BY source, target`,
  )
}

/** Nodes of edges that the table of nodes does not know. */
export function leftOutUnknown(table: EdgeTable, nodes: NodeTable): readonly LeftOut[] {
  return [
    {
      name: 'unknown-nodes',
      sql: statement(
        [...neighbours(table), nodeValues(nodes)],
        `SELECT count(DISTINCT node)
FROM neighbours
WHERE node NOT IN (SELECT node FROM node_values WHERE node IS NOT NULL)`,
      ),
      one: `1 node has no row in ${nodes.table.name}: it shares no values`,
      many: `{n} nodes have no row in ${nodes.table.name}: they share no values`,
    },
  ]
}

/** Both ties of each way from one node to another over a third. */
function waysCte({ isDirected }: EdgeTable): readonly Cte[] {
  const both = isDirected
    ? []
    : [
        {
          name: 'ties',
          about: 'What the tie between two neighbours weighs, from both sides',
          sql: `SELECT node, neighbour, sum(weight) AS weight
FROM (
  SELECT source AS node, target AS neighbour, weight
  FROM edges
  UNION ALL
  SELECT target, source, weight
  FROM edges
)
GROUP BY node, neighbour`,
        },
      ]
  const [steps, from, to] = isDirected ? ['edges', 'source', 'target'] : ['ties', 'node', 'neighbour']
  return [
    ...both,
    {
      name: 'ways',
      about: 'The ways of two steps, with the weight of each step',
      sql: `SELECT
  near.${from} AS node,
  near.${to} AS over,
  far.${to} AS candidate,
  near.weight AS first_weight,
  far.weight AS second_weight
FROM ${steps} AS near
JOIN ${steps} AS far ON far.${from} = near.${to}`,
    },
  ]
}

/** The mutual neighbours of two nodes. */
export function mutualSql(table: EdgeTable, node: string, candidate: string, most: number | null): string {
  return statement(
    [...edges(table), ...(most === null ? [] : crowded(table, most)), ...waysCte(table)],
    `SELECT over AS node, first_weight, second_weight
FROM ways
WHERE node = ${literal(node)}
  AND candidate = ${literal(candidate)}${most === null ? '' : '\n  AND over NOT IN (SELECT node FROM crowded)'}
ORDER BY over`,
  )
}
