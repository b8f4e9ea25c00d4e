import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { wilson } from '../../../src-renderer/stats/wilson'
import { countText, pluralText } from '../../events/texts'
import { COLUMNS } from './columns'

const daysOf = (values: ParameterValues): number => Number(values['within_days'] ?? 30)

/** The share who did it again after each time, with intervals; and how many reached each time. */
export function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const second = rows.find((row) => row.nth === 2)
  const days = pluralText(daysOf(values), 'day')
  const rated = rows.filter((row) => row.pct !== null && row.eligible !== null && row.users !== null)
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: `Did it again within ${days}`,
      summary:
        second?.pct === undefined || second.pct === null
          ? `Nobody's ${days} after the first time are over.`
          : `${second.pct.toFixed(1)} % did it a second time within ${days} of the first; of each time, the users who ` +
            'have had these days, with the 95 % interval after Wilson.',
      x: { label: 'Which time', type: 'category', ordered: true },
      y: { label: 'Share of those before', format: 'percent' },
      series: [
        {
          name: 'Did it again',
          points: rated.map((row) => {
            const interval = wilson(row.users ?? 0, row.eligible ?? 0)
            return {
              x: String(row.nth),
              y: row.pct,
              low: 100 * interval.low,
              high: 100 * interval.high,
              figure: { row: row.index, column: 'users' },
            }
          }),
        },
      ],
    },
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Users by how often they did it',
      summary:
        rows.length === 0
          ? 'Nobody did it in these dates.'
          : `${countText(rows[0]?.reached ?? 0)} users did it; a bar is those who have done it so many times up to now.`,
      x: { label: 'At least so many times', type: 'category', ordered: true },
      y: { label: 'Users', format: 'integer' },
      series: [
        {
          name: 'Users',
          points: rows.map((row) => ({
            x: String(row.nth),
            y: row.reached,
            figure: { row: row.index, column: 'reached' },
          })),
        },
      ],
    },
  ]
}

/** Who did it, who did it again in time, and how long that took. */
export function kpis(result: ResultTable, values: ParameterValues): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  const [first, second] = rows
  if (first === undefined) return []
  const days = daysOf(values)
  return [
    {
      label: 'Did it',
      value: first.reached,
      format: 'integer',
      detail: 'users',
      figure: { row: 0, column: 'reached' },
    },
    ...(second === undefined
      ? []
      : ([
          {
            label: `Again within ${pluralText(days, 'day')}`,
            value: second.pct,
            format: 'percent',
            detail: `${countText(second.users ?? 0)} of ${pluralText(second.eligible ?? 0, 'user')}`,
            figure: { row: 1, column: 'users' },
          },
          {
            label: 'Days to the second time',
            value: second.median_days,
            format: 'decimal',
            detail: 'median of those within',
          },
          {
            label: 'Did it more than once',
            value: (100 * second.reached) / first.reached,
            format: 'percent',
            detail: `${countText(second.reached)} of ${pluralText(first.reached, 'user')}, up to now`,
            figure: { row: 1, column: 'reached' },
          },
        ] as const)),
  ]
}
