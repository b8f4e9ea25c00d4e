import { ticks } from 'd3-array'
import { elementAt } from '../../base/required'
import { funnelFinding } from '../../chart/finding'
import type { ChartSpec } from '../../chart/spec'
import type { ResultTable } from '../contract/result'
import { axisColumn, columnWords, formatOf, nameOfCell, numberOf, type ChartWords } from './chartCells'
import type { QueryChart } from './queryChart'

type Draw = (chart: QueryChart, table: ResultTable, words: ChartWords) => ChartSpec

const numbersOf = (table: ResultTable, name: string): readonly (number | null)[] => table.column(name).map(numberOf)
const firstY = ({ y }: QueryChart): string => elementAt(y, 0)

export const scatterChart: Draw = (chart, table, words) => {
  const [xs, ys] = [numbersOf(table, chart.x), numbersOf(table, firstY(chart))]
  const groups = chart.by === undefined ? null : table.column(chart.by).map(nameOfCell)
  return {
    kind: 'scatter',
    ...words,
    x: { label: columnWords(chart.x), format: formatOf(xs, [chart.x]) },
    y: { label: columnWords(firstY(chart)), format: formatOf(ys, [firstY(chart)]) },
    areUnlabelled: true,
    points: xs.flatMap((x, row) => {
      const y = ys[row] ?? null
      const group = groups?.[row]
      if (x === null || y === null) return []
      return [{ x, y, label: group ?? `Row ${row + 1}`, ...(group === undefined ? {} : { group }) }]
    }),
  }
}

/** Places by longitude and latitude in degrees, as large as their figures; rows without a place are left out. */
export const mapChart: Draw = (chart, table, words) => {
  const [latitude, size] = chart.y.map((name) => numbersOf(table, name))
  const longitudes = numbersOf(table, chart.x)
  const names = chart.by === undefined ? null : table.column(chart.by).map(nameOfCell)
  const sizeName = chart.y[1]
  return {
    kind: 'scatter',
    ...words,
    isMap: true,
    x: { label: columnWords(chart.x), format: 'decimal' },
    y: { label: columnWords(firstY(chart)), format: 'decimal' },
    ...(sizeName === undefined || size === undefined
      ? {}
      : { size: { label: columnWords(sizeName), format: formatOf(size, [sizeName]) } }),
    points: longitudes.flatMap((x, row) => {
      const y = latitude?.[row] ?? null
      if (x === null || y === null) return []
      const label = names?.[row] ?? `Row ${row + 1}`
      return [{ x, y, label, ...(size === undefined ? {} : { size: size[row] ?? 0 }) }]
    }),
  }
}

/** Rows and columns in the order in which they come; numbers and dates in their own. */
function inOrder(table: ResultTable, name: string): readonly string[] {
  const { type, places } = axisColumn(table, name)
  const known = [...new Set(places)].filter((place) => place !== null)
  if (type !== 'category') known.sort((a, b) => (a < b ? -1 : 1))
  return known.map(String)
}

/** Rows and columns of a table, and which row of the result its cells come from. */
function gridOf(chart: QueryChart, table: ResultTable, across: string, down: string) {
  const [columns, rows] = [inOrder(table, across), inOrder(table, down)]
  const [xs, ys] = [axisColumn(table, across).places, axisColumn(table, down).places]
  const values = numbersOf(table, firstY(chart))
  const found = new Map<string, number>()
  values.forEach((value, row) => {
    if (value !== null) found.set(JSON.stringify([String(ys[row]), String(xs[row])]), row)
  })
  const rowAt = (row: string, column: string): number | null => found.get(JSON.stringify([row, column])) ?? null
  return { columns, rows, values, rowAt }
}

export const heatmapChart: Draw = (chart, table, words) => {
  const by = chart.by ?? chart.x
  const { columns, rows, values, rowAt } = gridOf(chart, table, chart.x, by)
  return {
    kind: 'heatmap',
    ...words,
    rowLabel: columnWords(by),
    columnLabel: columnWords(chart.x),
    format: formatOf(values, [firstY(chart)]),
    columns,
    rows: rows.map((label) => ({
      label,
      size: null,
      cells: columns.map((column) => {
        const row = rowAt(label, column)
        return row === null ? null : { value: values[row] ?? 0 }
      }),
    })),
  }
}

/** A value a cell, or a value with its interval where three columns are named. */
export const cellsChart: Draw = (chart, table, words) => {
  const by = chart.by ?? chart.x
  const { columns, rows, values, rowAt } = gridOf(chart, table, by, chart.x)
  const [lows, highs] = chart.y.slice(1).map((name) => numbersOf(table, name))
  return {
    kind: 'cells',
    ...words,
    rowLabel: columnWords(chart.x),
    columnLabel: columnWords(by),
    value: {
      label: columnWords(firstY(chart)),
      format: formatOf([...values, ...(highs === undefined ? [] : (lows ?? [])), ...(highs ?? [])], [firstY(chart)]),
    },
    columns: columns.map((label) => ({ label })),
    rows: rows.map((label) => ({
      label,
      cells: columns.map((column) => {
        const row = rowAt(label, column)
        if (row === null) return null
        const [low, high] = [lows?.[row] ?? null, highs?.[row] ?? null]
        return { value: values[row] ?? 0, ...(low === null || high === null ? {} : { low, high }) }
      }),
    })),
  }
}

/** At most about so many bars, with round edges. */
const BARS = 20

/** How many values fall between round edges: from one on, up to but not including the next; the last includes its end. */
export const histogramChart: Draw = (chart, table, words) => {
  const values = numbersOf(table, chart.x).filter((value) => value !== null)
  const [low, high] = [
    values.reduce((a, b) => Math.min(a, b), Infinity),
    values.reduce((a, b) => Math.max(a, b), -Infinity),
  ]
  const inner = values.length === 0 || low === high ? [low] : ticks(low, high, BARS)
  const step = inner.length < 2 ? 1 : elementAt(inner, 1) - elementAt(inner, 0)
  const first = elementAt(inner, 0) > low ? elementAt(inner, 0) - step : elementAt(inner, 0)
  const count = values.length === 0 ? 0 : Math.max(1, Math.ceil(Number(((high - first) / step).toPrecision(12))))
  const bars = Array.from({ length: count }, () => 0)
  for (const value of values) {
    const bar = Math.min(count - 1, Math.floor(Number(((value - first) / step).toPrecision(12))))
    bars[bar] = (bars[bar] ?? 0) + 1
  }
  const edge = (at: number): string => String(Number((first + at * step).toPrecision(12)))
  const isWhole = step === 1 && values.every(Number.isInteger)
  return {
    kind: 'bar',
    ...words,
    layout: 'grouped',
    direction: 'vertical',
    x: { label: columnWords(chart.x), type: 'category', ordered: true },
    y: { label: 'Rows', format: 'integer' },
    series: [
      {
        name: 'Rows',
        points: bars.map((rows, at) => ({
          x: isWhole && at < count - 1 ? edge(at) : `${edge(at)} – ${edge(at + 1)}`,
          y: rows,
        })),
      },
    ],
  }
}

export const funnelChart: Draw = (chart, table, words) => {
  const steps = table
    .column(chart.x)
    .map((label, row) => ({ label: nameOfCell(label), count: numberOf(table.value(row, firstY(chart))) ?? 0 }))
  const finding = funnelFinding(steps)
  return { kind: 'funnel', ...words, steps, ...(finding === null ? {} : { finding }) }
}

export const intervalChart: Draw = (chart, table, words) => {
  const [estimates, lows, highs] = chart.y.map((name) => numbersOf(table, name))
  return {
    kind: 'interval',
    ...words,
    rowLabel: columnWords(chart.x),
    x: {
      label: columnWords(firstY(chart)),
      format: formatOf([...(estimates ?? []), ...(lows ?? []), ...(highs ?? [])], [firstY(chart)]),
    },
    rows: table
      .column(chart.x)
      .map((label, row) => ({
        label: nameOfCell(label),
        estimate: estimates?.[row] ?? null,
        low: lows?.[row] ?? null,
        high: highs?.[row] ?? null,
      })),
  }
}

/** From the left to the right, each row a band. A name that stands on both sides is a node on each. */
export const sankeyChart: Draw = (chart, table, words) => {
  const [from, to] = [table.column(chart.x).map(nameOfCell), table.column(chart.by ?? chart.x).map(nameOfCell)]
  const values = numbersOf(table, firstY(chart))
  const [left, right] = [[...new Set(from)], [...new Set(to)]]
  return {
    kind: 'sankey',
    ...words,
    value: { label: columnWords(firstY(chart)), format: formatOf(values, [firstY(chart)]) },
    columns: [columnWords(chart.x), columnWords(chart.by ?? '')],
    nodes: [...left.map((label) => ({ label, column: 0 })), ...right.map((label) => ({ label, column: 1 }))],
    links: from.map((label, row) => ({
      source: left.indexOf(label),
      target: left.length + right.indexOf(to[row] ?? ''),
      value: values[row] ?? 0,
    })),
  }
}

/** Seconds since the first of some moments; numbers as they are. */
function secondsOf(table: ResultTable, names: readonly string[]): readonly (readonly (number | null)[])[] {
  const columns = names.map((name) => {
    const { type, places } = axisColumn(table, name)
    const isTime = type === 'date'
    return places.map((place) => (place === null ? null : isTime ? Date.parse(String(place)) / 1000 : numberOf(place)))
  })
  const isTime = names.some((name) => axisColumn(table, name).type === 'date')
  const first = isTime ? columns.flat().reduce<number>((a, b) => Math.min(a, b ?? a), Infinity) : 0
  return columns.map((column) => column.map((value) => (value === null ? null : value - first)))
}

export const timelineChart: Draw = (chart, table, words) => {
  const [starts, ends] = secondsOf(table, chart.y)
  const labels = chart.by === undefined ? null : table.column(chart.by).map(nameOfCell)
  const lanes = new Map<string, { start: number; end: number; label: string }[]>()
  table.column(chart.x).forEach((value, row) => {
    const [start, end] = [starts?.[row] ?? null, ends?.[row] ?? null]
    if (start === null || end === null) return
    const lane = nameOfCell(value)
    lanes.set(lane, [...(lanes.get(lane) ?? []), { start, end, label: labels?.[row] ?? `Row ${row + 1}` }])
  })
  return { kind: 'timeline', ...words, lanes: [...lanes].map(([label, spans]) => ({ label, spans })) }
}
