import { elementAt } from '../base/required'
import type { Palette } from './palette'
import { round, type SceneNode } from './scene'
import type { Series } from './series'

/** Series differ by marker as well as by colour, for those who cannot tell the colours apart and for print. */
export const MARKERS = ['circle', 'square', 'triangle', 'diamond', 'cross', 'down'] as const
export type Marker = (typeof MARKERS)[number]

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
      marker: elementAt(MARKERS, slot),
      other: false,
    }
    slot += 1
    return inked
  }
}

/** A marker centred on (x, y); hollow ones show the background inside. */
export function drawMarker(
  marker: Marker,
  x: number,
  y: number,
  radius: number,
  color: string,
  hollow: string | null,
  datum?: string,
): SceneNode {
  const paint = {
    fill: hollow ?? color,
    stroke: color,
    strokeWidth: hollow === null ? 1 : 1.5,
    ...(datum === undefined ? {} : { datum }),
  }
  if (marker === 'circle') return { kind: 'circle', cx: round(x), cy: round(y), r: radius, ...paint }
  const at = (dx: number, dy: number): string => `${round(x + dx * radius)},${round(y + dy * radius)}`
  const corners: Readonly<Record<Exclude<Marker, 'circle'>, readonly (readonly [number, number])[]>> = {
    square: [
      [-0.9, -0.9],
      [0.9, -0.9],
      [0.9, 0.9],
      [-0.9, 0.9],
    ],
    triangle: [
      [0, -1.15],
      [1.1, 0.85],
      [-1.1, 0.85],
    ],
    diamond: [
      [0, -1.3],
      [1.2, 0],
      [0, 1.3],
      [-1.2, 0],
    ],
    cross: [
      [-0.4, -1.15],
      [0.4, -1.15],
      [0.4, -0.4],
      [1.15, -0.4],
      [1.15, 0.4],
      [0.4, 0.4],
      [0.4, 1.15],
      [-0.4, 1.15],
      [-0.4, 0.4],
      [-1.15, 0.4],
      [-1.15, -0.4],
      [-0.4, -0.4],
    ],
    down: [
      [0, 1.15],
      [1.1, -0.85],
      [-1.1, -0.85],
    ],
  }
  return { kind: 'path', d: `M${corners[marker].map(([dx, dy]) => at(dx, dy)).join('L')}Z`, ...paint }
}
