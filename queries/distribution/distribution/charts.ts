import { formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { rowsOf, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { readMeasures } from '../../../src-renderer/query/sql/measures'
import { countText } from '../../events/texts'
import { measureText } from '../../trends/question'
import { COLUMNS, FIGURES } from './columns'

type Bounds = Pick<RowOf<typeof COLUMNS>, 'lower' | 'upper'>

/** Whether the values are counts, so that a bin can be called by what it holds; given bounds are called as given. */
function areWhole({ column, measure, bins }: ParameterValues): boolean {
  if ((typeof column === 'string' && column !== '') || (typeof bins === 'string' && bins.includes(','))) return false
  const [one] = measure === null || measure === undefined ? [{ measure: 'count' }] : readMeasures(measure)
  return typeof one === 'object' && 'measure' in one && ['count', 'users', 'distinct'].includes(one.measure)
}

const number = (value: number): string => formatValue(value, 'decimal')

/** "0 to 10", "100 and more", "below 0"; of whole numbers "3", "10 to 19". */
export function binText({ lower, upper }: Bounds, values: ParameterValues): string {
  if (lower === null)
    return upper === null ? 'all' : values['scale'] === 'log' ? `${number(upper)} and less` : `below ${number(upper)}`
  if (upper === null) return `${number(lower)} and more`
  if (!areWhole(values) || !Number.isInteger(lower) || !Number.isInteger(upper))
    return `${number(lower)} to ${number(upper)}`
  return upper === lower + 1 ? number(lower) : `${number(lower)} to ${number(upper - 1)}`
}

/** What the values are, and of what: for titles. */
export function wordsOf(values: ParameterValues): { readonly what: string; readonly whose: string } {
  const { column, measure, per } = values
  if (typeof column === 'string' && column !== '') return { what: column, whose: 'Events' }
  const whose = Array.isArray(per) && per.length > 0 ? `Values of ${per.join(' and ')}` : 'Users'
  const [one] = measure === null || measure === undefined ? [] : readMeasures(measure)
  const what =
    one === undefined
      ? 'number of events'
      : typeof one === 'string'
        ? one
        : 'event' in one
          ? measureText(one)
          : one.name
  return { what, whose }
}

/** The histogram, and the share up to each bound. */
export function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const isLog = values['scale'] === 'log'
  const { what, whose } = wordsOf(values)
  const total = rows.reduce((sum, row) => sum + row.n, 0)
  const [largest] = [...rows].sort((a, b) => b.n - a.n)
  const summary =
    largest === undefined || total === 0
      ? 'Nothing has a value in these dates.'
      : `${countText(total)} ${whose.toLowerCase()}; ${largest.share.toFixed(1)} % are in the fullest bin, ` +
        `${binText(largest, values)}.`
  const bounded = rows.filter((row) => row.upper !== null)
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: `${whose} by ${what}`,
      summary,
      x: { label: `${what}${isLog ? ', in steps of 1, 2, 5' : ''}`, type: 'category', ordered: true },
      y: { label: whose, format: 'integer' },
      series: [
        {
          name: whose,
          points: rows.map((row, index) => ({
            x: binText(row, values),
            y: row.n,
            figure: { row: index, column: 'n' },
          })),
        },
      ],
    },
    {
      kind: 'line',
      title: `Share with ${what} up to a bound`,
      summary: `For each upper bound of a bin, how many of all ${whose.toLowerCase()} lie below it.`,
      x: { label: what, type: 'number' },
      y: { label: 'Share below', format: 'percent', zero: true },
      series: [{ name: 'Share below', points: bounded.map((row) => ({ x: row.upper ?? 0, y: row.share_up_to })) }],
    },
  ]
}

/** How many, the mean and the quantiles that are asked for first. */
export function kpis(result: ResultTable, values: ParameterValues, more: ResultTable | null): readonly Kpi[] {
  if (result.rowCount === 0) return []
  const [row] = more === null ? [] : rowsOf(FIGURES, more)
  const { whose } = wordsOf(values)
  const tile = (label: string, value: number | null | undefined, detail?: string): Kpi => ({
    label,
    value: value ?? null,
    format: 'decimal',
    ...(detail === undefined ? {} : { detail }),
  })
  return [
    { label: whose, value: row?.n ?? null, format: 'integer', detail: 'with a value' },
    tile('Mean', row?.mean),
    tile('Median', row?.median, 'half are not above it'),
    tile('90 % up to', row?.p90),
    tile('99 % up to', row?.p99),
    tile('Largest', row?.most, row === undefined || row.least === null ? undefined : `from ${number(row.least)}`),
  ]
}
