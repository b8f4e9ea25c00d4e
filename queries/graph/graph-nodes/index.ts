import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { countedEdges, NEEDS, readEdges } from '../edgeTable'
import { edgeNotes, edgesSql, leftOutEdges } from '../edgesSql'
import { EDGE_FILTER, EDGE_PARAMETERS } from '../parameters'
import { charts, kpis } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { drillNodes } from './drill'
import { finishNodes } from './finish'

/** Each node of a graph, with what its edges say of it. */
export const graphNodes: Analysis = {
  name: 'graph-nodes',
  title: 'Nodes',
  about: 'Who has how many neighbours, who knows one another, and who holds the graph together.',
  grain: 'one row per node',
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
      finish: { analysis: 'graph-nodes', values },
      notes: edgeNotes(table),
      leftOut: leftOutEdges(table),
    }
  },
  finish: finishNodes,
  drill: drillNodes,
  charts,
  kpis,
}
