import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { retention } from '../../../../queries/retention/retention'
import { expectCloseRows } from '../../closeRows'
import { NativeDuckdb, type LogEvent, type Row } from '../../nativeDuckdb'
import { randomLog, randomScope } from '../../randomLog'
import { retentionChoices, retentionParameters } from './choices'
import { referenceRetention, type RetentionChoices } from './reference'
import { runs } from '../../../runs'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const on = (user: string, event: string, ...times: string[]): LogEvent[] =>
  times.map((time) => ({ user, event, ts: time.includes('T') ? `2024-01-${time}:00Z` : `2024-01-${time}T12:00:00Z` }))
/** cohort → [users/eligible of each period]. */
const grid = (rows: readonly Row[]): Record<string, string[]> => {
  const cohorts: Record<string, string[]> = {}
  for (const row of rows)
    (cohorts[String(row['cohort'])] ??= [])[Number(row['period'])] =
      `${Number(row['users'])}/${Number(row['eligible'])}`
  return cohorts
}

describe('retention by hand', () => {
  const log = {
    name: 'log',
    events: [
      ...on('ann', 'open', '01', '02', '04'),
      ...on('bob', 'open', '01', '03'),
      ...on('cat', 'open', '02'),
      ...on('cat', 'buy', '03'),
      ...on('dan', 'open', '04'),
    ],
  }

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
    const first = async (criterion: string): Promise<string[] | undefined> =>
      grid(await db.answer(retention, { criterion }))['2024-01-01']
    expect(await first('on')).toEqual(['2/2', '1/2', '1/2', '1/2'])
    expect(await first('on-or-after')).toEqual(['2/2', '2/2', '2/2', '1/2'])
    expect(await first('on-or-before')).toEqual(['2/2', '1/2', '2/2', '2/2'])
  })

  it('lets users in at their first start ever, their first in the dates, or every time', async () => {
    await db.load(log)
    const from = { from: '2024-01-02', periods: 2 }
    expect(grid(await db.answer(retention, { ...from, entry: 'first-ever' }))).toEqual({
      '2024-01-02': ['1/1', '1/1', '0/1'],
      '2024-01-04': ['1/1'],
    })
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
    await db.load({
      name: 'log',
      events: [
        ...on('ann', 'buy', '01T09:00'),
        ...on('ann', 'join', '01T10:00'), // bought before joining
        ...on('bob', 'join', '01T10:00'),
        ...on('bob', 'buy', '01T10:00'), // at the same moment
        ...on('cat', 'buy', '01T11:00'), // never joined
      ],
    })
    expect(await db.answer(retention, { start_event: 'join', return_event: 'buy' })).toEqual([
      { cohort: '2024-01-01', size: 2, period: 0, eligible: 2, users: 1, pct: 50, complete: false },
    ])
  })

  it('keeps a filter out of "first ever", and checks it there', async () => {
    const paid = (event: LogEvent, plan: string): LogEvent => ({ ...event, more: { plan } })
    await db.load({
      name: 'log',
      events: [
        ...on('ann', 'open', '01').map((event) => paid(event, 'free')),
        ...on('ann', 'open', '02').map((event) => paid(event, 'pro')),
        ...on('bob', 'open', '02').map((event) => paid(event, 'pro')),
      ],
    })
    const filter = [{ column: 'plan', op: '=', value: 'pro' }]
    expect(grid(await db.answer(retention, { filter }))).toEqual({ '2024-01-02': ['1/1'] })
    expect(grid(await db.answer(retention, { filter, entry: 'first-matching' }))).toEqual({ '2024-01-02': ['2/2'] })
  })

  it("measures rolling periods from each user's own start", async () => {
    await db.load({
      name: 'log',
      events: [
        ...on('ann', 'open', '01T22:00', '02T10:00'), // the next date, yet within 24 hours
        ...on('bob', 'open', '01T08:00', '02T08:00'), // exactly 24 hours later: period 1
        ...on('cat', 'open', '02T21:00'),
        ...on('end', 'open', '03T12:00'),
      ],
    })
    expect(grid(await db.answer(retention, { clock: 'calendar', periods: 2 }))['2024-01-01']).toEqual([
      '2/2',
      '2/2',
      '0/2',
    ])
    // On the 3rd at noon, bob's period 1 is over, ann's (until 22:00) is not; the period 0 of cat and of end is not either, but that they started is known.
    expect(grid(await db.answer(retention, { clock: 'rolling', periods: 2 }))).toEqual({
      '2024-01-01': ['2/2', '1/1'],
      '2024-01-02': ['0/0'],
      '2024-01-03': ['0/0'],
    })
  })
})

describe('retention on random logs', () => {
  it('gives the same over active days, over raw events, and over events with times', async () => {
    await fc.assert(
      fc.asyncProperty(randomLog, randomScope, retentionChoices, async (log, scope, choices) => {
        await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
        const any: RetentionChoices = {
          ...choices,
          breakdown: null,
          start: { event: null, plan: null },
          returns: { event: null, plan: null },
          clock: 'calendar' as const,
        }
        const plain = { ...scope, filter: [] }
        const all = [{ column: 'event', op: 'is not null' }]
        const derived = await db.answer(retention, retentionParameters(plain, any))
        expectCloseRows(derived, referenceRetention(log, plain, any))
        expectCloseRows(await db.answer(retention, { ...retentionParameters(plain, any), filter: all }), derived)
        expectCloseRows(
          await db.answer(retention, { ...retentionParameters(plain, any), return_event: { event: null, where: all } }),
          derived,
        )
      }),
      { numRuns: runs(10) },
    )
  })
})
