import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { retention } from '../../../queries/retention'
import { expectCloseRows } from '../closeRows'
import { NativeDuckdb, tableOf, type LogEvent, type Row } from '../nativeDuckdb'
import { randomLog, randomScope } from '../randomLog'
import { retentionChoices, retentionParameters } from './choices'
import { referenceRetention } from './reference'

// Thousands of small queries: slow on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let db: NativeDuckdb
beforeAll(async () => { db = await NativeDuckdb.open() })
afterAll(() => db.close())

const on = (user: string, event: string, ...times: string[]): LogEvent[] => times.map((time) => ({ user, event, ts: time.includes('T') ? `2024-01-${time}:00Z` : `2024-01-${time}T12:00:00Z` }))
/** cohort → [users/eligible of each period]. */
const grid = (rows: readonly Row[]): Record<string, string[]> => {
  const cohorts: Record<string, string[]> = {}
  for (const row of rows) (cohorts[String(row['cohort'])] ??= [])[Number(row['period'])] = `${Number(row['users'])}/${Number(row['eligible'])}`
  return cohorts
}

describe('retention by hand', () => {
  const log = { name: 'log', events: [
    ...on('ann', 'open', '01', '02', '04'),
    ...on('bob', 'open', '01', '03'),
    ...on('cat', 'open', '02'),
    ...on('cat', 'buy', '03'),
    ...on('dan', 'open', '04'),
  ] }

  it('blanks what cannot be observed yet', async () => {
    await db.load(log)
    expect(grid(await db.answer(retention, { periods: 5 }))).toEqual({
      // cohort      day 0  day 1  day 2  day 3; the data end on the 4th
      '2024-01-01': ['2/2', '1/2', '1/2', '1/2'],
      '2024-01-02': ['1/1', '1/1', '0/1'],
      '2024-01-04': ['1/1'],
    })
  })

  it('counts on, on or after, and on or before', async () => {
    await db.load(log)
    const first = async (criterion: string): Promise<string[] | undefined> => grid(await db.answer(retention, { criterion }))['2024-01-01']
    expect(await first('on')).toEqual(['2/2', '1/2', '1/2', '1/2'])
    expect(await first('on-or-after')).toEqual(['2/2', '2/2', '2/2', '1/2'])
    expect(await first('on-or-before')).toEqual(['2/2', '1/2', '2/2', '2/2'])
  })

  it('lets users in at their first start ever, their first in the dates, or every time', async () => {
    await db.load(log)
    const from = { from: '2024-01-02', periods: 2 }
    expect(grid(await db.answer(retention, { ...from, entry: 'first-ever' }))).toEqual({ '2024-01-02': ['1/1', '1/1', '0/1'], '2024-01-04': ['1/1'] })
    expect(grid(await db.answer(retention, { ...from, entry: 'first-matching' }))).toEqual({
      '2024-01-02': ['2/2', '1/2', '1/2'], // ann and cat
      '2024-01-03': ['1/1', '0/1'], //        bob
      '2024-01-04': ['1/1'],
    })
    expect(grid(await db.answer(retention, { ...from, entry: 'recurring' }))).toEqual({
      '2024-01-02': ['2/2', '1/2', '1/2'],
      '2024-01-03': ['2/2', '0/2'], // bob and cat
      '2024-01-04': ['2/2'], //        ann and dan
    })
  })

  it('counts a return from the moment of the start on, not before it', async () => {
    await db.load({ name: 'log', events: [
      ...on('ann', 'buy', '01T09:00'), ...on('ann', 'join', '01T10:00'), // bought before joining
      ...on('bob', 'join', '01T10:00'), ...on('bob', 'buy', '01T10:00'), // at the same moment
      ...on('cat', 'buy', '01T11:00'), // never joined
    ] })
    expect(await db.answer(retention, { start_event: 'join', return_event: 'buy' })).toEqual([{ cohort: '2024-01-01', size: 2, period: 0, eligible: 2, users: 1, pct: 50 }])
  })

  it('keeps a filter out of "first ever", and checks it there', async () => {
    const paid = (event: LogEvent, plan: string): LogEvent => ({ ...event, more: { plan } })
    await db.load({ name: 'log', events: [
      ...on('ann', 'open', '01').map((event) => paid(event, 'free')), ...on('ann', 'open', '02').map((event) => paid(event, 'pro')),
      ...on('bob', 'open', '02').map((event) => paid(event, 'pro')),
    ] })
    const filter = [{ column: 'plan', op: '=', value: 'pro' }]
    expect(grid(await db.answer(retention, { filter }))).toEqual({ '2024-01-02': ['1/1'] })
    expect(grid(await db.answer(retention, { filter, entry: 'first-matching' }))).toEqual({ '2024-01-02': ['2/2'] })
  })

  it('measures rolling periods from each user\'s own start', async () => {
    await db.load({ name: 'log', events: [
      ...on('ann', 'open', '01T22:00', '02T10:00'), // the next date, yet within 24 hours
      ...on('bob', 'open', '01T08:00', '02T08:00'), // exactly 24 hours later: period 1
      ...on('cat', 'open', '02T21:00'),
      ...on('end', 'open', '03T12:00'),
    ] })
    expect(grid(await db.answer(retention, { clock: 'calendar', periods: 2 }))['2024-01-01']).toEqual(['2/2', '2/2', '0/2'])
    // On the 3rd at noon, bob's period 1 is over, ann's (until 22:00) is not; cat's period 0 is not either.
    expect(grid(await db.answer(retention, { clock: 'rolling', periods: 2 }))).toEqual({ '2024-01-01': ['2/2', '1/1'] })
  })
})

describe('retention where clocks change', () => {
  // Each zone's weekend: a day of 23 hours in New York, one of 24.5 on Lord Howe Island, where clocks go back half an hour.
  it('counts 10 March 2024 in New York', async () => {
    await db.load({ name: 'log', events: [
      { user: 'ann', event: 'open', ts: '2024-03-09T20:30:00-05:00' }, { user: 'ann', event: 'open', ts: '2024-03-10T21:00:00-04:00' }, // next date, 23.5 hours
      { user: 'bob', event: 'open', ts: '2024-03-10T00:10:00-05:00' }, { user: 'bob', event: 'open', ts: '2024-03-11T00:05:00-04:00' }, // next date, 22 h 55 min
      { user: 'cat', event: 'open', ts: '2024-03-10T00:10:00-05:00' }, { user: 'cat', event: 'open', ts: '2024-03-11T01:10:00-04:00' }, // next date, 24 hours
      { user: null, event: 'open', ts: '2024-03-13T12:00:00-04:00' },
    ] }, { timezone: 'America/New_York' })
    expect(grid(await db.answer(retention, { periods: 1 }))).toEqual({ '2024-03-09': ['1/1', '1/1'], '2024-03-10': ['2/2', '2/2'] })
    expect(grid(await db.answer(retention, { periods: 1, clock: 'rolling' }))).toEqual({ '2024-03-09': ['1/1', '0/1'], '2024-03-10': ['2/2', '1/2'] })
  })

  it('counts 7 April 2024 on Lord Howe Island', async () => {
    await db.load({ name: 'log', events: [
      { user: 'ann', event: 'open', ts: '2024-04-07T00:10:00+11:00' }, { user: 'ann', event: 'open', ts: '2024-04-07T23:50:00+10:30' }, // the same date, 24 h 10 min
      { user: 'bob', event: 'open', ts: '2024-04-06T23:50:00+11:00' }, { user: 'bob', event: 'open', ts: '2024-04-07T23:40:00+10:30' }, // next date, 24 h 20 min
      { user: 'cat', event: 'open', ts: '2024-04-06T23:50:00+11:00' }, { user: 'cat', event: 'open', ts: '2024-04-08T00:10:00+10:30' }, // two dates on, 24 h 50 min
      { user: null, event: 'open', ts: '2024-04-10T12:00:00+10:30' },
    ] }, { timezone: 'Australia/Lord_Howe' })
    expect(grid(await db.answer(retention, { periods: 2 }))).toEqual({ '2024-04-06': ['2/2', '1/2', '1/2'], '2024-04-07': ['1/1', '0/1', '0/1'] })
    expect(grid(await db.answer(retention, { periods: 1, clock: 'rolling' }))).toEqual({ '2024-04-06': ['2/2', '2/2'], '2024-04-07': ['1/1', '1/1'] })
  })
})

describe('retention on random logs', () => {
  it('equals the naive reference', async () => {
    await fc.assert(fc.asyncProperty(randomLog, randomScope, retentionChoices, async (log, scope, choices) => {
      await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
      const expected = referenceRetention(log, scope, choices)
      expectCloseRows(await db.answer(retention, retentionParameters(scope, choices)), expected)
    }), { numRuns: 500 })
  })

  it('gives the same over active days, over raw events, and over events with times', async () => {
    await fc.assert(fc.asyncProperty(randomLog, randomScope, retentionChoices, async (log, scope, choices) => {
      await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
      const any = { ...choices, start: { event: null, plan: null }, returns: { event: null, plan: null }, clock: 'calendar' as const }
      const plain = { ...scope, filter: [] }
      const all = [{ column: 'event', op: 'is not null' }]
      const derived = await db.answer(retention, retentionParameters(plain, any))
      expectCloseRows(derived, referenceRetention(log, plain, any))
      expectCloseRows(await db.answer(retention, { ...retentionParameters(plain, any), filter: all }), derived)
      expectCloseRows(await db.answer(retention, { ...retentionParameters(plain, any), return_event: { event: null, where: all } }), derived)
    }), { numRuns: 300 })
  })

  it('keeps what must hold: on k is at most on or after k, and at most on or before k', async () => {
    await fc.assert(fc.asyncProperty(randomLog, randomScope, retentionChoices, async (log, scope, choices) => {
      await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
      const users = async (criterion: 'on' | 'on-or-after' | 'on-or-before'): Promise<readonly number[]> =>
        (await db.answer(retention, retentionParameters(scope, { ...choices, criterion }))).map((row) => Number(row['users']))
      const [exact, after, before] = [await users('on'), await users('on-or-after'), await users('on-or-before')]
      expect([after.length, before.length]).toEqual([exact.length, exact.length])
      exact.forEach((one, index) => {
        expect(one).toBeLessThanOrEqual(after[index]!)
        expect(one).toBeLessThanOrEqual(before[index]!)
      })
    }), { numRuns: 100 })
  })

  it('adds up over parts of the users', async () => {
    await fc.assert(fc.asyncProperty(randomLog, retentionChoices, async (log, choices) => {
      const cells = async (keep: (user: string | null) => boolean): Promise<Map<string, number>> => {
        // Rows without a user stand for the others' times, so that both parts end with the same moment.
        await db.load({ name: 'log', events: log.events.map((event) => (keep(event.user) ? event : { ...event, user: null })), more: { plan: 'string' } }, log)
        const rows = await db.answer(retention, retentionParameters({ from: null, to: null, timezone: null, include_test: true, filter: [] }, choices))
        return new Map(rows.flatMap((row) => [[`${String(row['cohort'])} ${Number(row['period'])} users`, Number(row['users'])], [`${String(row['cohort'])} ${Number(row['period'])} eligible`, Number(row['eligible'])]]))
      }
      const [whole, one, other] = [await cells(() => true), await cells((user) => user === 'a' || user === 'b'), await cells((user) => user === 'c' || user === 'd')]
      const sum = new Map(one)
      for (const [cell, count] of other) sum.set(cell, (sum.get(cell) ?? 0) + count)
      expect(sum).toEqual(whole)
    }), { numRuns: 100 })
  })
})

describe('retention charts', () => {
  it('leave day 0 out of the colours, blank cells that cannot be observed, and mark the day that is not over', async () => {
    await db.load({ name: 'log', events: [...on('ann', 'open', '01', '02', '03'), ...on('bob', 'open', '03')] })
    const [heatmap, curves] = retention.charts!(tableOf(retention, await db.answer(retention)), { unit: 'day', periods: null, clock: 'calendar' })
    if (heatmap?.kind !== 'heatmap' || curves?.kind !== 'line') throw new Error('a heatmap and curves were expected')
    expect(heatmap.ignoreColumns).toEqual([0])
    expect(heatmap.columns).toEqual(['0', '1', '2'])
    expect(heatmap.rows).toEqual([
      { label: '2024-01-01', size: 1, cells: [
        { value: 100, detail: '1 of 1 users' }, { value: 100, detail: '1 of 1 users' }, { value: 100, detail: '1 of 1 users; this day holds the newest event and may still grow' }] },
      { label: '2024-01-03', size: 1, cells: [{ value: 100, detail: '1 of 1 users; this day holds the newest event and may still grow' }, null, null] },
    ])
    expect(curves.series.map((series) => [series.name, series.points.map((point) => point.incomplete ?? false)])).toEqual([
      ['All cohorts', [false, false, false]], ['2024-01-01', [false, false, true]], ['2024-01-03', [true]]])
  })
})
