import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { lastComplete, markOf } from '../../events/completeness'
import { readUnit } from '../../events/calendarUnit'
import { capitalized } from '../../events/texts'
import { COLUMNS, DIMENSION } from './columns'
import { dimensionColumn, dimensionNames } from './slicesSql'

/** Lines of one dimension: more cannot be told apart. */
const MOST_LINES = 6

/** New against returning users in all, and the users of each value of each dimension. */
export function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const dims = dimensionNames(values).map(dimensionColumn)
  const sliced = rowsOf(Object.fromEntries(dims.map((dim) => [dim, DIMENSION])), result)
  const rows = rowsOf(COLUMNS, result).map((row, index) => {
    const by = sliced[index] ?? {}
    return { row, index, by, set: dims.filter((dim) => by[dim] !== null) }
  })
  const unit = readUnit(values)
  const label = capitalized(unit)
  const totals = rows.filter((one) => one.set.length === 0)
  const series = (
    [
      ['returning_users', 'Returning'],
      ['new_users', 'New'],
    ] as const
  ).map(([column, name]) => ({
    name,
    points: totals.map(({ row, index }) => ({
      x: row.date,
      y: row[column],
      figure: { row: index, column },
      ...markOf(row),
    })),
  }))
  const newest = lastComplete(totals.map((one) => one.row))?.row
  const share = newest === undefined ? 0 : (100 * newest.new_users) / Math.max(1, newest.users)
  const whole: ChartSpec = {
    kind: 'bar',
    layout: 'stacked',
    direction: 'vertical',
    title: 'New and returning users',
    x: { label, type: 'date' },
    y: { label: 'Users', format: 'integer' },
    series,
    summary:
      newest === undefined
        ? 'There is no activity in these dates.'
        : `${unit === 'day' ? 'On' : `In the ${unit} from`} ${newest.date}, ` +
          `${formatFixed(share, 1)} % of the active users were new.`,
  }
  return [
    whole,
    ...dims.flatMap((dim): ChartSpec[] => {
      const own = rows.filter((one) => one.set.length === 1 && one.set[0] === dim)
      const sums = new Map<string, number>()
      for (const { row, by } of own) {
        const value = by[dim] ?? ''
        sums.set(value, (sums.get(value) ?? 0) + row.users)
      }
      const largest = [...sums]
        .sort((a, b) => b[1] - a[1])
        .slice(0, MOST_LINES)
        .map(([value]) => value)
      if (own.length === 0) return []
      return [
        {
          kind: 'line',
          title: `Users by ${dim}`,
          x: { label, type: 'date' },
          y: { label: 'Users', format: 'integer', zero: true },
          summary:
            'A user with several values counts with each' +
            `${sums.size > MOST_LINES ? `; the ${MOST_LINES} largest of ${sums.size} values` : ''}.`,
          series: largest.map((value) => {
            const byDate = new Map(own.filter(({ by }) => by[dim] === value).map((one) => [one.row.date, one]))
            return {
              name: value,
              points: totals.map(({ row }) => {
                const found = byDate.get(row.date)
                return {
                  x: row.date,
                  ...(found === undefined
                    ? { y: 0 }
                    : { y: found.row.users, figure: { row: found.index, column: 'users' } }),
                  ...markOf(row),
                }
              }),
            }
          }),
        },
      ]
    }),
  ]
}
