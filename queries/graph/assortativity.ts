import { degreeOf, type Adjacency } from './adjacency'

/**
 * Pearson's correlation between the numbers of neighbours at both ends of all edges, each edge from both sides; null
 * where all are the same.
 */
export function assortativityOf(around: Adjacency): number | null {
  const { starts, ends } = around
  let [sums, squares, products] = [0, 0, 0]
  for (let node = 0; node + 1 < starts.length; node++) {
    const own = degreeOf(around, node)
    for (let at = starts[node]!; at < starts[node + 1]!; at++) {
      sums += own
      squares += own * own
      products += own * degreeOf(around, ends[at]!)
    }
  }
  // Whole numbers, so that no variation is told apart from a little.
  const variation = ends.length * squares - sums * sums
  return variation === 0 ? null : (ends.length * products - sums * sums) / variation
}
