import { formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec, ValueFormat } from '../../../src-renderer/chart/spec'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { pluralText } from '../../events/texts'
import { COLUMNS } from './columns'

const SHARES: Readonly<Record<string, string>> = {
  density: 'Edges of all possible',
  reciprocity: 'Edges that are returned',
  transitivity: 'Neighbours who are tied',
  mean_clustering: 'The same, mean of nodes',
  largest_share: 'Nodes in the largest component',
}

/** What figures are called above the chart, and what stands beneath them. */
const TILES: readonly (readonly [figure: string, label: string, format: ValueFormat, detail: string])[] = [
  ['nodes', 'Nodes', 'integer', 'with an edge'],
  ['edges', 'Edges', 'integer', 'between nodes'],
  ['mean_degree', 'Neighbours', 'decimal', 'on average'],
  ['components', 'Components', 'integer', 'separate parts'],
  ['triangles', 'Triangles', 'integer', 'all tied'],
  ['bridges', 'Bridges', 'integer', 'edges that link parts'],
  ['cut_points', 'Cut points', 'integer', 'nodes that link parts'],
]

/** How tight the graph is, as shares. */
export function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const valueOf = (figure: string): number => rows.find((row) => row.figure === figure)?.value ?? 0
  const points = rows.flatMap(({ figure, value, index }) => {
    const label = SHARES[figure]
    return label === undefined || value === null
      ? []
      : [{ x: label, y: 100 * value, figure: { row: index, column: 'value' } }]
  })
  const largest = rows.find((row) => row.figure === 'largest_share')?.value ?? null
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: 'How tight the graph is',
      summary:
        largest === null
          ? 'There are no edges.'
          : `${formatValue(100 * largest, 'percent')} of ${pluralText(valueOf('nodes'), 'node')} are one component, ` +
            `linked by ${pluralText(valueOf('cut_points'), 'cut point')} ` +
            `and ${pluralText(valueOf('bridges'), 'bridge')}.`,
      x: { label: 'Share', type: 'category' },
      y: { label: 'Percent', format: 'percent' },
      series: [{ name: 'Share', points }],
    },
  ]
}

/** What a graph is told by. */
export function kpis(result: ResultTable): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  return TILES.map(([figure, label, format, detail]): Kpi => {
    const row = rows.findIndex((one) => one.figure === figure)
    return { label, value: rows[row]?.value ?? null, format, detail, figure: { row, column: 'value' } }
  })
}
