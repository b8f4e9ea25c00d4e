import { degreeOf, type Adjacency } from './adjacency'

/**
 * The largest k for which some nodes have at least k neighbours among themselves: takes away the node with the fewest
 * that are left, again and again.
 */
export function coreOf(around: Adjacency): number {
  const { starts, ends } = around
  const nodes = starts.length - 1
  const left = Int32Array.from({ length: nodes }, (_, node) => degreeOf(around, node))
  const buckets: number[][] = []
  left.forEach((degree, node) => (buckets[degree] ??= []).push(node))
  const gone = new Uint8Array(nodes)
  let core = 0
  for (let degree = 0; degree < buckets.length; degree++) {
    const bucket = buckets[degree] ?? []
    // Others come into the bucket while it is emptied.
    for (let node = bucket.pop(); node !== undefined; node = bucket.pop()) {
      if (gone[node] === 1) continue
      gone[node] = 1
      core = degree
      for (let at = starts[node]!; at < starts[node + 1]!; at++) {
        const other = ends[at]!
        if (gone[other] === 1 || left[other]! <= degree) continue
        left[other]! -= 1
        ;(buckets[left[other]!] ??= []).push(other)
      }
    }
  }
  return core
}
