import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { countText } from '../../events/texts'
import { END, START } from '../names'
import { COLUMNS } from './columns'

/** How many paths there are, how many have nothing after (or before) the anchor, and the most frequent next step. */
export function kpis(result: ResultTable): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ row, index }))
  // Right after the anchor (0 in the middle, else 1), or right before it where paths lead to it.
  const place = [0, 1, -1].find((step) => rows.some(({ row }) => row.step === step))
  const anchored = rows.filter(({ row }) => row.step === place)
  const first = anchored[0]
  if (first === undefined) return []
  const count = anchored.reduce((sum, { row }) => sum + row.transitions, 0)
  const isBefore = first.row.step === -1
  const empty = anchored.filter(({ row }) => (isBefore ? row.source === START : row.target === END))
  const ended = empty.reduce((sum, { row }) => sum + row.transitions, 0)
  const most = anchored.find((one) => !empty.includes(one))
  return [
    { label: 'Paths', value: count, format: 'integer' },
    {
      label: isBefore ? 'Nothing before' : 'Nothing after',
      value: (100 * ended) / count,
      format: 'percent',
      detail: `${countText(ended)} of ${countText(count)} paths`,
    },
    ...(most === undefined
      ? []
      : [
          {
            label: isBefore ? `From ${most.row.source}` : `To ${most.row.target}`,
            value: (100 * most.row.transitions) / count,
            format: 'percent' as const,
            detail: `${countText(most.row.transitions)} of ${countText(count)} paths`,
            figure: { row: most.index, column: 'users' },
          },
        ]),
  ]
}
