import { afterAll, beforeAll, expect, it } from 'vitest'
import { quadrants } from '../../../../queries/distribution/quadrants'
import { scatter } from '../../../../queries/distribution/scatter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { expectCloseRows } from '../../closeRows'
import { NativeDuckdb, type LogEvent } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const measures = [
  { event: 'a', measure: 'sum', column: 'amount' },
  { event: 'b', measure: 'sum', column: 'amount' },
]

async function load(pairs: readonly (readonly [number, number])[]): Promise<void> {
  const events = pairs.flatMap((pair, user) =>
    pair.map((amount, at): LogEvent => ({
      user: `u${user}`,
      event: 'ab'[at]!,
      ts: '2024-03-10T12:00:00Z',
      more: { amount },
    })),
  )
  await db.load({ name: 'log', events, more: { amount: 'double' } })
}

it('counts who is high in two measures, with ties at the cut and in the ranks, by hand', async () => {
  await load([
    [1, 10],
    [2, 20],
    [2, 10],
    [3, 40],
  ])
  const rows = await db.answer(quadrants, { measures })
  // The medians are 2 and 15. Ranks: 1, 2.5, 2.5, 4 and 1.5, 3, 1.5, 4: 4 by the root of 4.5 times 4.5.
  expect(rows.map((row) => [row['quadrant'], row['n'], row['share'], row['x_cut'], row['y_cut']])).toEqual([
    ['both high', 2, 50, 2, 15],
    ['first high', 1, 25, 2, 15],
    ['second high', 0, 0, 2, 15],
    ['both low', 1, 25, 2, 15],
  ])
  const said = { spearman: 3.75 / 4.5, pearson: 30 / Math.sqrt(2 * 600) }
  expectCloseRows([{ spearman: rows[0]!['spearman'], pearson: rows[0]!['pearson'] }], [said])
  const values = readParameters(scatter.parameters, { measures })
  expectCloseRows(await db.run(scatter.kpiPlan!(values, db.catalog, null)), [
    { n: 4, ...{ pearson: said.pearson, spearman: said.spearman } },
  ])
  // At the cuts that are chosen, who has just so much is high.
  expect((await db.answer(quadrants, { measures, x_cut: 3, y_cut: 10 })).map((row) => row['n'])).toEqual([1, 0, 3, 0])
})

it('has no correlation where one never varies, no rows without users, and asks for two measures', async () => {
  await load([
    [1, 5],
    [1, 7],
  ])
  const [row] = await db.answer(quadrants, { measures })
  expect([row!['pearson'], row!['spearman']]).toEqual([null, null])
  expect(await db.answer(quadrants, { measures, from: '2024-04-01' })).toEqual([])
  expect(await db.answer(scatter, { measures, from: '2024-04-01' })).toEqual([])
  for (const wrong of [null, [{ event: 'a' }], [{ event: 'a' }, { event: 'b' }, { event: 'c' }]])
    await expect(db.answer(scatter, { measures: wrong }), JSON.stringify(wrong)).rejects.toThrow('choose')
})
