import type { Palette } from './palette'
import { middleBaseline, round, SIZE_SMALL, type Box, type SceneNode } from './scene'
import { textWidth, truncateText } from './textWidth'

/** More points than these are thinned. */
const MOST_POINTS = 5000
const LINE = 14
const MOST_LABEL = 130

/**
 * The first point of each small square and colour, in squares just large enough that at most 5,000 remain; null keeps
 * all.
 *
 * @param places x and y in pixels, and the place of the colour, below 8
 * @param always Points by their place that stay in any case
 */
export function thinPlaces(
  places: readonly (readonly [x: number, y: number, slot: number])[],
  always: readonly number[],
): ReadonlySet<number> | null {
  if (places.length <= MOST_POINTS) return null
  for (let side = 4; ; side *= 1.3) {
    const kept = new Map<number, number>()
    for (const [index, [x, y, slot]] of places.entries()) {
      const key = (Math.round(x / side) * 100_000 + Math.round(y / side)) * 8 + slot
      if (Number.isFinite(key) && !kept.has(key)) kept.set(key, index)
    }
    if (kept.size <= MOST_POINTS || side > 100) return new Set([...kept.values(), ...always])
  }
}

interface LabelledPoint {
  readonly x: number
  readonly y: number
  readonly r: number
  readonly text: string
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

const lieWithin = (box: Box, plot: Box): boolean =>
  box.x >= plot.x &&
  box.x + box.width <= plot.x + plot.width &&
  box.y >= plot.y &&
  box.y + box.height <= plot.y + plot.height

/** Labels beside their points, where they touch neither a point, nor each other, nor what is taken; others are left out. */
export function drawPointLabels(
  points: readonly LabelledPoint[],
  plot: Box,
  taken: readonly Box[],
  palette: Palette,
): readonly SceneNode[] {
  const boxes: Box[] = [...points.map(({ x, y, r }) => ({ x: x - r, y: y - r, width: 2 * r, height: 2 * r })), ...taken]
  return points.flatMap(({ x, y, r, text: whole }): readonly SceneNode[] => {
    const text = truncateText(whole, MOST_LABEL, SIZE_SMALL),
      width = textWidth(text, SIZE_SMALL)
    const candidates = [
      { x: x + r + 4, y: y - 7, anchor: 'start' as const },
      { x: x - r - 4 - width, y: y - 7, anchor: 'end' as const },
      { x: x - width / 2, y: y - r - 17, anchor: 'middle' as const },
      { x: x - width / 2, y: y + r + 3, anchor: 'middle' as const },
    ].map(({ anchor, ...at }) => ({ anchor, box: { ...at, width, height: LINE } }))
    const free = candidates.find(({ box }) => lieWithin(box, plot) && !boxes.some((other) => overlaps(other, box)))
    if (free === undefined || text === '') return []
    boxes.push(free.box)
    const start = free.box.x
    const at = free.anchor === 'start' ? start : free.anchor === 'end' ? start + width : start + width / 2
    return [
      {
        kind: 'text',
        x: round(at),
        y: middleBaseline(free.box.y + LINE / 2, SIZE_SMALL),
        text,
        size: SIZE_SMALL,
        fill: palette.text,
        anchor: free.anchor,
        part: 'label',
      },
    ]
  })
}
