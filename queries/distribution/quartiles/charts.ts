import { formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { rowsOf, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { countText } from '../../events/texts'
import { wordsOf } from '../distribution/charts'
import { COLUMNS } from './columns'

const number = (value: number): string => formatValue(value, 'decimal')

function summaryOf(rows: readonly RowOf<typeof COLUMNS>[], labels: readonly string[], whose: string): string {
  const [first] = rows
  if (first === undefined) return 'Nothing has a value in these dates.'
  const beyond = rows.reduce((sum, row) => sum + row.outliers, 0)
  const all = `${countText(beyond)} of ${countText(rows.reduce((sum, row) => sum + row.n, 0))} ${whose} lie beyond the whiskers.`
  if (rows.length === 1)
    return `Half are not above ${number(first.median)}; the middle half lies from ${number(first.q1)} to ${number(first.q3)}. ${all}`
  const order = rows
    .map((row, index) => ({ row, label: labels[index] ?? '' }))
    .sort((a, b) => a.row.median - b.row.median)
  const [low, high] = [order[0], order.at(-1)]
  if (low === undefined || high === undefined) return all
  return `Medians from ${number(low.row.median)} (${low.label}) to ${number(high.row.median)} (${high.label}). ${all}`
}

/** A box for each row, called as `labels` say. */
export function boxes(result: ResultTable, labels: readonly string[], values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const { what, whose } = wordsOf(values)
  return [
    {
      kind: 'box',
      title: `${whose} by ${what}: quartiles`,
      summary: summaryOf(rows, labels, whose.toLowerCase()),
      rowLabel: 'Value',
      x: { label: what, format: 'decimal' },
      rows: rows.map((row, index) => ({
        label: labels[index] ?? '',
        count: row.n,
        least: row.least,
        lowWhisker: row.low_whisker,
        q1: row.q1,
        median: row.median,
        q3: row.q3,
        highWhisker: row.high_whisker,
        most: row.most,
        mean: row.mean,
        outliers: row.outliers,
        figure: { row: index, column: 'n' },
      })),
    },
  ]
}
