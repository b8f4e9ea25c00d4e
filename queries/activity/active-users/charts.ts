import { formatCount } from '../../../src-renderer/chart/format'
import type { ChartSpec, SeriesPoint } from '../../../src-renderer/chart/spec'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { markOf } from '../../events/completeness'
import { COLUMNS } from './columns'

/** Active users of the three windows, and how large a part of the month's come in a day. */
export function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const points = (
    column: 'dau' | 'wau' | 'mau' | 'dau_mau',
    complete?: 'wau_complete' | 'mau_complete',
  ): SeriesPoint[] =>
    rows.map((row, index) => ({
      x: row.date,
      y: row[column],
      ...(column === 'dau_mau' ? {} : { figure: { row: index, column } }),
      ...(complete !== undefined && !row[complete] ? { incomplete: true } : markOf(row)),
    }))
  const daily = rows.map((row) => row.dau)
  const count = (value: number): string => formatCount(value)
  const finding =
    rows.length === 0
      ? 'There is no activity in these dates.'
      : `Daily active users ran from ${count(Math.min(...daily))} to ${count(Math.max(...daily))} over ` +
        `${count(rows.length)} days.`
  return [
    {
      kind: 'line',
      title: 'Active users',
      finding,
      summary: 'Dashed where a window reaches before the first day of the data, or the day is not over.',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Users', format: 'integer', zero: true },
      series: [
        { name: 'Daily', points: points('dau') },
        { name: 'Weekly (7 days)', points: points('wau', 'wau_complete') },
        { name: 'Monthly (30 days)', points: points('mau', 'mau_complete') },
      ],
    },
    {
      kind: 'line',
      title: 'DAU / MAU',
      summary: 'The share of the users of the last 30 days who were active on the day itself.',
      x: { label: 'Date', type: 'date' },
      y: { label: 'DAU / MAU', format: 'share', zero: true },
      series: [{ name: 'DAU / MAU', points: points('dau_mau', 'mau_complete') }],
    },
  ]
}
