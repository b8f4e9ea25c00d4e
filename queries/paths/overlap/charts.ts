import { formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { countText, pluralText } from '../../events/texts'
import { COLUMNS } from './columns'

/** Bars beyond these would be too thin to read; the table has all. */
const MOST_BARS = 20

interface Row {
  readonly sets: readonly string[]
  readonly users: number
  readonly share: number
  readonly index: number
}

function read(result: ResultTable): readonly Row[] {
  return rowsOf(COLUMNS, result).map(({ combination, users, share }, index) => ({
    sets: JSON.parse(combination) as readonly string[],
    users,
    share,
    index,
  }))
}

const sizeOf = (rows: readonly Row[], ...names: readonly string[]): number =>
  rows.filter(({ sets }) => names.every((name) => sets.includes(name))).reduce((sum, { users }) => sum + users, 0)

/** The sets, the largest first. */
function setsOf(rows: readonly Row[]): readonly string[] {
  return [...new Set(rows.flatMap(({ sets }) => sets))].toSorted((a, b) => sizeOf(rows, b) - sizeOf(rows, a))
}

/** For each pair of sets, which share of the one is in the other, too. */
function matrix(rows: readonly Row[]): readonly ChartSpec[] {
  const size = (...names: readonly string[]): number => sizeOf(rows, ...names)
  const names = setsOf(rows)
  if (names.length < 2) return []
  return [
    {
      kind: 'heatmap',
      title: 'Who is in both',
      summary: 'Percent of the users of a row who are in the column, too.',
      rowLabel: 'Of those who did',
      columnLabel: 'also did',
      format: 'percent',
      columns: names,
      rows: names.map((row) => ({
        label: row,
        size: size(row),
        cells: names.map((column) =>
          row === column
            ? null
            : {
                value: (100 * size(row, column)) / size(row),
                detail: `${countText(size(row, column))} of ${countText(size(row))} users`,
              },
        ),
      })),
    },
  ]
}

/** Combinations by size, and the matrix of pairs. */
export function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = read(result)
  const shown = rows.slice(0, MOST_BARS)
  const all = rows.reduce((sum, { users }) => sum + users, 0)
  const alone = rows.filter(({ sets }) => sets.length === 1).reduce((sum, { users }) => sum + users, 0)
  const [first] = rows
  const more = rows.length > shown.length ? ` The ${shown.length} largest of ${countText(rows.length)} are drawn.` : ''
  return [
    {
      kind: 'upset',
      title: 'Users by exactly what they did',
      summary:
        first === undefined
          ? 'Nobody did any of it in these dates.'
          : `${formatValue((100 * alone) / all, 'percent')} of ${pluralText(all, 'user')} did one thing alone.${more}`,
      setLabel: 'Exactly these',
      y: { label: 'Users', format: 'integer' },
      sets: setsOf(rows).map((name) => ({ name, size: sizeOf(rows, name) })),
      combinations: shown.map(({ sets, users, index }) => ({
        sets,
        value: users,
        figure: { row: index, column: 'users' },
      })),
    },
    ...matrix(rows),
  ]
}
