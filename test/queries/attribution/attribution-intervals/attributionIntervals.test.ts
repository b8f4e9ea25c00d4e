import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attribution } from '../../../../queries/attribution/attribution'
import { attributionIntervals } from '../../../../queries/attribution/attribution-intervals'
import { finishIntervals } from '../../../../queries/attribution/attribution-intervals/plan'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { adsTruths, loadAds } from '../attribution/adsSample'
import { answerOf, tableOfRows } from '../attribution/answer'
import { NativeDuckdb, type LogEvent, type Row } from '../../nativeDuckdb'

let duck: NativeDuckdb
beforeAll(async () => {
  duck = await NativeDuckdb.open()
})
afterAll(() => {
  duck.close()
})

const rowOf = (rows: readonly Row[], channel: string, model: string): Row =>
  rows.find((one) => one['channel'] === channel && one['model'] === model)!

describe('the ads sample', () => {
  beforeAll(async () => {
    await loadAds(duck)
  })

  it('has the credits of attribution, each inside its interval, the same on every run', async () => {
    const given = { conversion: 'conversion', channel: 'channel' }
    const rows = await answerOf(duck, attributionIntervals, { ...given, replicates: 200 })
    const plain = await answerOf(duck, attribution, given)
    expect(rows.map((row) => [row['channel'], row['model']])).toEqual(
      plain.map((row) => [row['channel'], row['model']]),
    )
    rows.forEach((row, index) => {
      expect(row['conversions']).toBeCloseTo(plain[index]!['conversions'] as number, 9)
      expect(row['low']).toBeLessThanOrEqual(row['conversions'] as number)
      expect(row['high']).toBeGreaterThanOrEqual(row['conversions'] as number)
      expect(row['value_low']).toBeLessThanOrEqual(row['value_high'] as number)
    })
    expect(await answerOf(duck, attributionIntervals, { ...given, replicates: 200 })).toEqual(rows)
    expect(await answerOf(duck, attributionIntervals, { ...given, replicates: 200, seed: 2 })).not.toEqual(rows)
  })

  it('has the width that theory gives: the deviation of a sum over users drawn anew', async () => {
    const given = { conversion: 'conversion', channel: 'channel', model: 'last', replicates: 2000 }
    const search = rowOf(await answerOf(duck, attributionIntervals, given), 'search', 'last')
    const users = await duck.run(
      attributionIntervals.drill!(
        { row: search, column: 'conversions' },
        readParameters(attributionIntervals.parameters, given),
        duck.catalog,
        null,
      )!.plan,
    )
    const credits = users.map((user) => user['credit'] as number)
    const all = Number((await duck.query('SELECT count(DISTINCT user_id) AS n FROM ads'))[0]!['n'])
    const sum = credits.reduce((total, one) => total + one, 0)
    expect(sum).toBe(adsTruths.lastTouch['search']!.conversions)
    const deviation = Math.sqrt(credits.reduce((total, one) => total + one * one, 0) - (sum * sum) / all)
    const ratio = ((search['high'] as number) - (search['low'] as number)) / (2 * 1.96) / deviation
    expect(ratio).toBeGreaterThan(0.94)
    expect(ratio).toBeLessThan(1.06)
  })
})

it('holds the truth about as often as it says: 95 of 100 logs from one source', async () => {
  // Each of 300 users sees an advertisement; of those of "a" one in ten converts, so 15 of 150 in the long run.
  let state = 12345
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  let held = 0
  const runs = 60
  for (let run = 0; run < runs; run += 1) {
    const events = Array.from({ length: 300 }, (_, user): LogEvent[] => {
      const channel = next() < 0.5 ? 'a' : 'b'
      return [
        { user: `u${user}`, event: 'click', ts: 1000, more: { channel } },
        ...(next() < 0.1 ? [{ user: `u${user}`, event: 'buy', ts: 2000, more: { channel: null } }] : []),
      ]
    }).flat()
    await duck.load({ name: 'log', events })
    const row = rowOf(
      await answerOf(duck, attributionIntervals, { conversion: 'buy', model: 'first', replicates: 300 }),
      'a',
      'first',
    )
    if (row !== undefined && (row['low'] as number) <= 15 && (row['high'] as number) >= 15) held += 1
  }
  expect(held / runs).toBeGreaterThan(0.85)
})

it('has no width without chance: every user alike', async () => {
  await duck.load({
    name: 'log',
    events: Array.from({ length: 20 }, (_, user): LogEvent[] => [
      { user: `u${user}`, event: 'click', ts: 0, more: { channel: 'a' } },
      { user: `u${user}`, event: 'buy', ts: 9, value: 2 },
    ]).flat(),
  })
  for (const model of ['first', 'markov', 'shapley'])
    expect(
      rowOf(await answerOf(duck, attributionIntervals, { conversion: 'buy', model, replicates: 100 }), 'a', model),
    ).toEqual({ channel: 'a', model, conversions: 20, low: 20, high: 20, value: 40, value_low: 40, value_high: 40 })
})

it('answers an empty log, and refuses work without end', async () => {
  await duck.load({ name: 'log', events: [{ user: 'a', event: 'x', ts: 0, more: { channel: 'c' } }] })
  expect(await answerOf(duck, attributionIntervals, { conversion: 'buy', model: 'last', replicates: 50 })).toEqual([
    { channel: '(none)', model: 'last', conversions: 0, low: 0, high: 0, value: 0, value_low: 0, value_high: 0 },
  ])
  const many = Array.from({ length: 1200 }, (_, index) => ({
    bucket: 0,
    channel: `c${index}`,
    following: null,
    starts: true,
    conversions: 1,
    amount: 0,
    missed: 0,
    users: 5,
  }))
  const values = readParameters(attributionIntervals.parameters, { conversion: 'buy', model: 'markov' })
  expect(() => finishIntervals(tableOfRows(many), values)).toThrow(/would take minutes/)
})
