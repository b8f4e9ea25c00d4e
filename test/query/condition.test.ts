import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ColumnSchema } from '../../src-renderer/model/schema'
import { OPERATORS, type FilterTerm, type Operator } from '../../src-renderer/query/contract/filterTerm'
import {
  anyConditionSql,
  conditionSql,
  filterSql,
  filterText,
  readCondition,
  readConditions,
  readFilter,
  type FilterNode,
} from '../../src-renderer/query/sql/condition'
import { atLeast, runs } from '../runs'

const COLUMNS: readonly ColumnSchema[] = [
  { name: 'event', type: 'string', source: 'event' },
  { name: 'plan', type: 'string', source: 'plan' },
  { name: 'seats', type: 'integer', source: 'seats' },
  { name: 'price', type: 'double', source: 'price' },
  { name: 'trial', type: 'boolean', source: 'trial' },
]
interface Row {
  readonly plan: string | null
  readonly seats: number | null
  readonly price: number | null
  readonly trial: boolean | null
}
const ROWS: readonly Row[] = [
  { plan: 'pro', seats: 3, price: 2.5, trial: true },
  { plan: 'free', seats: null, price: 0, trial: false },
  { plan: null, seats: 10, price: null, trial: null },
  { plan: 'Pro plus', seats: -1, price: 1e6, trial: true },
  { plan: "o'hare", seats: 3, price: -2.5, trial: null },
]

let connection: DuckDBConnection
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(
    'CREATE TABLE t AS SELECT * FROM (VALUES ' +
      "(0,'a','pro',3,2.5,true),(1,'a','free',NULL,0,false),(2,'b',NULL,10,NULL,NULL),(3,'b','Pro " +
      "plus',-1,1e6,true),(4,'b','o''hare',3,-2.5,NULL)) v(id,event,plan,seats,price,trial)",
  )
})

async function matches(where: string): Promise<number[]> {
  const reader = await connection.runAndReadAll(`SELECT id FROM t WHERE (${where}) IS TRUE ORDER BY id`)
  const nulls = await connection.runAndReadAll(`SELECT count(*) FROM t WHERE (${where}) IS NULL`)
  expect(nulls.getRowsJson()[0]![0]).toBe('0')
  return reader.getRowsJson().map((row) => Number(row[0]))
}

/** The same from the definition: comparisons with null are false, except those that ask for difference. */
function holds(term: FilterTerm, row: Row): boolean {
  const value = row[term.column as keyof Row]
  const same = (operand: unknown): boolean => value !== null && value === operand
  const order = (compare: (a: number | string, b: number | string) => boolean): boolean =>
    value !== null &&
    typeof value === typeof term.value &&
    compare(value as number | string, term.value as number | string)
  const contains = value !== null && String(value).toLowerCase().includes(String(term.value).toLowerCase())
  const list = (): boolean => (term.value as readonly unknown[]).some(same)
  const table: Record<Operator, () => boolean> = {
    '=': () => same(term.value),
    '!=': () => !same(term.value),
    '<': () => order((a, b) => a < b),
    '<=': () => order((a, b) => a <= b),
    '>': () => order((a, b) => a > b),
    '>=': () => order((a, b) => a >= b),
    in: list,
    'not in': () => !list(),
    contains: () => contains,
    'not contains': () => !contains,
    'is null': () => value === null,
    'is not null': () => value !== null,
  }
  return table[term.op]()
}

const term = fc.oneof(
  fc.record({
    column: fc.constant('plan'),
    op: fc.constantFrom<Operator>('=', '!=', 'contains', 'not contains', '<', '>='),
    value: fc.constantFrom('pro', 'PRO', "o'h", '', 'x'),
  }),
  fc.record({
    column: fc.constant('plan'),
    op: fc.constantFrom<Operator>('in', 'not in'),
    value: fc.subarray(['pro', 'free', 'zzz']),
  }),
  fc.record({
    column: fc.constant('seats'),
    op: fc.constantFrom<Operator>('=', '!=', '<', '<=', '>', '>='),
    value: fc.integer({ min: -2, max: 11 }),
  }),
  fc.record({
    column: fc.constant('price'),
    op: fc.constantFrom<Operator>('=', '!=', '<', '<=', '>', '>='),
    value: fc.constantFrom(-2.5, 0, 2.5, 7),
  }),
  fc.record({ column: fc.constant('trial'), op: fc.constantFrom<Operator>('=', '!='), value: fc.boolean() }),
  fc.record({
    column: fc.constantFrom('plan', 'seats', 'price', 'trial'),
    op: fc.constantFrom<Operator>('is null', 'is not null'),
  }),
) as fc.Arbitrary<FilterTerm>

/** Trees of any depth; a list at the root, or one group. */
const { tree } = fc.letrec<{ tree: FilterNode; members: FilterNode[] }>((tie) => ({
  members: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    term,
    fc.record({ all: fc.oneof(tie('members'), fc.constant([])) }),
    fc.record({ any: tie('members') }),
  ),
}))

function treeHolds(node: FilterNode, row: Row): boolean {
  if ('all' in node) return node.all.every((one) => treeHolds(one, row))
  if ('any' in node) return node.any.some((one) => treeHolds(one, row))
  return holds(node, row)
}

describe('conditions', () => {
  it('stand in groups of all and any to any depth, and are never NULL', async () => {
    const seen = { any: 0, deep: 0, some: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.array(tree, { minLength: 1, maxLength: 3 }),
          tree.filter((one) => !('column' in one)),
        ),
        async (filter) => {
          const expected = ROWS.flatMap((row, id) =>
            (Array.isArray(filter) ? filter : [filter]).every((one: FilterNode) => treeHolds(one, row)) ? [id] : [],
          )
          const text = JSON.stringify(filter)
          if (text.includes('"any"')) seen.any++
          if (/\{"(all|any)":\[[^\]]*\{"(all|any)"/.test(text)) seen.deep++
          if (expected.length > 0 && expected.length < ROWS.length) seen.some++
          expect(await matches(filterSql(readFilter(JSON.parse(text)), COLUMNS) ?? 'TRUE')).toEqual(expected)
          // The same as an event's conditions, beside another AND and under NOT.
          const inside = conditionSql({ event: 'b', where: readFilter(filter) }, COLUMNS)
          expect(await matches(`TRUE AND ${inside}`)).toEqual(expected.filter((id) => id >= 2))
          expect(await matches(`NOT ${inside}`)).toEqual(
            [0, 1, 2, 3, 4].filter((id) => id < 2 || !expected.includes(id)),
          )
        },
      ),
      { numRuns: runs(120) },
    )
    expect(
      Object.values(seen).every((count) => count >= atLeast(15)),
      JSON.stringify(seen),
    ).toBe(true)
  })

  it('are worded with brackets where and stands beside or', () => {
    expect(
      filterText(
        readFilter([
          { column: 'plan', op: '=', value: 'pro' },
          {
            any: [
              { column: 'seats', op: '>', value: 3 },
              {
                all: [
                  { column: 'trial', op: '=', value: true },
                  { column: 'plan', op: 'in', value: ['a', 'b'] },
                ],
              },
            ],
          },
        ]),
      ),
    ).toBe('plan = pro and (seats > 3 or (trial = true and plan in a, b))')
    expect(
      filterText(
        readFilter({
          any: [
            { column: 'plan', op: 'is null' },
            { column: 'seats', op: '=', value: 0 },
          ],
        }),
      ),
    ).toBe('plan is null or seats = 0')
  })

  it('mean what their definition says, and are never NULL', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(term, { minLength: 1, maxLength: 3 }), async (terms) => {
        const expected = ROWS.flatMap((row, id) => (terms.every((one) => holds(one, row)) ? [id] : []))
        expect(await matches(filterSql(readFilter(terms), COLUMNS)!)).toEqual(expected)
      }),
      { numRuns: runs(150) },
    )
  })

  it('compare a number column with text that is no number as unequal, not as an error', async () => {
    expect(await matches(filterSql([{ column: 'seats', op: '=', value: 'many' }], COLUMNS)!)).toEqual([])
    expect(await matches(filterSql([{ column: 'seats', op: '=', value: '3' }], COLUMNS)!)).toEqual([0, 4])
  })

  it('join an event and its terms', async () => {
    expect(
      await matches(
        conditionSql(readCondition({ event: 'b', where: [{ column: 'seats', op: '>', value: 0 }] }, 'step'), COLUMNS),
      ),
    ).toEqual([2, 4])
    expect(conditionSql(readCondition(null, 'step'), COLUMNS)).toBe('TRUE')
    expect(
      await matches(
        anyConditionSql(
          readConditions(['a', { event: 'b', where: [{ column: 'plan', op: 'is null' }] }], 'active_events'),
          COLUMNS,
        ),
      ),
    ).toEqual([0, 1, 2])
  })

  it('say what is wrong', () => {
    expect(() => readFilter([{ column: 'plan', op: '~', value: 'x' }])).toThrow(/op must be one of/)
    expect(() => readFilter([{ column: 'plan', op: 'in', value: 'x' }])).toThrow(/needs a list/)
    for (const value of [undefined, null, {}, [], ['x'], NaN, Infinity])
      expect(() => readFilter([{ column: 'plan', op: '=', value }])).toThrow(/= needs one value/)
    for (const value of [[null], [['x']], {}, undefined])
      expect(() => readFilter([{ column: 'plan', op: 'not in', value }])).toThrow(/not in needs a list/)
    for (const value of [null, 'plan', 5, [[]], [null]])
      expect(() => readFilter([value])).toThrow(/a condition looks like/)
    for (const column of [undefined, '', 5])
      expect(() => readFilter([{ column, op: '=', value: 'x' }])).toThrow(/names a column/)
    expect(() => readFilter([{ column: 'plan', op: '=', value: 'x', or: 1 }])).toThrow(/not "or"/)
    expect(() => readFilter({ column: 'plan' })).toThrow(/list of conditions/)
    expect(() => readFilter({ any: [] })).toThrow(/at least one condition/)
    expect(() => readFilter({ any: [{ all: 'x' }] })).toThrow(/all needs a list/)
    expect(() => readFilter([{ any: [{ column: 'plan', op: '=', value: 'x' }], all: [] }])).toThrow(/not "any"/)
    expect(() => readCondition({ event: 'a', were: [] }, 'steps')).toThrow(/not "were"/)
    expect(() => filterSql([{ column: 'plam', op: '=', value: 'x' }], COLUMNS)).toThrow(/did you mean plan/)
    expect(OPERATORS).toHaveLength(12)
  })
})
