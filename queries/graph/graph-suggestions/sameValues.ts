import type { ResultTable } from '../../../src-renderer/query/contract/result'
import type { Graph } from '../graph'
import { valueName, type SameValue } from './nodeTable'

/** Which of the columns two nodes have the same value of. */
export type SameOf = (one: number, other: number) => readonly SameValue[]

/** Reads the nodes' values out of the rows of edges; a value that is missing is the same as none. */
export function readSame(answer: ResultTable, { names }: Graph, asked: readonly SameValue[]): SameOf {
  const places = new Map(names.map((name, place) => [name, place]))
  const values = asked.map((_, at) => {
    const own: (string | null)[] = names.map(() => null)
    for (const end of ['source', 'target'] as const) {
      const ends = answer.column(end)
      answer.column(valueName(end, at)).forEach((value, row) => {
        const place = places.get(String(ends[row]))
        if (place !== undefined && value !== null) own[place] = String(value)
      })
    }
    return own
  })
  return (one, other) =>
    asked.filter((_, at) => {
      const [own, others] = [values[at]?.[one] ?? null, values[at]?.[other] ?? null]
      return own !== null && own === others
    })
}
