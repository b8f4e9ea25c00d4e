import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { experimentAssignment } from '../../../../queries/experiments/experiment-assignment'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { expectDrills } from '../../expectDrills'
import { randomExperiment } from '../experiment/randomExperiment'
import { referenceUsers } from '../experiment/reference'
import { NativeDuckdb, tableOf, type Row } from '../../nativeDuckdb'

vi.setConfig({ testTimeout: 120_000 })

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

async function answer(raw: Readonly<Record<string, ParameterValue>>): Promise<readonly Row[]> {
  return experimentAssignment.finish!(
    tableOf(experimentAssignment, await db.answer(experimentAssignment, raw)),
    readParameters(experimentAssignment.parameters, raw),
  ).rows()
}

describe('experiment-assignment', () => {
  it('counts each user once, as the definition says, and lists them', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomExperiment,
        fc.constantFrom(24, 120),
        fc.constantFrom(null, '2024-05-03'),
        async (events, windowHours, from) => {
          await db.load({ name: 'log', events, more: { variant: 'string', plan: 'string' } })
          const parameters = { exposure: 'seen', window: `${windowHours} hours`, from }
          const rows = await answer(parameters)
          const users = referenceUsers(events, {
            metric: 'paid',
            measure: 'converted',
            guardrails: [],
            windowHours,
            pre_days: 0,
            include_recent: false,
            from,
            to: null,
            include_test: false,
            onlyPro: false,
          })
          const count = (variant: unknown, which: (user: (typeof users)[number]) => boolean): number =>
            users.filter((user) => user.variant === variant && which(user)).length
          expect(rows.map((row) => row['variant'])).toEqual([...new Set(users.map((user) => user.variant))].sort())
          for (const row of rows)
            expect(row).toMatchObject({
              users: count(row['variant'], (user) => !user.inSeveral),
              too_recent: count(row['variant'], (user) => !user.inSeveral && user.tooRecent),
              in_several: count(row['variant'], (user) => user.inSeveral),
            })
          await expectDrills(db, experimentAssignment, parameters, rows, ['users', 'too_recent', 'in_several'])
        },
      ),
      { numRuns: 40 },
    )
  })

  it('gives the sample ratio of Kohavi, Tang and Xu, ch. 3: 821,588 against 815,482 users, p 1.8e-6; and goes by the plan', async () => {
    const rows = (control: number, treated: number): readonly Row[] => [
      { variant: 'control', users: control, too_recent: 0, in_several: 0 },
      { variant: 'new', users: treated, too_recent: 0, in_several: 0 },
    ]
    const finished = (given: readonly Row[], raw: Readonly<Record<string, ParameterValue>>): readonly Row[] =>
      experimentAssignment.finish!(tableOf(experimentAssignment, given), raw).rows()
    expect(finished(rows(821_588, 815_482), {})[0]!['p']).toBeCloseTo(1.8e-6, 7)
    expect(finished(rows(900, 100), { split: 'control=90,new=10' })).toMatchObject([
      { planned_pct: 90, expected_users: 900, share_pct: 90, p: 1 },
      { planned_pct: 10, expected_users: 100, p: 1 },
    ])
    const chart = experimentAssignment.charts!(
      tableOf(experimentAssignment, finished(rows(821_588, 815_482), {})),
      {},
    )[0]!
    expect(chart.summary).toContain('The split is not as planned (p < 0.0001)')
    await db.load({ name: 'log', events: [{ user: 'a', event: 'seen', ts: 0, more: { variant: 'only' } }] })
    expect(await answer({})).toMatchObject([{ variant: 'only', users: 1, p: null }])
  })
})
