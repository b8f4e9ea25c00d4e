import { elementAt } from '../../base/required'
import type { ChartBase, MarkFigure, ValueFormat } from '../chartBase'
import { emptyChart } from '../emptyChart'
import { INCOMPLETE_DASH, INCOMPLETE_WORDS } from '../incomplete'
import { formatFixed, formatValue, placeOf } from '../format'
import { columnHeads, cornerText, drawHead, pinHeads } from '../pinnedHeads'
import { inkOn, PALETTES, sequentialColor, type Palette } from '../palette'
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
import { standApart, type ChartColumn, type ChartRows, type Mark } from '../mark'

/** Cells by row and column; an absent or null cell is blank (not yet observable), never zero. */
export interface HeatmapChart extends ChartBase {
  readonly kind: 'heatmap'
  readonly rowLabel: string
  readonly columnLabel: string
  readonly format: ValueFormat
  readonly rows: readonly {
    readonly label: string
    readonly size: number | null
    readonly cells: readonly (HeatmapCell | null)[]
  }[]
  readonly columns: readonly string[]
  /** Columns left out of the colour domain (day 0). */
  readonly ignoreColumns?: readonly number[]
}

export interface HeatmapCell {
  readonly value: number
  /** More lines for the tooltip ("55 of 96 users"). */
  readonly detail?: string
  /** Drawn hollow and dashed: the period is not over. */
  readonly incomplete?: boolean
  readonly figure?: MarkFigure
}

const LEAST_CELL = 22,
  LEAST_BARE_CELL = 12,
  MOST_CELL = 72,
  ROW = 24,
  SCALE = 34
/** A page does not hold more texts: the figures of larger ones are in the tooltips and the table. */
const MOST_WRITTEN = 10_000

/** A value for a cell: no unit sign (the scale shows it), and no decimals where those would not fit everywhere. */
function cellText(value: number, format: ValueFormat, short: boolean): string {
  if (format === 'decimal' && !Number.isInteger(value)) return formatFixed(value, Math.abs(value) < 10 ? 2 : 1)
  if (format !== 'percent') return formatValue(value, format)
  if (short) return value > 0 && value < 0.5 ? '<1' : formatValue(value, 'integer')
  return Number.isInteger(value) && (value === 0 || value === 100)
    ? String(value)
    : formatValue(value, format).replace(' %', '')
}

/**
 * The least and greatest value that the colours stand for: zero or less at the pale end; ignored columns do not count.
 */
export function heatmapDomain(spec: HeatmapChart): readonly [number, number] | null {
  const ignored = new Set(spec.ignoreColumns ?? [])
  const extent = extentOf(
    spec.rows.flatMap((row) => row.cells.map((cell, column) => (ignored.has(column) ? null : cell?.value))),
  )
  return extent === null ? null : [Math.min(0, extent[0]), Math.max(extent[1], Math.min(0, extent[0]))]
}

function drawScale(
  domain: readonly [number, number],
  format: ValueFormat,
  right: number,
  top: number,
  palette: Palette,
): readonly SceneNode[] {
  const steps = 24,
    width = 120,
    x = right - width
  const lowText = formatValue(domain[0], format),
    highText = formatValue(domain[1], format)
  const left = x - textWidth(highText, SIZE_SMALL) - 8
  const nodes: SceneNode[] = Array.from({ length: steps }, (_, index) => ({
    kind: 'rect',
    x: round(left + (index * width) / steps),
    y: top,
    width: round(width / steps + 0.4),
    height: 8,
    fill: sequentialColor(palette, index / (steps - 1)),
  }))
  nodes.push({
    kind: 'text',
    x: round(left - 6),
    y: middleBaseline(top + 4, SIZE_SMALL),
    text: lowText,
    size: SIZE_SMALL,
    fill: palette.muted,
    anchor: 'end',
    part: 'legend',
  })
  nodes.push({
    kind: 'text',
    x: round(left + width + 6),
    y: middleBaseline(top + 4, SIZE_SMALL),
    text: highText,
    size: SIZE_SMALL,
    fill: palette.muted,
    part: 'legend',
  })
  return nodes
}

/**
 * Cells by row and column. Null cells are left blank, incomplete ones are hollow. Its size follows from the rows and
 * columns, not from the height that was asked for; row and column heads are pinned, so that they stay in sight when it
 * scrolls.
 */
function draw(spec: HeatmapChart, options: RenderOptions): Drawing {
  const palette = PALETTES[options.theme]
  const columnCount = Math.max(spec.columns.length, ...spec.rows.map((row) => row.cells.length))
  if (columnCount === 0 || !spec.rows.some((row) => row.cells.some((cell) => cell !== null)))
    return emptyChart(options, palette)
  const ignored = new Set(spec.ignoreColumns ?? [])
  const domain = heatmapDomain(spec)
  const span = domain === null ? 0 : domain[1] - domain[0]

  const withSizes = spec.rows.some((row) => row.size !== null)
  const labels = truncateNames(
    spec.rows.map(({ label }) => label),
    Math.min(170, options.width * 0.34),
    SIZE_SMALL,
  )
  const labelWidth = Math.ceil(
    Math.max(textWidth(spec.rowLabel, SIZE_SMALL), ...labels.map((label) => textWidth(label, SIZE_SMALL))),
  )
  const sizes = spec.rows.map((row) => (row.size === null ? '' : formatValue(row.size, 'integer')))
  const sizeWidth = withSizes
    ? Math.ceil(Math.max(textWidth('Size', SIZE_SMALL), ...sizes.map((size) => textWidth(size, SIZE_SMALL)))) + 16
    : 0
  const left = labelWidth + sizeWidth + 12
  const cellCount = spec.rows.reduce((sum, row) => sum + row.cells.length, 0)
  const widthOf = (short: boolean): number => {
    const texts = spec.rows.flatMap((row) =>
      row.cells.map((one) => (one === null ? 0 : textWidth(cellText(one.value, spec.format, short), SIZE_SMALL))),
    )
    return extentOf(texts)?.[1] ?? 0
  }
  // Every column has its head and every cell its figure: where the room is too small for that, the chart scrolls. An
  // overview shows all of its cells instead, and figures when pointed at.
  const share = Math.min(MOST_CELL, Math.floor((options.width - left - 4) / columnCount))
  const short = widthOf(false) > share - 6
  const full = columnHeads(spec.columns, spec.columnLabel, share - 4)
  const figures = cellCount <= MOST_WRITTEN ? Math.ceil(widthOf(short)) + 3 : 0
  const whole = Math.max(LEAST_CELL, share, full.least + 4, figures)
  const isBare = options.overview === true && share < whole && share >= LEAST_BARE_CELL
  const isWritten = !isBare && figures > 0
  const heads = isBare ? columnHeads(spec.columns, spec.columnLabel, options.width) : full
  const cell = isBare ? (options.width - left - 4) / columnCount : whole
  const every = isBare ? Math.ceil((heads.least + 8) / cell) : 1
  const header = heads.height
  const width = Math.max(options.width, left + cell * columnCount + 4)
  const height = header + spec.rows.length * ROW + SCALE
  const cells: SceneNode[] = [],
    texts: SceneNode[] = []
  const data: Datum[] = []
  for (const [r, row] of spec.rows.entries()) {
    const y = header + r * ROW
    for (const [c, one] of row.cells.entries()) {
      if (one === null) continue
      const x = left + c * cell,
        id = `${r}:${c}`
      const fill =
        ignored.has(c) || domain === null
          ? palette.quiet
          : sequentialColor(palette, span === 0 ? 0 : (one.value - domain[0]) / span)
      const hollow = one.incomplete === true
      const inset = hollow ? 1 : 0.5
      cells.push({
        kind: 'rect',
        x: round(x + inset),
        y: y + inset,
        width: round(cell - 2 * inset),
        height: ROW - 2 * inset,
        radius: 2,
        datum: id,
        ...(hollow
          ? { fill: palette.panel, stroke: sequentialColor(palette, 0.6), strokeWidth: 1, dash: INCOMPLETE_DASH }
          : { fill }),
      })
      const text = cellText(one.value, spec.format, short)
      if (isWritten)
        texts.push({
          kind: 'text',
          x: round(x + cell / 2),
          y: middleBaseline(y + ROW / 2, SIZE_SMALL),
          text,
          size: SIZE_SMALL,
          fill: ignored.has(c) ? palette.muted : hollow ? palette.text : inkOn(fill),
          anchor: 'middle',
          part: 'label',
        })
      const column = spec.columns[c] ?? String(c),
        value = `${formatValue(one.value, spec.format)}${hollow ? INCOMPLETE_WORDS : ''}`
      const detail = one.detail === undefined ? [] : one.detail.split('\n')
      data.push({
        id,
        figure: one.figure,
        row: r,
        column: c,
        heading: `${row.label} · ${headOf(spec.columnLabel, column)}`,
        label: `${spec.rowLabel} ${row.label}, ${headOf(spec.columnLabel, column)}: ${[value, ...detail].join(', ')}.`,
        lines: [{ label: 'Value', value, color: fill, strong: true }, ...detail.map((line) => ({ label: line }))],
        box: { x: round(x), y, width: round(cell), height: ROW },
      })
    }
  }

  const rowHeads: SceneNode[] = spec.rows.flatMap((_, r): readonly SceneNode[] => {
    const y = middleBaseline(header + (r + 0.5) * ROW, SIZE_SMALL)
    return [
      { kind: 'text', x: 0, y, text: elementAt(labels, r), size: SIZE_SMALL, fill: palette.text, part: 'y-axis' },
      ...(sizes[r] === ''
        ? []
        : [
            {
              kind: 'text' as const,
              x: left - 12,
              y,
              text: elementAt(sizes, r),
              size: SIZE_SMALL,
              fill: palette.muted,
              anchor: 'end' as const,
              part: 'y-axis' as const,
            },
          ]),
    ]
  })
  const corner = [
    cornerText(spec.rowLabel, 0, header, 'start', palette),
    ...(withSizes ? [cornerText('Size', left - 12, header, 'end', palette)] : []),
  ]
  const bottom = header + spec.rows.length * ROW
  const nodes: SceneNode[] = [
    ...cells,
    ...texts,
    ...(domain === null || span === 0
      ? []
      : [
          {
            kind: 'group' as const,
            children: drawScale(
              domain,
              spec.format,
              Math.min(options.width - 4, Math.max(left + cell * columnCount, 260)),
              bottom + 16,
              palette,
            ),
          },
        ]),
    ...pinHeads(
      { left, top: header, width, bottom },
      {
        rows: rowHeads,
        columns: spec.columns.flatMap((_, c) =>
          c % every === 0 ? drawHead(heads, c, left + (c + 0.5) * cell, 'middle', palette) : [],
        ),
        corner,
        title: spec.columnLabel,
      },
      palette,
    ),
  ]
  return {
    width,
    height,
    nodes,
    data,
    hit: 'box',
    plot: { x: left, y: header, width: cell * columnCount, height: bottom - header },
  }
}

/** "Day 7" for column "7" under "Day"; "Day 7" stays as it is. */
function headOf(columnLabel: string, column: string): string {
  return /^\d/.test(column) ? placeOf(columnLabel, column) : column
}

function table(spec: HeatmapChart): ChartRows {
  const isOpen = spec.columns.map((_, index) => spec.rows.some((row) => row.cells[index]?.incomplete === true))
  return {
    columns: [
      { name: spec.rowLabel, type: 'string', format: 'text' },
      { name: 'Size', type: 'integer', format: 'integer' },
      ...spec.columns.flatMap((name, index): readonly ChartColumn[] => [
        { name, type: 'double', format: spec.format },
        ...(isOpen[index] ? [{ name: `${name} complete`, type: 'boolean', format: 'text' } as const] : []),
      ]),
    ],
    rows: spec.rows.map((row) => [
      row.label,
      row.size,
      ...isOpen.flatMap((open, index) => {
        const cell = row.cells[index] ?? null
        return [cell?.value ?? null, ...(open ? [cell === null ? null : cell.incomplete !== true] : [])]
      }),
    ]),
  }
}

export const heatmap: Mark<HeatmapChart> = { draw, table, compare: standApart }
