import { elementAt } from '../base/required'
import { MARKERS, type Marker } from './marker'
import type { Palette } from './palette'
import type { Series } from './series'

export const MOST_SERIES = 6

export interface InkedSeries {
  readonly series: Series
  /** Position in the spec. */
  readonly index: number
  readonly color: string
  readonly marker: Marker
  /** Beyond the sixth: drawn in the shared grey of "Other". Never summed: distinct users do not add up. */
  readonly other: boolean
}

function weightOf(series: Series): number {
  return series.points.reduce((sum, point) => sum + Math.abs(point.y ?? 0), 0)
}

/**
 * Colours and markers for series, in their order; when there are more than six, the largest six are named and the rest
 * share "Other".
 */
export function inkSeries(series: readonly Series[], palette: Palette): readonly InkedSeries[] {
  const named = new Set(
    series.length <= MOST_SERIES
      ? series.keys()
      : [...series.entries()]
          .map(([index, one]) => ({ index, weight: weightOf(one) }))
          .sort((a, b) => b.weight - a.weight || a.index - b.index)
          .slice(0, MOST_SERIES)
          .map((one) => one.index),
  )
  let slot = 0
  const inks: InkedSeries[] = []
  for (const [index, one] of series.entries()) inks.push(inkOf(one, index))
  return inks

  function inkOf(one: Series, index: number): InkedSeries {
    const pair = one.comparedTo === undefined ? undefined : inks[one.comparedTo]
    if (pair !== undefined) return { ...pair, series: one, index }
    if (!named.has(index)) return { series: one, index, color: palette.other, marker: 'circle', other: true }
    const inked: InkedSeries = {
      series: one,
      index,
      color: elementAt(palette.categorical, slot),
      marker: one.marker ?? elementAt(MARKERS, slot),
      other: false,
    }
    slot += 1
    return inked
  }
}
