import { elementAt } from '../../base/required'
import type { ChartBase, MarkFigure, ValueFormat } from '../chartBase'
import { emptyChart } from '../emptyChart'
import { formatValue } from '../format'
import { standApart, type ChartRows, type Mark } from '../mark'
import { PALETTES, type Palette } from '../palette'
import {
  middleBaseline,
  round,
  SIZE_SMALL,
  type Box,
  type Datum,
  type Drawing,
  type RenderOptions,
  type SceneNode,
  type TextNode,
} from '../scene'
import { textWidth, truncateText } from '../textWidth'
import { axisTitle, drawLeftAxis, valueAxis, type ValueAxis } from '../valueAxis'

/** Sets by exactly which of them somebody is in: bars over a matrix of dots, the sets' sizes at the left (UpSet). */
export interface UpsetChart extends ChartBase {
  readonly kind: 'upset'
  /** What is counted: "Users". */
  readonly y: { readonly label: string; readonly format: ValueFormat }
  /** What a set is: "Event". */
  readonly setLabel: string
  /** The rows of the matrix, with how many are in each set, whatever else they are in. */
  readonly sets: readonly { readonly name: string; readonly size: number; readonly figure?: MarkFigure }[]
  /** The columns: who is in these sets and in no other one. */
  readonly combinations: readonly {
    readonly sets: readonly string[]
    readonly value: number
    readonly figure?: MarkFigure
  }[]
}

const ROW = 24
const DOT = 5.5
const LEAST_BARS = 130
const [LEAST_STEP, MOST_STEP] = [22, 56]
/** Sizes at the left are left out, and stand behind the names, where there is less room than this. */
const LEAST_FOR_SIZES = 520
const SIZE_BARS = 96

/** Where things are, in pixels. */
interface Plan {
  readonly width: number
  readonly height: number
  /** Where the bars of sizes end, the names begin, and the matrix begins. */
  readonly sizes: number
  readonly left: number
  readonly step: number
  readonly barTop: number
  readonly barBottom: number
  readonly names: readonly string[]
  readonly axis: ValueAxis
}

function layOut(spec: UpsetChart, options: RenderOptions): Plan {
  const hasBars = options.width >= LEAST_FOR_SIZES
  const sizes = hasBars ? SIZE_BARS + 8 : 0
  const sizeText = ({ name, size }: UpsetChart['sets'][number]): string =>
    hasBars ? name : `${name} (${formatValue(size, spec.y.format)})`
  const names = spec.sets.map((set) => truncateText(sizeText(set), Math.min(200, options.width * 0.3), SIZE_SMALL))
  const named = Math.ceil(Math.max(...names.map((name) => textWidth(name, SIZE_SMALL))))
  const barTop = 36
  const barBottom = barTop + Math.max(LEAST_BARS, options.height - barTop - spec.sets.length * ROW - 16)
  const most = Math.max(...spec.combinations.map(({ value }) => value))
  const axis = valueAxis([0, most], [barBottom, barTop], spec.y.format, { zero: true })
  const left = Math.max(sizes + named + 14, Math.ceil(axis.labelWidth) + 10)
  const step = Math.min(MOST_STEP, Math.max(LEAST_STEP, (options.width - left - 8) / spec.combinations.length))
  return {
    width: Math.max(options.width, Math.ceil(left + step * spec.combinations.length + 8)),
    height: Math.ceil(barBottom + 8 + spec.sets.length * ROW + 8),
    ...{ sizes, left, step, barTop, barBottom, names, axis },
  }
}

const rowY = ({ barBottom }: Plan, row: number): number => barBottom + 8 + (row + 0.5) * ROW
const columnX = ({ left, step }: Plan, column: number): number => round(left + (column + 0.5) * step)

type TextPlace = Pick<TextNode, 'x' | 'y' | 'text' | 'fill' | 'anchor' | 'part'>
const words = (place: TextPlace): SceneNode => ({ kind: 'text', size: SIZE_SMALL, ...place })

/** A row of the matrix: its ground, its set's size as a bar that grows to the left, and its name. */
function drawSet(spec: UpsetChart, plan: Plan, row: number, palette: Palette): readonly SceneNode[] {
  const y = rowY(plan, row)
  const baseline = middleBaseline(y, SIZE_SMALL)
  const { size } = elementAt(spec.sets, row)
  const nodes: SceneNode[] = []
  if (row % 2 === 0)
    nodes.push({ kind: 'rect', x: 0, y: round(y - ROW / 2), width: plan.width, height: ROW, fill: palette.quiet })
  if (plan.sizes > 0) {
    const widest = Math.max(...spec.sets.map((set) => textWidth(formatValue(set.size, spec.y.format), SIZE_SMALL)))
    const length = ((SIZE_BARS - widest - 6) * size) / Math.max(1, ...spec.sets.map((set) => set.size))
    const bar = { x: round(SIZE_BARS - length), y: round(y - 6), width: round(length), height: 12 }
    nodes.push({ kind: 'rect', ...bar, fill: palette.muted, radius: 2, datum: `set:${row}` })
    const text = formatValue(size, spec.y.format)
    nodes.push(words({ x: round(bar.x - 4), y: baseline, text, fill: palette.muted, anchor: 'end', part: 'label' }))
  }
  const name = elementAt(plan.names, row)
  nodes.push(words({ x: plan.sizes, y: baseline, text: name, fill: palette.text, anchor: 'start', part: 'y-axis' }))
  return nodes
}

/** A column: its bar with the figure above, its dots, and the line that joins those that are filled. */
function drawCombination(spec: UpsetChart, plan: Plan, column: number, palette: Palette): readonly SceneNode[] {
  const { sets, value } = elementAt(spec.combinations, column)
  const x = columnX(plan, column)
  const color = elementAt(palette.categorical, 0)
  const width = Math.min(28, plan.step * 0.64)
  const top = round(plan.axis.scale(value))
  const bar = { x: round(x - width / 2), y: top, width: round(width), height: round(plan.barBottom - top) }
  const nodes: SceneNode[] = [{ kind: 'rect', ...bar, fill: color, radius: 2, datum: `${column}` }]
  const text = formatValue(value, spec.y.format)
  if (textWidth(text, SIZE_SMALL) <= plan.step - 2)
    nodes.push(words({ x, y: top - 5, text, fill: palette.text, anchor: 'middle', part: 'label' }))
  const rows = spec.sets.flatMap(({ name }, row) => (sets.includes(name) ? [row] : []))
  const [first, last] = [rows[0], rows.at(-1)]
  if (first !== undefined && last !== undefined && first !== last) {
    const ends = { x1: x, x2: x, y1: rowY(plan, first), y2: rowY(plan, last) }
    nodes.push({ kind: 'line', ...ends, stroke: color, strokeWidth: 2.5 })
  }
  for (const row of spec.sets.keys()) {
    const isIn = rows.includes(row)
    const dot = { cx: x, cy: rowY(plan, row), r: isIn ? DOT : DOT - 2 }
    nodes.push({ kind: 'circle', ...dot, fill: isIn ? color : palette.lineStrong })
  }
  return nodes
}

function draw(spec: UpsetChart, options: RenderOptions): Drawing {
  const palette = PALETTES[options.theme]
  if (spec.combinations.length === 0 || spec.sets.length === 0) return emptyChart(options, palette)
  const plan = layOut(spec, options)
  const text = (value: number): string => formatValue(value, spec.y.format)
  const color = elementAt(palette.categorical, 0)
  const combinations = spec.combinations.map(({ sets, value, figure }, column): Datum => {
    const heading = sets.length === 1 ? `Only ${sets.join('')}` : sets.join(' + ')
    const box: Box = {
      ...{ x: round(plan.left + column * plan.step), y: round(Math.min(plan.axis.scale(value), plan.barBottom - 8)) },
      ...{ width: round(plan.step), height: round(plan.height - 8 - plan.axis.scale(value)) },
    }
    return {
      ...{ id: `${column}`, figure, row: 0, column, heading, box, label: `${heading}: ${text(value)}.` },
      lines: [{ label: spec.y.label, value: text(value), color, strong: true }],
    }
  })
  const sets = spec.sets.map(({ name, size, figure }, row): Datum => {
    const box = { x: 0, y: round(rowY(plan, row) - ROW / 2), width: plan.left - 4, height: ROW }
    return {
      ...{ id: `set:${row}`, figure, row: row + 1, column: 0, heading: name, box },
      label: `${name}, whatever else: ${text(size)}.`,
      lines: [{ label: `${spec.y.label}, whatever else`, value: text(size), color: palette.muted, strong: true }],
    }
  })
  return {
    ...{ width: plan.width, height: plan.height, hit: 'box' },
    nodes: [
      ...drawLeftAxis(plan.axis, plan.left, plan.width, palette),
      ...axisTitle(spec.y.label, plan.left, 12, 'start', palette),
      ...(plan.sizes === 0 ? [] : axisTitle('In all', SIZE_BARS, plan.barBottom, 'end', palette)),
      ...spec.sets.flatMap((_, row) => drawSet(spec, plan, row, palette)),
      ...spec.combinations.flatMap((_, column) => drawCombination(spec, plan, column, palette)),
    ],
    data: [...combinations, ...sets],
    plot: { ...{ x: plan.left, y: plan.barTop, width: plan.width - plan.left, height: plan.height - plan.barTop } },
  }
}

/** A row for each combination, with a column that says yes for each set that it is of. */
function table({ sets, combinations, y, setLabel }: UpsetChart): ChartRows {
  return {
    columns: [
      { name: setLabel, type: 'string', format: 'text' },
      { name: y.label, type: 'integer', format: y.format },
      ...sets.map(({ name }) => ({ name, type: 'boolean', format: 'text' }) as const),
    ],
    rows: combinations.map((one) => [
      one.sets.join(' + '),
      one.value,
      ...sets.map(({ name }) => one.sets.includes(name)),
    ]),
  }
}

export const upset: Mark<UpsetChart> = { draw, table, compare: standApart }
