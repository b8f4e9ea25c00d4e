import { formatCount } from '../../../src-renderer/chart/format'
import type { SankeyChart } from '../../../src-renderer/chart/marks/sankey'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { CONVERSION, MORE, NO_CONVERSION, OTHER } from './names'

const LABELS: Readonly<Record<string, string>> = {
  [CONVERSION]: 'Conversion',
  [NO_CONVERSION]: 'No conversion',
  [MORE]: 'More',
  [OTHER]: 'Other',
}

/** The flow as a Sankey: nodes by place and channel, ends last. */
export function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result
    .rows()
    .map((row) => ({
      step: Number(row['step']),
      source: row['source'] as string,
      target: row['target'] as string,
      journeys: Number(row['journeys']),
    }))
  const last = Math.max(1, ...rows.map((row) => row.step))
  const nodes: SankeyChart['nodes'][number][] = []
  const numbers = new Map<string, number>()
  const nodeAt = (step: number, name: string): number => {
    const isEnd = name === CONVERSION || name === NO_CONVERSION
    const column = isEnd ? last : step - 1
    const key = `${column} ${name}`
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, nodes.length)
    nodes.push({
      label: LABELS[name] ?? name,
      column,
      ...(name === CONVERSION
        ? { tone: 'good' as const }
        : name === NO_CONVERSION || name === MORE || name === OTHER
          ? { tone: 'quiet' as const }
          : {}),
    })
    return nodes.length - 1
  }
  const links = rows.map((row, index) => ({
    source: nodeAt(row.step, row.source),
    target: nodeAt(row.step + 1, row.target),
    value: row.journeys,
    figure: { row: index, column: 'journeys' },
  }))
  const started = rows.filter((row) => row.step === 1).reduce((sum, row) => sum + row.journeys, 0)
  const converted = rows.filter((row) => row.target === CONVERSION).reduce((sum, row) => sum + row.journeys, 0)
  return [
    {
      kind: 'sankey',
      title: 'Journeys from channel to channel',
      summary:
        started === 0
          ? 'There are no journeys in these dates.'
          : `${formatCount(started)} journeys, of which ${formatCount(converted)} end in a conversion.`,
      value: { label: 'Journeys', format: 'integer' },
      columns: Array.from({ length: last + 1 }, (_, column) =>
        column === last ? 'End' : column === 0 ? 'First touch' : `Touch ${column + 1}`,
      ),
      nodes,
      links,
    },
  ]
}
