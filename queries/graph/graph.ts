import type { ResultTable } from '../../src-renderer/query/contract/result'
import { adjacency, type Adjacency } from './adjacency'

/** A graph without loops and repeated edges; nodes are numbers in the order of their names. */
export interface Graph {
  readonly names: readonly string[]
  /** Edges in their direction. */
  readonly edges: number
  readonly out: Adjacency
  readonly in: Adjacency
  /** Neighbours in whichever direction. */
  readonly around: Adjacency
}

const joined = (one: Int32Array, other: Int32Array): Int32Array => {
  const both = new Int32Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}

/** The graph of `source`, `target` and `weight`, each pair at most once. */
export function readGraph(answer: ResultTable): Graph {
  const sources = answer.column('source').map(String)
  const targets = answer.column('target').map(String)
  const weight = Float64Array.from(answer.column('weight'), Number)
  const names = [...new Set([...sources, ...targets])].sort()
  const places = new Map(names.map((name, place) => [name, place]))
  const placeOf = (name: string): number => places.get(name) ?? 0
  const from = Int32Array.from(sources, placeOf)
  const to = Int32Array.from(targets, placeOf)
  const both = new Float64Array(2 * weight.length)
  both.set(weight)
  both.set(weight, weight.length)
  return {
    names,
    edges: from.length,
    out: adjacency(names.length, from, to, weight),
    in: adjacency(names.length, to, from, weight),
    around: adjacency(names.length, joined(from, to), joined(to, from), both),
  }
}

/** Of each node, with how many neighbours there are edges in both directions. */
export function mutualTies({ names, out, in: into }: Graph): Int32Array {
  const mutual = new Int32Array(names.length)
  for (let node = 0; node < names.length; node++) {
    let [one, other] = [out.starts[node]!, into.starts[node]!]
    const [end, otherEnd] = [out.starts[node + 1]!, into.starts[node + 1]!]
    while (one < end && other < otherEnd) {
      const difference = out.ends[one]! - into.ends[other]!
      if (difference === 0) mutual[node]! += 1
      if (difference <= 0) one += 1
      if (difference >= 0) other += 1
    }
  }
  return mutual
}
