import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forecast } from '../../../../queries/trends/forecast'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { seededRandom } from '../../../../src-renderer/stats/random'
import { answerOf } from '../../answer'
import { NativeDuckdb, type LogEvent, type Row } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** So many users on each date from 1 May 2024 on; the date after is not over. */
function daily(counts: readonly number[]): readonly LogEvent[] {
  return [...counts, 1].flatMap((count, day) =>
    Array.from({ length: count }, (_, user) => ({
      user: `u${user}`,
      event: 'open',
      ts: new Date(Date.UTC(2024, 4, 1 + day, 12, user)).toISOString(),
    })),
  )
}

const USERS = { measures: [{ name: 'A', event: null, measure: 'users' }] }

async function coming(counts: readonly number[], asked: object = {}): Promise<readonly Row[]> {
  await db.load({ name: 'log', events: daily(counts) })
  const rows = (await answerOf(db, forecast, { ...USERS, ...asked })).rows()
  return rows.filter((row) => row['forecast'] !== null && row['held_out'] === false)
}

const WEEK = [10, 12, 11, 13, 12, 30, 28]
const weeks = (count: number): readonly number[] => Array.from({ length: 7 * count }, (_, day) => WEEK[day % 7]!)

describe('a forecast', () => {
  it('goes on with the same weeks, without a band, where they were always the same', async () => {
    for (const method of ['seasonal-naive', 'holt-winters', 'auto']) {
      const rows = await coming(weeks(5), { method, ahead: 9 })
      expect(rows.map((row) => row['date']).slice(0, 2), method).toEqual(['2024-06-05', '2024-06-06'])
      rows.forEach((row, at) => {
        for (const name of ['forecast', 'low', 'high']) expect(Number(row[name])).toBeCloseTo(WEEK[at % 7]!, 9)
      })
      expect(rows[0]).toMatchObject({ complete: false, value: 1 })
      expect(rows[1]!['value']).toBeNull()
    }
  })

  it('of no season repeats the last figure, its band as wide as that was wrong: by hand', async () => {
    // Held out are 2 of 4: of 5 it said 3, of 4 it said 5. √((2² + 1²) / 2) × 1.96 = 3.099.
    const [only] = await coming([1, 3, 5, 4], { method: 'seasonal-naive', ahead: 1 })
    expect(only).toMatchObject({ date: '2024-05-05', forecast: 4, held_out_error: 1.5 })
    expect(Number(only!['low'])).toBeCloseTo(4 - 1.96 * Math.sqrt(2.5), 9)
    expect(Number(only!['high'])).toBeCloseTo(4 + 1.96 * Math.sqrt(2.5), 9)
  })

  it('follows a rise that the last season does not know', async () => {
    const rising = Array.from({ length: 28 }, (_, day) => 10 + day)
    const [first] = await coming(rising, { ahead: 3 })
    expect(first!['method']).toBe('holt-winters')
    expect(Math.abs(Number(first!['forecast']) - 38)).toBeLessThan(1.5)
  })

  it('holds most of what came in its band', async () => {
    let [inside, all] = [0, 0]
    for (let seed = 0; seed < 8; seed += 1) {
      const random = seededRandom(seed)
      const series = Array.from({ length: 49 }, (_, day) => WEEK[day % 7]! + Math.floor(9 * random()))
      const rows = await coming(series.slice(0, 42), { ahead: 7 })
      rows.forEach((row, at) => {
        all += 1
        const came = series[42 + at]!
        if (came >= Number(row['low']) && came <= Number(row['high'])) inside += 1
      })
    }
    expect(all).toBe(56)
    expect(inside / all).toBeGreaterThan(0.85)
  })

  it('says nothing of three days, and where a goal is reached', async () => {
    expect(await coming([1, 2, 3])).toEqual([])
    const values = readParameters(forecast.parameters, { ...USERS, goal: 40 })
    const none = await answerOf(db, forecast, { ...USERS, goal: 40 })
    expect(forecast.charts!(none, values)[0]?.summary).toBe('Fewer than four complete days: nothing to learn from.')
    await db.load({ name: 'log', events: daily(Array.from({ length: 28 }, (_, day) => 10 + day)) })
    const answer = await answerOf(db, forecast, { ...USERS, goal: 40 })
    expect(forecast.kpis!(answer, values, null).at(-1)).toMatchObject({
      label: 'Goal',
      detail: 'reached on 2024-06-02 by the forecast',
    })
  })
})
