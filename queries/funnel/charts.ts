import type { BarChart, ChartSpec, FunnelChart } from '../../src-renderer/chart/spec'
import type { ParameterValues } from '../../src-renderer/query/definition'
import type { ResultTable, ResultValue } from '../../src-renderer/query/resultTable'
import { breakdownName } from './breakdown'

/** A breakdown's chart shows this many values; the table has them all. */
const MAX_SERIES = 6

type Row = Readonly<Record<string, ResultValue>>

function inWords(seconds: number): string {
  const units: readonly (readonly [number, string])[] = [[86_400, 'days'], [3600, 'h'], [60, 'min'], [1, 's']]
  const [size, unit] = units.find(([one]) => seconds >= one) ?? [1, 's']
  return `${Number((seconds / size).toPrecision(3))} ${unit}`
}

/** For charts whose mark does not number the steps itself: equal events stay apart. */
function stepLabel(row: Row): string {
  return `${String(row['step'])}. ${row['event'] as string}`
}

function stepsChart(rows: readonly Row[], title: string): FunnelChart {
  const first = rows[0]?.['users'] as number | undefined ?? 0
  const last = rows.at(-1)
  const reached = last === undefined ? 0 : last['users'] as number
  const drops = rows.slice(1).map((row, index) => ({ row, lost: (rows[index]!['users'] as number) - (row['users'] as number) }))
  const worst = drops.reduce<{ row: Row; lost: number } | null>((most, one) => (one.lost > (most?.lost ?? 0) ? one : most), null)
  const summary = first === 0
    ? 'Nobody entered this funnel in these dates.'
    : `${reached.toLocaleString('en-US')} of ${first.toLocaleString('en-US')} (${(100 * reached / first).toFixed(1)} %) reached the last step${worst === null ? '' : `; most were lost before ${worst.row['event'] as string} (${worst.lost.toLocaleString('en-US')})`}.`
  return {
    kind: 'funnel', title, summary,
    steps: rows.map((row) => {
      const median = row['median_seconds'] as number | null | undefined
      return { label: row['event'] as string, count: row['users'] as number, ...(median === null || median === undefined ? {} : { detail: `median ${inWords(median)} from the previous step` }) }
    }),
  }
}

function timesChart(rows: readonly Row[]): BarChart {
  const series = (name: string, column: string): BarChart['series'][number] => ({
    name, points: rows.slice(1).map((row) => ({ x: stepLabel(row), y: row[column] as number | null })),
  })
  return {
    kind: 'bar', layout: 'grouped', direction: 'horizontal', title: 'Time from the previous step',
    summary: 'How long those who reached a step took from the one before: the median, and the time within which 90 % of them did.',
    x: { label: 'Step', type: 'category' }, y: { label: 'Time', format: 'seconds' },
    series: [series('Median', 'median_seconds'), series('90th percentile', 'p90_seconds')],
  }
}

function breakdownChart(rows: readonly Row[], column: string): BarChart {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const name = row[breakdownName(column)] as string
    groups.set(name, [...groups.get(name) ?? [], row])
  }
  const shown = [...groups].slice(0, MAX_SERIES)
  const rest = groups.size - shown.length
  const best = [...groups].map(([name, steps]) => ({ name, pct: steps.at(-1)!['pct_first'] as number | null })).filter((one) => one.pct !== null).sort((a, b) => b.pct! - a.pct!)[0]
  const summary = best === undefined ? 'Nobody entered this funnel in these dates.'
    : `The highest share of the first step that reached the last: ${best.name} with ${best.pct!.toFixed(1)} %.${rest > 0 ? ` ${rest} more ${rest === 1 ? 'value is' : 'values are'} in the table.` : ''}`
  return {
    kind: 'bar', layout: 'grouped', direction: 'vertical', title: `Conversion by ${column}`, summary,
    x: { label: 'Step', type: 'category' }, y: { label: '% of the first step', format: 'percent' },
    series: shown.map(([name, steps]) => ({ name, points: steps.map((row) => ({ x: stepLabel(row), y: row['pct_first'] as number | null })) })),
  }
}

/** The funnel and the times between its steps; or, with a breakdown, conversion by value. */
export function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = result.rows()
  const column = values['breakdown']
  if (typeof column === 'string' && column !== '') return [breakdownChart(rows, column)]
  return [stepsChart(rows, 'Funnel'), timesChart(rows)]
}
