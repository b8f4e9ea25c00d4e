import { afterAll, beforeAll, expect, it } from 'vitest'
import { overlap } from '../../../../queries/paths/overlap'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { NativeDuckdb, tableOf, type LogEvent } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const one = (user: string, event: string, day = '01'): LogEvent => ({ user, event, ts: `2024-03-${day}T12:00:00Z` })

it('counts each user in one combination, draws them and the pairs', async () => {
  await db.load({
    name: 'log',
    events: [
      ...['a', 'b', 'c'].map((user) => one(user, 'view')),
      ...['a', 'b', 'd'].map((user) => one(user, 'like')),
      one('a', 'share'),
      one('e', 'share', '09'),
    ],
  })
  const asked = { events: ['view', 'like', 'share'], to: '2024-03-05' }
  const rows = await db.answer(overlap, asked)
  expect(rows.map((row) => Object.values(row))).toEqual([
    ['["like"]', 1, 25],
    ['["view","like","share"]', 1, 25],
    ['["view","like"]', 1, 25],
    ['["view"]', 1, 25],
  ])
  const [bars, pairs] = overlap.charts!(tableOf(overlap, rows), readParameters(overlap.parameters, asked))
  expect(bars?.summary).toBe('50.0 % of 4 users did one thing alone.')
  if (pairs?.kind !== 'heatmap') throw new Error('no matrix')
  expect(pairs.columns).toEqual(['like', 'view', 'share'])
  expect(pairs.rows.map(({ cells }) => cells.map((cell) => cell?.value ?? null))).toEqual([
    [null, 200 / 3, 100 / 3],
    [200 / 3, null, 100 / 3],
    [100, 100, null],
  ])
})

it('takes the five events that most users did where none are chosen, and refuses one that is chosen twice', async () => {
  await db.load({
    name: 'log',
    events: ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((name, at) =>
      Array.from({ length: 6 - at }, (_, user) => one(`u${user}`, name)),
    ),
  })
  const rows = await db.answer(overlap, {})
  expect(rows.map((row) => row['combination'])).not.toContain(expect.stringContaining('f'))
  expect(rows[0]).toMatchObject({ combination: '["a","b","c","d","e"]', users: 2 })
  await expect(db.answer(overlap, { events: ['a', 'a'] })).rejects.toThrow(/chosen twice/)
})

it('writes names with quotes, backslashes and line breaks as JSON', async () => {
  const names = ['say "hi"', 'a\\b', 'two\nlines']
  await db.load({ name: 'log', events: names.map((name) => one('a', name)) })
  const asked = { events: names }
  const [row] = await db.answer(overlap, asked)
  expect(JSON.parse(String(row!['combination']))).toEqual(names)
  const values = readParameters(overlap.parameters, asked)
  const behind = overlap.drill!({ row: row!, column: 'users' }, values, db.catalog, null)
  expect(await db.run(behind!.plan)).toHaveLength(1)
})
