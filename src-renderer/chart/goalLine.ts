import { elementAt } from '../base/required'
import type { MeasureLimits } from '../model/dataModel'
import type { ValueFormat } from './chartBase'
import { formatValue } from './format'
import type { Palette } from './palette'
import { round, SIZE_SMALL, type Box, type Datum, type SceneNode } from './scene'
import { textWidth } from './textWidth'

/** Values across an upright chart that its figures are held against. */
export interface ChartLevels {
  /** What is aimed at. */
  readonly goal?: number
  /** Between which values the figures are as they should be; null on a side is open. */
  readonly limits?: MeasureLimits
}

interface Level {
  readonly label: string
  readonly value: number
  /** Longer dashes than what is not complete has; limits have dots. */
  readonly dash: string
}

function levelsOf({ goal, limits }: ChartLevels): readonly Level[] {
  const low = limits?.low ?? null
  const high = limits?.high ?? null
  return [
    ...(goal === undefined ? [] : [{ label: 'Goal', value: goal, dash: '7 4' }]),
    ...(low === null ? [] : [{ label: 'Lower limit', value: low, dash: '1.5 3' }]),
    ...(high === null ? [] : [{ label: 'Upper limit', value: high, dash: '1.5 3' }]),
  ]
}

/** The values that the axis must have room for. */
export function levelValues(levels: ChartLevels): readonly number[] {
  return levelsOf(levels).map(({ value }) => value)
}

const LABEL_GAP = 5
const LABEL_HEIGHT = 12

interface LabelPlace {
  readonly x: number
  /** Of its line of text. */
  readonly y: number
  readonly anchor: 'start' | 'end'
}

/** Whether a mark, or the straight way from one to the next of its series, lies in a box. */
function isBusy(box: Box, marks: readonly (readonly Datum[])[]): boolean {
  const isInside = (x: number, y: number): boolean =>
    x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height
  const middle = ({ box: one }: Datum): readonly [number, number] => [one.x + one.width / 2, one.y + one.height / 2]
  return marks.some((row) =>
    row.some((mark, at) => {
      const [x, y] = middle(mark)
      const [nextX, nextY] = middle(row[at + 1] ?? mark)
      return [0, 0.25, 0.5, 0.75].some((part) => isInside(x + part * (nextX - x), y + part * (nextY - y)))
    }),
  )
}

/** Where a line's name hides no mark: at its right end or at its left, above the line or below. */
function placeLabel(
  text: string,
  at: number,
  [left, right]: readonly [number, number],
  marks: readonly (readonly Datum[])[],
): LabelPlace {
  const width = textWidth(text, SIZE_SMALL)
  const places = [right - 2, left + 2].flatMap((x, end): readonly LabelPlace[] =>
    [at - LABEL_GAP, at + LABEL_GAP + LABEL_HEIGHT - 3].map((y) => ({ x, y, anchor: end === 0 ? 'end' : 'start' })),
  )
  const free = places.find(({ x, y, anchor }) => {
    const box = { x: anchor === 'end' ? x - width : x, y: y - LABEL_HEIGHT, width, height: LABEL_HEIGHT + 4 }
    return !isBusy(box, marks)
  })
  return free ?? elementAt(places, 0)
}

/**
 * Goal and limits as lines across an upright chart, each named at an end where its name hides none of the lines' marks;
 * nothing without them.
 */
export function drawLevels(
  levels: ChartLevels,
  format: ValueFormat,
  y: (value: number) => number,
  [left, right]: readonly [number, number],
  palette: Palette,
  marks: readonly Datum[] = [],
): readonly SceneNode[] {
  const rows = [...new Set(marks.map(({ row }) => row))].map((row) => marks.filter((mark) => mark.row === row))
  return levelsOf(levels).flatMap(({ label, value, dash }): readonly SceneNode[] => {
    const at = round(y(value))
    const text = `${label} ${formatValue(value, format)}`
    const place = placeLabel(text, at, [left, right], rows)
    return [
      { kind: 'line', x1: left, y1: at, x2: right, y2: at, stroke: palette.text, strokeWidth: 1.25, dash },
      {
        kind: 'text',
        x: round(place.x),
        y: round(place.y),
        text,
        size: SIZE_SMALL,
        fill: palette.text,
        anchor: place.anchor,
        part: 'label',
      },
    ]
  })
}
