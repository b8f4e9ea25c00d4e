/** The first of some rising positions, all[from] to before all[to], that is greater; NaN where none is. */
export function firstAfter(all: Float64Array, from: number, to: number, position: number): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >> 1
    if (all[middle]! > position) high = middle
    else low = middle + 1
  }
  return low < to ? all[low]! : NaN
}
