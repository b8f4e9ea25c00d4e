import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { retention } from '../../../../queries/retention/retention'
import { expectCloseRows } from '../../closeRows'
import { NativeDuckdb, type Row } from '../../nativeDuckdb'
import { randomLog, randomScope } from '../../randomLog'
import { retentionChoices, retentionParameters } from './choices'
import { expectMembers } from './expectMembers'
import type { RetentionChoices } from './reference'
import { atLeast, runs } from '../../../runs'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('retention, whatever the log', () => {
  it('keeps what must hold: on k is at most on or after k and on or before k, a streak at most on k, cumulative rates grow', async () => {
    let grown = 0
    await fc.assert(
      fc.asyncProperty(randomLog, randomScope, retentionChoices, async (log, scope, choices) => {
        await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
        const rows = (criterion: RetentionChoices['criterion']): Promise<readonly Row[]> =>
          db.answer(retention, retentionParameters(scope, { ...choices, criterion, denominator: 'cohort' }))
        const users = async (criterion: RetentionChoices['criterion']): Promise<readonly number[]> =>
          (await rows(criterion)).map((row) => Number(row['users']))
        const cumulative = await rows('on-or-before')
        const [exact, after, before, streak] = [
          await users('on'),
          await users('on-or-after'),
          cumulative.map((row) => Number(row['users'])),
          await users('streak'),
        ]
        expect([after.length, before.length, streak.length]).toEqual([exact.length, exact.length, exact.length])
        exact.forEach((one, index) => {
          expect(one).toBeLessThanOrEqual(after[index]!)
          expect(one).toBeLessThanOrEqual(before[index]!)
          expect(streak[index]!).toBeLessThanOrEqual(one)
        })
        // Of the same users: a later period may have fewer who can be observed.
        cumulative.forEach((row, index) => {
          const next = cumulative[index + 1]
          if (
            next === undefined ||
            next['cohort'] !== row['cohort'] ||
            next['plan'] !== row['plan'] ||
            Number(row['period']) === 0 ||
            next['eligible'] !== row['eligible'] ||
            row['pct'] === null
          )
            return
          grown++
          expect(next['users']).toBeGreaterThanOrEqual(Number(row['users']))
          expect(next['pct']).toBeGreaterThanOrEqual(Number(row['pct']))
        })
      }),
      { numRuns: runs(6) },
    )
    expect(grown).toBeGreaterThanOrEqual(atLeast(1))
  })

  it('gives brackets of one period what single periods give', async () => {
    await fc.assert(
      fc.asyncProperty(randomLog, randomScope, retentionChoices, async (log, scope, choices) => {
        await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
        const brackets = Array.from({ length: choices.periods + 1 }, (_, period) => [period, period] as const)
        const single = await db.answer(retention, retentionParameters(scope, { ...choices, criterion: 'on' }))
        const bracketed = await db.answer(
          retention,
          retentionParameters(scope, { ...choices, criterion: 'bracket', brackets }),
        )
        expectCloseRows(
          bracketed,
          single.map((row) => ({ ...row, bracket: String(row['period']) })),
        )
      }),
      { numRuns: runs(4) },
    )
  })

  it('lists as many users as each cell says', async () => {
    await fc.assert(
      fc.asyncProperty(randomLog, randomScope, retentionChoices, async (log, scope, choices) => {
        await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
        await expectMembers(
          db,
          retention,
          retentionParameters(scope, { ...choices, periods: Math.min(3, choices.periods) }),
          choices,
          ['size', 'eligible', 'users', 'pct', 'lost'],
        )
      }),
      { numRuns: runs(4) },
    )
  })

  it('adds up over parts of the users', async () => {
    await fc.assert(
      fc.asyncProperty(randomLog, retentionChoices, async (log, all) => {
        // Parts rank the values of a breakdown each for itself, and have smaller cohorts.
        const choices = { ...all, minSize: null, breakdown: all.breakdown === null ? null : 10 }
        const cells = async (keep: (user: string | null) => boolean): Promise<Map<string, number>> => {
          // Rows without a user stand for the others' times, so that both parts end with the same moment.
          await db.load(
            {
              name: 'log',
              events: log.events.map((event) => (keep(event.user) ? event : { ...event, user: null })),
              more: { plan: 'string' },
            },
            log,
          )
          const rows = await db.answer(
            retention,
            retentionParameters(
              { from: null, to: null, timezone: null, include_test: true, as_of: null, filter: [] },
              choices,
            ),
          )
          return new Map(
            rows.flatMap((row) =>
              ['users', 'eligible'].map(
                (column) =>
                  [
                    `${String(row['plan'])} ${String(row['cohort'])} ${Number(row['period'])} ${column}`,
                    Number(row[column]),
                  ] as const,
              ),
            ),
          )
        }
        const [whole, one, other] = [
          await cells(() => true),
          await cells((user) => user === 'a' || user === 'b'),
          await cells((user) => user === 'c' || user === 'd'),
        ]
        const sum = new Map(one)
        for (const [cell, count] of other) sum.set(cell, (sum.get(cell) ?? 0) + count)
        expect(sum).toEqual(whole)
      }),
      { numRuns: runs(6) },
    )
  })
})
