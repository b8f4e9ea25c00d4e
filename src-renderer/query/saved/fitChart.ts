import type { ResultTable } from '../contract/result'
import { columnsOfChart, markShape, type ChartMark, type QueryChart } from './queryChart'
import { suggestChart } from './suggestChart'

/** The columns of an answer that hold numbers. */
export function numberColumns(table: ResultTable): readonly string[] {
  return table.columns
    .filter(({ type }) => type === 'integer' || type === 'double' || type === 'decimal')
    .map(({ name }) => name)
}

/** Marks whose first column is a number like those behind it. */
const NUMBERS_FIRST: ReadonlySet<ChartMark> = new Set(['histogram', 'number', 'scatter', 'map'])

/** Whether an answer has all columns that a chart names. */
export function fitsTable(chart: QueryChart, table: ResultTable): boolean {
  return columnsOfChart(chart).every((name) => table.columns.some((column) => column.name === name))
}

/**
 * A chart with another mark: its columns stay as far as the mark takes them, and what it needs besides is filled with
 * columns that are free. Null where the answer has too few.
 */
export function withChartMark(before: QueryChart | null, mark: ChartMark, table: ResultTable): QueryChart | null {
  const shape = markShape(mark)
  const numbers = numberColumns(table)
  const all = table.columns.map(({ name }) => name)
  const from = before ?? suggestChart(table)
  const wantsNumber = NUMBERS_FIRST.has(mark)
  const offered = wantsNumber ? numbers : [...all.filter((name) => !numbers.includes(name)), ...numbers]
  const wasNumber = from !== null && NUMBERS_FIRST.has(from.mark)
  const named = from === null ? [] : [from.x, ...from.y]
  const kept = named.find((name) => offered.includes(name) && (wantsNumber || !wasNumber))
  const x = kept ?? offered[0]
  if (x === undefined) return null
  // Moments of a timeline are no numbers.
  const drawable = mark === 'timeline' ? all.filter((name) => name !== x) : numbers.filter((name) => name !== x)
  const wished = (wasNumber ? named : (from?.y ?? [])).filter((name) => drawable.includes(name))
  const y = [...wished, ...drawable.filter((name) => !wished.includes(name))].slice(
    0,
    Math.min(shape.most, Math.max(shape.least, wished.length)),
  )
  if (y.length < shape.least) return null
  const free = all.filter((name) => name !== x && !y.includes(name))
  const kind = free.find((name) => !numbers.includes(name)) ?? free[0]
  const by = from?.by !== undefined && free.includes(from.by) ? from.by : shape.needsBy === true ? kind : undefined
  if (shape.needsBy === true && by === undefined) return null
  return { mark, x, y, ...(by === undefined || shape.by === null ? {} : { by }) }
}
