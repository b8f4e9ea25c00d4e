import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { graphNodes } from '../../../queries/graph/graph-nodes'
import { graphSuggestions } from '../../../queries/graph/graph-suggestions'
import { graphSummary } from '../../../queries/graph/graph-summary'
import { adjacency } from '../../../queries/graph/adjacency'
import { partsOf } from '../../../queries/graph/parts'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { answerOf } from '../answer'
import type { Asked } from '../case'
import { NativeDuckdb, type Row } from '../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const rowsOf = async (analysis: Analysis, asked: Asked = {}): Promise<readonly Row[]> =>
  (await answerOf(db, analysis, asked)).rows()

async function figures(asked: Asked = {}): Promise<Readonly<Record<string, unknown>>> {
  return Object.fromEntries((await rowsOf(graphSummary, asked)).map(({ figure, value }) => [String(figure), value]))
}

async function load(edges: string): Promise<void> {
  db.forget()
  await db.loadPlain(
    'ties',
    edges.split(' ').map((edge) => {
      const [source = '', target = ''] = edge.split('-')
      return { source, target }
    }),
  )
}

async function loadCsv(table: string, path: string): Promise<void> {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/)
  const names = head.split(',')
  await db.loadPlain(
    table,
    lines.map((line) => Object.fromEntries(line.split(',').map((value, at) => [names[at]!, value]))),
  )
}

/** Zachary, "An information flow model for conflict and fission in small groups" (1977). */
const KARATE =
  '1-2 1-3 1-4 1-5 1-6 1-7 1-8 1-9 1-11 1-12 1-13 1-14 1-18 1-20 1-22 1-32 2-3 2-4 2-8 2-14 2-18 2-20 2-22 2-31 3-4 ' +
  '3-8 3-9 3-10 3-14 3-28 3-29 3-33 4-8 4-13 4-14 5-7 5-11 6-7 6-11 6-17 7-17 9-31 9-33 9-34 10-34 14-34 15-33 ' +
  '15-34 16-33 16-34 19-33 19-34 20-34 21-33 21-34 23-33 23-34 24-26 24-28 24-30 24-33 24-34 25-26 25-28 25-32 26-32 ' +
  '27-30 27-34 28-34 29-32 29-34 30-33 30-34 31-33 31-34 32-33 32-34 33-34'

describe('the karate club', () => {
  beforeAll(() => load(KARATE))

  it('has the figures of its description (KONECT, ucidata-zachary; networkx)', async () => {
    const found = await figures()
    expect(found).toMatchObject({ nodes: 34, edges: 78, triangles: 45, max_degree: 17, components: 1, core: 4 })
    // 1 is the only one who holds it together: 12 knows nobody else.
    expect(found).toMatchObject({ bridges: 1, cut_points: 1, largest_share: 1 })
    expect(found['density']).toBeCloseTo(0.139037, 6)
    expect(found['mean_degree']).toBeCloseTo(4.588, 3)
    expect(found['transitivity']).toBeCloseTo(0.255682, 6)
    expect(found['mean_clustering']).toBeCloseTo(0.570638, 6)
    expect(found['assortativity']).toBeCloseTo(-0.475613, 6)
  })

  it('suggests by each rule what networkx does', async () => {
    const best = async (rule: string): Promise<unknown> => {
      const rows = await rowsOf(graphSuggestions, { rule, top: 1, node: '3' })
      return rows.map(({ candidate, mutual, score }) => [candidate, mutual, Math.round(Number(score) * 1e6) / 1e6])
    }
    expect(await best('mutual')).toEqual([['34', 6, 6]])
    expect(await best('adamic-adar')).toEqual([['34', 6, 4.719381]])
    expect(await best('resource-allocation')).toEqual([['34', 6, 1.566667]])
    const same = await rowsOf(graphSuggestions, { rule: 'jaccard', top: 1, node: '15' })
    expect(same).toMatchObject([{ candidate: '16', mutual: 2, score: 1 }])
  })

  it('draws who holds it together', async () => {
    const table = await answerOf(db, graphNodes)
    const [bars] = graphNodes.charts!(table, {})
    expect(bars?.summary).toBe('1 node of 34 holds its component together: 1.')
    expect(table.row(0)).toMatchObject({ node: '34', degree: 17, triangles: 15, holds_together: false })
  })
})

it('has the figures of the description of Les Misérables (KONECT, moreno_lesmis; networkx)', async () => {
  db.forget()
  await loadCsv('ties', 'test/queries/graph/les-miserables.csv')
  const found = await figures()
  expect(found).toMatchObject({ nodes: 77, edges: 254, triangles: 467, max_degree: 36, core: 9 })
  expect(found).toMatchObject({ bridges: 18, cut_points: 8, components: 1 })
  expect(found['transitivity']).toBeCloseTo(0.498932, 6)
  expect(found['assortativity']).toBeCloseTo(-0.165225, 6)
})

it('follows edges that lead one way', async () => {
  await load('a-b b-a b-c c-d d-b x-y')
  expect(await figures({ directed: true })).toMatchObject({ nodes: 6, edges: 6, reciprocity: 2 / 6, components: 2 })
  expect(await figures()).toMatchObject({ edges: 5, triangles: 1, bridges: 2, cut_points: 1 })
  const rows = await rowsOf(graphNodes, { directed: true })
  const pick = ({ node, degree, in: into, out, mutual, reach }: Row): readonly unknown[] => [
    node,
    degree,
    into,
    out,
    mutual,
    reach,
  ]
  expect(rows.map(pick)).toEqual([
    ['b', 3, 2, 2, 1, 3],
    ['c', 2, 1, 1, 0, 2],
    ['d', 2, 1, 1, 0, 3],
    ['a', 1, 1, 1, 1, 2],
    ['x', 1, 0, 1, 0, 1],
    ['y', 1, 1, 0, 0, 0],
  ])
  const suggested = await rowsOf(graphSuggestions, { directed: true })
  expect(suggested.map(({ node, candidate }) => `${node} ${candidate}`)).toEqual(['a c', 'b d', 'c b', 'd a', 'd c'])
})

it('says which table and which columns it needs', async () => {
  db.forget()
  await expect(rowsOf(graphNodes)).rejects.toThrow('no table with two columns for the ends of an edge')
  await load('a-b')
  await expect(rowsOf(graphNodes, { to_column: 'source' })).rejects.toThrow('both ends are the same column')
  await expect(rowsOf(graphNodes, { table: 'tie' })).rejects.toThrow('There is no table "tie"')
  await db.loadPlain('other', [{ follower_id: 'a', followee_id: 'b' }])
  await expect(rowsOf(graphNodes)).rejects.toThrow('several tables have edges (ties, other); name one')
  expect(await rowsOf(graphNodes, { table: 'other' })).toHaveLength(2)
  expect(await rowsOf(graphNodes, { from_column: 'followee_id', to_column: 'follower_id' })).toHaveLength(2)
})

it('goes through a path of 200,000 nodes', () => {
  const nodes = 200_000
  const from = Int32Array.from({ length: nodes - 1 }, (_, at) => at)
  const to = from.map((node) => node + 1)
  const both = Int32Array.from([...from, ...to])
  const around = adjacency(nodes, both, Int32Array.from([...to, ...from]), new Float64Array(both.length).fill(1))
  const { sizes, bridges, cuts } = partsOf(around)
  expect(sizes).toEqual([nodes])
  expect(bridges.reduce((sum, one) => sum + one, 0)).toBe(2 * (nodes - 1))
  expect(cuts.reduce((sum, one) => sum + one, 0)).toBe(nodes - 2)
})

describe('the sample "People you may know"', () => {
  const active = { filter: [{ column: 'status', op: '=', value: 'active' }] }
  beforeAll(async () => {
    db.forget()
    await loadCsv('fact_user_relationships', 'samples/people-you-may-know/fact_user_relationships.csv')
  })

  it('shows the one person who links the two circles', async () => {
    const { bridge } = JSON.parse(readFileSync('samples/people-you-may-know/truths.json', 'utf8')) as { bridge: number }
    const rows = await rowsOf(graphNodes, active)
    expect(rows.filter(({ holds_together: holds }) => holds).map(({ node }) => node)).toEqual([String(bridge)])
    expect(rows.find(({ node }) => node === String(bridge))).toMatchObject({ degree: 6, bridges: 0 })
    const whole = await figures(active)
    expect(whole).toMatchObject({ nodes: 81, components: 1, cut_points: 1 })
    const without = await figures({
      filter: [
        ...active.filter,
        ...['user_id_from', 'user_id_to'].map((column) => ({ column, op: '!=', value: String(bridge) })),
      ],
    })
    expect(without).toMatchObject({ nodes: 80, components: 2, largest_component: 40, cut_points: 0 })
  })
})

describe('same values of nodes', () => {
  beforeAll(async () => {
    // a knows b and c; both know d, and c alone knows e.
    await load('a-b a-c b-d c-d c-e')
    const person = (name: string, school: string | null): Record<string, string | null> => ({ name, school })
    await db.loadPlain('people', [person('a', 'north'), person('d', 'south'), person('e', 'north'), person('b', null)])
  })
  const forA = async (asked: Asked): Promise<unknown> =>
    (await rowsOf(graphSuggestions, { node: 'a', ...asked })).map(({ candidate, mutual, score, same }) => [
      ...[candidate, mutual, score, same],
    ])

  it('add their weight to the score, by hand', async () => {
    // d has two mutual neighbours, e one; e went to the same school.
    expect(await forA({})).toEqual([
      ['d', 2, 2, null],
      ['e', 1, 1, null],
    ])
    expect(await forA({ same_values: 'school = 3' })).toEqual([
      ['e', 1, 4, 'school'],
      ['d', 2, 2, null],
    ])
    expect(await forA({ same_values: 'school = 3', rule_weight: 0.5 })).toEqual([
      ['e', 1, 3.5, 'school'],
      ['d', 2, 1, null],
    ])
    expect(await forA({ same_values: 'school', rule_weight: 0 })).toEqual([
      ['e', 1, 1, 'school'],
      ['d', 2, 0, null],
    ])
  })
  it('are refused in words where the table or the column is not there', async () => {
    await expect(forA({ same_values: 'city = 2' })).rejects.toThrow(/no table of nodes has all these columns/)
    await expect(forA({ same_values: 'school = much' })).rejects.toThrow(/is no column with a number/)
    await expect(forA({ same_values: 'school, school = 2' })).rejects.toThrow(/school is there twice/)
    await expect(forA({ same_values: 'school', nodes_table: 'folk' })).rejects.toThrow(/There is no table "folk"/)
    await expect(forA({ same_values: 'school', node_column: 'nome' })).rejects.toThrow(/nome/)
  })
})
