import { formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { countText, pluralText } from '../../events/texts'
import { COLUMNS } from './columns'

const MOST_BARS = 20
const MOST_POINTS = 2000

/** Numbers up to this have a bar each; above, a bar each doubling. */
const SINGLE = 12

/** The bar that a number of neighbours stands in, by its smallest one. */
function barOf(degree: number): number {
  if (degree <= SINGLE) return degree
  return (SINGLE + 1) * 2 ** Math.floor(Math.log2(degree / (SINGLE + 1)))
}

function barLabel(low: number): string {
  return low <= SINGLE ? countText(low) : `${countText(low)}–${countText(2 * low - 1)}`
}

/** Who has the most neighbours, how many have how many, and whose neighbours know one another. */
export function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const shown = rows.slice(0, MOST_BARS)
  const cuts = rows.filter((row) => row.holds_together)
  const sizes = new Map<number, number>()
  for (const { degree } of rows) sizes.set(barOf(degree), (sizes.get(barOf(degree)) ?? 0) + 1)
  const bars = [...sizes].sort(([one], [other]) => one - other)
  const known = rows.filter((row) => row.clustering !== null).slice(0, MOST_POINTS)
  const none = 'There are no edges.'
  const held =
    cuts.length === 0
      ? 'None of them holds its component together alone.'
      : `${pluralText(cuts.length, 'node')} of ${countText(rows.length)} ` +
        `${cuts.length === 1 ? 'holds its' : 'hold their'} component together: ` +
        `${cuts
          .slice(0, 3)
          .map(({ node }) => node)
          .join(', ')}${cuts.length > 3 ? ' …' : '.'}`
  return [
    {
      kind: 'bar',
      layout: 'stacked',
      direction: 'horizontal',
      title: 'Nodes with the most neighbours',
      summary: rows.length === 0 ? none : held,
      x: { label: 'Node', type: 'category' },
      y: { label: 'Neighbours', format: 'integer' },
      series: (
        [
          ['Its component falls apart without it', true],
          ['Others', false],
        ] as const
      )
        .filter(([, holds]) => shown.some((row) => row.holds_together === holds))
        .map(([name, holds]) => ({
          name,
          points: shown.map((row) => ({
            x: row.node,
            y: row.holds_together === holds ? row.degree : 0,
            figure: { row: row.index, column: 'degree' },
          })),
        })),
    },
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Nodes by their number of neighbours',
      summary:
        rows.length === 0
          ? none
          : `Half of the ${countText(rows.length)} nodes have at most ${countText(
              rows[Math.floor(rows.length / 2)]?.degree ?? 0,
            )} neighbours.`,
      x: { label: 'Neighbours', type: 'category' },
      y: { label: 'Nodes', format: 'integer' },
      series: [{ name: 'Nodes', points: bars.map(([low, y]) => ({ x: barLabel(low), y })) }],
    },
    {
      kind: 'scatter',
      title: 'Whose neighbours are neighbours of one another',
      summary:
        known.length === 0
          ? 'No node has two neighbours.'
          : `Low and far right are those who know many who do not know one another.${
              known.length === MOST_POINTS ? ` The ${countText(MOST_POINTS)} with the most neighbours are drawn.` : ''
            }`,
      x: { label: 'Neighbours', format: 'integer' },
      y: { label: 'Clustering', format: 'ratio' },
      areUnlabelled: true,
      points: known.map((row) => ({
        x: row.degree,
        y: row.clustering ?? 0,
        label: row.node,
        group: row.holds_together ? 'Holds its component together' : 'Others',
        figure: { row: row.index, column: 'degree' },
      })),
    },
  ]
}

/** Who has the most neighbours, and who holds components together. */
export function kpis(result: ResultTable): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  const [most] = rows
  if (most === undefined) return []
  const mean = rows.reduce((sum, { degree }) => sum + degree, 0) / rows.length
  const reach = rows.reduce((sum, row) => sum + row.reach, 0) / rows.length
  const components = new Set(rows.map(({ component }) => component)).size
  return [
    { label: 'Nodes', value: rows.length, format: 'integer', detail: `in ${pluralText(components, 'component')}` },
    {
      label: 'Most neighbours',
      value: most.degree,
      format: 'integer',
      detail: most.node,
      figure: { row: 0, column: 'degree' },
    },
    { label: 'Neighbours of a node', value: mean, format: 'decimal', detail: 'on average' },
    { label: 'Within two steps', value: reach, format: 'decimal', detail: 'nodes on average' },
    {
      label: 'Hold a component together',
      value: rows.filter((row) => row.holds_together).length,
      format: 'integer',
      detail: `${formatValue((100 * rows.filter((row) => row.holds_together).length) / rows.length, 'percent')} of nodes`,
    },
  ]
}
