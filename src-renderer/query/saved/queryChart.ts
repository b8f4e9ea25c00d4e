import { elementAt } from '../../base/required'

/** What a chart line needs of each mark, in words for forms and messages. */
interface MarkShape {
  readonly label: string
  /** What its first column is. */
  readonly x: string
  /** What its further columns are, and how many there must be. */
  readonly y: string
  readonly least: number
  readonly most: number
  /** What the column behind `by` is; null where there is none. */
  readonly by: string | null
  readonly needsBy?: true
  readonly example: string
}

/** Every mark that a `-- chart:` line knows. */
export const CHART_MARKS = {
  line: {
    label: 'Line',
    x: 'Along x',
    y: 'To draw',
    least: 1,
    most: 99,
    by: 'A line for each',
    example: 'line date dau wau',
  },
  area: {
    label: 'Area',
    x: 'Dates',
    y: 'To draw',
    least: 1,
    most: 99,
    by: 'An area for each',
    example: 'area date users by state',
  },
  bar: {
    label: 'Bars',
    x: 'Along x',
    y: 'To draw',
    least: 1,
    most: 99,
    by: 'A bar for each',
    example: 'bar channel conversions',
  },
  stacked: {
    label: 'Stacked bars',
    x: 'Along x',
    y: 'To draw',
    least: 1,
    most: 99,
    by: 'A part for each',
    example: 'stacked week events by event',
  },
  horizontal: {
    label: 'Horizontal bars',
    x: 'Names',
    y: 'To draw',
    least: 1,
    most: 99,
    by: 'A bar for each',
    example: 'horizontal product revenue',
  },
  scatter: {
    label: 'Scatter',
    x: 'Along x',
    y: 'Along y',
    least: 1,
    most: 1,
    by: 'A colour for each',
    example: 'scatter sessions revenue by plan',
  },
  map: {
    label: 'Map',
    x: 'Longitude',
    y: 'Latitude, size',
    least: 1,
    most: 2,
    by: 'Name',
    example: 'map longitude latitude revenue by city',
  },
  heatmap: {
    label: 'Heatmap',
    x: 'Columns',
    y: 'Value',
    least: 1,
    most: 1,
    by: 'Rows',
    needsBy: true,
    example: 'heatmap hour events by weekday',
  },
  cells: {
    label: 'Table with bars',
    x: 'Rows',
    y: 'Value, or value, low, high',
    least: 1,
    most: 3,
    by: 'Columns',
    needsBy: true,
    example: 'cells channel conversions by model',
  },
  histogram: { label: 'Histogram', x: 'Values', y: '', least: 0, most: 0, by: null, example: 'histogram minutes' },
  number: {
    label: 'Numbers',
    x: 'First number',
    y: 'Further numbers',
    least: 0,
    most: 99,
    by: null,
    example: 'number users revenue',
  },
  funnel: { label: 'Funnel', x: 'Steps', y: 'Count', least: 1, most: 1, by: null, example: 'funnel step users' },
  interval: {
    label: 'Intervals',
    x: 'Names',
    y: 'Estimate, low, high',
    least: 3,
    most: 3,
    by: null,
    example: 'interval variant lift low high',
  },
  sankey: {
    label: 'Flow',
    x: 'From',
    y: 'Value',
    least: 1,
    most: 1,
    by: 'To',
    needsBy: true,
    example: 'sankey from_page users by to_page',
  },
  timeline: {
    label: 'Timeline',
    x: 'Lanes',
    y: 'Start, end',
    least: 2,
    most: 2,
    by: 'Label',
    example: 'timeline courier picked_at delivered_at by order_id',
  },
} as const satisfies Readonly<Record<string, MarkShape>>

export type ChartMark = keyof typeof CHART_MARKS

/** A `-- chart:` line: a mark, its columns, and the column that parts them. */
export interface QueryChart {
  readonly mark: ChartMark
  readonly x: string
  readonly y: readonly string[]
  readonly by?: string
}

export function isChartMark(word: string): word is ChartMark {
  return Object.hasOwn(CHART_MARKS, word)
}

export function markShape(mark: ChartMark): MarkShape {
  return CHART_MARKS[mark]
}

/** Whether a chart has the columns that its mark needs. */
export function isComplete({ mark, y, by }: QueryChart): boolean {
  const shape = markShape(mark)
  return y.length >= shape.least && y.length <= shape.most && (shape.needsBy !== true || by !== undefined)
}

/** `line date dau`, `stacked week n by event`: columns that hold blanks or quotes are quoted as in SQL; null for none. */
export function readChartLine(text: string): QueryChart | null {
  const parts = text.match(/"(?:[^"]|"")*"|\S+/g) ?? []
  const plain = (part: string): string => (/^".*"$/.test(part) ? part.slice(1, -1).replaceAll('""', '"') : part)
  const [mark, ...columns] = parts
  const at = columns.length - 2
  // A column that is called "by" is quoted.
  const hasBy = at >= 1 && columns[at] === 'by'
  const [x, ...y] = (hasBy ? columns.slice(0, at) : columns).map(plain)
  if (mark === undefined || !isChartMark(mark) || x === undefined) return null
  const shape = markShape(mark)
  if (hasBy && shape.by === null) return null
  const chart: QueryChart = { mark, x, y, ...(hasBy ? { by: plain(elementAt(columns, at + 1)) } : {}) }
  return isComplete(chart) ? chart : null
}

function columnText(name: string): string {
  return /[\s"]/.test(name) || name === '' || name === 'by' ? `"${name.replaceAll('"', '""')}"` : name
}

/** The inverse of readChartLine. */
export function chartLine({ mark, x, y, by }: QueryChart): string {
  return [mark, columnText(x), ...y.map(columnText), ...(by === undefined ? [] : ['by', columnText(by)])].join(' ')
}

/** The columns that a chart names. */
export function columnsOfChart({ x, y, by }: QueryChart): readonly string[] {
  return [x, ...y, ...(by === undefined ? [] : [by])]
}
