import type { MarkFigure } from '../../chart/spec'
import type { Drill } from '../../query/contract/analysis'

/** A table asks again for every cell in sight, at each scroll; what was found is kept up to so many cells. */
const MOST_KINDS = 20_000

/**
 * What kind of list stands behind a figure of one answer, null where nothing does. `drillAt` is asked once a figure.
 */
export function createDrillKinds(
  drillAt: (figure: MarkFigure) => Drill | null,
  most = MOST_KINDS,
): (figure: MarkFigure) => Drill['kind'] | null {
  const known = new Map<string, Drill['kind'] | null>()
  return (figure) => {
    const key = `${figure.row}:${figure.column}`
    const before = known.get(key)
    if (before !== undefined) return before
    const kind = drillAt(figure)?.kind ?? null
    if (known.size >= most) known.clear()
    known.set(key, kind)
    return kind
  }
}
