import { elementAt } from '../base/required'
import type { Box } from './scene'

/** Where a state diagram's states and arrows lie. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** A curve with two control points, as SVG's C. */
export type Curve = readonly [Point, Point, Point, Point]

/** Room above and below the states for arrows that lead back to their own state, and at the sides. */
const LOOP = 58,
  SIDE = 10,
  GAP = 14
/** Height for each state, so that arrows between them can be told apart. */
const ROOM = 34
/** Up to here a picture grows in height alone. */
const MOST_HEIGHT = 640
/** How far an arrow's curve swings out, as a share of its length: there and back lie apart. */
const SWING = 0.18

export function touches(one: Box, other: Box, gap = 0): boolean {
  return (
    one.x < other.x + other.width + gap &&
    other.x < one.x + one.width + gap &&
    one.y < other.y + other.height + gap &&
    other.y < one.y + one.height + gap
  )
}

/**
 * Boxes of these widths around an ellipse, the first at the left, then clockwise; the picture grows until none touches
 * another.
 */
export function placeStates(
  widths: readonly number[],
  boxHeight: number,
  asked: { readonly width: number; readonly height: number },
): { readonly boxes: readonly Box[]; readonly width: number; readonly height: number } {
  const widest = Math.max(...widths)
  let width = Math.max(asked.width, widest + 2 * SIDE)
  let height = Math.max(asked.height, boxHeight + 2 * LOOP + widths.length * ROOM)
  for (;;) {
    const [rx, ry] = [(width - widest) / 2 - SIDE, (height - boxHeight) / 2 - LOOP]
    const boxes = widths.map((own, index): Box => {
      const angle = Math.PI + (2 * Math.PI * index) / widths.length
      const [x, y] = widths.length === 1 ? [0, 0] : [rx * Math.cos(angle), ry * Math.sin(angle)]
      return { x: width / 2 + x - own / 2, y: height / 2 + y - boxHeight / 2, width: own, height: boxHeight }
    })
    const isClear = boxes.every((one, index) => boxes.slice(index + 1).every((other) => !touches(one, other, GAP)))
    if (isClear) return { boxes, width, height }
    // Taller first: a picture that is wider than its place has to be scrolled.
    if (height < MOST_HEIGHT) height += 24
    else width += 40
  }
}

const middleOf = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 })

const between = (one: Point, other: Point, share: number): Point => ({
  x: one.x + (other.x - one.x) * share,
  y: one.y + (other.y - one.y) * share,
})

/** A curve parted at a share of its way (de Casteljau). */
function parted([a, b, c, d]: Curve, share: number): readonly [Curve, Curve] {
  const [ab, bc, cd] = [between(a, b, share), between(b, c, share), between(c, d, share)]
  const [abc, bcd] = [between(ab, bc, share), between(bc, cd, share)]
  const at = between(abc, bcd, share)
  return [
    [a, ab, abc, at],
    [at, bcd, cd, d],
  ]
}

export function pointOn(curve: Curve, share: number): Point {
  return elementAt(parted(curve, share)[0], 3)
}

function isIn({ x, y }: Point, box: Box, gap: number): boolean {
  return x > box.x - gap && x < box.x + box.width + gap && y > box.y - gap && y < box.y + box.height + gap
}

/** The share of a curve's way at which it leaves a box that it begins in. */
function leaves(curve: Curve, box: Box, gap: number): number {
  let share = 0
  while (share < 0.5 && isIn(pointOn(curve, share), box, gap)) share += 0.01
  return share
}

/** From the edge of one box to the edge of another, swung out to the right of its way; `gap` stays free before it. */
export function arrowBetween(from: Box, to: Box, gap: number): Curve {
  const [a, d] = [middleOf(from), middleOf(to)]
  const swing = (share: number): Point => {
    const on = between(a, d, share)
    return { x: on.x - (d.y - a.y) * SWING, y: on.y + (d.x - a.x) * SWING }
  }
  const whole: Curve = [a, swing(0.25), swing(0.75), d]
  const begins = leaves(whole, from, 1)
  const rest = parted(whole, begins)[1]
  const back: Curve = [rest[3], rest[2], rest[1], rest[0]]
  const kept = parted(back, leaves(back, to, gap))[1]
  return [kept[3], kept[2], kept[1], kept[0]]
}

/** Out of a box and back into it, above it in the upper half of the picture, below it in the lower one. */
export function arrowAround(box: Box, height: number, gap: number): Curve {
  const { x, y } = middleOf(box)
  const way = y <= height / 2 ? -1 : 1
  const edge = y + (way * box.height) / 2
  return [
    { x: x - 12, y: edge },
    { x: x - 30, y: edge + way * 44 },
    { x: x + 30, y: edge + way * 44 },
    { x: x + 12, y: edge + way * gap },
  ]
}
