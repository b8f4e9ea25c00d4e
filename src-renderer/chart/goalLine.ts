import type { ValueFormat } from './chartBase'
import { formatValue } from './format'
import type { Palette } from './palette'
import { round, SIZE_SMALL, type SceneNode } from './scene'

/** How a goal's line is dashed: longer than what is not complete. */
const GOAL_DASH = '7 4'

/** The value that is aimed at, as a line across an upright chart, named at its right end; nothing without a goal. */
export function drawGoal(
  goal: number | undefined,
  format: ValueFormat,
  y: (value: number) => number,
  left: number,
  right: number,
  palette: Palette,
): readonly SceneNode[] {
  if (goal === undefined) return []
  const at = round(y(goal))
  return [
    { kind: 'line', x1: left, y1: at, x2: right, y2: at, stroke: palette.text, strokeWidth: 1.25, dash: GOAL_DASH },
    {
      kind: 'text',
      x: round(right - 2),
      y: round(at - 5),
      text: `Goal ${formatValue(goal, format)}`,
      size: SIZE_SMALL,
      fill: palette.text,
      anchor: 'end',
      part: 'label',
    },
  ]
}
