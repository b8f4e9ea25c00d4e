import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { powerUsers } from '../../../../queries/activity/power-users'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

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
})
