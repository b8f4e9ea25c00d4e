import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { beforeAfter } from '../../../../queries/change/before-after'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { paired } from '../../../../src-renderer/stats/means'
import { answerOf } from '../../answer'
import { NativeDuckdb, type LogEvent, type Row } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const WEEK = [8, 9, 10, 9, 8, 20, 18]

/** Two users who do as many events a day as the list says, from 1 May 2024 on; the date after is not over. */
function daily(counts: readonly number[]): readonly LogEvent[] {
  return [...counts, 1].flatMap((count, day) =>
    Array.from({ length: count }, (_, at) => ({
      user: `u${at % 2}`,
      event: 'open',
      ts: new Date(Date.UTC(2024, 4, 1 + day, 12, at)).toISOString(),
    })),
  )
}

async function asked(counts: readonly number[], given: object): Promise<readonly Row[]> {
  await db.load({ name: 'log', events: daily(counts) })
  return (await answerOf(db, beforeAfter, { date: '2024-05-15', ...given })).rows()
}

describe('before and after', () => {
  it('tests pairs as Student did: sleep gained under two drugs (1908), t 4.0621, p 0.00283', () => {
    const one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]
    const two = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    const test = paired(two, one)!
    expect(test.difference).toBeCloseTo(1.58, 9)
    expect(test.statistic).toBeCloseTo(4.0621, 4)
    expect(test.degrees).toBe(9)
    expect(test.p).toBeCloseTo(0.002833, 6)
    expect([test.low, test.high].map((one) => one.toFixed(7))).toEqual(['0.7001142', '2.4598858'])
    expect(paired([1], [2])).toBeNull()
    expect(paired([0.3, 0.4], [0.1, 0.2])).toMatchObject({ p: 0, statistic: null })
  })

  it('holds weekday against weekday: a rise of one a day is seen through weekends twice as high', async () => {
    const counts = [...WEEK, ...WEEK, ...WEEK.map((one) => one + 1), ...WEEK.map((one, at) => one + (at === 3 ? 2 : 1))]
    const rows = await asked(counts, {})
    const events = rows.find((row) => row['series'] === 'events')!
    expect(events).toMatchObject({ days: 14 })
    expect(Number(events['before'])).toBeCloseTo(82 / 7, 9)
    expect(Number(events['difference'])).toBeCloseTo(15 / 14, 9)
    expect(Number(events['q'])).toBeLessThan(0.001)
    expect(rows.find((row) => row['series'] === 'users')).toMatchObject({ before: 2, after: 2, difference: 0, p: 1 })
    // Thirteen days are no whole weeks: weekends hide the rise.
    const welch = (await asked(counts, { days: 13 })).find((row) => row['series'] === 'events')!
    expect(Number(welch['p'])).toBeGreaterThan(0.3)
    expect(welch).toMatchObject({ days: 13 })
  })

  it('takes as many days as both sides have, and says in its chart what moved', async () => {
    const counts = [...WEEK, ...WEEK, 30, 31, 32, 30, 33, 31, 30]
    const values = readParameters(beforeAfter.parameters, { date: '2024-05-15' })
    const rows = await asked(counts, {})
    expect(rows[1]).toMatchObject({ series: 'events', days: 7 })
    const answer = await answerOf(db, beforeAfter, { date: '2024-05-15' })
    const [chart] = beforeAfter.charts!(answer, values)
    expect(chart?.summary).toBe(
      '2 of 3 figures changed beyond chance (coloured by direction), over 7 days on each side.',
    )
  })

  it('lists behind a mean what its days count', async () => {
    await db.load({ name: 'log', events: daily([...WEEK, ...WEEK, ...WEEK]) })
    const values = readParameters(beforeAfter.parameters, { date: '2024-05-15', days: 7 })
    const listed = async (series: string, column: string): Promise<readonly Row[]> => {
      const drill = beforeAfter.drill!({ row: { series, [column]: 1 }, column }, values, db.catalog, null)
      return db.query(drill!.plan.sql)
    }
    expect(await listed('events', 'before')).toHaveLength(82)
    expect(await listed('events', 'after')).toHaveLength(82)
    const users = await listed('users', 'after')
    expect(users.map((row) => row['events']).toSorted()).toEqual([40, 42])
    expect(
      beforeAfter.drill!({ row: { series: 'events', before: null }, column: 'before' }, values, db.catalog, null),
    ).toBeNull()
  })

  it('refuses a date without whole days on both sides', async () => {
    await expect(asked(WEEK, { date: '2024-05-01' })).rejects.toThrow(
      'date: 2024-05-01 leaves no whole days on both sides; the data go from 2024-05-01 to 2024-05-08',
    )
  })
})
