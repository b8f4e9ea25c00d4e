/** Puts the value that stands at a place among sorted ones there, smaller ones before it and greater ones behind. */
function select(values: number[], place: number): number {
  let [low, high] = [0, values.length - 1]
  while (low < high) {
    const pivot = values[(low + high) >> 1]!
    let [left, right] = [low, high]
    while (left <= right) {
      while (values[left]! < pivot) left += 1
      while (values[right]! > pivot) right -= 1
      if (left > right) break
      const value = values[left]!
      values[left] = values[right]!
      values[right] = value
      left += 1
      right -= 1
    }
    if (place <= right) high = right
    else if (place >= left) low = left
    else break
  }
  return values[place]!
}

/** As `quantile`, of values in any order, which are put in another one; without sorting them all. */
export function selectQuantile(values: number[], share: number): number {
  if (values.length === 0) return Number.NaN
  const place = share * (values.length - 1)
  const below = select(values, Math.floor(place))
  if (place === Math.floor(place)) return below
  let above = Infinity
  for (let index = Math.floor(place) + 1; index < values.length; index += 1) above = Math.min(above, values[index]!)
  return below + (above - below) * (place - Math.floor(place))
}
