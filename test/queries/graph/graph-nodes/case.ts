import type { AnalysisCase } from '../../case'
import {
  askedOf,
  bridgesAt,
  componentsOf,
  edgeChoice,
  EDGES,
  holdsTogether,
  naiveEdges,
  nodesOf,
  reachFrom,
  stepsFrom,
  trianglesAt,
  type EdgeChoice,
  type EdgeRow,
} from '../edges'

/** Each node from the definition, its neighbours one by one. */
function reference(rows: readonly EdgeRow[], choice: EdgeChoice): readonly object[] {
  const edges = naiveEdges(rows, choice)
  const components = componentsOf(edges)
  return nodesOf(edges)
    .map((node) => {
      const near = stepsFrom(edges, node, false)
      const into = edges.filter(({ target }) => target === node).map(({ source }) => source)
      const out = edges.filter(({ source }) => source === node).map(({ target }) => target)
      const triangles = trianglesAt(edges, node)
      return {
        node,
        degree: near.length,
        in: into.length,
        out: out.length,
        mutual: out.filter((one) => into.includes(one)).length,
        triangles,
        clustering: near.length < 2 ? null : triangles / ((near.length * (near.length - 1)) / 2),
        reach: reachFrom(edges, node, choice.directed),
        component: components.findIndex((list) => list.includes(node)) + 1,
        bridges: bridgesAt(edges, node).length,
        holds_together: holdsTogether(edges, node),
      }
    })
    .toSorted((a, b) => b.degree - a.degree)
}

const NONE = 'it reads a table of edges: '

export const analysisCase: AnalysisCase<readonly EdgeRow[], EdgeChoice> = {
  log: EDGES,
  choices: edgeChoice,
  asked: askedOf,
  reference,
  orderedBy: { column: 'degree', isDescending: true },
  without: {
    range: `${NONE}it has no dates`,
    comparison: `${NONE}it has no dates and no users`,
    bench: `${NONE}the generated log is of events`,
  },
}
