import { afterAll, beforeAll, expect, it } from 'vitest'
import { entities } from '../../../../queries/entities/entities'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { expectDrills } from '../../expectDrills'
import { NativeDuckdb, tableOf, type LogEvent } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const event = (user: string | null, day: string, plan: string | null): LogEvent => ({
  user,
  event: 'order',
  ts: `2024-03-${day}T12:00:00Z`,
  more: { plan },
})

async function load(events: readonly LogEvent[]): Promise<void> {
  await db.load({ name: 'log', events, more: { plan: 'string' } })
}

const WEEK = { from: '2024-03-08', to: '2024-03-14', compare: 'previous-week' }

it('ranks equals alike, leaves one alone without a percentile, and keeps who was there only before', async () => {
  // a and b tie with 2; c has 1; d, who was there only before, 0. e is the only one of plan free.
  await load([
    ...['a', 'b'].flatMap((user) => [event(user, '08', 'pro'), event(user, '14', 'pro')]),
    event('c', '10', 'pro'),
    event('d', '07', 'pro'),
    event('e', '09', 'pro'),
    event('e', '12', 'free'),
    event('e', '13', null),
  ])
  const asked = { ...WEEK, peers: ['plan'] }
  const rows = await db.answer(entities, asked)
  expect(rows.map((row) => Object.values(row))).toEqual([
    ['e', 'free', 3, 0, 3, 1, null],
    ['a', 'pro', 2, 0, 2, 1, (100 * 2) / 3],
    ['b', 'pro', 2, 0, 2, 1, (100 * 2) / 3],
    ['c', 'pro', 1, 0, 1, 3, 100 / 3],
    ['d', 'pro', 0, 1, -1, 4, 0],
  ])
  await expectDrills(db, entities, asked, rows, ['events', 'events_before'])
  const values = readParameters(entities.parameters, asked)
  expect(entities.drill!({ row: rows[0]!, column: 'events_rank' }, values, db.catalog, null)).toBeNull()
  expect((await db.answer(entities, { ...asked, sort: 'events_change', order: 'ascending', limit: 1 }))[0]).toEqual(
    rows.at(-1),
  )
})

it('has 0 before for everybody where nobody was there, nothing without compare, no row of an empty log', async () => {
  await load([event('a', '10', 'pro'), event(null, '11', 'pro')])
  expect((await db.answer(entities, WEEK)).map((row) => Object.values(row))).toEqual([['a', 1, 0, 1, 1, null]])
  expect((await db.answer(entities, { per: ['plan'] })).map((row) => Object.values(row))).toEqual([
    ['pro', 2, null, null, 1, null],
  ])
  await load([])
  expect(await db.answer(entities, {})).toEqual([])
})

it('refuses what it cannot answer, and says what to do', async () => {
  await load([event('a', '10', 'pro')])
  const refused = async (asked: Parameters<typeof db.answer>[1]): Promise<string> =>
    db.answer(entities, asked).then(
      () => 'answered',
      (error: unknown) => String(error),
    )
  expect(await refused({ compare: 'previous-week' })).toMatch(/give a From date/)
  expect(await refused({ ...WEEK, compare: 'everyone-else' })).toMatch(/say previous-period/)
  expect(await refused({ sort: 'event_rank' })).toMatch(/did you mean events_rank/)
  expect(await refused({ per: ['plan'], measures: [{ name: 'plan', event: null, measure: 'count' }] })).toMatch(
    /would be called plan/,
  )
})

it('scores by the weighted mean of percentiles, and cuts tiers', async () => {
  // Orders 3, 2, 1 → percentiles 100, 50, 0; of refunds 1, 0, 0 → 100, 0, 0 and what is missing 0, 100, 100.
  await load([
    ...['10', '11', '12'].map((day) => event('a', day, 'pro')),
    { ...event('a', '13', 'pro'), event: 'refund' },
    ...['10', '11'].map((day) => event('b', day, 'pro')),
    event('c', '10', 'pro'),
  ])
  const measures = ['order', 'refund'].map((name) => ({ name: `${name}s`, event: name, measure: 'count' }))
  const asked = { measures, weights: 'orders = 3, refunds=-1', tiers: 'good >= 62.5, fair >= 25.1' }
  const figures = (rows: readonly Readonly<Record<string, unknown>>[]): unknown[] =>
    rows.map((row) => [row['user_id'], row['score'], row['tier']])
  const rows = await db.answer(entities, asked)
  expect(figures(rows)).toEqual([
    ['a', 75, 'good'],
    ['b', 62.5, 'good'],
    ['c', 25, null],
  ])
  expect(figures(await db.answer(entities, { ...asked, tiers: 'many >= 2, few', tier_by: 'orders' }))).toEqual([
    ['a', 75, 'many'],
    ['b', 62.5, 'many'],
    ['c', 25, 'few'],
  ])
  const values = readParameters(entities.parameters, asked)
  const [bars, tiers] = entities.charts!(tableOf(entities, rows), values)
  expect(bars?.summary).toBe('a has the highest score, 75.')
  expect(tiers?.summary).toBe('Of 3, 2 are good, 0 are fair, 1 in no tier.')
})

it.each([
  [{ weights: 'event = 1' }, /did you mean events/],
  [{ weights: 'events' }, /no weight; say a measure, = and a number/],
  [{ weights: 'events = 0' }, /other than 0/],
  [{ weights: 'events = 1, events = 2' }, /two weights/],
  [{ tiers: 'gold > 3' }, /no tier; say a name/],
  [{ tiers: 'gold >= many' }, /no tier; say a name, >= and a number/],
  [{ tiers: 'low >= 1, high >= 2' }, /name the highest tier first/],
  [{ tiers: 'rest, gold >= 2' }, /rest takes all the rest/],
  [{ tiers: 'gold >= 2, gold >= 1' }, /twice/],
  [{ tiers: 'gold >= 2', tier_by: 'event_rank' }, /did you mean events_rank/],
  [{ per: ['tier'], tiers: 'gold >= 2' }, /would be called tier/],
])('refuses %j', async (asked, says) => {
  await db.load({ name: 'log', events: [{ ...event('a', '10', 'pro'), more: { tier: 'x' } }] })
  await expect(db.answer(entities, asked)).rejects.toThrow(says)
})
