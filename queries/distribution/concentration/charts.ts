import { formatFixed, formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { countText, pluralText } from '../../events/texts'
import { COLUMNS } from './columns'

const TOPS = [1, 5, 10, 20, 50]

/** The Lorenz curve beside that of equal values, and what the top few have. */
export function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const last = rows.at(-1)
  const known = rows.filter((row) => row.share !== null)
  const [ten] = rows.filter((row) => row.top === 10)
  const none = last === undefined ? 'Nobody has a value in these dates.' : 'The sum of all values is 0 or less.'
  const gini = last === undefined || last.gini === null ? '' : ` Gini coefficient ${formatValue(last.gini, 'ratio')}.`
  const users = last?.users ?? 1
  // The largest few have what the others have not: from the poorest on, the curve is the other way round.
  const points = known.map((row) => ({
    x: 100 - (100 * row.users) / users,
    y: 100 - (row.share ?? 0),
    figure: { row: row.index, column: 'users' },
  }))
  return [
    {
      kind: 'line',
      title: 'Share of the total held by the users with the smallest values',
      summary:
        known.length === 0 || ten === undefined || ten.share === null
          ? none
          : `The top 10 % hold ${formatFixed(ten.share, 1)} %.${gini} The further below the line of equal values, the fewer ` +
            'hold the most.',
      x: { label: 'Percent of users, from the smallest value', type: 'number' },
      y: { label: 'Share of the total', format: 'percent', zero: true },
      series:
        known.length === 0
          ? []
          : [
              { name: 'Measured', points: [...points, { x: 100, y: 100 }].filter(isFirstAtX) },
              {
                name: 'Equal values',
                points: [
                  { x: 0, y: 0 },
                  { x: 100, y: 100 },
                ],
              },
            ],
    },
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: 'Share of the total held by the largest',
      summary: known.length === 0 ? none : `Of ${pluralText(users, 'user')} with a value.`,
      x: { label: 'Top', type: 'category' },
      y: { label: 'Share of the total', format: 'percent' },
      series: [
        {
          name: 'Share of the total',
          points: known
            .filter((row) => TOPS.includes(row.top))
            .map((row) => ({
              x: `${row.top} % (${countText(row.users)})`,
              y: row.share,
              figure: { row: row.index, column: 'users' },
            })),
        },
      ],
    },
  ]
}

/** Several percents can be the same users. */
function isFirstAtX<P extends { readonly x: number }>({ x }: P, index: number, all: readonly P[]): boolean {
  return all.findIndex((one) => one.x === x) === index
}

/** Gini, and what the top 1 and 10 percent hold. */
export function kpis(result: ResultTable): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  const last = rows.at(-1)
  if (last === undefined) return []
  const top = (percent: number): Kpi => {
    const row = rows.findIndex((one) => one.top === percent)
    return {
      label: `Top ${percent} % hold`,
      value: rows[row]?.share ?? null,
      format: 'percent',
      detail: `${pluralText(rows[row]?.users ?? 0, 'user')} of ${countText(last.users)}`,
      figure: { row, column: 'users' },
    }
  }
  const half = rows.find((row) => row.share !== null && row.share >= 50)
  return [
    {
      label: 'Gini coefficient',
      value: last.gini,
      format: 'ratio',
      detail: '0 for equal values, 1 for one who has all',
    },
    top(1),
    top(10),
    {
      label: 'Half is held by',
      value: half?.top ?? null,
      format: 'percent',
      detail: half === undefined ? 'of the users' : `of the users: ${countText(half.users)}`,
    },
    { label: 'Total', value: last.value, format: 'decimal', detail: `of ${pluralText(last.users, 'user')}` },
  ]
}
