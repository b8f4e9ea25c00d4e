import { formatFixed } from '../../src-renderer/chart/format'
import type { ChartSpec, MarkFigure } from '../../src-renderer/chart/spec'
import { countText } from './texts'

/** How often one thing was followed by another, and in percent of all that followed the first. */
export interface Transition {
  readonly source: string
  readonly target: string
  readonly transitions: number
  readonly pct: number
  readonly figure?: MarkFigure
}

/** The names by how much their counts come to, the most first. */
function ordered(rows: readonly Transition[], of: 'source' | 'target'): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(row[of], (counts.get(row[of]) ?? 0) + row.transitions)
  return new Map([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)))
}

/**
 * What follows what, as a heatmap: the sources with the most transitions first, targets in the order of the sources, and
 * behind them those that nothing follows, the most frequent first.
 */
export function transitionMatrix(title: string, rows: readonly Transition[]): ChartSpec {
  const [sources, targets] = [ordered(rows, 'source'), ordered(rows, 'target')]
  const columns = [
    ...[...sources.keys()].filter((name) => targets.has(name)),
    ...[...targets.keys()].filter((name) => !sources.has(name)),
  ]
  const cells = new Map(rows.map((row) => [JSON.stringify([row.source, row.target]), row]))
  const most = rows.reduce<Transition | null>(
    (best, row) => (best === null || row.transitions > best.transitions ? row : best),
    null,
  )
  return {
    kind: 'heatmap',
    title,
    summary:
      most === null
        ? 'There are no paths in these dates.'
        : `Most often from ${most.source} to ${most.target}: ${formatFixed(most.pct, 1)} % of what follows ${most.source}.`,
    rowLabel: 'From',
    columnLabel: 'To',
    format: 'percent',
    columns,
    rows: [...sources].map(([source, size]) => ({
      label: source,
      size,
      cells: columns.map((target) => {
        const cell = cells.get(JSON.stringify([source, target]))
        if (cell === undefined) return null
        return {
          value: cell.pct,
          detail: `${countText(cell.transitions)} of ${countText(size)} transitions`,
          ...(cell.figure === undefined ? {} : { figure: cell.figure }),
        }
      }),
    })),
  }
}
