import type { MeasureLimits } from '../model/dataModel'
import type { ValueFormat } from './chartBase'
import { formatValue } from './format'
import type { Palette } from './palette'
import { round, SIZE_SMALL, type SceneNode } from './scene'

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

/** Goal and limits as lines across an upright chart, each named at its right end; nothing without them. */
export function drawLevels(
  levels: ChartLevels,
  format: ValueFormat,
  y: (value: number) => number,
  left: number,
  right: number,
  palette: Palette,
): readonly SceneNode[] {
  return levelsOf(levels).flatMap(({ label, value, dash }): readonly SceneNode[] => {
    const at = round(y(value))
    return [
      { kind: 'line', x1: left, y1: at, x2: right, y2: at, stroke: palette.text, strokeWidth: 1.25, dash },
      {
        kind: 'text',
        x: round(right - 2),
        y: round(at - 5),
        text: `${label} ${formatValue(value, format)}`,
        size: SIZE_SMALL,
        fill: palette.text,
        anchor: 'end',
        part: 'label',
      },
    ]
  })
}
