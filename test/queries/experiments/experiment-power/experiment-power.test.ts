import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { experimentPower } from '../../../../queries/experiments/experiment-power'
import { readPlanned, sizesOf } from '../../../../queries/experiments/experiment-power/sizes'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { meanOf, varianceOf } from '../experiment/reference'
import { NativeDuckdb, tableOf, toMicros, type LogEvent, type Row } from '../../nativeDuckdb'
import { randomExperiment } from '../experiment/randomExperiment'
import { runs } from '../../../runs'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

async function answer(raw: Readonly<Record<string, ParameterValue>>): Promise<readonly Row[]> {
  return experimentPower.finish!(
    tableOf(experimentPower, await db.answer(experimentPower, raw)),
    readParameters(experimentPower.parameters, raw),
  ).rows()
}

const oneUser: LogEvent = { user: 'a', event: 'seen', ts: '2024-05-01T00:00:00Z' }

describe('experiment-power', () => {
  it("gives R's power.prop.test (0.50 and 0.75, power 0.90: n = 76.7, so 77) and, by Rosner's formula, 16 standard deviations² over the difference²", async () => {
    await db.load({ name: 'log', events: [oneUser] })
    expect((await answer({ baseline: 50, lift: 50, power: 90, window: 'none' }))[0]).toMatchObject({
      baseline: 50,
      target: 75,
      control_users: 77,
      treatment_users: 77,
      users: 154,
    })
    // 2 × (1.959964 + 0.841621)² × (10 / 2)² = 392.4: 393, the "16 sigma² / delta²" rule of thumb gives 400.
    expect(
      (await answer({ measure: 'count', baseline: 20, deviation: 10, lift: 10, window: 'none' }))[0],
    ).toMatchObject({ target: 22, control_users: 393 })
    expect((await answer({ baseline: 80, lift: 50, window: 'none' }))[0]).toMatchObject({
      control_users: null,
      power_pct: null,
    })
  })

  it('says what is wrong with a baseline of nothing', async () => {
    await db.load({ name: 'log', events: [oneUser] })
    await expect(answer({ window: '7 days' })).rejects.toThrow('no user was exposed and had the whole window')
    await expect(answer({ metric: 'paid', window: 'none' })).rejects.toThrow('a share of 0 % leaves nothing to plan')
  })

  it('reads baseline, spread and pace from the log, user by user', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomExperiment,
        fc.constantFrom('converted', 'count', 'sum', 'days', 'avg'),
        async (events, measure) => {
          await db.load({ name: 'log', events, more: { variant: 'string', plan: 'string' } })
          const raw = {
            exposure: 'seen',
            metric: 'paid',
            measure,
            value: 'value',
            window: '2 days',
            include_test: true,
          }
          const values = readParameters(experimentPower.parameters, raw)
          const [row] = await db.run(experimentPower.kpiPlan!(values, db.catalog, null))
          const newest = Math.max(...events.map((event) => toMicros(event.ts)))
          const sorted = events
            .map((event, line) => ({ ...event, line, at: toMicros(event.ts) }))
            .filter((event) => event.user !== null)
            .sort((one, two) => one.at - two.at || one.line - two.line)
          const firsts = [...new Set(sorted.map((event) => event.user))]
            .flatMap((user) => {
              const own = sorted.filter((event) => event.user === user)
              const first = own.find((event) => event.event === 'seen')
              return first === undefined ? [] : [{ own, first }]
            })
            .filter(({ first }) => first.at + 2 * 86_400e6 <= newest)
          const lists = firsts.map(({ own, first }) =>
            own
              .slice(own.indexOf(first) + 1)
              .filter((event) => event.event === 'paid' && event.at <= first.at + 2 * 86_400e6),
          )
          expect(row!['users']).toBe(lists.length)
          if (lists.length === 0) return
          const sumOf = (list: readonly LogEvent[]): number => list.reduce((sum, event) => sum + (event.value ?? 0), 0)
          const ofUser = (list: (typeof lists)[number]): number => {
            switch (measure) {
              case 'converted':
                return Number(list.length > 0)
              case 'count':
                return list.length
              case 'days':
                return new Set(list.map(({ at }) => Math.floor(at / 86_400e6))).size
              default:
                return sumOf(list)
            }
          }
          const over = lists.map(ofUser)
          // A mean of values is of all users together; a user deviates by the sum less that mean for each of the values.
          const under = lists.map((list) => (measure === 'avg' ? list.filter(({ value }) => value !== null).length : 1))
          if (meanOf(under) === 0) {
            expect(row!['mean']).toBeNull()
            return
          }
          const mean = meanOf(over) / meanOf(under)
          const y = over.map((one, at) => (one - mean * under[at]!) / meanOf(under))
          const days = firsts.map(({ first }) => Math.floor(first.at / 86_400e6))
          expect(row!['mean']).toBeCloseTo(mean, 9)
          expect(row!['deviation']).toBeCloseTo(Math.sqrt(varianceOf(y)), 9)
          expect(row!['users_per_day']).toBeCloseTo(y.length / (Math.max(...days) - Math.min(...days) + 1), 9)
        },
      ),
      { numRuns: runs(12) },
    )
  })

  it('needs fewer users for larger lifts, and finds with the power asked for when as many come', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.4, noNaN: true }), fc.constantFrom(1, 3), (mean, ratio) => {
        const planned = readPlanned({ ratio, days: 1 })
        const rows = sizesOf({ kind: 'share', mean, deviation: 0, usersPerDay: 0 }, planned)
        rows.forEach((row, at) => {
          if (at > 0) expect(row['users']).toBeLessThan(rows[at - 1]!['users']!)
        })
        for (const row of rows) {
          const [again] = sizesOf(
            { kind: 'share', mean, deviation: 0, usersPerDay: row['users']! },
            { ...planned, lifts: [row.lift_pct] },
          )
          expect(again!['power_pct']).toBeGreaterThanOrEqual(79.9)
          expect(again!['days']).toBe(1)
        }
      }),
      { numRuns: runs(50) },
    )
  })
})
