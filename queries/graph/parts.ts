import type { Adjacency } from './adjacency'

/** What holds a graph together. */
export interface Parts {
  /** The number of each node's component, 1 for the one with the most nodes. */
  readonly component: Int32Array
  /** Nodes of each component, the largest first. */
  readonly sizes: readonly number[]
  /** How many bridges each node is an end of: edges without which a component falls into two. */
  readonly bridges: Int32Array
  /** 1 for nodes without which their component falls apart. */
  readonly cuts: Uint8Array
}

/**
 * Goes through each component depth first (Tarjan, Hopcroft), without recursion: a path of 100,000 nodes is as deep. Of
 * components of equal size, the one with the first node comes first.
 */
export function partsOf({ starts, ends }: Adjacency): Parts {
  const nodes = starts.length - 1
  /** When a node was reached, from 1; and the earliest one that it or what lies below it has an edge to. */
  const reached = new Int32Array(nodes)
  const lowest = new Int32Array(nodes)
  const parents = new Int32Array(nodes).fill(-1)
  const next = Int32Array.from(starts.subarray(0, nodes))
  const bridges = new Int32Array(nodes)
  const cuts = new Uint8Array(nodes)
  const found = new Int32Array(nodes)
  const sizes: number[] = []
  const stack = new Int32Array(nodes)
  let time = 0
  for (let root = 0; root < nodes; root++) {
    if (reached[root] !== 0) continue
    const before = time
    let depth = 0
    let children = 0
    stack[0] = root
    reached[root] = lowest[root] = ++time
    while (depth >= 0) {
      const node = stack[depth]!
      if (next[node]! < starts[node + 1]!) {
        const other = ends[next[node]!]!
        next[node]! += 1
        if (reached[other] === 0) {
          parents[other] = node
          reached[other] = lowest[other] = ++time
          depth += 1
          stack[depth] = other
        } else if (other !== parents[node]) lowest[node] = Math.min(lowest[node]!, reached[other]!)
        continue
      }
      depth -= 1
      found[node] = sizes.length
      const parent = parents[node]!
      if (parent < 0) continue
      lowest[parent] = Math.min(lowest[parent]!, lowest[node]!)
      if (lowest[node]! > reached[parent]!) {
        bridges[node]! += 1
        bridges[parent]! += 1
      }
      if (parent === root) children += 1
      else if (lowest[node]! >= reached[parent]!) cuts[parent] = 1
    }
    if (children > 1) cuts[root] = 1
    sizes.push(time - before)
  }
  const bySize = sizes.map((size, at) => ({ size, at })).sort((a, b) => b.size - a.size || a.at - b.at)
  const numbers = new Int32Array(sizes.length)
  bySize.forEach(({ at }, place) => {
    numbers[at] = place + 1
  })
  return { component: found.map((at) => numbers[at]!), sizes: bySize.map(({ size }) => size), bridges, cuts }
}
