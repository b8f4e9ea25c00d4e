import { elementAt, required } from '../../../src-renderer/base/required'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { betweenLabel } from './plan'

const UNITS: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, 'days'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
  [0.001, 'ms'],
]

/** The largest unit in which the width of a bin is a whole number. */
function unitOf(width: number): readonly [seconds: number, name: string] {
  return (
    UNITS.find(([seconds]) => Math.abs(width / seconds - Math.round(width / seconds)) < 1e-9 && width >= seconds) ??
    required(UNITS.at(-1))
  )
}

function amount(seconds: number, unit: number): string {
  return String(Number((seconds / unit).toPrecision(6)))
}

/** How many took how long. */
export function timesCharts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = result.rows()
  const bin = (row: (typeof rows)[number]): readonly [number, number | null] => [
    row['from_seconds'] as number,
    row['to_seconds'] as number | null,
  ]
  const [from, to] = rows.length === 0 ? [0, 1] : bin(elementAt(rows, 0))
  const [unit, name] = unitOf((to ?? from + 1) - from)
  const most = rows.reduce<number>(
    (best, row, index) => ((row['users'] as number) > (elementAt(rows, best)['users'] as number) ? index : best),
    0,
  )
  const label = (row: (typeof rows)[number]): string => {
    const [low, high] = bin(row)
    return high === null ? `≥ ${amount(low, unit)}` : `${amount(low, unit)}–${amount(high, unit)}`
  }
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: `Time from ${betweenLabel(values)}`,
      summary:
        rows.length === 0
          ? 'Nobody reached both steps in these dates.'
          : `How long it took those who reached both steps; a bar holds times from its first value up to, not including, its second. The most frequent: ${label(elementAt(rows, most))} ${name}.`,
      x: { label: `Time (${name})`, type: 'category', ordered: true },
      y: { label: 'Users', format: 'integer' },
      series: [
        {
          name: '',
          points: rows.map((row, index) => ({
            x: label(row),
            y: row['users'] as number,
            figure: { row: index, column: 'users' },
          })),
        },
      ],
    },
  ]
}

/** Median, mean and 90th percentile; `more` is the answer of planTimesSummary. */
export function timesKpis(_result: ResultTable, _values: ParameterValues, more: ResultTable | null): readonly Kpi[] {
  const figure = (column: string): number | null => (more === null ? null : (more.value(0, column) as number | null))
  const [users, entered] = [figure('users'), figure('entered')]
  return [
    { label: 'Median', value: figure('median_seconds'), format: 'seconds' },
    { label: 'Mean', value: figure('mean_seconds'), format: 'seconds' },
    { label: '90 % within', value: figure('p90_seconds'), format: 'seconds' },
    {
      label: 'Reached both',
      value: users,
      format: 'integer',
      ...(entered === null ? {} : { detail: `of ${entered.toLocaleString('en-US')} who reached the first of them` }),
    },
  ]
}
