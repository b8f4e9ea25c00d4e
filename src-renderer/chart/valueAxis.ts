import { elementAt, required } from '../base/required'
import { tickStep } from 'd3-array'
import { scaleLinear, type ScaleLinear } from 'd3-scale'
import { tickFormat } from './format'
import type { Palette } from './palette'
import { middleBaseline, round, SIZE_SMALL, type SceneNode } from './scene'
import type { ValueFormat } from './chartBase'
import { textWidth } from './textWidth'

export interface ValueAxis {
  readonly scale: ScaleLinear<number, number>
  readonly ticks: readonly number[]
  readonly labels: readonly string[]
  /** Of the widest label, in pixels. */
  readonly labelWidth: number
}

const SECOND_STEPS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800,
]

/** A step of round units: 15 min rather than 1,000 s. */
function stepFor(low: number, high: number, count: number, format: ValueFormat): number {
  const step = tickStep(low, high, count)
  if (format === 'integer') return Math.max(1, step)
  if (format !== 'seconds') return step
  const least = (high - low) / count
  return least < 0.08 ? step : (SECOND_STEPS.find((one) => one >= least * 0.8) ?? step)
}

/** The least and greatest of the numbers given, or null when there are none. */
export function extentOf(values: Iterable<number | null | undefined>): readonly [number, number] | null {
  let low = Number.POSITIVE_INFINITY,
    high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value === null || value === undefined || !Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  return low <= high ? [low, high] : null
}

/**
 * An axis whose domain begins and ends on ticks. `zero` takes zero in. A single value gets room around it. `tight`
 * keeps the domain at the data's ends, with ticks inside.
 */
export function valueAxis(
  extent: readonly [number, number],
  range: readonly [number, number],
  format: ValueFormat,
  options: { readonly zero: boolean; readonly spacing?: number; readonly tight?: boolean },
): ValueAxis {
  let [low, high] = extent
  if (options.zero) {
    low = Math.min(0, low)
    high = Math.max(0, high)
  }
  // Also where the difference is too small for ticks that can be told apart.
  if (high - low <= Math.max(Math.abs(low), Math.abs(high)) * 1e-9 || high - low < 1e-12) {
    if (low !== high) low = high = (low + high) / 2
    const pad = Math.abs(low) < 1e-9 || format === 'integer' ? 1 : Math.abs(low) / 2
    if (!(options.zero && Math.abs(low) < 1e-9)) low -= pad
    high += pad
  }
  const count = Math.max(2, Math.floor(Math.abs(range[1] - range[0]) / (options.spacing ?? 42)))
  const step = stepFor(low, high, count, format)
  // Multiples are counted in whole steps, so that 0.1 × 3 does not become 0.30000000000000004.
  const inverse = step < 1 ? Math.round(1 / step) : 0
  const multiple = (index: number): number => (inverse > 0 ? index / inverse : index * step)
  const from = options.tight === true ? Math.ceil(low / step - 1e-9) : Math.floor(low / step + 1e-9)
  const to = options.tight === true ? Math.floor(high / step + 1e-9) : Math.max(from + 1, Math.ceil(high / step - 1e-9))
  const ticks = Array.from({ length: to - from + 1 }, (_, index) => multiple(from + index))
  const domain = options.tight === true ? [low, high] : [elementAt(ticks, 0), required(ticks.at(-1))]
  const label = tickFormat(ticks, format)
  const labels = ticks.map(label)
  return {
    scale: scaleLinear(domain, range),
    ticks,
    labels,
    labelWidth: Math.max(0, ...labels.map((one) => textWidth(one, SIZE_SMALL))),
  }
}

/** Gridlines across the plot with labels at their left; zero is drawn stronger. */
export function drawLeftAxis(axis: ValueAxis, left: number, right: number, palette: Palette): readonly SceneNode[] {
  return axis.ticks.flatMap((tick, index) => {
    const y = round(axis.scale(tick))
    return [
      {
        kind: 'line',
        x1: left,
        y1: y,
        x2: right,
        y2: y,
        stroke: tick === 0 ? palette.lineStrong : palette.line,
        strokeWidth: 1,
      },
      {
        kind: 'text',
        x: left - 8,
        y: middleBaseline(y, SIZE_SMALL),
        text: elementAt(axis.labels, index),
        size: SIZE_SMALL,
        fill: palette.muted,
        anchor: 'end',
        part: 'y-axis',
      },
    ] satisfies SceneNode[]
  })
}

/**
 * Upright gridlines with labels under the plot; labels that would touch are left out, and none reaches beyond `limit`.
 */
export function drawBottomAxis(
  axis: ValueAxis,
  top: number,
  bottom: number,
  palette: Palette,
  grid: boolean,
  limit: number,
): readonly SceneNode[] {
  const nodes: SceneNode[] = []
  let edge = Number.NEGATIVE_INFINITY
  for (const [index, tick] of axis.ticks.entries()) {
    const x = round(axis.scale(tick)),
      text = elementAt(axis.labels, index),
      half = textWidth(text, SIZE_SMALL) / 2
    if (grid)
      nodes.push({
        kind: 'line',
        x1: x,
        y1: top,
        x2: x,
        y2: bottom,
        stroke: tick === 0 ? palette.lineStrong : palette.line,
        strokeWidth: 1,
      })
    const at = Math.min(Math.max(x, half), limit - half)
    if (at - half < edge + 8) continue
    edge = at + half
    if (!grid)
      nodes.push({ kind: 'line', x1: x, y1: bottom, x2: x, y2: bottom + 4, stroke: palette.lineStrong, strokeWidth: 1 })
    nodes.push({
      kind: 'text',
      x: round(at),
      y: bottom + 18,
      text,
      size: SIZE_SMALL,
      fill: palette.muted,
      anchor: 'middle',
      part: 'x-axis',
    })
  }
  return nodes
}

/** An axis title: the left axis' above its labels, the bottom axis' under its labels at the right end. */
export function axisTitle(
  text: string,
  x: number,
  y: number,
  anchor: 'start' | 'end' | 'middle',
  palette: Palette,
): readonly SceneNode[] {
  return text === ''
    ? []
    : [
        {
          kind: 'text',
          x: round(x),
          y: round(y),
          text,
          size: SIZE_SMALL,
          fill: palette.muted,
          anchor,
          part: 'axis-title',
        },
      ]
}
