import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { statement } from '../../../src-renderer/query/sql/statement'
import { countedEdges, NEEDS, readEdges } from '../edgeTable'
import { edgeNotes, edges, edgesSql, leftOutEdges, neighbours } from '../edgesSql'
import { EDGE_FILTER, EDGE_PARAMETERS } from '../parameters'
import { charts, kpis } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { finishSummary } from './finish'

const TRIANGLES = `SELECT one.node, one.neighbour AS second, two.neighbour AS third
FROM neighbours AS one
JOIN neighbours AS two ON two.node = one.neighbour
JOIN neighbours AS back ON back.node = two.neighbour AND back.neighbour = one.node
WHERE one.node < one.neighbour
  AND two.node < two.neighbour
ORDER BY one.node, second, third`
const PAIRS = 'SELECT node, neighbour\nFROM neighbours\nWHERE node < neighbour\nORDER BY node, neighbour'
const EDGES = 'SELECT source, target, row_count AS rows, weight\nFROM edges\nORDER BY source, target'
const NODES = 'SELECT node, count(*) AS degree\nFROM neighbours\nGROUP BY node\nORDER BY degree DESC, node'

/** The nodes, edges or triangles that a figure counts. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  if (column !== 'value') return null
  const table = readEdges(values, catalog, source)
  const list = (title: string, ctes: ReturnType<typeof edges>, select: string): Drill => ({
    title,
    kind: 'rows',
    plan: { sql: statement(ctes, select) },
  })
  switch (row['figure']) {
    case 'nodes':
      return list('Nodes', neighbours(table), NODES)
    case 'edges':
      return table.isDirected ? list('Edges', edges(table), EDGES) : list('Edges', neighbours(table), PAIRS)
    case 'triangles':
      return list('Triangles', neighbours(table), TRIANGLES)
    default:
      return null
  }
}

/** What is said of a graph as a whole. */
export const graphSummary: Analysis = {
  name: 'graph-summary',
  title: 'Summary',
  about: 'How large and how tight a graph is: components, triangles, bridges, reach.',
  grain: 'one row per figure',
  definition,
  parameters: [...EDGE_PARAMETERS, EDGE_FILTER],
  columns: columnList(COLUMNS),
  reads: { tables: [] },
  needs: NEEDS,
  counted: countedEdges,
  plan(values, catalog, source) {
    const table = readEdges(values, catalog, source)
    return {
      sql: edgesSql(table),
      finish: { analysis: 'graph-summary', values },
      notes: edgeNotes(table),
      leftOut: leftOutEdges(table),
    }
  },
  finish: finishSummary,
  drill,
  charts,
  kpis,
}
