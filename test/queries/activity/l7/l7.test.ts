import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { l7 } from '../../../../queries/activity/l7'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('L7', () => {
  it('counts by hand', async () => {
    const on = (user: string, ...dates: string[]) =>
      dates.map((date) => ({ user, event: 'open', ts: `2024-01-${date}T12:00:00Z` }))
    await db.load({
      name: 'log',
      events: [...on('ann', '01', '03'), ...on('bob', '01'), ...on('cat', '03', '05'), ...on('dan', '05')],
    })
    const rows = await db.answer(l7, { days_ago: 2 })
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['2024-01-01', null, null, null, true],
      ['2024-01-02', null, null, null, true],
      ['2024-01-03', 2, 1, 50, true], //  of ann and bob, ann is back; cat was not there
      ['2024-01-04', 0, 0, null, true],
      ['2024-01-05', 2, 1, 50, false], //  of ann and cat, cat; the day is not over
    ])
    expect(l7.kpis!(tableOf(l7, rows), { days_ago: 2 }, null).map((kpi) => [kpi.label, kpi.value, kpi.detail])).toEqual(
      [
        ['L2', null, '0 of 0 users, 2024-01-04'],
        ['Over all complete dates', 50, 'pooled'],
      ],
    )
    expect(l7.charts!(tableOf(l7, rows), { days_ago: 2 })[0]!.summary).toContain('Between 50.0 % and 50.0 %')
  })
})
