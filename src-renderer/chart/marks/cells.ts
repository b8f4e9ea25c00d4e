import { elementAt } from '../../base/required'
import type { ChartBase, MarkFigure, ValueFormat } from '../chartBase'
import { emptyChart } from '../emptyChart'
import { formatFixed, formatValue } from '../format'
import { standApart, type ChartColumn, type ChartRows, type Mark } from '../mark'
import { PALETTES, type Palette } from '../palette'
import { columnHeads, cornerText, drawHead, pinHeads } from '../pinnedHeads'
import {
  middleBaseline,
  round,
  SIZE_SMALL,
  type Datum,
  type Drawing,
  type RenderOptions,
  type SceneNode,
} from '../scene'
import { textWidth, truncateNames } from '../textWidth'
import { extentOf } from '../valueAxis'

/**
 * A table whose cells hold a figure and a bar: names down, what is compared across. Bars of all columns have one scale,
 * but for those that stand apart. With an interval, a cell is a dot with its range.
 */
export interface CellsChart extends ChartBase {
  readonly kind: 'cells'
  readonly rowLabel: string
  readonly columnLabel: string
  readonly value: { readonly label: string; readonly format: ValueFormat }
  /** `apart`: its figures are not to be held against the others', so its bars have a scale of their own. */
  readonly columns: readonly { readonly label: string; readonly apart?: true }[]
  readonly rows: readonly {
    readonly label: string
    /** `quiet` is what stands beside the names: "(none)". */
    readonly tone?: 'quiet'
    /** By column; null where there is no figure. */
    readonly cells: readonly (BarCell | null)[]
  }[]
}

interface BarCell {
  readonly value: number
  readonly low?: number
  readonly high?: number
  readonly figure?: MarkFigure
}

const ROW = 26,
  BAR = 12,
  WHISKER = 4,
  DOT = 3.5
/** Room for the bar of a cell. */
const LEAST_BAR = 44,
  MOST_BAR = 320
/** Between columns, and between a figure and its bar. */
const GAP = 18,
  FIGURE_GAP = 8

interface Scale {
  readonly low: number
  readonly high: number
}

function scaleOf(cells: readonly (BarCell | null | undefined)[]): Scale | null {
  const extent = extentOf([0, ...cells.flatMap((cell) => [cell?.value, cell?.low, cell?.high])])
  return extent === null ? null : { low: extent[0], high: extent[1] }
}

function rangeOf(cell: BarCell): readonly [number, number] | null {
  return cell.low === undefined || cell.high === undefined ? null : [cell.low, cell.high]
}

/** The bar of a cell from zero to its value, or a dot on its range; `at` is where a value stands. */
function drawCell(
  cell: BarCell,
  at: (value: number) => number,
  middle: number,
  color: string,
  id: string,
): readonly SceneNode[] {
  const x = round(at(cell.value)),
    zero = round(at(0)),
    range = rangeOf(cell)
  if (range === null)
    return [
      {
        kind: 'rect',
        x: Math.min(zero, x),
        y: middle - BAR / 2,
        width: round(Math.abs(x - zero)),
        height: BAR,
        radius: Math.abs(x - zero) >= 6 ? 2 : 0,
        fill: color,
        datum: id,
      },
    ]
  const [from, to] = [round(at(range[0])), round(at(range[1]))]
  const ends = `M${from},${middle - WHISKER}V${middle + WHISKER}M${to},${middle - WHISKER}V${middle + WHISKER}`
  return [
    { kind: 'path', d: `${ends}M${from},${middle}H${to}`, stroke: color, strokeWidth: 1.5, fill: 'none' },
    { kind: 'circle', cx: x, cy: middle, r: DOT, fill: color, datum: id },
  ]
}

function describe(spec: CellsChart, row: string, column: string, cell: BarCell, color: string) {
  const text = (value: number): string => formatValue(value, spec.value.format)
  const range = rangeOf(cell)
  const spoken = range === null ? text(cell.value) : `${text(cell.value)} (${text(range[0])} to ${text(range[1])})`
  return {
    heading: `${row} · ${column}`,
    label: `${row}, ${column}: ${spoken}.`,
    lines: [
      { label: spec.value.label, value: text(cell.value), color, strong: true },
      ...(range === null ? [] : [{ label: 'Interval', value: `${text(range[0])} to ${text(range[1])}` }]),
    ],
  }
}

function rowHead(text: string, y: number, quiet: boolean, palette: Palette): SceneNode {
  return {
    kind: 'text',
    x: 0,
    y: middleBaseline(y, SIZE_SMALL),
    text,
    size: SIZE_SMALL,
    fill: quiet ? palette.muted : palette.text,
    part: 'y-axis',
  }
}

/** As tall as its rows, and wider than asked for where its columns need that; heads stay in sight when it scrolls. */
function draw(spec: CellsChart, options: RenderOptions): Drawing {
  const palette = PALETTES[options.theme]
  const shared = scaleOf(
    spec.rows.flatMap((row) => row.cells.filter((_, index) => spec.columns[index]?.apart === undefined)),
  )
  const known = spec.rows.some((row) => row.cells.some((cell) => cell !== null))
  if (!known || spec.columns.length === 0) return emptyChart(options, palette)
  const scales = spec.columns.map(({ apart }, index) =>
    apart === undefined ? shared : scaleOf(spec.rows.map((row) => row.cells[index])),
  )

  const names = truncateNames(
    spec.rows.map(({ label }) => label),
    Math.min(200, options.width * 0.3),
    SIZE_SMALL,
  )
  const left = Math.ceil(Math.max(...[spec.rowLabel, ...names].map((name) => textWidth(name, SIZE_SMALL)))) + 14
  const isWhole = spec.rows.every((row) => row.cells.every((cell) => cell === null || Number.isInteger(cell.value)))
  // Under one another figures have the same number of decimals; the tooltip has all that there are.
  const figureOf = ({ value }: BarCell): string =>
    spec.value.format === 'decimal' && !isWhole ? formatFixed(value, 1) : formatValue(value, spec.value.format)
  // The largest of a column is set bold, which is wider.
  const figureWidth = Math.ceil(
    Math.max(
      ...spec.rows.flatMap((row) =>
        row.cells.map((cell) => (cell === null ? 0 : textWidth(figureOf(cell), SIZE_SMALL, 600))),
      ),
    ),
  )
  const share = (options.width - left) / spec.columns.length - GAP
  const heads = columnHeads(
    spec.columns.map((column) => column.label),
    spec.columnLabel,
    Math.max(share, figureWidth + FIGURE_GAP + LEAST_BAR),
  )
  const inner = Math.min(
    figureWidth + FIGURE_GAP + MOST_BAR,
    Math.max(share, heads.least, figureWidth + FIGURE_GAP + LEAST_BAR),
  )
  const step = inner + GAP
  const top = heads.height
  const bottom = top + spec.rows.length * ROW
  const width = Math.max(options.width, Math.ceil(left + step * spec.columns.length))

  const marks: SceneNode[] = [],
    texts: SceneNode[] = [],
    data: Datum[] = []
  for (const [c, column] of spec.columns.entries()) {
    const x = left + c * step,
      from = x + figureWidth + FIGURE_GAP,
      room = inner - figureWidth - FIGURE_GAP - DOT
    const { low, high } = scales[c] ?? { low: 0, high: 1 }
    const at = (value: number): number => from + (high === low ? 0 : ((value - low) / (high - low)) * room)
    const largest = Math.max(
      ...spec.rows.map((row) => (row.tone === 'quiet' ? -Infinity : (row.cells[c]?.value ?? -Infinity))),
    )
    const zero = round(at(0))
    marks.push({ kind: 'line', x1: zero, y1: top, x2: zero, y2: bottom, stroke: palette.lineStrong, strokeWidth: 1 })
    for (const [r, row] of spec.rows.entries()) {
      const cell = row.cells[c] ?? null
      if (cell === null) continue
      const middle = top + (r + 0.5) * ROW,
        id = `${r}:${c}`,
        quiet = row.tone === 'quiet',
        color = quiet ? palette.other : elementAt(palette.categorical, 0)
      marks.push(...drawCell(cell, at, middle, color, id))
      texts.push({
        kind: 'text',
        x: round(x + figureWidth),
        y: middleBaseline(middle, SIZE_SMALL),
        text: figureOf(cell),
        size: SIZE_SMALL,
        fill: quiet ? palette.muted : palette.text,
        ...(cell.value === largest && !quiet && spec.rows.length > 1 ? { weight: 600 as const } : {}),
        anchor: 'end',
        part: 'label',
      })
      data.push({
        id,
        figure: cell.figure,
        row: r,
        column: c,
        ...describe(spec, row.label, column.label, cell, color),
        box: { x: round(x), y: top + r * ROW, width: round(inner), height: ROW },
      })
    }
  }
  data.sort((a, b) => a.row - b.row || a.column - b.column)
  const rules = spec.rows.map((_, r): SceneNode => {
    const y = top + r * ROW
    return { kind: 'line', x1: 0, y1: y, x2: width, y2: y, stroke: palette.line, strokeWidth: 1 }
  })
  return {
    width,
    height: bottom + 6,
    nodes: [
      ...rules,
      ...marks,
      ...texts,
      ...pinHeads(
        { left, top, width, bottom },
        {
          rows: [
            ...rules.map((rule): SceneNode => ({ ...rule, ...(rule.kind === 'line' ? { x2: left - 2 } : {}) })),
            ...spec.rows.map((row, r) =>
              rowHead(elementAt(names, r), top + (r + 0.5) * ROW, row.tone === 'quiet', palette),
            ),
          ],
          columns: spec.columns.flatMap((_, c) => drawHead(heads, c, left + c * step, 'start', palette)),
          corner: [cornerText(spec.rowLabel, 0, top, 'start', palette)],
          title: spec.columnLabel,
        },
        palette,
      ),
    ],
    data,
    hit: 'box',
    plot: { x: left, y: top, width: width - left, height: bottom - top },
  }
}

function table({ rowLabel, value, columns, rows }: CellsChart): ChartRows {
  const number = { type: 'double', format: value.format } as const
  const ranged = columns.map((_, index) => rows.some((row) => row.cells[index]?.low !== undefined))
  return {
    columns: [
      { name: rowLabel || 'row', type: 'string', format: 'text' },
      ...columns.flatMap(({ label }, index): readonly ChartColumn[] => [
        { name: label, ...number },
        ...(ranged[index] === true ? [`${label} low`, `${label} high`].map((name) => ({ name, ...number })) : []),
      ]),
    ],
    rows: rows.map((row) => [
      row.label,
      ...columns.flatMap((_, index) => {
        const cell = row.cells[index]
        return [cell?.value ?? null, ...(ranged[index] === true ? [cell?.low ?? null, cell?.high ?? null] : [])]
      }),
    ]),
  }
}

export const cells: Mark<CellsChart> = { draw, table, compare: standApart }
