import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { countedEdges, NEEDS, readEdges } from '../edgeTable'
import { edgeNotes, edgesSql, leftOutEdges } from '../edgesSql'
import { EDGE_FILTER, EDGE_PARAMETERS } from '../parameters'
import { charts, kpis } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { finishSuggestions } from './finish'
import { NODE_PARAMETERS, readNodes } from './nodeTable'
import { RULES } from './rules'
import { leftOutCrowded, leftOutUnknown, mutualSql, valuedEdgesSql } from './sql'

const PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'rule',
    type: 'choice',
    label: 'Score',
    default: 'mutual',
    help: 'What a suggestion is scored by.',
    options: RULES.map(({ value, label, help }) => ({ value, label, help })),
  },
  {
    name: 'top',
    type: 'integer',
    label: 'Suggestions for a node',
    default: 3,
    min: 1,
    max: 1000,
    help: 'How many candidates of each node are listed, those with the highest scores.',
  },
  {
    name: 'min_mutual',
    type: 'integer',
    label: 'Mutual neighbours at least',
    default: 1,
    min: 1,
    max: 1_000_000,
    more: true,
    help: 'Candidates with fewer are not suggested.',
  },
  {
    name: 'node',
    type: 'text',
    label: 'Only for',
    default: null,
    more: true,
    help: 'Suggestions for this node alone; empty for all.',
    emptyMeans: 'All nodes',
  },
  {
    name: 'weight',
    type: 'column',
    label: 'Strength of a row',
    default: null,
    more: true,
    help: 'A column with numbers that say how much a row ties; empty where each row counts 1.',
    emptyMeans: 'Each row counts 1',
  },
  {
    name: 'most_neighbours',
    type: 'integer',
    label: 'Go through nodes with up to',
    default: 5000,
    min: 2,
    max: 1_000_000_000,
    more: true,
    emptyMeans: 'Any number',
    help: 'Nodes with more neighbours make nobody a candidate: who follows the same star has little in common.',
  },
  ...NODE_PARAMETERS,
]

const mostOf = (values: ParameterValues): number | null =>
  typeof values['most_neighbours'] === 'number' ? values['most_neighbours'] : null

/** The mutual neighbours behind a suggestion. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { node, candidate } = row
  if (!['mutual', 'strength', 'score'].includes(column)) return null
  if (typeof node !== 'string' || typeof candidate !== 'string') return null
  const table = readEdges(values, catalog, source)
  return {
    title: `Neighbours that ${node} and ${candidate} have in common`,
    kind: 'rows',
    plan: { sql: mutualSql(table, node, candidate, mostOf(values)) },
  }
}

/** Who might become a neighbour: friends of friends, scored. */
export const graphSuggestions: Analysis = {
  name: 'graph-suggestions',
  title: 'Suggestions',
  about: 'Whom to suggest to whom: neighbours of neighbours, scored by what they have in common.',
  grain: 'one row per node and candidate',
  definition,
  parameters: [...EDGE_PARAMETERS, ...PARAMETERS, EDGE_FILTER],
  columns: columnList(COLUMNS),
  reads: { tables: [] },
  needs: NEEDS,
  counted: countedEdges,
  plan(values, catalog, source) {
    const table = readEdges(values, catalog, source)
    const most = mostOf(values)
    const nodes = readNodes(values, catalog)
    return {
      sql: nodes === null ? edgesSql(table) : valuedEdgesSql(table, nodes),
      finish: { analysis: 'graph-suggestions', values },
      notes: [...edgeNotes(table), ...(nodes === null ? [] : [`nodes: ${nodes.table.name}, by ${nodes.key}`])],
      leftOut: [
        ...leftOutEdges(table),
        ...(most === null ? [] : leftOutCrowded(table, most)),
        ...(nodes === null ? [] : leftOutUnknown(table, nodes)),
      ],
    }
  },
  finish: finishSuggestions,
  drill,
  charts,
  kpis,
}
