import { elementAt, required } from '../base/required'
import { drawMarker } from './marker'
import type { Palette } from './palette'
import { middleBaseline, round, SIZE_SMALL, type SceneNode } from './scene'
import type { InkedSeries } from './seriesInk'
import { textWidth, truncateText } from './textWidth'

const STEP = 15

/**
 * Distances that keep labels apart: each as near to where it wants to be as the others and the edges let it. Input
 * sorted.
 */
export function spread(wanted: readonly number[], low: number, high: number, step: number): readonly number[] {
  const places = wanted.map((one) => Math.min(high, Math.max(low, one)))
  for (let index = 1; index < places.length; index++)
    places[index] = Math.max(elementAt(places, index), elementAt(places, index - 1) + step)
  for (let index = places.length - 1; index >= 0; index--)
    places[index] = Math.min(
      elementAt(places, index),
      index === places.length - 1 ? high : elementAt(places, index + 1) - step,
    )
  return places
}

/**
 * Names at the ends of lines instead of a legend; null where a legend is better: too many series, or one of them lies
 * under "Other". Marks without a line have no end, and stay in a legend. `width` is the room to keep at the right.
 */
export function directLabels(
  all: readonly InkedSeries[],
  chartWidth: number,
): {
  readonly width: number
  draw(
    lastY: ReadonlyMap<number, number>,
    right: number,
    top: number,
    bottom: number,
    palette: Palette,
  ): readonly SceneNode[]
} | null {
  if (all.some((one) => one.other)) return null
  const inked = all.filter((one) => one.series.marker === undefined)
  if (inked.length === 0) return null
  const room = Math.min(150, chartWidth * 0.26)
  const names = new Map(inked.map((one) => [one.index, truncateText(one.series.name, room - 22, SIZE_SMALL)]))
  return {
    width: Math.ceil(Math.max(...[...names.values()].map((name) => textWidth(name, SIZE_SMALL)))) + 24,
    draw(lastY, right, top, bottom, palette) {
      // A series without values is named too, at the foot, so that it is not silently missing.
      const sorted = inked.map((one) => ({ one, y: lastY.get(one.index) ?? bottom })).sort((a, b) => a.y - b.y)
      const places = spread(
        sorted.map((item) => item.y),
        top,
        bottom,
        STEP,
      )
      return sorted.flatMap(({ one, y }, index): readonly SceneNode[] => {
        const place = elementAt(places, index)
        return [
          ...(Math.abs(place - y) > 3 && lastY.has(one.index)
            ? [
                {
                  kind: 'path' as const,
                  d: `M${round(right - 5)},${round(y)}L${round(right + 4)},${round(place)}`,
                  stroke: one.color,
                  strokeWidth: 1,
                  opacity: 0.5,
                  fill: 'none',
                },
              ]
            : []),
          drawMarker(one.marker, right + 10, place, 3, one.color, null),
          {
            kind: 'text',
            x: round(right + 18),
            y: middleBaseline(place, SIZE_SMALL),
            text: required(names.get(one.index)),
            size: SIZE_SMALL,
            fill: palette.text,
            part: 'legend',
          },
        ]
      })
    },
  }
}
