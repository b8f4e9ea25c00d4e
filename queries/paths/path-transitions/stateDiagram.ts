import { required } from '../../../src-renderer/base/required'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { AGAIN, END, START } from '../names'

/** States that a picture holds, with where paths begin and end besides. */
const MOST_STATES = 6
/** Below this share of what leaves a state an arrow is left to the matrix, unless it is among the most frequent. */
const LEAST_SHARE = 10,
  ALWAYS = 8,
  MOST_ARROWS = 22

interface Transition {
  readonly row: { readonly source: string; readonly target: string; readonly transitions: number; readonly pct: number }
  readonly index: number
}

/** The most frequent steps as states, and their transitions as arrows with shares; none where there are no paths. */
export function stateDiagram(rows: readonly Transition[], sources: readonly string[]): readonly ChartSpec[] {
  const ends = [START, END, AGAIN]
  const isEnd = (name: string): boolean => ends.includes(name)
  const named = [...new Set([...sources, ...rows.map(({ row }) => row.target)])]
  const steps = named.filter((name) => !isEnd(name)).slice(0, MOST_STATES)
  // The picture begins at the left; where paths end stands last, beside it.
  const shown = [...named.filter((name) => name === START), ...steps, ...named.filter((n) => n === END || n === AGAIN)]
  const order = new Map(shown.map((name, at) => [name, at]))
  const inside = rows.filter(({ row }) => order.has(row.source) && order.has(row.target))
  const kept = inside
    .toSorted((a, b) => b.row.transitions - a.row.transitions || a.index - b.index)
    .filter(({ row }, place) => place < ALWAYS || row.pct >= LEAST_SHARE)
    .slice(0, MOST_ARROWS)
  if (kept.length === 0) return []
  const sizeOf = (name: string): number => {
    const sum = (some: readonly Transition[]): number => some.reduce((all, { row }) => all + row.transitions, 0)
    const out = rows.filter(({ row }) => row.source === name)
    return sum(out.length > 0 ? out : rows.filter(({ row }) => row.target === name))
  }
  const left = rows.length - kept.length
  return [
    {
      kind: 'states',
      title: 'States and where they lead',
      summary:
        'Arrows are as thick as they were often taken, with their share of what follows a state.' +
        (left === 0
          ? ''
          : ` ${left === 1 ? '1 rarer transition stands' : `${left} rarer transitions stand`} in the matrix.`),
      value: { label: 'Transitions', format: 'integer' },
      states: shown.map((label) => ({
        label,
        size: sizeOf(label),
        ...(isEnd(label) ? { tone: 'quiet' as const } : {}),
      })),
      arrows: kept.map(({ row, index }) => ({
        source: required(order.get(row.source)),
        target: required(order.get(row.target)),
        value: row.transitions,
        share: row.pct,
        figure: { row: index, column: 'users' },
      })),
    },
  ]
}
