import type { ChartSpec, SeriesPoint } from '../../../src-renderer/chart/spec'
import { rowsOf, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { markOf } from '../../events/completeness'
import { pluralText } from '../../events/texts'
import { COLUMNS } from './columns'

type Row = RowOf<typeof COLUMNS>

function metricName(values: ParameterValues): string {
  return values['metric'] === 'events' ? 'Events' : 'Users'
}

/** The daily figure with the band that was to be expected, drops and unusual days marked. */
export function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const name = metricName(values)
  const points = (y: (row: Row) => number | null): SeriesPoint[] =>
    rows.map((row, index) => ({ x: row.date, y: y(row), figure: { row: index, column: 'value' } }))
  const marked = (title: string, holds: (row: Row) => boolean) =>
    rows.some(holds) ? [{ name: title, points: points((row) => (holds(row) ? row.value : null)) }] : []
  const drops = rows.filter((row) => row.drop !== null)
  const outliers = rows.filter((row) => row.outlier)
  const line: ChartSpec = {
    kind: 'line',
    title: `${name} a day and what was to be expected`,
    x: { label: 'Date', type: 'date' },
    y: { label: name, format: 'integer', zero: true },
    summary:
      rows.length === 0
        ? 'There are no dates to look at.'
        : `${pluralText(drops.length, 'day')} fell below the mean of the 7 days before, and ` +
          `${pluralText(outliers.length, 'day')} lay outside the band that the same weekdays before make likely.`,
    series: [
      {
        name,
        points: rows.map((row, index) => ({
          x: row.date,
          y: row.value,
          figure: { row: index, column: 'value' },
          ...markOf(row),
        })),
      },
      {
        name: 'Same weekdays before',
        points: rows.map((row) => ({
          x: row.date,
          y: row.median,
          ...(row.expected_low === null || row.expected_high === null
            ? {}
            : { low: row.expected_low, high: row.expected_high }),
        })),
      },
      ...marked('High drop', (row) => row.drop === 'high'),
      ...marked('Medium drop', (row) => row.drop === 'medium'),
      ...marked('Unusual', (row) => row.outlier && row.drop === null),
    ],
  }
  return [
    line,
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Change against the 7 days before',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Change', format: 'percent' },
      summary: 'Percentage above or below the mean of the 7 days before each date; hollow where the date is not over.',
      series: [
        {
          name: 'Change',
          points: rows.map((row, index) => ({
            x: row.date,
            y: row.change_pct,
            figure: { row: index, column: 'value' },
            ...markOf(row),
          })),
        },
      ],
    },
  ]
}

/** How the last complete date stands, and what was found before. */
export function kpis(result: ResultTable, values: ParameterValues): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  const current = rows.find((row) => row.current)
  if (current === undefined) return []
  const last = rows.findLast((row) => row.drop !== null || row.outlier)
  const state = current.drop === null ? (current.outlier ? 'unusual' : 'no alarm') : `${current.drop} drop`
  return [
    {
      label: `${metricName(values)} on the last complete day`,
      value: current.value,
      format: 'integer',
      detail: `${current.date}: ${state}`,
    },
    {
      label: 'Against 7 days before',
      value: current.change_pct,
      format: 'percent',
      detail:
        current.mean_before === null
          ? 'less than 7 days of data'
          : `mean ${current.mean_before.toLocaleString('en-US', { maximumFractionDigits: 1 })}`,
    },
    {
      label: 'Robust z',
      value: current.robust_z,
      format: 'decimal',
      detail:
        current.median === null
          ? 'too few such weekdays'
          : `median ${current.median.toLocaleString('en-US', { maximumFractionDigits: 1 })}`,
    },
    {
      label: 'Days with a drop',
      value: rows.filter((row) => row.drop !== null).length,
      format: 'integer',
      detail: last === undefined ? 'none' : `last alarm ${last.date}`,
    },
  ]
}
