import type { AnalysisCase } from '../../case'
import {
  areNeighbours,
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
  type NaiveEdge,
} from '../edges'

const mean = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((sum, one) => sum + one, 0) / numbers.length

/** Of all sets of nodes, the one in which each has the most neighbours. */
function core(edges: readonly NaiveEdge[]): number {
  const nodes = nodesOf(edges)
  let most = 0
  for (let set = 1; set < 2 ** nodes.length; set++) {
    const members = nodes.filter((_, at) => (set & (1 << at)) !== 0)
    const least = Math.min(
      ...members.map((one) => members.filter((other) => one !== other && areNeighbours(edges, one, other)).length),
    )
    most = Math.max(most, least)
  }
  return most
}

/** Pearson's correlation, by its formula. */
function correlation(pairs: readonly (readonly [number, number])[]): number | null {
  const middle = mean(pairs.map(([one]) => one)) ?? 0
  const spread = pairs.reduce((sum, [one]) => sum + (one - middle) ** 2, 0)
  return spread < 1e-12 ? null : pairs.reduce((sum, [one, two]) => sum + (one - middle) * (two - middle), 0) / spread
}

function reference(rows: readonly EdgeRow[], choice: EdgeChoice): readonly object[] {
  const all = naiveEdges(rows, choice)
  const nodes = nodesOf(all)
  const pairs = nodes.flatMap((one) => stepsFrom(all, one, false).map((other) => [one, other] as const))
  const degree = (node: string): number => stepsFrom(all, node, false).length
  const degrees = nodes.map(degree).toSorted((a, b) => a - b)
  const edges = choice.directed ? all.length : pairs.length / 2
  const possible = nodes.length * (nodes.length - 1) * (choice.directed ? 1 : 0.5)
  const closed = nodes.map((node) => trianglesAt(all, node))
  const wedges = nodes.map((node) => (degree(node) * (degree(node) - 1)) / 2)
  const returned = all.filter(({ source, target }) => all.some((o) => o.source === target && o.target === source))
  const components = componentsOf(all)
  const largest = components[0]?.length ?? 0
  const half = degrees.length / 2
  const figures: Readonly<Record<string, number | null>> = {
    nodes: nodes.length,
    edges,
    density: nodes.length < 2 ? null : edges / possible,
    mean_degree: mean(degrees),
    median_degree: degrees.length === 0 ? null : (degrees[Math.ceil(half) - 1]! + degrees[Math.floor(half)]!) / 2,
    max_degree: degrees.at(-1) ?? null,
    ...(choice.directed ? { reciprocity: all.length === 0 ? null : returned.length / all.length } : {}),
    triangles: closed.reduce((sum, one) => sum + one, 0) / 3,
    transitivity:
      Math.max(0, ...wedges) === 0
        ? null
        : closed.reduce((sum, one) => sum + one, 0) / wedges.reduce((sum, one) => sum + one, 0),
    mean_clustering: mean(nodes.map((_, at) => (wedges[at] === 0 ? 0 : closed[at]! / wedges[at]!))),
    assortativity: correlation(pairs.map(([one, other]) => [degree(one), degree(other)])),
    core: nodes.length === 0 ? null : core(all),
    components: components.length,
    largest_component: largest,
    largest_share: nodes.length === 0 ? null : largest / nodes.length,
    bridges: nodes.flatMap((node) => bridgesAt(all, node)).length / 2,
    cut_points: nodes.filter((node) => holdsTogether(all, node)).length,
    mean_reach: mean(nodes.map((node) => reachFrom(all, node, choice.directed))),
  }
  return Object.entries(figures).map(([figure, value]) => ({ figure, value }))
}

const NONE = 'it reads a table of edges: '
export const analysisCase: AnalysisCase<readonly EdgeRow[], EdgeChoice> = {
  log: EDGES,
  choices: edgeChoice,
  asked: askedOf,
  reference,
  told: (rows) => rows.map(({ figure, value }) => ({ figure, value })),
  counts: () => ['value'],
  without: {
    range: `${NONE}it has no dates`,
    comparison: `${NONE}it has no dates and no users`,
    bench: `${NONE}the generated log is of events`,
  },
}
