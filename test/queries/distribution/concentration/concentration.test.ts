import { afterAll, beforeAll, expect, it } from 'vitest'
import { concentration } from '../../../../queries/distribution/concentration'
import { expectDrills } from '../../expectDrills'
import { NativeDuckdb, type LogEvent } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const measure = [{ event: null, measure: 'sum', column: 'amount' }]

async function load(amounts: readonly number[]): Promise<void> {
  const events = amounts.map((amount, at): LogEvent => ({
    user: `u${at}`,
    event: 'pay',
    ts: '2024-03-10T12:00:00Z',
    more: { amount },
  }))
  await db.load({ name: 'log', events, more: { amount: 'double' } })
}

it('gives the Gini coefficient and the shares of the top, by hand', async () => {
  // Differences of pairs: 1 and 2, 1 and 5, 2 and 5, each twice: 16 of 9 pairs, by twice the mean of 8 / 3.
  await load([5, 1, 2])
  const rows = await db.answer(concentration, { measure })
  expect(rows[0]!['gini']).toBeCloseTo(16 / 9 / (2 * (8 / 3)), 12)
  expect([0, 33, 66, 99].map((at) => [rows[at]!['users'], rows[at]!['value'], rows[at]!['share']])).toEqual([
    [1, 5, 62.5],
    [2, 7, 87.5],
    [3, 8, 100],
    [3, 8, 100],
  ])
  await expectDrills(db, concentration, { measure }, [rows[0]!, rows[40]!], ['users'])
  const giniOf = async (amounts: readonly number[]): Promise<unknown> => {
    await load(amounts)
    return (await db.answer(concentration, { measure }))[0]!['gini']
  }
  expect(await giniOf([4, 4, 4, 4])).toBe(0)
  expect(await giniOf([0, 0, 0, 7])).toBe(0.75)
  expect(await giniOf([0, 0])).toBeNull()
  expect(await giniOf([3, -1])).toBeNull()
  expect(await db.answer(concentration, { measure, from: '2024-04-01' })).toEqual([])
})
