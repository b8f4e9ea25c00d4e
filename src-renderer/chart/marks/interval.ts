import { elementAt } from '../../base/required'
import type { ChartBase, MarkFigure, ValueFormat } from '../chartBase'
import { emptyChart } from '../emptyChart'
import { formatValue } from '../format'
import { drawLegend } from '../legend'
import { toneColor } from '../meaning'
import { PALETTES, type Palette } from '../palette'
import {
  middleBaseline,
  round,
  SIZE_SMALL,
  type Datum,
  type Drawing,
  type RenderOptions,
  type SceneNode,
} from '../scene'
import { drawMarker } from '../marker'
import { textWidth, truncateNames, truncateText } from '../textWidth'
import { axisTitle, drawBottomAxis, extentOf, valueAxis } from '../valueAxis'
import { standApart, type ChartRows, type Mark } from '../mark'

/** Estimates with their intervals in rows, and a line at no difference (a forest plot). */
export interface IntervalChart extends ChartBase {
  readonly kind: 'interval'
  /** What a row is of. */
  readonly rowLabel: string
  readonly x: { readonly label: string; readonly format: ValueFormat }
  /** Where the line stands: at 0 unless told, null for none. */
  readonly reference?: number | null
  /** What the limits of rows are called: "Margin"; "Limit" unless told. */
  readonly limitLabel?: string
  /** What the tones mean: better, worse and not told apart unless told. With it, they are always named. */
  readonly toneLabels?: Readonly<Record<Tone, string>>
  readonly rows: readonly {
    readonly label: string
    /** Null where there is no estimate; the row says so. */
    readonly estimate: number | null
    readonly low: number | null
    readonly high: number | null
    /** The difference is one for the better or the worse; without it, it may be either. */
    readonly tone?: 'good' | 'bad'
    /** A value that the interval is held against, drawn as a dashed line across the row. */
    readonly limit?: number
    /** More in words for the tooltip ("p 0.012"). */
    readonly detail?: string
    readonly figure?: MarkFigure
  }[]
}

type Row = IntervalChart['rows'][number]
type Tone = 'good' | 'bad' | 'open'

const ROW = 26,
  WHISKER = 4

/** Rows take this much of the width for their names, and their figures in words are left out below this width. */
const NAME_SHARE = 0.32,
  LEAST_FOR_FIGURES = 480

const LIMIT_DASH = '3 2'

const TONES = [
  ['good', 'Better'],
  ['bad', 'Worse'],
  ['open', 'Not told apart'],
] as const

function toneOf(row: Row): Tone {
  return row.tone ?? 'open'
}

function limitLabel({ limitLabel = 'Limit' }: IntervalChart): string {
  return limitLabel
}

function colorOf(tone: Tone, palette: Palette): string {
  return tone === 'open' ? palette.muted : toneColor(tone, palette)
}

/** Estimates with intervals in rows, and a line at no difference. Its height follows from the rows. */
function draw(spec: IntervalChart, options: RenderOptions): Drawing {
  const palette = PALETTES[options.theme]
  const reference = spec.reference === undefined ? 0 : spec.reference
  const extent = extentOf(spec.rows.flatMap((row) => [row.estimate, row.low, row.high, row.limit ?? null]))
  if (extent === null) return emptyChart(options, palette)
  const { width } = options
  const toned = spec.toneLabels !== undefined || spec.rows.some((row) => row.tone !== undefined)
  const limited = spec.rows.some((row) => row.limit !== undefined)
  const color = (row: Row): string => (toned ? colorOf(toneOf(row), palette) : elementAt(palette.categorical, 0))
  const shown = TONES.filter(([tone]) => spec.rows.some((row) => row.estimate !== null && toneOf(row) === tone))
  const legend = drawLegend(
    [
      ...(toned ? shown : []).map(([tone, text]) => ({
        text: spec.toneLabels?.[tone] ?? text,
        color: colorOf(tone, palette),
        marker: null,
      })),
      ...(limited ? [{ text: limitLabel(spec), color: palette.text, marker: null, dash: LIMIT_DASH }] : []),
    ],
    0,
    0,
    width,
    palette,
  )

  const names = truncateNames(
    spec.rows.map(({ label }) => label),
    Math.min(220, width * NAME_SHARE),
    SIZE_SMALL,
  )
  const text = (value: number): string => formatValue(value, spec.x.format)
  const words = spec.rows.map(({ estimate, low, high }) =>
    estimate === null
      ? 'no estimate'
      : `${text(estimate)}${low === null || high === null ? '' : ` (${text(low)} to ${text(high)})`}`,
  )
  const wordsWidth =
    width < LEAST_FOR_FIGURES ? 0 : Math.ceil(Math.max(...words.map((text) => textWidth(text, SIZE_SMALL)))) + 16
  const left = Math.ceil(Math.max(...names.map((name) => textWidth(name, SIZE_SMALL)))) + 14,
    right = width - Math.max(14, wordsWidth)
  // The title stands above: where many rows scroll in a low tile, it is still in sight.
  const top = legend.height + (spec.x.label === '' ? 4 : 22),
    bottom = top + spec.rows.length * ROW + 6
  const axis = valueAxis(
    [Math.min(extent[0], reference ?? extent[0]), Math.max(extent[1], reference ?? extent[1])],
    [left, right],
    spec.x.format,
    { zero: false, spacing: 72 },
  )

  const nodes: SceneNode[] = [
    ...legend.nodes,
    ...drawBottomAxis(axis, top, bottom, palette, true, width),
    ...axisTitle(truncateText(spec.x.label, width, SIZE_SMALL), 0, legend.height + 12, 'start', palette),
  ]
  if (reference !== null) {
    const x = round(axis.scale(reference))
    nodes.push({ kind: 'line', x1: x, y1: top, x2: x, y2: bottom, stroke: palette.text, strokeWidth: 1 })
  }
  const data: Datum[] = []
  for (const [index, row] of spec.rows.entries()) {
    const y = round(top + 3 + (index + 0.5) * ROW),
      ink = color(row)
    nodes.push({
      kind: 'text',
      x: 0,
      y: middleBaseline(y, SIZE_SMALL),
      text: elementAt(names, index),
      size: SIZE_SMALL,
      fill: palette.text,
      part: 'y-axis',
    })
    if (wordsWidth > 0)
      nodes.push({
        kind: 'text',
        x: width,
        y: middleBaseline(y, SIZE_SMALL),
        text: elementAt(words, index),
        size: SIZE_SMALL,
        fill: row.estimate === null ? palette.muted : palette.text,
        anchor: 'end',
        part: 'label',
      })
    if (row.limit !== undefined) {
      const at = round(axis.scale(row.limit))
      nodes.push({
        kind: 'line',
        x1: at,
        y1: y - ROW / 2 + 2,
        x2: at,
        y2: y + ROW / 2 - 2,
        stroke: palette.text,
        strokeWidth: 1.5,
        dash: LIMIT_DASH,
      })
    }
    if (row.estimate === null) continue
    const x = axis.scale(row.estimate)
    const [from, to] = [row.low === null ? x : axis.scale(row.low), row.high === null ? x : axis.scale(row.high)]
    if (to > from)
      nodes.push({
        kind: 'path',
        d:
          `M${round(from)},${y - WHISKER}V${y + WHISKER}M${round(from)},${y}H${round(to)}` +
          `M${round(to)},${y - WHISKER}V${y + WHISKER}`,
        stroke: ink,
        strokeWidth: 1.5,
        fill: 'none',
      })
    const covers =
      reference !== null && row.low !== null && row.high !== null && row.low <= reference && row.high >= reference
    nodes.push(drawMarker('square', x, y, 4.5, ink, covers ? palette.panel : null, String(index)))
    data.push({
      id: String(index),
      figure: row.figure,
      row: index,
      column: 0,
      heading: row.label,
      label: `${row.label}: ${elementAt(words, index)}${row.detail === undefined ? '' : `, ${row.detail}`}.`,
      lines: [
        { label: spec.x.label, value: formatValue(row.estimate, spec.x.format), color: ink, strong: true },
        ...(row.low === null || row.high === null
          ? []
          : [
              {
                label: 'Interval',
                value: `${formatValue(row.low, spec.x.format)} to ${formatValue(row.high, spec.x.format)}`,
              },
            ]),
        ...(row.limit === undefined ? [] : [{ label: limitLabel(spec), value: text(row.limit) }]),
        ...(row.detail === undefined ? [] : [{ label: row.detail }]),
      ],
      box: {
        x: round(Math.min(from, x - 5)),
        y: y - 8,
        width: round(Math.max(to, x + 5) - Math.min(from, x - 5)),
        height: 16,
      },
    })
  }
  return {
    width,
    height: Math.ceil(bottom + 26),
    nodes,
    data,
    hit: 'box',
    plot: { x: left, y: top, width: right - left, height: bottom - top },
  }
}

function table(spec: IntervalChart): ChartRows {
  const { format } = spec.x
  const limited = spec.rows.some((row) => row.limit !== undefined)
  return {
    columns: [
      { name: spec.rowLabel || 'row', type: 'string', format: 'text' },
      { name: spec.x.label || 'estimate', type: 'double', format },
      { name: 'low', type: 'double', format },
      { name: 'high', type: 'double', format },
      ...(limited ? [{ name: limitLabel(spec).toLowerCase(), type: 'double', format } as const] : []),
    ],
    rows: spec.rows.map((row) => [row.label, row.estimate, row.low, row.high, ...(limited ? [row.limit ?? null] : [])]),
  }
}

export const interval: Mark<IntervalChart> = { draw, table, compare: standApart }
