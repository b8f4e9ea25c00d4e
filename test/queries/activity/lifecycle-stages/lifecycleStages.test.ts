import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lifecycleStages } from '../../../../queries/activity/lifecycle-stages'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('lifecycle stages', () => {
  it('go by hand from new to churned and back', async () => {
    const on = (user: string, ...dates: string[]) =>
      dates.map((date) => ({ user, event: 'open', ts: `2024-01-${date}T12:00:00Z` }))
    await db.load({ name: 'log', events: [...on('ann', '01', '09'), ...on('bob', '02', '08')] })
    const rows = await db.answer(lifecycleStages, { new_days: 2, at_risk_days: 2, churned_days: 4 })
    expect(rows.map((row) => Object.values(row))).toEqual([
      // date         new active at risk churned complete
      ['2024-01-01', 1, 0, 0, 0, true],
      ['2024-01-02', 2, 0, 0, 0, true],
      ['2024-01-03', 1, 0, 1, 0, true], // ann has been silent for two days; bob is new on his second
      ['2024-01-04', 0, 0, 2, 0, true],
      ['2024-01-05', 0, 0, 1, 1, true], // ann for four
      ['2024-01-06', 0, 0, 0, 2, true],
      ['2024-01-07', 0, 0, 0, 2, true],
      ['2024-01-08', 0, 1, 0, 1, true], // bob is back
      ['2024-01-09', 0, 2, 0, 0, false], // and ann; bob was seen yesterday
    ])
    expect(lifecycleStages.charts!(tableOf(lifecycleStages, rows), {})[0]!.summary).toBe(
      'On 2024-01-08, of 2 users, 0.0 % were new, 50.0 % were active, 0.0 % were at risk, 50.0 % were churned.',
    )
    await expect(db.answer(lifecycleStages, { at_risk_days: 30 })).rejects.toThrow(
      'churned_days must be more than at_risk_days (30), not 30',
    )
  })
})
