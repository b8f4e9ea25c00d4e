import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { activeUsers } from '../../../queries/active-users'
import { lifecycle } from '../../../queries/lifecycle'
import { expectDrills } from '../expectDrills'
import { NativeDuckdb, tableOf } from '../nativeDuckdb'
import { randomLog, randomScope } from '../randomLog'
import { referenceLifecycle } from './reference'

// Thousands of small queries: slow on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let db: NativeDuckdb
beforeAll(async () => { db = await NativeDuckdb.open() })
afterAll(() => db.close())

const on = (user: string, ...dates: string[]): { user: string; event: string; ts: string }[] => dates.map((date) => ({ user, event: 'open', ts: `2024-01-${date}T12:00:00Z` }))

describe('lifecycle', () => {
  it('sorts users by hand', async () => {
    await db.load({ name: 'log', events: [...on('ann', '01', '02', '04'), ...on('bob', '02'), ...on('cat', '01', '05')] })
    const rows = await db.answer(lifecycle)
    expect(rows.map((row) => Object.values(row))).toEqual([
      // date         new returning resurrecting dormant
      ['2024-01-01', 2, 0, 0, 0], // ann, cat
      ['2024-01-02', 1, 1, 0, 1], // bob is new, ann returns, cat is gone
      ['2024-01-03', 0, 0, 0, 2], // ann and bob are gone
      ['2024-01-04', 0, 0, 1, 0], // ann is back
      ['2024-01-05', 0, 0, 1, 1], // cat is back, ann is gone
    ])
    const [chart] = lifecycle.charts!(tableOf(lifecycle, rows), { unit: 'day', to: null })
    if (chart?.kind !== 'bar') throw new Error('bars were expected')
    expect(chart.layout).toBe('stacked')
    expect(chart.series.find((series) => series.name === 'Dormant')!.points.map((point) => point.y)).toEqual([0, -1, -2, 0, -1])
    expect(chart.series[0]!.points.map((point) => point.incomplete ?? false)).toEqual([false, false, false, false, true])
  })

  it('counts weeks from the workspace\'s first day of the week', async () => {
    // Saturday the 6th, Sunday the 7th, Monday the 8th.
    const log = { name: 'log', events: [...on('ann', '06', '07', '08')] }
    await db.load(log, { weekStart: 1 })
    expect((await db.answer(lifecycle, { unit: 'week' })).map((row) => [row['date'], row['new'], row['returning']])).toEqual([['2024-01-01', 1, 0], ['2024-01-08', 0, 1]])
    await db.load(log, { weekStart: 7 })
    expect((await db.answer(lifecycle, { unit: 'week' })).map((row) => [row['date'], row['new'], row['returning']])).toEqual([['2023-12-31', 1, 0], ['2024-01-07', 0, 1]])
  })

  it('equals the naive reference on random logs, over derived and raw tables', async () => {
    await fc.assert(fc.asyncProperty(randomLog, randomScope, fc.constantFrom('day' as const, 'week' as const, 'month' as const), fc.subarray(['x', 'y', 'z'], { maxLength: 2 }), async (log, scope, unit, active) => {
      await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
      const expected = referenceLifecycle(log, scope, unit, active)
      expect(await db.answer(lifecycle, { ...scope, unit, active_events: active })).toEqual(expected)
      if (scope.filter.length === 0) expect(await db.answer(lifecycle, { ...scope, unit, active_events: active, filter: [{ column: 'event', op: 'is not null' }] })).toEqual(expected)
    }), { numRuns: 300 })
  })

  it('lists as many users behind each figure as it says', async () => {
    let cells = 0
    await fc.assert(fc.asyncProperty(randomLog, randomScope, fc.constantFrom('day' as const, 'week' as const, 'month' as const), async (log, scope, unit) => {
      await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
      const rows = (await db.answer(lifecycle, { ...scope, unit })).filter((row, index) => index % 9 === 0 || Number(row['dormant']) + Number(row['resurrecting']) > 1)
      cells += await expectDrills(db, lifecycle, { ...scope, unit }, rows, ['new', 'returning', 'resurrecting', 'dormant'])
    }), { numRuns: 60 })
    expect(cells).toBeGreaterThan(200)
  })

  it('gives new + returning + resurrecting = active users of the day', async () => {
    await fc.assert(fc.asyncProperty(randomLog, randomScope, async (log, scope) => {
      await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
      const groups = await db.answer(lifecycle, { ...scope })
      const daily = await db.answer(activeUsers, { ...scope })
      expect(groups.map((row) => [row['date'], Number(row['new']) + Number(row['returning']) + Number(row['resurrecting'])])).toEqual(daily.map((row) => [row['date'], row['dau']]))
    }), { numRuns: 100 })
  })
})
