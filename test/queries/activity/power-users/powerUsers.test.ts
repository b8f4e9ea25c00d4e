import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { powerUsers } from '../../../../queries/activity/power-users'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { expectCloseRows } from '../../closeRows'
import { crowdLog } from '../../crowdLog'
import { expectDrills } from '../../expectDrills'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'
import { randomScope } from '../../randomLog'
import { referencePowerUsers } from './reference'

// Many small queries: slow on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('power users', () => {
  it('counts by hand', async () => {
    const on = (user: string, ...dates: string[]) =>
      dates.map((date) => ({ user, event: 'open', ts: `2024-01-${date}T12:00:00Z` }))
    await db.load({
      name: 'log',
      events: [
        ...on('ann', '01', '02', '03', '04'),
        ...on('bob', '02', '04', '04'),
        ...on('cat', '01'),
        ...on('dan', '04'),
      ],
    })
    const rows = await db.answer(powerUsers, { window_days: 3 })
    // The 2nd to the 4th: ann on three days, bob on two, dan on one, cat on none.
    expect(rows.map((row) => Object.values(row))).toEqual([
      [1, 1, 100 / 3, 3, 100],
      [2, 1, 100 / 3, 2, 200 / 3],
      [3, 1, 100 / 3, 1, 100 / 3],
    ])
    expect(powerUsers.kpis!(tableOf(powerUsers, rows), { window_days: 3 }, null).map((kpi) => kpi.value)).toEqual([
      3,
      2,
      200 / 3,
      1,
    ])
    expect(powerUsers.charts!(tableOf(powerUsers, rows), { window_days: 3 })[0]!.summary).toContain(
      '33.3 % were active on 3 days or more',
    )
  })

  it('equals the naive reference on random logs, and lists the users behind each cell', async () => {
    let cells = 0
    await fc.assert(
      fc.asyncProperty(
        crowdLog,
        randomScope,
        fc.integer({ min: 2, max: 40 }),
        fc.subarray(['x', 'y', 'z'], { maxLength: 2 }),
        async (log, { from: _from, ...scope }, window_days, active_events) => {
          await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
          const parameters = { ...scope, window_days, active_events }
          const rows = await db.answer(powerUsers, parameters)
          expectCloseRows(rows, referencePowerUsers(log, { ...scope, from: null }, window_days, active_events))
          cells += await expectDrills(db, powerUsers, parameters, rows.slice(0, 3), ['users', 'users_at_least'])
          expect(
            powerUsers.charts!(tableOf(powerUsers, rows), readParameters(powerUsers.parameters, parameters)).length,
          ).toBe(1)
        },
      ),
      { numRuns: 100 },
    )
    expect(cells).toBeGreaterThan(200)
  })
})
