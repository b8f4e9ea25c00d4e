import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filterRows, readCellTest } from '../../../src-renderer/panels/grid/filterRows'
import { sortRows } from '../../../src-renderer/panels/grid/sortRows'
import { orderOfValues } from '../../../src-renderer/query/session/orderOfValues'
import type { ResultType, ResultValue } from '../../../src-renderer/query/contract/result'
import { arrayTable } from './arrayTable'

const table = (type: ResultType, values: readonly ResultValue[]) => arrayTable({ v: [type, values] })
const COLLATOR = new Intl.Collator('en', { numeric: true })

/** The order by definition: value by value, NaN above all numbers, NULLs last, equal ones as they came. */
function orderOf(values: readonly ResultValue[], descending: boolean): readonly number[] {
  const compare = (a: ResultValue, b: ResultValue): number => {
    if (typeof a === 'string' && typeof b === 'string') return COLLATOR.compare(a, b)
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    return a! < b! ? -1 : a! > b! ? 1 : 0
  }
  return values
    .map((value, row) => ({ value, row }))
    .sort((a, b) => {
      if (a.value === null || b.value === null)
        return Number(a.value === null) - Number(b.value === null) || a.row - b.row
      return (descending ? -1 : 1) * compare(a.value, b.value) || a.row - b.row
    })
    .map(({ row }) => row)
}

describe('the order of rows', () => {
  const numbers = fc.oneof(
    fc.integer({ min: -5, max: 5 }),
    fc.double(),
    fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -0, null),
  )
  const texts = fc.oneof(
    fc.constantFrom('a', 'A', 'b', 'item 2', 'item 10', '01', '1', '', null),
    fc.string({ maxLength: 4 }),
  )
  const wide = fc.constantFrom<ResultValue>(2n ** 60n, 2n ** 60n + 1n, -(2n ** 61n), 5, 0.5, null)
  const flags = fc.constantFrom<ResultValue>(true, false, null)
  it.each([
    ['double', numbers],
    ['string', texts],
    ['integer', wide],
    ['boolean', flags],
  ] as const)('of %s is that of its definition, both ways', (type, value) => {
    fc.assert(
      fc.property(fc.array<ResultValue>(value, { maxLength: 40 }), fc.boolean(), (values, descending) => {
        expect([...sortRows(table(type, values), { column: 0, descending })]).toEqual(orderOf(values, descending))
      }),
    )
  })
})

describe('the order of very many texts', () => {
  it('is that of their characters', () => {
    const values = Array.from({ length: 200_100 }, (_, row) => ((row * 7919) % 200_100).toString(36).padStart(5, '0'))
    const rows = sortRows(table('string', values), { column: 0, descending: false })
    expect(Array.from(rows.slice(0, 3), (row) => values[row])).toEqual(['00000', '00001', '00002'])
    expect(rows.every((row, at) => at === 0 || values[rows[at - 1]!]! < values[row]!)).toBe(true)
  })
  it('is that too where they begin alike, end early, come twice, or are no letters', () => {
    const many = Array.from({ length: 200_100 }, (_, row) => `https://example.org/items/${(row * 7919) % 200_100}`)
    const odd = [
      '',
      'a',
      'a\0',
      'a\0b',
      'ab',
      'ﬀ',
      '😀',
      '\uffff',
      '\uffffz',
      'https://example.org/items/',
      'é',
      'e\u0301',
    ]
    const values = [...odd, ...many, ...odd, ...many.slice(0, 50)]
    const expected = values
      .map((value, row) => ({ value, row }))
      .sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : a.row - b.row))
      .map(({ row }) => row)
    const order = orderOfValues([null, ...values], false)
    expect([...order.slice(0, -1)].map((row) => row - 1)).toEqual(expected)
    expect(order.at(-1)).toBe(0)
  })
})

describe('a filter of rows', () => {
  const passing = async (typed: string, values: readonly ResultValue[]): Promise<readonly ResultValue[]> => {
    const passes = await filterRows(table('string', values), [0], readCellTest(typed)!, new AbortController().signal)
    return values.filter((_, row) => passes[row] === 1)
  }
  it('looks for texts, capitals or not, and for digits of numbers', async () => {
    expect(await passing('an', ['Anna', 'bob', null, 'Dan'])).toEqual(['Anna', 'Dan'])
    expect(await passing('1,2', [1204, 12, 3, 1.25, null])).toEqual([1204, 12])
    expect(await passing('tru', [true, false])).toEqual([true])
  })
  it('compares numbers, texts and dates', async () => {
    const numbers = [1, 5, 10, null, 2n ** 60n]
    expect(await passing('> 5', numbers)).toEqual([10, 2n ** 60n])
    expect(await passing('>=5', numbers)).toEqual([5, 10, 2n ** 60n])
    expect(await passing('< 1,000', numbers)).toEqual([1, 5, 10])
    expect(await passing('= 5', numbers)).toEqual([5])
    expect(await passing('!= 5', numbers)).toEqual([1, 10, 2n ** 60n])
    expect(await passing('> x', numbers)).toEqual([])
    expect(await passing('>= 2024-02', ['2024-01-31', '2024-02-01', null])).toEqual(['2024-02-01'])
    expect(await passing('= ', ['', 'a', 0])).toEqual([''])
    expect(await passing('> 3000', ['gamma', '4000', '2,500', 5000])).toEqual(['4000', 5000])
    expect(await passing('>= 2024', ['2023-12-31', '2024-01-01'])).toEqual(['2024-01-01'])
    expect(await passing('> b', ['a', 'c', 5])).toEqual(['c'])
  })
  it('finds what is not there', async () => {
    expect(await passing('null', ['null', null, 1])).toEqual([null])
    expect(await passing('NOT NULL', ['a', null])).toEqual(['a'])
    expect([readCellTest(''), readCellTest('  ')]).toEqual([null, null])
  })
  it('passes a row by any of the columns, and ends when it is told to', async () => {
    const two = arrayTable({ a: ['string', ['x', 'y', 'z']], b: ['string', ['z', 'y', 'x']] })
    const test = readCellTest('x')!
    const { signal } = new AbortController()
    expect([...(await filterRows(two, [0, 1], test, signal))]).toEqual([1, 0, 1])
    expect([...(await filterRows(two, [1], test, signal))]).toEqual([0, 0, 1])
    const long = table(
      'integer',
      Array.from({ length: 50_000 }, (_, row) => row),
    )
    const stop = new AbortController()
    const running = filterRows(long, [0], test, stop.signal)
    stop.abort(new DOMException('x', 'AbortError'))
    await expect(running).rejects.toThrow('x')
  })
})
