import { formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { rowsOf, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COLUMNS } from './columns'
import { holdsGroups } from './sides'
import { FACTORS, NO_VALUE, OTHER, WHOLE } from './sql'

type Row = RowOf<typeof COLUMNS> & { readonly index: number }

function read(result: ResultTable): readonly Row[] {
  return rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
}

const text = (value: number): string => formatValue(value, 'decimal')

/** "+3.2" or "−3.2": a change says which way it went. */
const signed = (value: number): string => (value > 0 ? `+${text(value)}` : text(value))

function partChart(column: string, rows: readonly Row[]): ChartSpec {
  const told = rows.filter(({ value }) => value !== OTHER && value !== NO_VALUE)
  const none = rows.filter(({ value }) => value === NO_VALUE)
  const drawn = [...rows.filter((row) => !none.includes(row)), ...none]
  const largest = told.reduce<Row | null>(
    (best, row) => (best === null || Math.abs(row.total) > Math.abs(best.total) ? row : best),
    null,
  )
  const isMost = none.every(({ total }) => Math.abs(total) <= Math.abs(largest?.total ?? 0))
  const share = largest?.share ?? null
  const bars = (name: 'mix' | 'rate'): { x: string; y: number; figure: { row: number; column: string } }[] =>
    drawn.map((row) => ({ x: row.value, y: row[name] ?? 0, figure: { row: row.index, column: 'after' } }))
  return {
    kind: 'bar',
    layout: 'stacked',
    direction: 'horizontal',
    title: `By ${column === '(users)' ? 'new and lost users' : column}`,
    summary:
      largest === null
        ? 'Nothing changed.'
        : `${largest.value} moved it most${isMost ? '' : ' of the values'}: ${signed(largest.total)}` +
          (share === null ? '.' : `, ${formatValue(share, 'percent')} of the whole change.`),
    x: { label: column, type: 'category' },
    y: { label: 'Part of the change', format: 'decimal' },
    series: [
      { name: 'Mix: how large it is', points: bars('mix') },
      { name: 'Rate: what it is like', points: bars('rate') },
    ],
  }
}

function factorChart(rows: readonly Row[]): readonly ChartSpec[] {
  if (rows.length === 0) return []
  const parts = rows.map(({ value, total }) => `${value} ${signed(total)}`)
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: 'By what the figure is made of',
      summary: `${parts.join(', ')}.`,
      x: { label: 'Factor', type: 'category' },
      y: { label: 'Part of the change', format: 'decimal' },
      series: [{ name: 'Part of the change', points: rows.map(({ value, total }) => ({ x: value, y: total })) }],
    },
  ]
}

/**
 * A chart for each column, those first whose own values moved it most; then the factors. What has no value stands last,
 * and a column without any value explains nothing.
 */
export function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = read(result).filter(({ column }) => column !== WHOLE)
  const names = [...new Set(rows.map(({ column }) => column))].filter((name) => name !== FACTORS)
  const spread = (name: string): number =>
    Math.max(
      0,
      ...rows
        .filter(({ column, value }) => column === name && value !== NO_VALUE && value !== OTHER)
        .map(({ total }) => Math.abs(total)),
    )
  const told = (name: string): boolean => rows.some(({ column, value }) => column === name && value !== NO_VALUE)
  const ordered = names.filter(told).toSorted((a, b) => spread(b) - spread(a))
  return [
    ...ordered.map((name) =>
      partChart(
        name,
        rows.filter(({ column }) => column === name),
      ),
    ),
    ...factorChart(rows.filter(({ column }) => column === FACTORS)),
  ]
}

/** Before, after, the change, and what its parts leave over: nothing. */
export function kpis(result: ResultTable, values: ParameterValues): readonly Kpi[] {
  const rows = read(result)
  const whole = rows.find(({ column }) => column === WHOLE)
  if (whole === undefined) return []
  const names = [...new Set(rows.map(({ column }) => column))].filter((name) => name !== WHOLE)
  const rest = names.map((name) => {
    const sum = rows.filter(({ column }) => column === name).reduce((all, { total }) => all + total, 0)
    return Math.abs(sum - whole.total)
  })
  const size = Math.max(Math.abs(whole.before ?? 0), Math.abs(whole.after ?? 0), 1)
  const left = Math.max(0, ...rest)
  const areGroups = holdsGroups(values)
  const { before, after, total } = whole
  return [
    {
      label: areGroups ? 'There' : 'Before',
      value: before,
      format: 'decimal',
      figure: { row: whole.index, column: 'before' },
    },
    {
      label: areGroups ? 'Here' : 'In the period',
      value: after,
      format: 'decimal',
      figure: { row: whole.index, column: 'after' },
    },
    {
      label: areGroups ? 'Difference' : 'Change',
      value: total,
      format: 'decimal',
      ...(before === null || before === 0
        ? {}
        : { detail: `${formatValue((100 * total) / before, 'percent')} of ${areGroups ? 'there' : 'before'}` }),
    },
    {
      label: 'Unexplained',
      // What sums of fractions lose is no rest.
      value: left / size < 1e-9 ? 0 : left,
      format: 'decimal',
      about: 'The whole change less the sum of the parts of a column.',
    },
  ]
}
