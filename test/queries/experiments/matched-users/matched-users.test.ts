import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { matchedUsers } from '../../../../queries/experiments/matched-users'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../../src-renderer/query/contract/result'
import { seededRandom } from '../../../../src-renderer/stats/random'
import { NativeDuckdb, tableOf, type LogEvent, type Row } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

type Raw = Readonly<Record<string, ParameterValue>>
const ASKED: Raw = { treatment: 'try', metric: 'buy', start: '2024-05-08', take_up_days: 1, days: 5 }

async function result(raw: Raw): Promise<ResultTable> {
  const values = readParameters(matchedUsers.parameters, raw)
  const plan = matchedUsers.plan(values, db.catalog, null)
  return matchedUsers.finish!(tableOf(matchedUsers, await db.answer(matchedUsers, raw)), plan.finish!.values)
}
async function answer(raw: Raw): Promise<readonly Row[]> {
  return (await result(raw)).rows()
}

const on = (day: number, user: string, event: string, plan = 'free'): LogEvent => ({
  user,
  event,
  ts: Date.UTC(2024, 4, day, 12) * 1000,
  more: { plan },
})
/** The first and the last day of the data; neither user is there in the days before the start. */
const EDGES = [on(1, 'first', 'view'), on(20, 'last', 'view')]

describe('matched-users', () => {
  it('gives the worked difference where everybody was alike', async () => {
    const people = Array.from({ length: 10 }, (_, index) => `u${index}`)
    await db.load({
      name: 'log',
      events: [
        ...EDGES,
        ...people.map((user) => on(5, user, 'view')),
        ...people.slice(0, 5).map((user) => on(8, user, 'try')),
        ...['u0', 'u1', 'u2', 'u5'].map((user) => on(10, user, 'buy')),
        // Before it, on the days to take it up, and too late: neither counts.
        ...['u3', 'u6'].map((user) => on(8, user, 'buy')),
        on(14, 'u7', 'buy'),
      ],
    })
    const rows = await answer(ASKED)
    // Matched: gaps of 0.8 (three) and -0.2 (two) around 0.4; each of the others stands in for five fifths.
    const error = Math.sqrt((1.2 + 0.8 * (0.8 + 4 * 0.05)) / 25)
    expect(rows.find((row) => row['what'] === 'matched')).toEqual({
      kind: 'effect',
      what: 'matched',
      treated_users: 5,
      control_users: 5,
      treated: 60,
      control: expect.closeTo(20, 9) as unknown,
      difference: expect.closeTo(40, 9) as unknown,
      low: expect.closeTo(40 - 195.9963985 * error, 5) as unknown,
      high: expect.closeTo(40 + 195.9963985 * error, 5) as unknown,
      p: expect.closeTo(0.1573, 4) as unknown,
      apart_before: null,
      apart_after: null,
    })
  })

  it('finds a planted effect of 20 points with its size, where busy users try it more and buy more anyway', async () => {
    const random = seededRandom(7)
    const events: LogEvent[] = [...EDGES]
    for (let index = 0; index < 420; index++) {
      const [user, isBusy] = [`u${index}`, random() < 0.5]
      const plan = random() < 0.5 ? 'pro' : 'free'
      const days = [3, 4, 5, 6].filter(() => random() < (isBusy ? 0.8 : 0.2))
      for (const day of [7, ...days]) events.push(on(day, user, 'view', plan))
      const tries = random() < (isBusy ? 0.7 : 0.2) + (plan === 'pro' ? 0.2 : -0.1)
      if (tries) events.push(on(8, user, 'try', plan))
      if (random() < (isBusy ? 0.45 : 0.05) + (plan === 'pro' ? 0.3 : 0) + (tries ? 0.2 : 0))
        events.push(on(10, user, 'buy', plan))
    }
    await db.load({ name: 'log', events, more: { plan: 'string' } })
    const rows = await answer({ ...ASKED, properties: ['plan'] })
    const of = (what: string): Record<string, number> => rows.find((row) => row['what'] === what) as never
    expect(of('unadjusted')['low']).toBeGreaterThan(25)
    for (const what of ['matched', 'weighted']) {
      expect(Math.abs(of(what)['difference']! - 20), what).toBeLessThan(8)
      expect(of(what)['low'], what).toBeLessThan(20)
      expect(of(what)['high'], what).toBeGreaterThan(20)
    }
    expect(Math.abs(of('active days before')['apart_before']!)).toBeGreaterThan(0.3)
    expect(Math.abs(of('plan = pro')['apart_before'] ?? of('plan = free')['apart_before']!)).toBeGreaterThan(0.3)
    for (const row of rows.filter((one) => one['kind'] === 'balance'))
      expect(Math.abs(Number(row['apart_after'] ?? 0)), String(row['what'])).toBeLessThan(0.1)
  })

  it('leaves the effect blank where nobody is alike or there are too few, and refuses where the data have no days for it', async () => {
    const busy = Array.from({ length: 12 }, (_, index) => `b${index}`)
    const rare = Array.from({ length: 12 }, (_, index) => `r${index}`)
    await db.load({
      name: 'log',
      events: [
        ...EDGES,
        ...busy.flatMap((user) => [3, 4, 5, 6, 7, 7, 7, 7].map((day) => on(day, user, 'view'))),
        ...rare.map((user) => on(4, user, 'view')),
        ...busy.map((user) => on(8, user, 'try')),
      ],
    })
    const told = async (raw: Raw): Promise<unknown> => {
      const table = await result(raw)
      const [chart] = matchedUsers.charts!(table, readParameters(matchedUsers.parameters, raw))
      expect(table.rows()[1]).toMatchObject({ what: 'matched', difference: null, low: null, p: null })
      return chart?.summary
    }
    expect(await told(ASKED)).toBe(
      'Only 0 of the 12 users who took it up have anybody like them among those who did not: ' +
        'there is no one to compare them with.',
    )
    expect(await told({ ...ASKED, treatment: 'buy' })).toContain('0 took it up and 24 did not')
    await expect(answer({ ...ASKED, treatment: null })).rejects.toThrow('say which event')
    await expect(answer({ ...ASKED, start: '2024-05-01' })).rejects.toThrow('the days before 2024-05-01')
    await expect(answer({ ...ASKED, take_up_days: 30 })).rejects.toThrow('30 days of taking it up')
  })

  it('takes more users than a call has room for arguments', () => {
    const user = (key: number, isTreated: boolean): Row => ({
      user_key: key,
      events_before: 1 + (key % 3),
      active_days: 1 + (key % 2),
      days_silent: key % 4,
      days_known: 5,
      metric_before: 0,
      is_treated: isTreated,
      outcome: key % 5 === 0 ? 1 : 0,
    })
    const answered = tableOf(
      matchedUsers,
      Array.from({ length: 150_000 }, (_, key) => user(key, key < 20)),
    )
    const rows = matchedUsers.finish!(answered, readParameters(matchedUsers.parameters, ASKED)).rows()
    expect(rows[0]).toMatchObject({ what: 'unadjusted', treated_users: 20, control_users: 149_980, treated: 20 })
    expect(rows[2]).toMatchObject({ what: 'weighted', control_users: 149_980 })
    expect(rows[2]!['control'], 'a weighted mean of 0 and 1').toBeCloseTo(20, 0)
  })
})
