import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { distribution } from '../../../../queries/distribution/distribution'
import { binText } from '../../../../queries/distribution/distribution/charts'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { expectCloseRows } from '../../closeRows'
import { NativeDuckdb, type LogEvent } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

type Given = NonNullable<Parameters<NativeDuckdb['answer']>[1]>

async function load(amounts: readonly (number | null)[]): Promise<void> {
  const events = amounts.map((amount, at): LogEvent => ({
    user: `u${at}`,
    event: 'pay',
    ts: '2024-03-10T12:00:00Z',
    more: { amount },
  }))
  await db.load({ name: 'log', events, more: { amount: 'double' } })
}

async function binsOf(given: Given): Promise<readonly unknown[]> {
  return (await db.answer(distribution, { column: 'amount', ...given })).map(({ lower, upper, n }) => [lower, upper, n])
}

describe('a distribution by hand', () => {
  it('has bins with round bounds, each value in the one whose lower bound it reaches', async () => {
    // 0.3 / 0.1 is a little less than 3, and 3 times 0.1 a little more than 0.3.
    await load([0.1, 0.2, 0.3, 0.3, 0.7, null])
    expect(await binsOf({ bins: '6' })).toEqual([
      [0.1, 0.2, 1],
      [0.2, 0.3, 1],
      [0.3, 0.4, 2],
      [0.4, 0.5, 0],
      [0.5, 0.6, 0],
      [0.6, 0.7, 0],
      [0.7, 0.8, 1],
    ])
    await load([3, 3, 3])
    expect(await binsOf({})).toEqual([[3, 4, 3]])
    await load([null])
    expect(await binsOf({})).toEqual([])
    expect(await binsOf({ bins: '0, 1' })).toEqual([])
  })

  it('puts a long tail into one bin without an upper bound', async () => {
    await load([...Array.from({ length: 200 }, (_, at) => at % 10), 1_000_000])
    const rows = await binsOf({ bins: '5' })
    expect(rows).toEqual([
      ...[0, 2, 4, 6, 8].map((low) => [low, low + 2, 40]),
      ...[10, 12, 14, 16, 18].map((low) => [low, low + 2, 0]),
      [20, null, 1],
    ])
  })

  it('takes bounds, the last included, and says what lies beyond; and steps of 1, 2 and 5', async () => {
    await load([-1, 0, 5, 10, 11, 0.05])
    expect(await binsOf({ bins: '[0, 5, 10]' })).toEqual([
      [null, 0, 1],
      [0, 5, 2],
      [5, 10, 2],
      [10, null, 1],
    ])
    expect((await binsOf({ scale: 'log' })).filter((row) => (row as number[])[2] !== 0)).toEqual([
      [null, 0, 2],
      [0.05, 0.1, 1],
      [5, 10, 1],
      [10, 20, 2],
    ])
  })

  it('says what is wrong', async () => {
    await load([1])
    for (const bins of ['0', '1, 1', '2, 1', 'many', '1.5', '501'])
      await expect(binsOf({ bins }), bins).rejects.toThrow('bins')
    await expect(binsOf({ scale: 'log', bins: '5' })).rejects.toThrow('leave bins empty')
    await expect(binsOf({ column: 'event' })).rejects.toThrow('choose a column of numbers')
    await expect(binsOf({ measure: [{ event: null }] })).rejects.toThrow('not both')
    await expect(binsOf({ column: null, measure: [{ event: null }], event: 'pay' })).rejects.toThrow('says itself')
  })

  it('gives exact quantiles, and leaves out who has no value', async () => {
    await load([1, 2, 3, 4, null])
    const values = readParameters(distribution.parameters, { column: 'amount' })
    expectCloseRows(await db.run(distribution.kpiPlan!(values, db.catalog, null)), [
      { n: 4, mean: 2.5, least: 1, median: 2.5, p90: 3.7, p99: 3.97, most: 4 },
    ])
    const measure = [{ event: 'pay', measure: 'avg', column: 'amount' }]
    expect((await db.answer(distribution, { measure, bins: '1, 4' })).map((row) => row['n'])).toEqual([4])
    const { leftOut } = distribution.plan(readParameters(distribution.parameters, { measure }), db.catalog, null)
    const [counted] = await db.query(`SELECT (${leftOut![0]!.sql}\n) AS n`)
    expect(counted).toEqual({ n: 1 })
  })

  it('calls bins of counts by what they hold', () => {
    expect(binText({ lower: 3, upper: 4 }, {})).toBe('3')
    expect(binText({ lower: 10, upper: 20 }, {})).toBe('10 to 19')
    expect(binText({ lower: 10, upper: 20 }, { column: 'amount' })).toBe('10 to 20')
    expect(binText({ lower: 10, upper: null }, {})).toBe('10 and more')
    expect(binText({ lower: null, upper: 0 }, { scale: 'log' })).toBe('0 and less')
  })
})
