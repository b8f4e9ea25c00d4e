import type { SeriesPoint, ValueFormat } from '../../../src-renderer/chart/spec'
import { rowsOf, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { readMeasures } from '../../../src-renderer/query/sql/measures'
import { isClockUnit } from '../../events/clockUnit'
import { markOf } from '../../events/completeness'
import { timeText } from '../../events/timeText'
import { breakdownNames, measureText, readInterval, readShow } from '../question'
import { breakdownColumn } from '../trendsSql'
import { DATE, FIGURES, GROUP, INTERVALS, TS } from './columns'

/** A line of the answer: a series, of one combination of values where there is a breakdown. */
export interface TrendLine {
  readonly name: string
  readonly points: readonly (SeriesPoint & { readonly x: string; readonly row: number })[]
}

/** What each series is called in a chart: measures without a name of their own by what they are. */
export function seriesTitles(values: ParameterValues): ReadonlyMap<string, string> {
  return new Map(
    readMeasures(values['measures']).flatMap((one): readonly (readonly [string, string])[] =>
      typeof one === 'object' && 'event' in one && /^[A-Z]\d*$/.test(one.name)
        ? [[one.name, `${one.name}: ${measureText(one)}`]]
        : [],
    ),
  )
}

/** The one series that a result has, as it is called in a chart; null where it has several. */
export function onlySeries(result: ResultTable, values: ParameterValues): string | null {
  const names = new Set(rowsOf(FIGURES, result).map((row) => row.series))
  const [only] = names
  return names.size !== 1 || only === undefined ? null : (seriesTitles(values).get(only) ?? only)
}

function intervalOf(ends: RowOf<typeof INTERVALS> | undefined): Pick<SeriesPoint, 'low' | 'high'> {
  return ends === undefined || ends.low === null || ends.high === null ? {} : { low: ends.low, high: ends.high }
}

/** The lines of a result, in its order. */
export function linesOf(result: ResultTable, values: ParameterValues): readonly TrendLine[] {
  const begins = isClockUnit(readInterval(values))
    ? rowsOf(TS, result).map((row) => timeText(row.ts))
    : rowsOf(DATE, result).map((row) => row.date)
  const groups = breakdownNames(values).map(breakdownColumn)
  const labels = rowsOf(Object.fromEntries(groups.map((name) => [name, GROUP])), result)
  const titles = seriesTitles(values)
  const rows = rowsOf(FIGURES, result)
  const ends = values['confidence'] === true && readShow(values) !== 'heatmap' ? rowsOf(INTERVALS, result) : []
  const hasOne = new Set(rows.map((row) => row.series)).size === 1
  const lines = new Map<string, { name: string; points: TrendLine['points'][number][] }>()
  rows.forEach((row, index) => {
    const x = begins[index]
    if (x === undefined) return
    const own = groups.map((name) => labels[index]?.[name] ?? '')
    const key = JSON.stringify([row.series, ...own])
    const title = titles.get(row.series) ?? row.series
    const name = own.length === 0 ? title : [...own, ...(hasOne ? [] : [title])].join(' · ')
    const line = lines.get(key) ?? { name, points: [] }
    lines.set(key, line)
    line.points.push({
      x,
      y: row.value,
      row: index,
      figure: { row: index, column: 'value' },
      ...intervalOf(ends[index]),
      ...markOf(row),
    })
  })
  return [...lines.values()]
}

/** How the figures read: percentages where they were made such, whole numbers where they all are. */
export function formatOf(lines: readonly TrendLine[], values: ParameterValues): ValueFormat {
  if (values['share'] === true || values['change'] === 'percent') return 'percent'
  return lines.every((line) => line.points.every((point) => point.y === null || Number.isInteger(point.y)))
    ? 'integer'
    : 'decimal'
}
