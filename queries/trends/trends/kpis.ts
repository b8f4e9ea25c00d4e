import { formatValue } from '../../../src-renderer/chart/format'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { lastComplete } from '../../events/completeness'
import { readInterval } from '../question'
import { formatOf, linesOf } from './lines'

/** More tiles than these do not stand in a row. */
const MOST_TILES = 6

/** The last complete bucket of each line, what it was in the bucket before, and the line itself as a small one. */
export function kpis(result: ResultTable, values: ParameterValues): readonly Kpi[] {
  const lines = linesOf(result, values)
  const unit = readInterval(values)
  const isPlain = values['change'] === null || values['change'] === undefined
  return lines.slice(0, MOST_TILES).flatMap((line): readonly Kpi[] => {
    const found = lastComplete(line.points.map((point) => ({ complete: point.incomplete !== true })))
    const point = found === null ? undefined : line.points[found.index]
    if (found === null || point === undefined) return []
    const before = line.points[found.index - 1]?.y ?? null
    const change = point.y === null || before === null || before === 0 ? null : (100 * (point.y - before)) / before
    const sign = change === null || change < 0 ? '' : '+'
    const text = point.x.length === 10 ? point.x : `${point.x.slice(0, 16).replace('T', ' ')} UTC`
    return [
      {
        label: line.name,
        value: point.y,
        format: formatOf([line], values),
        detail:
          `${unit === 'day' ? '' : `${unit} of `}${text}${point.incomplete === true ? ', not complete' : ''}` +
          (change === null || !isPlain ? '' : `, ${sign}${formatValue(change, 'percent')}`),
        figure: { row: point.row, column: 'value' },
        spark: line.points.map(({ y, incomplete }) => ({ y, ...(incomplete === true ? { incomplete } : {}) })),
      },
    ]
  })
}
