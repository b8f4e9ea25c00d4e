import { elementAt } from '../../../src-renderer/base/required'
import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { degreeOf } from '../adjacency'
import { assortativityOf } from '../assortativity'
import { coreOf } from '../cores'
import { mutualTies, readGraph } from '../graph'
import { partsOf } from '../parts'
import { reachOf } from '../reach'
import { trianglesOf } from '../triangles'
import { COLUMNS } from './columns'

const sum = (numbers: ArrayLike<number>): number => Array.from(numbers).reduce((all, one) => all + one, 0)
const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

function medianOf(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null
  const ordered = numbers.toSorted((a, b) => a - b)
  const middle = ordered.length / 2
  return (elementAt(ordered, Math.ceil(middle) - 1) + elementAt(ordered, Math.floor(middle))) / 2
}

/** What is said of the graph as a whole. */
export function finishSummary(answer: ResultTable, values: ParameterValues): ResultTable {
  const graph = readGraph(answer)
  const isDirected = values['directed'] === true
  const { around, names } = graph
  const nodes = names.length
  const degrees = names.map((_, node) => degreeOf(around, node))
  const pairs = around.ends.length / 2
  const edges = isDirected ? graph.edges : pairs
  const triangles = trianglesOf(around)
  const wedges = sum(degrees.map((degree) => (degree * (degree - 1)) / 2))
  const clustering = degrees.map((degree, node) =>
    degree < 2 ? 0 : (2 * elementAt(triangles, node)) / (degree * (degree - 1)),
  )
  const { sizes, bridges, cuts } = partsOf(around)
  const [largest = 0] = sizes
  const rows: readonly (readonly [figure: string, value: number | null, meaning: string])[] = [
    ['nodes', nodes, 'Nodes with an edge'],
    ['edges', edges, isDirected ? 'Edges, each direction for itself' : 'Pairs of nodes with an edge'],
    ['density', share(edges * (isDirected ? 1 : 2), nodes * (nodes - 1)), 'Edges, of all that there could be'],
    ['mean_degree', share(sum(degrees), nodes), 'Neighbours of a node on average'],
    ['median_degree', medianOf(degrees), 'Half of the nodes have at most so many neighbours'],
    [
      'max_degree',
      degrees.length === 0 ? null : degrees.reduce((most, degree) => Math.max(most, degree), 0),
      'The most neighbours of a node',
    ],
    ...(isDirected
      ? ([['reciprocity', share(sum(mutualTies(graph)), edges), 'Edges that are returned, of all']] as const)
      : []),
    ['triangles', sum(triangles) / 3, 'Three nodes, each a neighbour of the others'],
    ['transitivity', share(sum(triangles), wedges), 'Pairs of neighbours of one node that are neighbours, of all'],
    ['mean_clustering', share(sum(clustering), nodes), 'The same for each node by itself, on average'],
    ['assortativity', assortativityOf(around), 'Correlation of the numbers of neighbours of both ends'],
    ['core', nodes === 0 ? null : coreOf(around), 'The most neighbours that each of some nodes has among them'],
    ['components', sizes.length, 'Parts without an edge between them'],
    ['largest_component', largest, 'Nodes of the largest part'],
    ['largest_share', share(largest, nodes), 'The same, of all nodes'],
    ['bridges', sum(bridges) / 2, 'Edges without which a part falls into two'],
    ['cut_points', sum(cuts), 'Nodes without which a part falls apart'],
    ['mean_reach', share(sum(reachOf(isDirected ? graph.out : around)), nodes), 'Nodes within two steps, on average'],
  ]
  return declaredResult(
    COLUMNS,
    rows.map(([figure, value, meaning]) => ({ figure, value, meaning })),
  )
}
