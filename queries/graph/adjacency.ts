/** The neighbours of each node in order: those of node n are `ends[starts[n]]` up to, without, `ends[starts[n + 1]]`. */
export interface Adjacency {
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** What the tie to each neighbour weighs. */
  readonly weights: Float64Array
}

/** Numbers of edges in the order of one of their ends; of equal ones in the order given. Counts, compares nothing. */
function inOrderOf(end: Int32Array, nodes: number, order: Int32Array | null): Int32Array {
  const starts = new Int32Array(nodes + 1)
  for (const node of end) starts[node + 1]! += 1
  for (let node = 0; node < nodes; node++) starts[node + 1]! += starts[node]!
  const sorted = new Int32Array(end.length)
  for (let at = 0; at < end.length; at++) {
    const edge = order === null ? at : order[at]!
    const node = end[edge]!
    sorted[starts[node]!] = edge
    starts[node]! += 1
  }
  return sorted
}

/** Neighbours by edges that may be there several times; the weights of equal ones add up. */
export function adjacency(nodes: number, from: Int32Array, to: Int32Array, weight: Float64Array): Adjacency {
  const order = inOrderOf(from, nodes, inOrderOf(to, nodes, null))
  const starts = new Int32Array(nodes + 1)
  const ends = new Int32Array(from.length)
  const weights = new Float64Array(from.length)
  let size = 0
  let at = 0
  for (let node = 0; node < nodes; node++) {
    starts[node] = size
    for (; at < order.length && from[order[at]!] === node; at++) {
      const edge = order[at]!
      const isNew = size === starts[node] || ends[size - 1] !== to[edge]
      if (isNew) {
        ends[size] = to[edge]!
        size += 1
      }
      weights[size - 1]! += weight[edge]!
    }
  }
  starts[nodes] = size
  return { starts, ends: ends.subarray(0, size), weights: weights.subarray(0, size) }
}

/** How many neighbours a node has. */
export function degreeOf({ starts }: Adjacency, node: number): number {
  return starts[node + 1]! - starts[node]!
}
