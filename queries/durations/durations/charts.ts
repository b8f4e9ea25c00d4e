import { formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { rowsOf, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { countText, pluralText } from '../../events/texts'
import { quantileBars } from '../quantiles'
import { COLUMNS } from './columns'

const TITLE = 'How long it took'

/** The middle half of each part beside the others. */
function boxes(
  rows: readonly (RowOf<typeof COLUMNS> & { readonly label: string; readonly index: number })[],
): ChartSpec {
  const known = rows.filter(({ n }) => n > 0)
  return {
    kind: 'box',
    title: TITLE,
    summary: 'The box holds the middle half, the lines reach from the quickest tenth to the slowest.',
    rowLabel: 'Part',
    x: { label: 'Time', format: 'seconds' },
    rows: known.map((row) => ({
      label: row.label,
      count: row.n,
      lowWhisker: row.p10_seconds ?? 0,
      q1: row.p25_seconds ?? 0,
      median: row.median_seconds ?? 0,
      q3: row.p75_seconds ?? 0,
      highWhisker: row.p90_seconds ?? 0,
      mean: row.mean_seconds ?? 0,
      outliers: 0,
      least: row.least_seconds ?? 0,
      most: row.most_seconds ?? 0,
      figure: { row: row.index, column: 'n' },
    })),
  }
}

export function charts(result: ResultTable): readonly ChartSpec[] {
  const [row] = rowsOf(COLUMNS, result)
  return [quantileBars(TITLE, row, 'n')]
}

/** All parts in one. */
export function dividedCharts(result: ResultTable, labels: readonly string[]): readonly ChartSpec[] {
  return [boxes(rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index, label: labels[index] ?? '' })))]
}

export function kpis(result: ResultTable): readonly Kpi[] {
  const [row] = rowsOf(COLUMNS, result)
  if (row === undefined) return []
  const open = row.starts - row.n
  return [
    {
      label: 'Durations',
      value: row.n,
      format: 'integer',
      detail: open === 0 ? 'all with an end' : `${countText(open)} more without an end`,
      figure: { row: 0, column: 'n' },
    },
    { label: 'Half took at most', value: row.median_seconds, format: 'seconds', detail: 'the median' },
    { label: '90 % took at most', value: row.p90_seconds, format: 'seconds' },
    {
      label: 'On average',
      value: row.mean_seconds,
      format: 'seconds',
      detail:
        row.total_seconds === null
          ? ''
          : `${formatValue(row.total_seconds, 'seconds')} in ${pluralText(row.n, 'duration')}`,
    },
  ]
}
