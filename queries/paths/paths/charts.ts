import { formatFixed } from '../../../src-renderer/chart/format'
import type { SankeyChart } from '../../../src-renderer/chart/marks/sankey'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { countText } from '../../events/texts'
import { AGAIN, END, MARKERS, START } from '../names'
import { COLUMNS } from './columns'

const LABELS: Readonly<Record<string, string>> = { [END]: 'Ended', [START]: 'Began', [AGAIN]: 'Again' }

/** What a column of the flow is called, by the place of its values. */
function headingOf(place: number, values: ParameterValues): string {
  const isTo = values['end_event'] !== null && values['end_event'] !== undefined
  const isFrom = values['start_event'] !== null && values['start_event'] !== undefined
  const isAround = values['around'] !== null && values['around'] !== undefined
  if (isAround || (isTo && !isFrom)) {
    if (place === 0) return isAround ? 'Event' : 'End'
    return place < 0 ? `${-place} before` : `${place} after`
  }
  return place === 1 ? 'Start' : `Step ${place}`
}

/** The paths as a Sankey: a column for each place, what ended beside what went on. */
export function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const first = rows.reduce((least, { step }) => Math.min(least, step), Infinity)
  const last = rows.reduce((most, { step }) => Math.max(most, step + 1), -Infinity)
  const nodes: SankeyChart['nodes'][number][] = []
  const numbers = new Map<string, number>()
  const nodeAt = (place: number, name: string, figure: SankeyChart['nodes'][number]['figure']): number => {
    const key = `${place} ${name}`
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, nodes.length)
    nodes.push({
      label: LABELS[name] ?? name,
      column: place - first,
      ...(MARKERS.includes(name) ? { tone: 'quiet' as const } : {}),
      ...(figure === undefined ? {} : { figure }),
    })
    return nodes.length - 1
  }
  const links = rows.map((row, index) => ({
    source: nodeAt(row.step, row.source, { row: index, column: 'source_users' }),
    target: nodeAt(row.step + 1, row.target, { row: index, column: 'target_users' }),
    value: row.transitions,
    detail: `${countText(row.users)} ${row.users === 1 ? 'user' : 'users'}`,
    figure: { row: index, column: 'users' },
  }))
  const next = rows.filter(({ step, target }) => (step === 1 || step === 0) && target !== END)[0]
  const before = rows.filter(({ step, source }) => step === -1 && source !== START)[0]
  const most = next ?? before
  return [
    {
      kind: 'sankey',
      title: 'Paths',
      summary:
        most === undefined
          ? rows.length === 0
            ? 'There are no paths in these dates.'
            : 'No path has a second step.'
          : `From ${most.source} to ${most.target} ${countText(most.transitions)} times, ` +
            `${formatFixed(most.pct, 1)} % of what follows ${most.source} there.`,
      value: { label: 'Transitions', format: 'integer' },
      columns:
        rows.length === 0 ? [] : Array.from({ length: last - first + 1 }, (_, at) => headingOf(first + at, values)),
      nodes,
      links,
    },
  ]
}
