import { seriesFinding } from '../../chart/finding'
import { formatValue } from '../../chart/format'
import type { ChartOf } from '../../chart/marks'
import type { ChartSpec, Series } from '../../chart/spec'
import type { ResultTable } from '../contract/result'
import { axisColumn, columnWords, formatOf, nameOfCell, numberOf, type AxisColumn, type ChartWords } from './chartCells'
import type { QueryChart } from './queryChart'

/** Colours that can be told apart. */
const MOST_SERIES = 6
/** Lying bars that can be read. */
const MOST_BARS = 25

interface Drawn {
  readonly series: readonly Series[]
  /** What is not drawn, in words; '' for nothing. */
  readonly note: string
}

const total = ({ points }: Series): number => points.reduce((sum, { y }) => sum + Math.abs(y ?? 0), 0)

/** By row: whether a column `complete`, as analyses over dates have it, says that it is not; null without one. */
function incompleteRows(table: ResultTable): readonly boolean[] | null {
  const isThere = table.columns.some(({ name, type }) => name === 'complete' && type === 'boolean')
  return isThere ? table.column('complete').map((value) => value === false) : null
}

/** A series for each column, and, where a column parts them, for each of its values: the largest. */
function seriesOf({ y, by }: QueryChart, axis: AxisColumn, table: ResultTable): Drawn {
  const parts = by === undefined ? null : table.column(by).map(nameOfCell)
  const incomplete = incompleteRows(table)
  const found = new Map<string, { name: string; points: Series['points'][number][] }>()
  for (const column of y) {
    const words = y.filter((one) => columnWords(one) === columnWords(column)).length > 1 ? column : columnWords(column)
    table.column(column).forEach((value, row) => {
      const part = parts?.[row]
      const key = JSON.stringify([column, part])
      const name = part === undefined ? words : y.length === 1 ? part : `${part}, ${words}`
      const one = found.get(key) ?? { name, points: [] }
      found.set(key, one)
      const x = axis.places[row] ?? null
      if (x === null) return
      one.points.push({ x, y: numberOf(value), ...(incomplete?.[row] === true ? { incomplete: true } : {}) })
    })
  }
  const all = [...found.values()]
  if (by === undefined || all.length <= MOST_SERIES) return { series: all, note: '' }
  const largest = new Set([...all].sort((a, b) => total(b) - total(a)).slice(0, MOST_SERIES))
  return {
    series: all.filter((one) => largest.has(one)),
    note: `The ${MOST_SERIES} largest of ${formatValue(all.length, 'integer')} are drawn.`,
  }
}

/** The bars that are largest in their first series, in order of size. */
function largestBars(series: readonly Series[]): Drawn {
  const sizes = new Map<string | number, number>()
  for (const { points } of series) for (const { x, y } of points) sizes.set(x, (sizes.get(x) ?? 0) + (y ?? 0))
  const shown = [...sizes].sort(([, a], [, b]) => b - a).slice(0, MOST_BARS)
  return {
    series: series.map((one) => {
      const points = new Map(one.points.map((point) => [point.x, point]))
      return { ...one, points: shown.flatMap(([x]) => points.get(x) ?? []) }
    }),
    note:
      shown.length < sizes.size ? `The ${MOST_BARS} largest of ${formatValue(sizes.size, 'integer')} are drawn.` : '',
  }
}

/** Lines, areas and bars, standing, stacked or lying. */
export function seriesChart(chart: QueryChart, table: ResultTable, words: ChartWords): ChartSpec {
  const axis = axisColumn(table, chart.x)
  const drawn = seriesOf(chart, axis, table)
  const lying = chart.mark === 'horizontal'
  const bars = lying ? largestBars(drawn.series) : drawn
  const { series } = bars
  const notes = [drawn.note, lying ? bars.note : ''].filter((note) => note !== '')
  const about = {
    title: words.title,
    summary: [
      ...(words.summary === '' ? [] : [words.summary.replace(/(?<![.!?])$/, notes.length > 0 ? '.' : '')]),
      ...notes,
    ].join(' '),
  }
  const format = formatOf(
    series.flatMap(({ points }) => points.map((point) => point.y)),
    chart.y,
  )
  const y = { label: chart.y.length === 1 ? columnWords(chart.y[0] ?? '') : '', format }
  const spec = shapeOf(chart, axis, { ...about, y, series })
  const finding = seriesFinding(spec, notes.length > 0)
  return finding === null ? spec : { ...spec, finding }
}

/** The kind of chart that holds the series. */
function shapeOf(
  { mark, x: column }: QueryChart,
  { type }: AxisColumn,
  held: Pick<ChartOf<'bar'>, 'title' | 'summary' | 'y' | 'series'>,
): ChartOf<'area' | 'line' | 'bar'> {
  const label = columnWords(column)
  const lying = mark === 'horizontal'
  if (mark === 'area' && type === 'date') return { kind: 'area', ...held, x: { label, type: 'date' } }
  // A line needs an order along x, which names do not have.
  if ((mark === 'line' || mark === 'area') && type !== 'category') return { kind: 'line', ...held, x: { label, type } }
  return {
    kind: 'bar',
    ...held,
    layout: mark === 'stacked' || mark === 'area' ? 'stacked' : 'grouped',
    direction: lying ? 'horizontal' : 'vertical',
    x: {
      label,
      type: type === 'date' && !lying ? 'date' : 'category',
      ...(type === 'number' ? { ordered: true } : {}),
    },
  }
}
