import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { syntheticControl } from '../../../../queries/experiments/synthetic-control'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { seededRandom } from '../../../../src-renderer/stats/random'
import { simplexFit } from '../../../../src-renderer/stats/simplexFit'
import { answerOf } from '../../answer'
import { NativeDuckdb, type LogEvent } from '../../nativeDuckdb'
import { naiveMix } from './reference'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const DAYS = 30
const LAUNCH = '2024-05-21'

/** One event a market and day from 1 May 2024 on, with the day's amount; the date after is not over. */
async function load(markets: Readonly<Record<string, (day: number) => number>>): Promise<void> {
  const events = Object.entries(markets).flatMap(([market, amountOf]) =>
    Array.from({ length: DAYS + 1 }, (_, day): LogEvent => ({
      user: market,
      event: 'sale',
      ts: new Date(Date.UTC(2024, 4, 1 + day, 10)).toISOString(),
      more: { market, amount: amountOf(day) },
    })),
  )
  await db.load({ name: 'log', events, more: { market: 'string', amount: 'double' } })
}

const ASKED = {
  measures: [{ name: 'A', event: null, measure: 'sum', column: 'amount' }],
  group: 'market',
  treated: 'new',
  launch: LAUNCH,
  days: 10,
}

describe('a mix of series', () => {
  it('is the best one, whichever way it is looked for', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 2, max: 6 })
          .chain((count) =>
            fc.record({
              goal: fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 8, maxLength: 8 }),
              series: fc.array(fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 8, maxLength: 8 }), {
                minLength: count,
                maxLength: count,
              }),
            }),
          ),
        ({ goal, series }) => {
          const weights = simplexFit(goal, series)
          const naive = naiveMix(goal, series)
          expect(weights.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9)
          weights.forEach((one, at) => {
            expect(one).toBeGreaterThanOrEqual(0)
            expect(one).toBeCloseTo(naive[at]!, 6)
          })
        },
      ),
      { numRuns: 30 },
    )
  })

  it('is even where all are alike, and one alone where one is the same', () => {
    expect(
      simplexFit(
        [1, 2],
        [
          [3, 3],
          [3, 3],
        ],
      ),
    ).toEqual([0.5, 0.5])
    expect(simplexFit([1, 2, 3], [])).toEqual([])
    const [same] = simplexFit(
      [1, 5, 1, 5],
      [
        [1, 5, 1, 5],
        [5, 1, 5, 1],
      ],
    )
    expect(same).toBeGreaterThan(0.99)
  })
})

describe('synthetic control', () => {
  it('by hand: a market of twice the size of one that runs alike, which a launch lifts by 20 a day', async () => {
    const wave = (day: number): number => 20 + 10 * (day % 2)
    await load({
      new: (day) => 2 * wave(day) + (day >= 20 ? 20 : 0),
      alike: wave,
      against: (day) => 20 + 10 * ((day + 1) % 2),
      flat: () => 25,
    })
    const rows = (await answerOf(db, syntheticControl, ASKED)).rows()
    expect(rows).toHaveLength(DAYS)
    for (const row of rows) {
      const isAfter = String(row['date']) >= LAUNCH
      expect(row['after']).toBe(isAfter)
      expect(Math.abs(Number(row['effect']) - (isAfter ? 20 : 0))).toBeLessThan(0.6)
    }
    expect(rows[0]!['mix']).toMatch(/^(9\d|100) % alike/)
    expect(rows[0]!['p']).toBe(0.25)
  })

  it('finds a planted rise of a quarter among ten noisy markets with its size, and says how rare it is', async () => {
    const random = seededRandom(3)
    const trend = Array.from({ length: DAYS }, (_, day) => 1 + 0.3 * Math.sin(day / 4) + day / 60)
    const market = (size: number, lift: number) => {
      const amounts = [...trend, 1].map((one, day) => size * one * (day >= 20 ? lift : 1) + 2 * (random() - 0.5))
      return (day: number): number => amounts[day]!
    }
    await load({
      new: market(40, 1.25),
      ...Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`m${at}`, market(25 + 5 * at, 1)])),
    })
    const values = readParameters(syntheticControl.parameters, ASKED)
    const answer = await answerOf(db, syntheticControl, ASKED)
    const [effect, percent, p] = syntheticControl.kpis!(answer, values, null)
    expect(Math.abs(percent!.value! - 25)).toBeLessThan(3)
    expect(effect!.value).toBeGreaterThan(8)
    expect(p!.value).toBe(0.1)
    expect(syntheticControl.charts!(answer, values)[0]!.summary).toContain('From 2024-05-21 on +')
  })

  it('says what it needs', async () => {
    await load({ new: () => 5, other: () => 5 })
    await expect(answerOf(db, syntheticControl, ASKED)).rejects.toThrow('two other groups with a figure on each')
    await expect(answerOf(db, syntheticControl, { ...ASKED, treated: 'old' })).rejects.toThrow('the group "old"')
    await expect(answerOf(db, syntheticControl, { ...ASKED, treated: null })).rejects.toThrow('say which group had')
  })
})
