import { elementAt } from '../../../src-renderer/base/required'
import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { degreeOf } from '../adjacency'
import { mutualTies, readGraph } from '../graph'
import { partsOf } from '../parts'
import { reachOf } from '../reach'
import { trianglesOf } from '../triangles'
import { COLUMNS } from './columns'

/** Every node with what its edges say, the one with the most neighbours first; equals by name. */
export function finishNodes(answer: ResultTable, values: ParameterValues): ResultTable {
  const graph = readGraph(answer)
  const { names, around } = graph
  const mutual = mutualTies(graph)
  const triangles = trianglesOf(around)
  const reach = reachOf(values['directed'] === true ? graph.out : around)
  const { component, bridges, cuts } = partsOf(around)
  const rows = names.map((node, at) => {
    const degree = degreeOf(around, at)
    const closed = elementAt(triangles, at)
    return {
      node,
      degree,
      in: degreeOf(graph.in, at),
      out: degreeOf(graph.out, at),
      mutual: elementAt(mutual, at),
      triangles: closed,
      clustering: degree < 2 ? null : (2 * closed) / (degree * (degree - 1)),
      reach: elementAt(reach, at),
      component: elementAt(component, at),
      bridges: elementAt(bridges, at),
      holds_together: cuts[at] === 1,
    }
  })
  // Names are in order, and sorting keeps it.
  return declaredResult(
    COLUMNS,
    rows.sort((one, other) => other.degree - one.degree),
  )
}
