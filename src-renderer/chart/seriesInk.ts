import { elementAt } from '../base/required'
import { MARKERS, type Marker } from './marker'
import { slotsOf, toneColor } from './meaning'
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
  /** The other side of a comparison with one series alone: thin and grey, not in its colour. */
  readonly quiet?: true
}

function weightOf(series: Series): number {
  return series.points.reduce((sum, point) => sum + Math.abs(point.y ?? 0), 0)
}

/** What a series is of, by which it has its colour. */
function keyOf({ key, name }: Series): string {
  return key ?? name
}

/**
 * Colours and markers for series: the same for the same name in every chart (see meaning). When there are more than six,
 * the largest six are named and the rest share "Other". A series that stands alone has the first colour, and what it is
 * compared with the grey of comparisons.
 */
export function inkSeries(series: readonly Series[], palette: Palette): readonly InkedSeries[] {
  const own = [...series.entries()].filter(([, one]) => one.comparedTo === undefined && one.tone === undefined)
  const named = new Map(
    own.length <= MOST_SERIES
      ? own
      : [...own].sort(([i, a], [j, b]) => weightOf(b) - weightOf(a) || i - j).slice(0, MOST_SERIES),
  )
  const keys = [...named.values()].map(keyOf)
  // Two series of one name are told apart by their place.
  const isPlain = new Set(keys).size < keys.length
  const slots = slotsOf(isPlain || keys.length === 1 ? [] : keys, MOST_SERIES)
  let place = 0
  const inks: InkedSeries[] = []
  for (const [index, one] of series.entries()) inks.push(inkOf(one, index))
  return inks

  function inkOf(one: Series, index: number): InkedSeries {
    const pair = one.comparedTo === undefined ? undefined : inks[one.comparedTo]
    if (pair !== undefined) {
      const grey = own.length > 1 ? {} : { color: toneColor('compared', palette), quiet: true as const }
      return { ...pair, ...grey, series: one, index }
    }
    if (one.tone !== undefined)
      return { series: one, index, color: toneColor(one.tone, palette), marker: one.marker ?? 'circle', other: false }
    if (!named.has(index)) return { series: one, index, color: palette.other, marker: 'circle', other: true }
    const slot = slots.get(keyOf(one)) ?? place
    place += 1
    return {
      series: one,
      index,
      color: elementAt(palette.categorical, slot),
      marker: one.marker ?? elementAt(MARKERS, slot),
      other: false,
    }
  }
}
