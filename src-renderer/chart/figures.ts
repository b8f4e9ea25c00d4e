import type { MarkFigure } from './chartBase'
import type { ChartSpec } from './marks'

function isFigure(value: object): value is MarkFigure {
  return 'row' in value && 'column' in value && typeof value.row === 'number' && typeof value.column === 'string'
}

/**
 * `spec` again, with each figure in it replaced by what `change` makes of it; where that is undefined, there is none.
 */
export function mapFigures(spec: ChartSpec, change: (figure: MarkFigure) => MarkFigure | undefined): ChartSpec {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    if (isFigure(value)) return change(value)
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, one]: [string, unknown]) => {
        const changed = walk(one)
        return changed === undefined ? [] : [[key, changed]]
      }),
    )
  }
  return walk(spec) as ChartSpec
}
