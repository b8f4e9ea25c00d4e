import { rowsOf } from '../../src-renderer/query/analysis/resultColumns'
import type { IntervalChart } from '../../src-renderer/chart/marks/interval'
import type { ChartSpec } from '../../src-renderer/chart/spec'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { pText } from '../../src-renderer/stats/pText'
import { COLUMNS, type Row } from './experiment/columns'
import { readMeasure, type Measure } from './question'

/** What the mean of a measure is called. */
const MEANS: Readonly<Record<Measure, string>> = {
  converted: 'Share of users',
  count: 'Events per user',
  sum: 'Value per user',
  days: 'Active days per user',
}

/** `+1.24`, `-0.5`: a difference for sentences. */
export function signed(value: number): string {
  const text = Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString()
  return value > 0 ? `+${text}` : text
}

function summaryOf(rows: readonly (readonly [number, Row])[]): string {
  const count = (verdict: string): number => rows.filter(([, row]) => row.verdict === verdict).length
  const tested = rows.filter(([, row]) => row.verdict !== null).length
  if (tested === 0) return 'Too few users to compare the variants.'
  const [better, worse] = [count('better'), count('worse')]
  if (better + worse === 0)
    return `${tested === 1 ? 'The variant cannot' : `None of ${tested} comparisons can`} be told apart from the control.`
  const others = better + worse === tested ? '' : '; the others cannot be told apart'
  return (
    `Of ${tested} ${tested === 1 ? 'comparison' : 'comparisons'} with the control, ` +
    `${better} ${better === 1 ? 'is' : 'are'} better and ${worse} ${worse === 1 ? 'is' : 'are'} worse ` +
    `after Holm's correction${others}.`
  )
}

/** Differences with their intervals: shares of users in points, and the metric of other measures in its own unit. */
export function experimentCharts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const all = rowsOf(COLUMNS, result).map((row, at) => [at, row] as const)
  const measure = readMeasure(values)
  const meanLabel = MEANS[measure]
  const goal = all[0]?.[1].metric
  const treatments = all.filter(([, row]) => !row.is_control)
  const several = new Set(treatments.map(([, row]) => row.variant)).size > 1
  const chart = (rows: typeof treatments, title: string, label: string): IntervalChart => ({
    kind: 'interval',
    title,
    summary: summaryOf(rows),
    rowLabel: 'Metric',
    x: { label, format: 'decimal' },
    rows: rows.map(([at, row]) => ({
      label: several ? `${row.metric}: ${row.variant}` : row.metric,
      estimate: row.difference,
      low: row.low,
      high: row.high,
      ...(row.verdict === 'better'
        ? ({ tone: 'good' } as const)
        : row.verdict === 'worse'
          ? ({ tone: 'bad' } as const)
          : {}),
      detail:
        `${row.p_holm === null ? 'not tested' : pText(row.p_holm)}, ` +
        `${row.aim === 'lower' ? 'lower' : 'higher'} is better`,
      figure: { row: at, column: 'converters' },
    })),
  })
  const shares = treatments.filter(([, row]) => measure === 'converted' || row.metric !== goal)
  const means = treatments.filter(([, row]) => measure !== 'converted' && row.metric === goal)
  return [
    ...(means.length === 0 ? [] : [chart(means, 'Difference from the control', meanLabel)]),
    ...(shares.length === 0 && means.length > 0
      ? []
      : [chart(shares, means.length > 0 ? 'Shares of users' : 'Difference from the control', 'Percentage points')]),
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: measure === 'converted' ? 'Users who converted' : meanLabel,
      summary:
        all
          .filter(([, row]) => row.metric === goal)
          .map(([, row]) => `${row.variant} ${Number(row.mean.toPrecision(3))}${measure === 'converted' ? ' %' : ''}`)
          .join(', ') || 'Nobody was exposed in these dates.',
      x: { label: 'Variant', type: 'category' },
      y: {
        label: measure === 'converted' ? 'Share of users' : 'Mean',
        format: measure === 'converted' ? 'percent' : 'decimal',
      },
      series: [
        {
          name: goal ?? 'Metric',
          points: all
            .filter(([, row]) => row.metric === goal)
            .map(([at, row]) => ({ x: row.variant, y: row.mean, figure: { row: at, column: 'converters' } })),
        },
      ],
    },
  ]
}
