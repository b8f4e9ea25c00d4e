import { elementAt } from '../../base/required'
import type { ChartBase, MarkFigure, ValueFormat } from '../chartBase'
import { emptyChart } from '../emptyChart'
import { formatCount, formatValue } from '../format'
import { standApart, type ChartRows, type Mark } from '../mark'
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
import { textWidth, truncateNames, truncateText } from '../textWidth'
import { axisTitle, drawBottomAxis, extentOf, valueAxis } from '../valueAxis'

/** How values are spread, a row for each group: the box holds the middle half, whiskers what is not far from it. */
export interface BoxChart extends ChartBase {
  readonly kind: 'box'
  /** What a row is of. */
  readonly rowLabel: string
  readonly x: { readonly label: string; readonly format: ValueFormat }
  readonly rows: readonly {
    readonly label: string
    /** How many values. */
    readonly count: number
    readonly lowWhisker: number
    readonly q1: number
    readonly median: number
    readonly q3: number
    readonly highWhisker: number
    readonly mean: number
    /** Values beyond the whiskers, which are not drawn one by one, and the ends that they reach. */
    readonly outliers: number
    readonly least: number
    readonly most: number
    readonly figure?: MarkFigure
  }[]
}

type Row = BoxChart['rows'][number]

const ROW = 34,
  BOX = 18,
  CAP = 5
/** Rows take this much of the width for their names. */
const NAME_SHARE = 0.3

/** Whiskers, box, median and mean of a row around the height `y`. */
function boxNodes(row: Row, id: string, y: number, x: (value: number) => number, palette: Palette): SceneNode[] {
  const ink = elementAt(palette.categorical, 0)
  const [low, q1, median, q3, high] = [row.lowWhisker, row.q1, row.median, row.q3, row.highWhisker].map((one) =>
    round(x(one)),
  ) as [number, number, number, number, number]
  const far = (value: number): SceneNode => ({
    kind: 'circle',
    cx: round(x(value)),
    cy: y,
    r: 2.5,
    fill: palette.panel,
    stroke: ink,
    strokeWidth: 1,
  })
  return [
    {
      kind: 'path',
      d: `M${low},${y - CAP}V${y + CAP}M${low},${y}H${q1}M${q3},${y}H${high}M${high},${y - CAP}V${y + CAP}`,
      stroke: ink,
      strokeWidth: 1.5,
      fill: 'none',
    },
    // Of no width where the middle half is one value.
    {
      kind: 'rect',
      x: q1,
      y: y - BOX / 2,
      width: Math.max(1, round(q3 - q1)),
      height: BOX,
      fill: elementAt(palette.sequential, 1),
      stroke: ink,
      strokeWidth: 1.5,
      datum: id,
    },
    { kind: 'line', x1: median, y1: y - BOX / 2, x2: median, y2: y + BOX / 2, stroke: palette.text, strokeWidth: 2 },
    { kind: 'circle', cx: round(x(row.mean)), cy: y, r: 3, fill: palette.text },
    ...(row.least < row.lowWhisker ? [far(row.least)] : []),
    ...(row.most > row.highWhisker ? [far(row.most)] : []),
  ]
}

/** The rows under each other; the height follows from them. */
function draw(spec: BoxChart, options: RenderOptions): Drawing {
  const palette = PALETTES[options.theme]
  const extent = extentOf(spec.rows.flatMap((row) => [row.least, row.most, row.mean]))
  if (extent === null) return emptyChart(options, palette)
  const { width } = options
  const names = truncateNames(
    spec.rows.map(({ label }) => label),
    Math.min(220, width * NAME_SHARE),
    SIZE_SMALL,
  )
  const left = Math.ceil(Math.max(...names.map((name) => textWidth(name, SIZE_SMALL)))) + 14
  const [top, bottom] = [4, 4 + spec.rows.length * ROW + 6]
  const axis = valueAxis(extent, [left, width - 14], spec.x.format, { zero: false, spacing: 72 })
  const text = (value: number): string => formatValue(value, spec.x.format)
  const nodes: SceneNode[] = [
    ...drawBottomAxis(axis, top, bottom, palette, true, width),
    ...axisTitle(truncateText(spec.x.label, width, SIZE_SMALL), width, bottom + 36, 'end', palette),
  ]
  const data: Datum[] = []
  for (const [index, row] of spec.rows.entries()) {
    const y = round(top + 3 + (index + 0.5) * ROW)
    nodes.push(
      {
        kind: 'text',
        x: 0,
        y: middleBaseline(y, SIZE_SMALL),
        text: elementAt(names, index),
        size: SIZE_SMALL,
        fill: palette.text,
        part: 'y-axis',
      },
      ...boxNodes(row, String(index), y, axis.scale, palette),
    )
    const [from, to] = [axis.scale(row.least), axis.scale(row.most)]
    const far = `${formatCount(row.outliers)} beyond the whiskers`
    data.push({
      id: String(index),
      figure: row.figure,
      row: index,
      column: 0,
      heading: row.label,
      label:
        `${row.label}: median ${text(row.median)}, middle half from ${text(row.q1)} to ${text(row.q3)}, ` +
        `whiskers from ${text(row.lowWhisker)} to ${text(row.highWhisker)}, ${far}.`,
      lines: [
        { label: 'Median', value: text(row.median), strong: true },
        { label: 'Middle half', value: `${text(row.q1)} to ${text(row.q3)}` },
        { label: 'Whiskers', value: `${text(row.lowWhisker)} to ${text(row.highWhisker)}` },
        { label: 'Mean', value: text(row.mean) },
        { label: 'Least and most', value: `${text(row.least)}, ${text(row.most)}` },
        { label: `Of ${formatCount(row.count)} values`, value: far },
      ],
      box: { x: round(from - 4), y: y - BOX / 2, width: round(to - from + 8), height: BOX },
    })
  }
  const plot = { x: left, y: top, width: width - 14 - left, height: bottom - top }
  return { width, height: Math.ceil(bottom + (spec.x.label === '' ? 26 : 42)), nodes, data, hit: 'box', plot }
}

function table(spec: BoxChart): ChartRows {
  const { format } = spec.x
  const numbers = ['least', 'lowWhisker', 'q1', 'median', 'q3', 'highWhisker', 'most', 'mean'] as const
  const name = (key: (typeof numbers)[number]): string => key.replaceAll(/[A-Z]/g, (one) => ` ${one.toLowerCase()}`)
  return {
    columns: [
      { name: spec.rowLabel || 'row', type: 'string', format: 'text' },
      { name: 'values', type: 'integer', format: 'integer' },
      ...numbers.map((key) => ({ name: name(key), type: 'double', format }) as const),
      { name: 'outliers', type: 'integer', format: 'integer' },
    ],
    rows: spec.rows.map((row) => [row.label, row.count, ...numbers.map((key) => row[key]), row.outliers]),
  }
}

export const box: Mark<BoxChart> = { draw, table, compare: standApart }
