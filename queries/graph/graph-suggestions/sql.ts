import type { LeftOut } from '../../../src-renderer/query/contract/plan'
import { literal } from '../../../src-renderer/query/sql/literal'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { countText } from '../../events/texts'
import type { EdgeTable } from '../edgeTable'
import { edges, neighbours } from '../edgesSql'

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
