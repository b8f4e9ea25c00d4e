import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changePoint } from '../../../../queries/change/change-point'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { seededRandom } from '../../../../src-renderer/stats/random'
import { answerOf } from '../../answer'
import { NativeDuckdb, type LogEvent, type Row } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** So many events on each date from 1 May 2024 on, and one on the day after, which is not over. */
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

async function changesOf(counts: readonly number[], asked: object = {}): Promise<readonly Row[]> {
  await db.load({ name: 'log', events: daily(counts) })
  const answer = await answerOf(db, changePoint, { ...USERS, ...asked })
  return answer.rows().filter((row) => row['change'] !== null)
}

describe('when it changed', () => {
  it('by hand: 8 users a day for a week, then 12', async () => {
    const [only, ...more] = await changesOf([...Array<number>(7).fill(8), ...Array<number>(7).fill(12)])
    expect(more).toEqual([])
    expect(only).toMatchObject({ date: '2024-05-08', value: 12, level: 12, change: 4, change_pct: 50, complete: true })
    expect(Number(only!['p'])).toBeLessThan(0.01)
  })

  it('weekends are no change; a fall that weekends hide is one', async () => {
    const weeks = (level: number, count: number): readonly number[] =>
      Array.from({ length: 7 * count }, (_, day) => level + (day % 7 > 4 ? 20 : 0))
    expect(await changesOf(weeks(10, 4))).toEqual([])
    const [fall] = await changesOf([...weeks(16, 3), ...weeks(10, 3)])
    expect(fall).toMatchObject({ date: '2024-05-22' })
    expect(Number(fall!['change'])).toBeCloseTo(-6, 9)
  })

  it('finds a planted fall of a third on its date in 19 of 20 noisy logs, with its size up to four errors', async () => {
    const sizes: number[] = []
    for (let seed = 0; seed < 20; seed += 1) {
      const random = seededRandom(seed)
      const counts = Array.from({ length: 40 }, (_, day) => (day < 25 ? 18 : 12) + Math.floor(5 * random()) - 2)
      const changes = await changesOf(counts)
      if (changes.length === 1 && changes[0]!['date'] === '2024-05-26') sizes.push(Number(changes[0]!['change']))
    }
    expect(sizes.length).toBeGreaterThanOrEqual(19)
    for (const size of sizes) expect(Math.abs(size + 6)).toBeLessThan(2)
  })

  it('cuts by hours, too, and says when they begin', async () => {
    const events = Array.from({ length: 24 }, (_, hour) =>
      Array.from({ length: hour < 10 ? 2 : 6 }, (_one, user) => ({
        user: `u${user}`,
        event: 'open',
        ts: new Date(Date.UTC(2024, 4, 1, hour, user)).toISOString(),
      })),
    ).flat()
    await db.load({ name: 'log', events })
    const answer = await answerOf(db, changePoint, { ...USERS, interval: 'hour', as_of: '2024-05-01' })
    const [only] = answer.rows().filter((row) => row['change'] !== null)
    expect(only).toMatchObject({ ts: Date.UTC(2024, 4, 1, 10) * 1000, change: 4 })
  })

  it('says in its chart what it found, and that it found nothing', async () => {
    await db.load({ name: 'log', events: daily([...Array<number>(7).fill(8), ...Array<number>(7).fill(12)]) })
    const values = readParameters(changePoint.parameters, USERS)
    const answer = await answerOf(db, changePoint, USERS)
    expect(changePoint.charts!(answer, values)[0]?.summary).toBe(
      '1 change of the level: on 2024-05-08 from 8 to 12, +50.0 % (p 0.001).',
    )
    await db.load({ name: 'log', events: daily([5, 5, 5, 5]) })
    const none = await answerOf(db, changePoint, USERS)
    expect(changePoint.charts!(none, values)[0]?.summary).toBe('One level all along: no split is more than luck.')
    expect(changePoint.kpis!(none, values, null)[0]).toMatchObject({ value: null, detail: 'none found' })
  })
})
