import { formatValue } from '../../src-renderer/chart/format'
import type { ChartSpec } from '../../src-renderer/chart/spec'
import { quantilesOf } from '../../src-renderer/stats/spread'

/** The shares of durations that columns say the longest of, and what the columns are called. */
const QUANTILES: readonly (readonly [share: number, column: string, label: string])[] = [
  [0.1, 'p10_seconds', '10 %'],
  [0.25, 'p25_seconds', '25 %'],
  [0.5, 'median_seconds', 'Half'],
  [0.75, 'p75_seconds', '75 %'],
  [0.9, 'p90_seconds', '90 %'],
  [0.95, 'p95_seconds', '95 %'],
  [0.99, 'p99_seconds', '99 %'],
]

/** The columns of all of them. */
export const QUANTILE_COLUMNS: readonly string[] = QUANTILES.map(([, column]) => column)

/** A column of the durations of `seconds` in SQL, by its name. */
export function quantileSql(column: string): string {
  const share = QUANTILES.find(([, name]) => name === column)?.[0]
  if (share === undefined) throw new Error(`There is no quantile ${column}.`)
  return `quantile_cont(seconds, ${share}) AS ${column}`
}

/** These columns of durations in microseconds, which are moved; each NULL where there is none. */
export function quantileValues(
  micros: Float64Array,
  columns: readonly string[],
): Readonly<Record<string, number | null>> {
  const asked = QUANTILES.filter(([, name]) => columns.includes(name))
  const found = quantilesOf(
    micros,
    asked.map(([share]) => share),
  )
  return Object.fromEntries(asked.map(([, name], at) => [name, micros.length === 0 ? null : found[at]! / 1e6]))
}

/** How long so many percent took at most. */
export function quantileBars(
  title: string,
  row: Readonly<Record<string, unknown>> | undefined,
  counted: string,
): ChartSpec {
  const valueOf = (column: string): number | null => {
    const value = row?.[column]
    return typeof value === 'number' ? value : null
  }
  const [half, most] = [valueOf('median_seconds'), valueOf('p90_seconds')]
  return {
    kind: 'bar',
    layout: 'grouped',
    direction: 'vertical',
    title,
    summary:
      half === null || most === null
        ? 'There is none on these dates.'
        : `Half of them took at most ${formatValue(half, 'seconds')}, nine of ten ${formatValue(most, 'seconds')}.`,
    x: { label: 'So many of them', type: 'category', ordered: true },
    y: { label: 'took at most', format: 'seconds' },
    series: [
      {
        name: 'Took at most',
        points:
          half === null
            ? []
            : QUANTILES.map(([, column, label]) => ({
                x: label,
                y: valueOf(column),
                figure: { row: 0, column: counted },
              })),
      },
    ],
  }
}
