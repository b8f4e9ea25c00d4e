import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { countText } from '../../events/texts'
import { readTiers } from './scoring'

/** Bars beyond these would be too thin to read; the table has all. */
const MOST_BARS = 20

function sortColumn(values: ParameterValues, names: readonly string[]): string {
  const { sort } = values
  if (typeof sort === 'string' && sort.trim() !== '') return sort.trim()
  if (typeof values['weights'] === 'string' && values['weights'].trim() !== '') return 'score'
  return names.find((name, at) => names[at + 1] === `${name}_before` && names[at + 3] === `${name}_rank`) ?? ''
}

/** How many of the rows are in each tier, from the highest on. */
function tierChart(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const tiers = readTiers(values['tiers'])
  if (tiers.length === 0 || result.rowCount === 0) return []
  const own = result.column('tier')
  const counts = [...tiers.map(({ name }) => name), null]
    .map((name) => ({ name, count: own.filter((one) => one === name).length }))
    .filter(({ name, count }) => name !== null || count > 0)
  const parts = counts.map(({ name, count }) => `${countText(count)} ${name === null ? 'in no tier' : `are ${name}`}`)
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: `Rows by tier`,
      summary: `Of ${countText(own.length)}, ${parts.join(', ')}.`,
      x: { label: 'tier', type: 'category' },
      y: { label: 'rows', format: 'integer' },
      series: [{ name: 'rows', points: counts.map(({ name, count }) => ({ x: name ?? '(none)', y: count })) }],
    },
  ]
}

/** The first of the list, as bars of what it is ordered by, and tiers by size. */
export function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const names = result.columns.map(({ name }) => name)
  const per = Array.isArray(values['per']) ? values['per'].length : 0
  const keys = names.slice(0, Math.max(1, per))
  const column = sortColumn(values, names)
  const rows = Array.from({ length: Math.min(MOST_BARS, result.rowCount) }, (_, row) => {
    const value = result.value(row, column)
    return {
      x: keys.map((key) => String(result.value(row, key))).join(', '),
      y: typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null,
      figure: { row, column },
    }
  })
  const known = rows.filter(({ y }) => y !== null)
  const [first] = known
  const end = values['order'] === 'ascending' ? 'lowest' : 'highest'
  const among = result.rowCount > rows.length ? `, the first ${rows.length} of ${countText(result.rowCount)}` : ''
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: `${column} by ${keys.join(' and ')}${among}`,
      summary:
        first === undefined
          ? `Nobody has a value of ${column} in these dates.`
          : `${first.x} has the ${end} ${column}, ${countText(first.y ?? 0)}.`,
      x: { label: keys.join(', '), type: 'category' },
      y: { label: column, format: 'decimal' },
      series: [{ name: column, points: known }],
    },
    ...tierChart(result, values),
  ]
}
