import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { countText, pluralText } from '../../events/texts'
import { COLUMNS } from './columns'
import { RULES } from './rules'

const MOST_BARS = 20
const MOST_MUTUAL = 10

/** The best suggestions of all, and how many rest on how many mutual neighbours. */
export function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const arrow = values['directed'] === true ? '→' : '–'
  const pairs = new Set(rows.map(({ node, candidate }) => JSON.stringify([node, candidate])))
  // Without a direction, two who are suggested to one another are one bar.
  const isOnce = (node: string, candidate: string): boolean =>
    values['directed'] === true || node < candidate || !pairs.has(JSON.stringify([candidate, node]))
  const best = rows
    .filter(({ node, candidate }) => isOnce(node, candidate))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, MOST_BARS)
  const rule = RULES.find(({ value }) => value === values['rule'])
  const counts = new Map<number, number>()
  for (const { mutual } of rows) {
    const bar = Math.min(mutual, MOST_MUTUAL)
    counts.set(bar, (counts.get(bar) ?? 0) + 1)
  }
  const many = rows.filter(({ mutual }) => mutual > 1).length
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: `Best suggestions by ${(rule?.label ?? '').toLowerCase()}`,
      summary:
        rows.length === 0
          ? 'Nobody is two steps from somebody who is no neighbour yet.'
          : `${pluralText(rows.length, 'suggestion')}; ${countText(many)} of them rest on two mutual neighbours or more.`,
      x: { label: `To ${arrow} suggested`, type: 'category' },
      y: { label: rule?.label ?? 'Score', format: 'decimal' },
      series: [
        {
          name: 'Score',
          points: best.map(({ node, candidate, score, index }) => ({
            x: `${node} ${arrow} ${candidate}`,
            y: score,
            figure: { row: index, column: 'mutual' },
          })),
        },
      ],
    },
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Suggestions by mutual neighbours',
      summary: 'How many neighbours the two have in common.',
      x: { label: 'Mutual neighbours', type: 'category' },
      y: { label: 'Suggestions', format: 'integer' },
      series: [
        {
          name: 'Suggestions',
          points: [...counts]
            .sort(([one], [other]) => one - other)
            .map(([mutual, y]) => ({ x: mutual === MOST_MUTUAL ? `${MOST_MUTUAL} or more` : countText(mutual), y })),
        },
      ],
    },
  ]
}

/** How many there are, and for how many. */
export function kpis(result: ResultTable): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  const nodes = new Set(rows.map(({ node }) => node)).size
  const mutual = rows.reduce((sum, row) => sum + row.mutual, 0)
  return [
    { label: 'Suggestions', value: rows.length, format: 'integer', detail: `for ${pluralText(nodes, 'node')}` },
    {
      label: 'Mutual neighbours',
      value: rows.length === 0 ? null : mutual / rows.length,
      format: 'decimal',
      detail: 'of a suggestion on average',
    },
  ]
}
