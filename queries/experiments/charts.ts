import { rowsOf } from '../../src-renderer/query/analysis/resultColumns'
import type { IntervalChart } from '../../src-renderer/chart/marks/interval'
import type { ChartSpec } from '../../src-renderer/chart/spec'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { pText } from '../../src-renderer/stats/pText'
import { COLUMNS, type Row } from './experiment/columns'

type Placed = readonly [at: number, row: Row]

/** `+1.24`, `-0.5`: a difference for sentences. */
export function signed(value: number): string {
  const text = Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString()
  return value > 0 ? `+${text}` : text
}

function summaryOf(rows: readonly Placed[]): string {
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

/** What is drawn in one chart: shares of users together, and every other metric alone, since each has a unit of its own. */
function groupsOf(rows: readonly Placed[]): readonly (readonly Placed[])[] {
  const groups = new Map<string, Placed[]>()
  for (const placed of rows) {
    const [, { kind, metric }] = placed
    const key = kind === 'share' ? kind : `${kind} ${metric}`
    groups.set(key, [...(groups.get(key) ?? []), placed])
  }
  return [...groups.values()]
}

function titleOf(group: readonly Placed[], isFirst: boolean): string {
  const row = group[0]?.[1]
  if (isFirst || row === undefined) return 'Difference from the control'
  return row.kind === 'share' ? 'Shares of users' : `${row.metric}: difference from the control`
}

function differenceChart(group: readonly Placed[], title: string, several: boolean): IntervalChart {
  const row = group[0]?.[1]
  return {
    kind: 'interval',
    title,
    summary: summaryOf(group),
    rowLabel: 'Metric',
    x: { label: row === undefined || row.kind === 'share' ? 'Percentage points' : row.measured, format: 'decimal' },
    rows: group.map(([at, row]) => ({
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
  }
}

/** The means of the first metric by variant. */
function meansChart(rows: readonly Placed[]): ChartSpec {
  const first = rows[0]?.[1]
  const shares = first?.kind !== 'mean' && first?.kind !== 'ratio'
  const text = (mean: number | null): string =>
    mean === null ? 'nothing' : `${Number(mean.toPrecision(3))}${shares ? ' %' : ''}`
  return {
    kind: 'bar',
    layout: 'grouped',
    direction: 'vertical',
    title: shares ? 'Users who converted' : first.measured,
    summary:
      rows.map(([, row]) => `${row.variant} ${text(row.mean)}`).join(', ') || 'Nobody was exposed in these dates.',
    x: { label: 'Variant', type: 'category' },
    y: {
      label: shares ? 'Share of users' : first.kind === 'ratio' ? 'Ratio' : 'Mean',
      format: shares ? 'percent' : 'decimal',
    },
    series: [
      {
        name: first?.metric ?? 'Metric',
        points: rows.map(([at, row]) => ({ x: row.variant, y: row.mean, figure: { row: at, column: 'converters' } })),
      },
    ],
  }
}

/** Differences with their intervals: shares of users in points, every other metric in its own unit; then the means. */
export function experimentCharts(result: ResultTable): readonly ChartSpec[] {
  const all = rowsOf(COLUMNS, result).map((row, at): Placed => [at, row])
  const goal = all[0]?.[1].metric
  const treatments = all.filter(([, row]) => !row.is_control)
  const several = new Set(treatments.map(([, row]) => row.variant)).size > 1
  const groups = treatments.length === 0 ? [[]] : groupsOf(treatments)
  return [
    ...groups.map((group, index) => differenceChart(group, titleOf(group, index === 0), several)),
    meansChart(all.filter(([, row]) => row.metric === goal)),
  ]
}
