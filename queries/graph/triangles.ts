import { degreeOf, type Adjacency } from './adjacency'

/** Nodes by how many neighbours they have, the fewest first; `ranks` says where each one stands. */
function ranksOf(around: Adjacency): Int32Array {
  const nodes = around.starts.length - 1
  const order = Array.from({ length: nodes }, (_, node) => node)
  order.sort((one, other) => degreeOf(around, one) - degreeOf(around, other) || one - other)
  const ranks = new Int32Array(nodes)
  order.forEach((node, rank) => {
    ranks[node] = rank
  })
  return ranks
}

/**
 * In how many triangles each node is. Each triangle is found once, at its node of the lowest rank, so that nodes with
 * very many neighbours cost no more than their edges.
 */
export function trianglesOf(around: Adjacency): Int32Array {
  const { starts, ends } = around
  const nodes = starts.length - 1
  const ranks = ranksOf(around)
  const triangles = new Int32Array(nodes)
  /** The node for which a neighbour of higher rank was marked last. */
  const marked = new Int32Array(nodes).fill(-1)
  for (let first = 0; first < nodes; first++) {
    const rank = ranks[first]!
    for (let at = starts[first]!; at < starts[first + 1]!; at++) if (ranks[ends[at]!]! > rank) marked[ends[at]!] = first
    for (let at = starts[first]!; at < starts[first + 1]!; at++) {
      const second = ends[at]!
      if (ranks[second]! < rank) continue
      for (let next = starts[second]!; next < starts[second + 1]!; next++) {
        const third = ends[next]!
        if (marked[third] !== first || ranks[third]! < ranks[second]!) continue
        triangles[first]! += 1
        triangles[second]! += 1
        triangles[third]! += 1
      }
    }
  }
  return triangles
}
