import { degreeOf, type Adjacency } from '../adjacency'
import type { Graph } from '../graph'
import type { Candidate } from './rules'
import type { SameOf } from './sameValues'

/** What is asked for each node. */
export interface Asked {
  readonly isDirected: boolean
  readonly top: number
  readonly minMutual: number
  /** Nodes with more neighbours are no way from one to another; null for all. */
  readonly mostNeighbours: number | null
  readonly score: (candidate: Candidate) => number
  /** What the score counts, and which values two nodes share that add to it. */
  readonly ruleWeight: number
  readonly same: SameOf
}

export interface Suggestion {
  readonly candidate: number
  readonly mutual: number
  readonly strength: number
  readonly score: number
  /** The columns that both have the same value of, in words; null for none. */
  readonly same: string | null
}

/** How many neighbours of each node may be gone through. */
function counted({ starts, ends }: Adjacency, isPassable: (node: number) => boolean): Int32Array {
  const counts = new Int32Array(starts.length - 1)
  for (let node = 0; node < counts.length; node++)
    for (let at = starts[node]!; at < starts[node + 1]!; at++) if (isPassable(ends[at]!)) counts[node]! += 1
  return counts
}

/** Gives the candidates of one node after the other, the highest scores first; equals by name. */
export function makeSuggest(graph: Graph, asked: Asked): (node: number) => readonly Suggestion[] {
  const { around } = graph
  const steps = asked.isDirected ? graph.out : around
  const { starts, ends, weights } = steps
  const nodes = graph.names.length
  // What was found of the candidates of the node at hand; `found` says which they are.
  const mutual = new Int32Array(nodes)
  const strength = new Float64Array(nodes)
  const rare = new Float64Array(nodes)
  const shared = new Float64Array(nodes)
  const isNear = new Uint8Array(nodes)
  const isPassable = (node: number): boolean =>
    asked.mostNeighbours === null || degreeOf(around, node) <= asked.mostNeighbours

  const ownCounts = counted(steps, isPassable)
  const otherCounts = asked.isDirected ? counted(graph.in, isPassable) : ownCounts

  function candidateOf(node: number, other: number): Candidate {
    const both = mutual[other]!
    const either = ownCounts[node]! + otherCounts[other]! - both
    return { mutual: both, strength: strength[other]!, either, rare: rare[other]!, shared: shared[other]! }
  }

  return (node) => {
    const found: number[] = []
    isNear[node] = 1
    for (let at = starts[node]!; at < starts[node + 1]!; at++) isNear[ends[at]!] = 1
    for (let at = starts[node]!; at < starts[node + 1]!; at++) {
      const near = ends[at]!
      if (!isPassable(near)) continue
      const degree = degreeOf(around, near)
      for (let next = starts[near]!; next < starts[near + 1]!; next++) {
        const far = ends[next]!
        if (isNear[far] === 1) continue
        if (mutual[far] === 0) found.push(far)
        mutual[far]! += 1
        strength[far]! += Math.min(weights[at]!, weights[next]!)
        rare[far]! += 1 / Math.log(degree)
        shared[far]! += 1 / degree
      }
    }
    isNear[node] = 0
    for (let at = starts[node]!; at < starts[node + 1]!; at++) isNear[ends[at]!] = 0
    const suggestions = found
      .filter((other) => mutual[other]! >= asked.minMutual)
      .map((other): Suggestion => {
        const candidate = candidateOf(node, other)
        const same = asked.same(node, other)
        return {
          candidate: other,
          mutual: candidate.mutual,
          strength: candidate.strength,
          score: same.reduce((sum, { weight }) => sum + weight, asked.ruleWeight * asked.score(candidate)),
          same: same.length === 0 ? null : same.map(({ column }) => column).join(', '),
        }
      })
      .sort((a, b) => b.score - a.score || a.candidate - b.candidate)
      .slice(0, asked.top)
    for (const other of found) mutual[other] = strength[other] = rare[other] = shared[other] = 0
    return suggestions
  }
}
