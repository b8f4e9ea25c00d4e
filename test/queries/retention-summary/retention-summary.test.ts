import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { retention } from '../../../queries/retention'
import { wilsonInterval } from '../../../queries/retention/charts'
import { retentionSummary } from '../../../queries/retention-summary'
import { expectCloseRows } from '../closeRows'
import { NativeDuckdb, tableOf } from '../nativeDuckdb'
import { randomLog, randomScope } from '../randomLog'
import { retentionChoices, retentionParameters } from '../retention/choices'
import { referenceRetention } from '../retention/reference'
import { referenceSummary } from './reference'

// Thousands of small queries: slow on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let db: NativeDuckdb
beforeAll(async () => { db = await NativeDuckdb.open() })
afterAll(() => db.close())

describe('retention summary', () => {
  it('pools by hand', async () => {
    const on = (user: string, ...dates: string[]): { user: string; event: string; ts: string }[] => dates.map((date) => ({ user, event: 'open', ts: `2024-01-${date}T12:00:00Z` }))
    await db.load({ name: 'log', events: [...on('ann', '01', '02'), ...on('bob', '01'), ...on('cat', '01'), ...on('dan', '02', '03'), ...on('eve', '03')] })
    const rows = await db.answer(retentionSummary)
    expect(rows).toEqual([
      { period: 0, eligible: 5, users: 5, pct: 100 },
      { period: 1, eligible: 4, users: 2, pct: 50 }, // ann of three, and dan: not the mean of 33 % and 100 %; eve is too young
      { period: 2, eligible: 3, users: 0, pct: 0 },
    ])
    const [chart] = retentionSummary.charts!(tableOf(retentionSummary, rows), { unit: 'day' })
    expect(chart!.summary).toBe('Retained: day 1 50.0 % (2 of 4).')
  })

  it('equals the naive reference on random logs, and lies between the extremes of its cohorts', async () => {
    await fc.assert(fc.asyncProperty(randomLog, randomScope, retentionChoices, async (log, scope, choices) => {
      await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
      const parameters = retentionParameters(scope, choices)
      const pooled = await db.answer(retentionSummary, parameters)
      expectCloseRows(pooled, referenceSummary(referenceRetention(log, scope, choices)))
      const cohorts = await db.answer(retention, parameters)
      for (const row of pooled) {
        const shares = cohorts.filter((cell) => cell['period'] === row['period']).map((cell) => Number(cell['pct']))
        expect(Number(row['pct'])).toBeGreaterThanOrEqual(Math.min(...shares) - 1e-9)
        expect(Number(row['pct'])).toBeLessThanOrEqual(Math.max(...shares) + 1e-9)
      }
    }), { numRuns: 300 })
  })

  it('gives Wilson\'s interval as published', () => {
    // Newcombe, Statistics in Medicine 17 (1998), table I, method 3 (score, without continuity correction).
    const published: readonly (readonly [number, number, number, number])[] = [[81, 263, 0.2553, 0.3662], [15, 148, 0.0624, 0.1605], [0, 20, 0, 0.1611], [1, 29, 0.0061, 0.1718]]
    for (const [users, eligible, low, high] of published) {
      const interval = wilsonInterval(users, eligible)
      expect(interval.low / 100).toBeCloseTo(low, 4)
      expect(interval.high / 100).toBeCloseTo(high, 4)
    }
  })
})
