/**
 * At most four points a pixel column: the first, the least, the greatest and the last, in order, so that a line over
 * many points looks the same and keeps its spikes. Gaps (null) and incomplete points survive as the first or last of a
 * column. Points must be sorted by x; short lines come back as they are.
 */
export function thinPoints<P extends { readonly x: number; readonly y: number | null }>(
  points: readonly P[],
  width: number,
): readonly P[] {
  if (points.length <= Math.max(500, width * 2)) return points
  const kept: P[] = []
  let column: P[] = []
  const flush = (): void => {
    let least = -1,
      greatest = -1,
      gap = -1
    for (const [index, point] of column.entries()) {
      if (point.y === null) {
        gap = index
        continue
      }
      if (least < 0 || point.y < column[least]!.y!) least = index
      if (greatest < 0 || point.y > column[greatest]!.y!) greatest = index
    }
    const chosen = [...new Set([0, least, greatest, gap, column.length - 1])]
      .filter((index) => index >= 0)
      .sort((a, b) => a - b)
    kept.push(...chosen.map((index) => column[index]!))
  }
  for (const point of points) {
    if (column.length > 0 && Math.floor(point.x) !== Math.floor(column[0]!.x)) {
      flush()
      column = []
    }
    column.push(point)
  }
  flush()
  return kept
}
