import fc from 'fast-check'
import type { Source } from '../case'

/** A row of an edge table: ends are missing, alike and repeated. */
export interface EdgeRow {
  readonly source: string | null
  readonly target: string | null
  readonly zone: 'a' | 'b' | null
  readonly weight: number | null
}

const node = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', null)

/** What the nodes are like: one is not known, one twice, some values are missing. */
export const PEOPLE: readonly {
  readonly name: string
  readonly color: string | null
  readonly shape: string | null
}[] = [
  ...['a', 'b', 'c', 'd'].map((name) => ({ name, color: 'red', shape: name < 'c' ? 'round' : null })),
  ...['e', 'f', 'g'].map((name) => ({ name, color: name === 'g' ? null : 'blue', shape: 'round' })),
  { name: 'h', color: 'red', shape: 'flat' },
  { name: 'h', color: 'blue', shape: null },
  { name: 'i', color: null, shape: null },
]

/** Few nodes, so that triangles come up, and chains, so that bridges do. */
export const EDGES: Source<readonly EdgeRow[]> = {
  arbitrary: fc.array(
    fc.record({
      source: node,
      target: node,
      zone: fc.constantFrom<'a' | 'b' | null>('a', 'a', 'a', 'b', null),
      weight: fc.constantFrom(null, 0.5, 1, 3),
    }),
    { minLength: 4, maxLength: 24 },
  ),
  load: async (db, rows) => {
    db.forget()
    await db.loadPlain(
      'ties',
      rows.map((row) => ({ ...row })),
      { source: 'string', target: 'string', zone: 'string', weight: 'double' },
    )
    await db.loadPlain(
      'people',
      PEOPLE.map((person) => ({ ...person })),
      { name: 'string', color: 'string', shape: 'string' },
    )
  },
  main: 'ties',
}

export interface EdgeChoice {
  readonly directed: boolean
  readonly zone: 'a' | null
}

export const edgeChoice = fc.record({ directed: fc.boolean(), zone: fc.constantFrom<'a' | null>(null, 'a') })

export const askedOf = ({ directed, zone }: EdgeChoice): { directed: boolean; filter: readonly unknown[] } => ({
  directed,
  filter: zone === null ? [] : [{ column: 'zone', op: '=', value: zone }],
})

export interface NaiveEdge {
  readonly source: string
  readonly target: string
  readonly rows: readonly EdgeRow[]
}

/** The edges from the definition: each pair in its direction once, with its rows. */
export function naiveEdges(rows: readonly EdgeRow[], { zone }: Pick<EdgeChoice, 'zone'>): readonly NaiveEdge[] {
  const found: { source: string; target: string; rows: EdgeRow[] }[] = []
  for (const row of rows) {
    const { source, target } = row
    if (source === null || target === null || source === target || (zone !== null && row.zone !== zone)) continue
    const known = found.find((one) => one.source === source && one.target === target)
    if (known === undefined) found.push({ source, target, rows: [row] })
    else known.rows.push(row)
  }
  return found
}

export const nodesOf = (edges: readonly NaiveEdge[]): readonly string[] =>
  [...new Set(edges.flatMap(({ source, target }) => [source, target]))].sort()

export const areNeighbours = (edges: readonly NaiveEdge[], one: string, other: string): boolean =>
  edges.some(({ source, target }) => (source === one && target === other) || (source === other && target === one))

/** Where one comes in a step. */
export const stepsFrom = (edges: readonly NaiveEdge[], node: string, directed: boolean): readonly string[] =>
  nodesOf(edges).filter((other) =>
    directed
      ? edges.some(({ source, target }) => source === node && target === other)
      : other !== node && areNeighbours(edges, node, other),
  )

/** The component of a node among the nodes that are there, whichever way edges lead. */
function componentOf(edges: readonly NaiveEdge[], node: string): readonly string[] {
  const found = new Set([node])
  for (let before = 0; before !== found.size;) {
    before = found.size
    for (const { source, target } of edges) {
      if (found.has(source)) found.add(target)
      if (found.has(target)) found.add(source)
    }
  }
  return [...found].sort()
}

/** Components, the largest first, equals by their first node. */
export function componentsOf(edges: readonly NaiveEdge[]): readonly (readonly string[])[] {
  const lists = nodesOf(edges).map((node) => componentOf(edges, node))
  return lists
    .filter((list, at) => lists.findIndex((one) => one[0] === list[0]) === at)
    .toSorted((a, b) => b.length - a.length || (a[0]! < b[0]! ? -1 : 1))
}

/** Neighbours of a node without whom, but for this edge, it would not come to them. */
export const bridgesAt = (edges: readonly NaiveEdge[], node: string): readonly string[] =>
  stepsFrom(edges, node, false).filter((other) => {
    const without = edges.filter(
      ({ source, target }) => !((source === node && target === other) || (source === other && target === node)),
    )
    return !componentOf(without, node).includes(other)
  })

/** Whether its component without it is more than one. */
export function holdsTogether(edges: readonly NaiveEdge[], node: string): boolean {
  const without = edges.filter(({ source, target }) => source !== node && target !== node)
  const [first, ...others] = componentOf(edges, node).filter((one) => one !== node)
  return first !== undefined && others.some((other) => !componentOf(without, first).includes(other))
}

export const trianglesAt = (edges: readonly NaiveEdge[], node: string): number => {
  const near = stepsFrom(edges, node, false)
  return near.flatMap((one) => near.filter((other) => one < other && areNeighbours(edges, one, other))).length
}

export const reachFrom = (edges: readonly NaiveEdge[], node: string, directed: boolean): number => {
  const near = stepsFrom(edges, node, directed)
  const far = near.flatMap((one) => stepsFrom(edges, one, directed))
  return new Set([...near, ...far].filter((one) => one !== node)).size
}
