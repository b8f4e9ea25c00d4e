import { parseDate } from '../../chart/format'
import { markOf, type ChartSpec } from '../../chart/marks'
import type { Box, Datum, Scene } from '../../chart/scene'

/** How far from a mark a pointer may be and still mean it, in pixels. */
const REACH = 32

function distance(box: Box, x: number, y: number): readonly [number, number] {
  return [Math.max(box.x - x, 0, x - box.x - box.width), Math.max(box.y - y, 0, y - box.y - box.height)]
}

/**
 * The datum that a pointer at (x, y) means, as the scene says: the box under it, the nearest one, or the nearest along
 * the axis.
 */
export function datumAt(scene: Scene, x: number, y: number): Datum | null {
  if (scene.hit === 'box')
    return (
      scene.data.findLast((datum) => {
        const [dx, dy] = distance(datum.box, x, y)
        return dx === 0 && dy === 0
      }) ?? null
    )
  // A flag is meant only where it is; it lies outside the plot.
  const flag = scene.data.find((datum) => {
    const [dx, dy] = distance(datum.box, x, y)
    return datum.annotations !== undefined && dx === 0 && dy === 0
  })
  if (flag !== undefined) return flag
  const { plot } = scene
  if (x < plot.x - 12 || x > plot.x + plot.width + 12 || y < plot.y - 12 || y > plot.y + plot.height + 12) return null
  let best: Datum | null = null
  let bestScore = Number.POSITIVE_INFINITY
  for (const datum of scene.data) {
    if (datum.annotations !== undefined) continue
    const [dx, dy] = distance(datum.box, x, y)
    if (scene.hit === 'nearest' && Math.hypot(dx, dy) > REACH) continue
    const score =
      scene.hit === 'nearest-x' ? Math.abs(datum.box.x + datum.box.width / 2 - x) * 10_000 + dy : Math.hypot(dx, dy)
    if (score < bestScore) {
      best = datum
      bestScore = score
    }
  }
  return best
}

/** Where an arrow key, Home or End leads from a datum; null for other keys. Without a datum, the first one. */
export function datumAfterKey(data: readonly Datum[], current: Datum | null, key: string): Datum | null {
  if (!['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'].includes(key)) return null
  if (current === null) return (key === 'End' ? data.at(-1) : data[0]) ?? null
  if (key === 'ArrowUp' || key === 'ArrowDown') return nearestRow(data, current, key === 'ArrowDown' ? 1 : -1)
  const row = data.filter((datum) => datum.row === current.row)
  if (key === 'Home') return row[0] ?? current
  if (key === 'End') return row.at(-1) ?? current
  const place = row.findIndex((datum) => datum.id === current.id)
  return row[place + (key === 'ArrowRight' ? 1 : -1)] ?? current
}

function nearestRow(data: readonly Datum[], current: Datum, direction: 1 | -1): Datum {
  const rows = [...new Set(data.map((datum) => datum.row))].sort((a, b) => a - b)
  const row = rows[rows.indexOf(current.row) + direction]
  if (row === undefined) return current
  return data
    .filter((datum) => datum.row === row)
    .reduce((best, datum) =>
      Math.abs(datum.column - current.column) < Math.abs(best.column - current.column) ? datum : best,
    )
}

/** The last date of a chart over dates; null for other charts, and where there is none. */
export function lastDateOf(spec: ChartSpec): string | null {
  const date = [...(markOf(spec).dates?.(spec) ?? [])].sort().at(-1)
  return date === undefined || Number.isNaN(parseDate(date)) ? null : date.slice(0, 10)
}
