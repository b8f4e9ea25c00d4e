/** A figure's buckets in order. */
export type SparkPoints = readonly { readonly y: number | null; readonly incomplete?: boolean }[]

/** The paths of a small line in a box: what is complete, and what is not; gaps where there is no figure. */
export function sparkPath(
  points: SparkPoints,
  width: number,
  height: number,
): { readonly whole: string; readonly open: string } {
  const known = points.flatMap(({ y }) => (y === null ? [] : [y]))
  if (known.length === 0) return { whole: '', open: '' }
  const [low, high] = [Math.min(...known, 0), Math.max(...known, 0)]
  const place = (index: number, y: number): string => {
    const x = points.length < 2 ? width / 2 : 1 + (index / (points.length - 1)) * (width - 2)
    return `${x.toFixed(1)},${(high === low ? height / 2 : 1 + ((high - y) / (high - low)) * (height - 2)).toFixed(1)}`
  }
  let [whole, open] = ['', '']
  for (let index = 1; index < points.length; index++) {
    const [from, to] = [points[index - 1], points[index]]
    if (from === undefined || to === undefined || from.y === null || to.y === null) continue
    const part = `M${place(index - 1, from.y)}L${place(index, to.y)}`
    if (from.incomplete === true || to.incomplete === true) open += part
    else whole += part
  }
  return { whole, open }
}
