import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { retentionSummary } from '../../../../queries/retention/retention-summary'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('retention summary', () => {
  it('pools by hand', async () => {
    const on = (user: string, ...dates: string[]): { user: string; event: string; ts: string }[] =>
      dates.map((date) => ({ user, event: 'open', ts: `2024-01-${date}T12:00:00Z` }))
    await db.load({
      name: 'log',
      events: [
        ...on('ann', '01', '02'),
        ...on('bob', '01'),
        ...on('cat', '01'),
        ...on('dan', '02', '03'),
        ...on('eve', '03'),
      ],
    })
    const rows = await db.answer(retentionSummary)
    expect(rows).toEqual([
      { period: 0, eligible: 4, users: 4, pct: 100 }, // eve's day is not over
      { period: 1, eligible: 3, users: 1, pct: 100 / 3 }, // ann of three; the day after dan's is not over
    ])
    // Where the last day is over: not the mean of 33 % and 100 %; eve is too young.
    expect(await db.answer(retentionSummary, { as_of: '2024-01-03' })).toEqual([
      { period: 0, eligible: 5, users: 5, pct: 100 },
      { period: 1, eligible: 4, users: 2, pct: 50 },
      { period: 2, eligible: 3, users: 0, pct: 0 },
    ])
    const [chart] = retentionSummary.charts!(tableOf(retentionSummary, rows), { unit: 'day' })
    expect(chart!.summary).toBe(
      'Retained: day 1 33.3 % (1 of 3 users). The curve is drawn with the 95 % interval after Wilson.',
    )
  })

  it('takes the simple mean of cohorts by hand', async () => {
    const on = (user: string, ...dates: string[]): { user: string; event: string; ts: string }[] =>
      dates.map((date) => ({ user, event: 'open', ts: `2024-01-${date}T12:00:00Z` }))
    await db.load({
      name: 'log',
      events: [
        ...on('ann', '01', '02'),
        ...on('bob', '01'),
        ...on('cat', '01'),
        ...on('dan', '01'),
        ...on('eve', '02', '03'),
        ...on('fay', '03'),
      ],
    })
    expect(await db.answer(retentionSummary, { mean: 'simple', as_of: '2024-01-03' })).toEqual([
      { period: 0, eligible: 6, users: 6, pct: 100, cohorts: 3 },
      { period: 1, eligible: 5, users: 2, pct: 62.5, cohorts: 2 }, // 25 % and 100 %; pooled it is 40 %
      { period: 2, eligible: 4, users: 0, pct: 0, cohorts: 1 },
    ])
  })

  it('weighs cohorts by their size by hand, where it is not the pooled rate', async () => {
    const at = (user: string, ...times: string[]): { user: string; event: string; ts: string }[] =>
      times.map((time) => ({ user, event: 'open', ts: `2024-01-${time}:00:00Z` }))
    // Rolling day 1 of ann is over when the data end, on the 3rd at 10; that of bob, of her cohort, and of cat is not; dan came back.
    await db.load({
      name: 'log',
      events: [
        ...at('dan', '01T01', '02T02'),
        ...at('ann', '01T09'),
        ...at('bob', '01T11'),
        ...at('eve', '01T02'),
        ...at('fay', '01T03', '02T04'),
        ...at('cat', '03T10'),
      ],
    })
    const rows = await db.answer(retentionSummary, { clock: 'rolling', mean: 'weighted', periods: 1 })
    // Day 0 is over for five of the first cohort and not for cat; day 1 for dan, eve, fay and ann: 2 of 4.
    expect(rows).toEqual([
      { period: 0, eligible: 5, users: 5, pct: 100, cohorts: 1, cohort_users: 5 },
      { period: 1, eligible: 4, users: 2, pct: 50, cohorts: 1, cohort_users: 5 },
    ])
    // Two cohorts: 1 of 1 eligible out of 3 users, 0 of 1 out of 1: weighted 75 %, pooled 50 %.
    await db.load({
      name: 'log',
      events: [
        ...at('a', '02T01', '03T02'),
        ...at('b', '02T20'),
        ...at('c', '02T21'),
        ...at('d', '01T12'),
        ...at('z', '04T01'),
      ],
    })
    expect(
      (await db.answer(retentionSummary, { clock: 'rolling', mean: 'weighted', periods: 1, to: '2024-01-02' }))[1],
    ).toEqual({ period: 1, eligible: 2, users: 1, pct: 75, cohorts: 2, cohort_users: 4 })
    expect((await db.answer(retentionSummary, { clock: 'rolling', periods: 1, to: '2024-01-02' }))[1]).toMatchObject({
      pct: 50,
    })
  })
})
