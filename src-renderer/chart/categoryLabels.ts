import { elementAt } from '../base/required'
import type { Palette } from './palette'
import { middleBaseline, round, SIZE_SMALL, type SceneNode } from './scene'
import { textWidth, truncateNames, wrapText } from './textWidth'

const ANGLE = 40
const SIN = Math.sin((ANGLE * Math.PI) / 180),
  COS = Math.cos((ANGLE * Math.PI) / 180)
const MOST_ROTATED = 112
/** Rotated lines of 11 px text need this much along the axis. */
const ROTATED_STEP = 18

export interface CategoryLabels {
  /** Room under the plot. */
  readonly height: number
  readonly areSlanted: boolean
  /** No level label reaches beyond `right`. */
  draw(position: (index: number) => number, bottom: number, palette: Palette, right?: number): readonly SceneNode[]
}

/**
 * Labels of bands: on one or two lines where they fit, else slanted, else every n-th. `step` is the distance between
 * bands.
 */
export function categoryLabels(labels: readonly string[], step: number, ordered: boolean): CategoryLabels {
  const widest = Math.max(0, ...labels.map((label) => textWidth(label, SIZE_SMALL)))
  const wrapped = labels.map((label) => wrapText(label, step - 8, SIZE_SMALL, 2))
  const fits =
    widest <= step - 8 ||
    wrapped.every((lines, index) => lines.join('').replace(/\s/g, '') === elementAt(labels, index).replace(/\s/g, ''))
  // Numbers in order can be thinned like an axis; names cannot be guessed, so they are slanted first.
  if (fits || ordered) {
    const every = fits ? 1 : Math.max(1, Math.ceil((widest + 8) / step))
    const lines = labels.map((label, index) =>
      index % every === 0 ? (every === 1 ? elementAt(wrapped, index) : [label]) : [],
    )
    return {
      areSlanted: false,
      height: 8 + Math.max(1, ...lines.map((one) => one.length)) * 14,
      draw: (position, bottom, palette, right = Number.POSITIVE_INFINITY) =>
        lines.flatMap((texts, index) =>
          texts.map((text, order) => ({
            kind: 'text' as const,
            x: round(Math.min(position(index), right - textWidth(text, SIZE_SMALL) / 2)),
            y: middleBaseline(bottom + 13 + order * 14, SIZE_SMALL),
            text,
            size: SIZE_SMALL,
            fill: palette.muted,
            anchor: 'middle' as const,
            part: 'x-axis' as const,
          })),
        ),
    }
  }
  const every = Math.max(1, Math.ceil(ROTATED_STEP / step))
  const texts = truncateNames(labels, MOST_ROTATED, SIZE_SMALL)
  return {
    areSlanted: true,
    height: 14 + Math.ceil(Math.min(widest, MOST_ROTATED) * SIN + SIZE_SMALL * COS),
    draw: (position, bottom, palette) =>
      texts.flatMap((text, index) =>
        index % every !== 0
          ? []
          : [
              {
                kind: 'text' as const,
                x: round(position(index) + 4),
                y: round(bottom + 14),
                text,
                size: SIZE_SMALL,
                fill: palette.muted,
                anchor: 'end' as const,
                rotate: -ANGLE,
                part: 'x-axis' as const,
              },
            ],
      ),
  }
}

/** How far left of its band a slanted label can reach. */
export function slantReach(labels: readonly string[]): number {
  return Math.min(MOST_ROTATED, textWidth(labels[0] ?? '', SIZE_SMALL)) * COS
}
