import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stickiness } from '../../../../queries/activity/stickiness'
import { expectDrills } from '../../expectDrills'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'
import { randomLog, randomScope } from '../../randomLog'
import { atLeast, runs } from '../../../runs'

const anyUnit = fc.constantFrom(
  'day' as const,
  'day' as const,
  'week' as const,
  'month' as const,
  'hour' as const,
  'minute' as const,
)

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('stickiness', () => {
  it('counts by hand', async () => {
    const on = (user: string, ...dates: string[]): { user: string; event: string; ts: string }[] =>
      dates.map((date) => ({ user, event: 'open', ts: `2024-01-${date}T12:00:00Z` }))
    await db.load({
      name: 'log',
      events: [...on('ann', '01', '02', '02', '04'), ...on('bob', '02', '04'), ...on('cat', '01')],
    })
    const rows = await db.answer(stickiness)
    // ann was active on three different days, bob on two, cat on one; the data has four.
    expect(rows).toEqual([
      { days: 1, users: 1 },
      { days: 2, users: 1 },
      { days: 3, users: 1 },
      { days: 4, users: 0 },
    ])
    // The last three days: ann on two of them, bob on two, cat on none.
    expect(await db.answer(stickiness, { period: 3 })).toEqual([
      { days: 1, users: 0 },
      { days: 2, users: 2 },
      { days: 3, users: 0 },
    ])
    expect(await db.answer(stickiness, { from: '2024-01-01', to: '2024-01-02' })).toEqual([
      { days: 1, users: 2 },
      { days: 2, users: 1 },
    ])
    const [chart] = stickiness.charts!(tableOf(stickiness, rows), { unit: 'day' })
    expect(chart).toMatchObject({
      kind: 'bar',
      series: [
        {
          points: [
            { x: 1, y: 1 },
            { x: 2, y: 1 },
            { x: 3, y: 1 },
            { x: 4, y: 0 },
          ],
        },
      ],
    })
    expect(chart!.summary).toContain('2.0 of 4 days on average; 33.3 % of them on one only')
  })

  it('counts hours of the local clock, and only units with enough events', async () => {
    const at = (user: string, ...times: string[]): { user: string; event: string; ts: string }[] =>
      times.map((time) => ({ user, event: 'open', ts: `2024-11-03T${time}:00Z` }))
    // In New York the clock shows 01:00 to 02:00 twice that night, from 05:00 and from 06:00 UTC: two hours.
    await db.load(
      { name: 'log', events: [...at('ann', '05:10', '05:50', '06:10'), ...at('bob', '06:20', '06:40')] },
      { timezone: 'America/New_York' },
    )
    expect(await db.answer(stickiness, { unit: 'hour' })).toEqual([
      { days: 1, users: 1 },
      { days: 2, users: 1 },
    ])
    expect(await db.answer(stickiness, { unit: 'hour', min_times: 2 })).toEqual([
      { days: 1, users: 2 },
      { days: 2, users: 0 },
    ])
    expect(await db.answer(stickiness, { unit: 'day', min_times: 3 })).toEqual([{ days: 1, users: 1 }])
    // In Kolkata hours begin at half past those of UTC: ann was there from 10 to 12 o'clock, bob from 11 to 13.
    expect(await db.answer(stickiness, { unit: 'hour', timezone: 'Asia/Kolkata' })).toEqual([
      { days: 1, users: 0 },
      { days: 2, users: 2 },
      { days: 3, users: 0 },
    ])
    expect(await db.answer(stickiness, { unit: 'minute' })).toHaveLength(60)
  })

  it('gives "at least n" as the sum of "exactly" from n on, and lists the users behind both', async () => {
    let cells = 0
    await fc.assert(
      fc.asyncProperty(randomLog, randomScope, anyUnit, async (log, scope, unit) => {
        await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
        const exactly = await db.answer(stickiness, { ...scope, unit })
        const atLeast = await db.answer(stickiness, { ...scope, unit, count: 'at-least' })
        expect(atLeast).toEqual(
          exactly.map((row, index) => ({
            days: row['days'],
            users: exactly.slice(index).reduce((sum, one) => sum + Number(one['users']), 0),
          })),
        )
        const some = (rows: typeof exactly) => rows.filter((row) => Number(row['days']) <= 4)
        cells += await expectDrills(db, stickiness, { ...scope, unit }, some(exactly), ['users'])
        cells += await expectDrills(db, stickiness, { ...scope, unit, count: 'at-least' }, some(atLeast), ['users'])
      }),
      { numRuns: runs(6) },
    )
    expect(cells).toBeGreaterThanOrEqual(atLeast(10))
  })
})
