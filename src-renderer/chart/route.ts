import { elementAt } from '../base/required'
import { inkOn, type Palette } from './palette'
import { middleBaseline, round, SIZE_SMALL, type Box, type SceneNode } from './scene'
import { textWidth } from './textWidth'

/** A stop of a route in the picture. */
interface Stop {
  /** From 0 on, in the order of travel. */
  readonly order: number
  readonly x: number
  readonly y: number
  readonly color: string
}

export const STOP_RADIUS = 9
/** An arrow's half length, and the least leg that one stands on between its two stops. */
const ARROW = 5,
  LEAST_LEG = 2 * STOP_RADIUS + 3 * ARROW

/** An arrow in the middle of each leg, where the leg is long enough to show one. */
export function drawArrows(stops: readonly Stop[], palette: Palette): readonly SceneNode[] {
  const sorted = [...stops].sort((a, b) => a.order - b.order)
  return sorted.slice(1).flatMap((to, index): readonly SceneNode[] => {
    const from = elementAt(sorted, index)
    const length = Math.hypot(to.x - from.x, to.y - from.y)
    if (length < LEAST_LEG) return []
    const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length]
    const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2]
    const at = (along: number, across: number): string =>
      `${round(x + along * dx - across * dy)},${round(y + along * dy + across * dx)}`
    return [
      {
        kind: 'path',
        d: `M${at(ARROW, 0)}L${at(-ARROW, ARROW * 0.8)}L${at(-ARROW, -ARROW * 0.8)}Z`,
        fill: palette.muted,
        stroke: palette.panel,
        strokeWidth: 1,
      },
    ]
  })
}

/** "2", "2, 3" or "2–5", of stops that lie on one another. */
function numbersText(orders: readonly number[]): string {
  const numbers = [...orders].sort((a, b) => a - b).map((order) => order + 1)
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)]
  return numbers.length > 2 && last - first === numbers.length - 1 ? `${first}–${last}` : numbers.join(', ')
}

interface Cluster {
  readonly stops: Stop[]
  box: Box
}

function boxOf(stops: readonly Stop[]): Box {
  const first = elementAt(stops, 0)
  const width = Math.max(2 * STOP_RADIUS, textWidth(numbersText(stops.map((stop) => stop.order)), SIZE_SMALL, 600) + 8)
  return { x: first.x - width / 2, y: first.y - STOP_RADIUS, width, height: 2 * STOP_RADIUS }
}

function touch(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/** The number of each stop on a disc; stops whose discs would touch share one with all of their numbers. */
export function drawStops(
  stops: readonly Stop[],
  palette: Palette,
): { readonly nodes: readonly SceneNode[]; readonly boxes: readonly Box[] } {
  let clusters: Cluster[] = []
  for (const stop of [...stops].sort((a, b) => a.order - b.order)) {
    const cluster: Cluster = { stops: [stop], box: boxOf([stop]) }
    // A disc that grew may touch others anew.
    for (;;) {
      const met = clusters.filter((one) => touch(one.box, cluster.box))
      if (met.length === 0) break
      clusters = clusters.filter((one) => !met.includes(one))
      cluster.stops.unshift(...met.flatMap((one) => one.stops))
      cluster.stops.sort((a, b) => a.order - b.order)
      cluster.box = boxOf(cluster.stops)
    }
    clusters.push(cluster)
  }
  return {
    boxes: clusters.map((one) => one.box),
    nodes: clusters.flatMap(({ stops: shared, box }): readonly SceneNode[] => {
      const { color } = elementAt(shared, 0)
      return [
        {
          kind: 'rect',
          x: round(box.x),
          y: round(box.y),
          width: round(box.width),
          height: box.height,
          radius: STOP_RADIUS,
          fill: color,
          stroke: palette.panel,
          strokeWidth: 1.5,
        },
        {
          kind: 'text',
          x: round(box.x + box.width / 2),
          y: middleBaseline(box.y + STOP_RADIUS, SIZE_SMALL),
          text: numbersText(shared.map((stop) => stop.order)),
          size: SIZE_SMALL,
          weight: 600,
          fill: inkOn(color),
          anchor: 'middle',
          part: 'label',
        },
      ]
    }),
  }
}
