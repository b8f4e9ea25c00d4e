import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { lifecycleStages } from '../../../../queries/activity/lifecycle-stages'
import { crowdLog } from '../../crowdLog'
import { expectDrills } from '../../expectDrills'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'
import { randomScope } from '../../randomLog'
import { referenceStages } from './reference'

// Many small queries: slow on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const STAGES = ['new', 'active', 'at_risk', 'churned'] as const

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

  it('equal the naive reference on random logs, partition the users, and list those behind each figure', async () => {
    let cells = 0
    await fc.assert(
      fc.asyncProperty(
        crowdLog,
        randomScope,
        fc.constantFrom(0, 1, 7, 20),
        fc.constantFrom(1, 7),
        fc.constantFrom(2, 12),
        fc.subarray(['x', 'y', 'z'], { maxLength: 2 }),
        async (log, scope, new_days, at_risk_days, more, active_events) => {
          await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
          const thresholds = { new_days, at_risk_days, churned_days: at_risk_days + more }
          const parameters = { ...scope, ...thresholds, active_events }
          const rows = await db.answer(lifecycleStages, parameters)
          expect(rows).toEqual(referenceStages(log, scope, thresholds, active_events))
          const seen = rows.map((row) => STAGES.reduce((sum, stage) => sum + Number(row[stage]), 0))
          expect(seen).toEqual([...seen].sort((a, b) => a - b))
          cells += await expectDrills(
            db,
            lifecycleStages,
            parameters,
            rows.filter((_, index) => index % 17 === 3),
            STAGES,
          )
        },
      ),
      { numRuns: 100 },
    )
    expect(cells).toBeGreaterThan(200)
  })
})
