import { degreeOf, type Adjacency } from './adjacency'

/** How many other nodes each one reaches in one step or two. */
export function reachOf(steps: Adjacency): Int32Array {
  const { starts, ends } = steps
  const nodes = starts.length - 1
  const reach = new Int32Array(nodes)
  /** The node that was last seen to reach another one. */
  const seen = new Int32Array(nodes).fill(-1)
  for (let node = 0; node < nodes; node++) {
    seen[node] = node
    let count = 0
    for (let at = starts[node]!; at < starts[node + 1]!; at++) {
      const near = ends[at]!
      if (seen[near] !== node) {
        seen[near] = node
        count += 1
      }
      // Of those with one neighbour alone nothing more is to be looked up than how many that one has.
      if (degreeOf(steps, node) === 1) {
        count += degreeOf(steps, near) - (leadsTo(steps, near, node) ? 1 : 0)
        continue
      }
      for (let next = starts[near]!; next < starts[near + 1]!; next++) {
        const far = ends[next]!
        if (seen[far] === node) continue
        seen[far] = node
        count += 1
      }
    }
    reach[node] = count
  }
  return reach
}

/** Whether there is a step from one node to another, by halving. */
function leadsTo({ starts, ends }: Adjacency, node: number, to: number): boolean {
  let [low, high] = [starts[node]!, starts[node + 1]!]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ends[middle]! < to) low = middle + 1
    else high = middle
  }
  return low < starts[node + 1]! && ends[low] === to
}
