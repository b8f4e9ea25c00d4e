import { formatFixed } from '../../../src-renderer/chart/format'
import { required } from '../../../src-renderer/base/required'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'

const NAMES: Readonly<Record<string, string>> = { exposed: 'Exposed', holdout: 'Holdout' }
const numberOf = (value: ResultValue | undefined): number | null => (typeof value === 'number' ? value : null)
const one = (value: number): string => formatFixed(value, 1)
const two = (value: number): string => formatFixed(value, 2)

/** Bars of the share that converted in each group, with intervals. */
export function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result.rows()
  const exposed = rows.find((row) => row['group'] === 'exposed')
  const difference = numberOf(exposed?.['difference_pct']),
    low = numberOf(exposed?.['difference_low']),
    high = numberOf(exposed?.['difference_high'])
  const summary =
    difference === null || low === null || high === null
      ? 'One of the groups has no users in these dates, so there is nothing to compare.'
      : `The exposed convert ${two(Math.abs(difference))} percentage points ${difference < 0 ? 'less' : 'more'} than those held out (${two(low)} to ${two(high)}): ${low > 0 || high < 0 ? 'more than chance explains' : 'chance could explain it'}.`
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Users who converted, by group',
      summary,
      x: { label: 'Group', type: 'category' },
      y: { label: 'Converted', format: 'percent' },
      series: [
        {
          name: 'Converted',
          points: rows.flatMap((row, index) => {
            const y = numberOf(row['pct'])
            const name = NAMES[row['group'] as string]
            return name === undefined || y === null
              ? []
              : [
                  {
                    x: name,
                    y,
                    low: required(numberOf(row['low'])),
                    high: required(numberOf(row['high'])),
                    figure: { row: index, column: 'pct' },
                  },
                ]
          }),
        },
      ],
    },
  ]
}

/** Lift, difference and incremental conversions with their intervals. */
export function kpis(result: ResultTable): readonly Kpi[] {
  const rows = result.rows()
  const row = rows.find((each) => each['group'] === 'exposed')
  const both = rows.find((each) => each['group'] === 'both')
  const range = (low: string, high: string, format: (value: number) => string): string => {
    const [from, to] = [numberOf(row?.[low]), numberOf(row?.[high])]
    return from === null || to === null ? '' : `${format(from)} to ${format(to)}`
  }
  const p = numberOf(row?.['p'])
  return [
    {
      label: 'Lift',
      value: numberOf(row?.['lift_pct']),
      format: 'percent',
      detail: range('lift_low', 'lift_high', (value) => `${one(value)}%`),
    },
    {
      label: 'Difference (points)',
      value: numberOf(row?.['difference_pct']),
      format: 'decimal',
      detail: range('difference_low', 'difference_high', two),
    },
    {
      label: 'Incremental conversions',
      value: numberOf(row?.['incremental']),
      format: 'decimal',
      detail: range('incremental_low', 'incremental_high', one),
    },
    { label: 'p', value: p, format: 'ratio', detail: 'z test, two-sided' },
    ...(both === undefined
      ? []
      : [
          {
            label: 'Left out',
            value: numberOf(both['users']),
            format: 'integer' as const,
            detail: 'users seen in both groups',
          },
        ]),
  ]
}
