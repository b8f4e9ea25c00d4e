import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { matchedUsers } from '../../../../queries/experiments/matched-users'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { runs } from '../../../runs'
import { runPlanned } from '../../answer'
import { expectCloseRows } from '../../closeRows'
import { kernelAnswer } from '../../kernelAnswer'
import { NativeDuckdb, type LogEvent } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** On 7 November 2010 at 00:01 clocks in St. John's were put back to 23:01 of the day before: 02:31 UTC. */
const ZONE = 'America/St_Johns'
const START = '2010-11-07'
const MIDNIGHT = Date.UTC(2010, 10, 7, 2, 30)
const MINUTE = 60_000
const PLANS = ['(none)', 'Other', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', null] as const

/** An event some minutes after that midnight; about every fourth close to it. */
const event = (user: string, kind: string, [min, max]: readonly [number, number]): fc.Arbitrary<LogEvent> =>
  fc.record({
    user: fc.constant(user),
    event: fc.constant(kind),
    ts: fc
      .oneof(
        { weight: 3, arbitrary: fc.integer({ min, max }) },
        { weight: 1, arbitrary: fc.integer({ min: -4, max: 66 }) },
      )
      .map((minutes) => (MIDNIGHT + minutes * MINUTE) * 1000),
    value: fc.constantFrom(0.5, 2, -1, null),
    more: fc.record({ plan: fc.constantFrom(...PLANS) }),
  })

const own = (user: string): fc.Arbitrary<readonly LogEvent[]> =>
  fc
    .tuple(
      fc.array(event(user, 'view', [-6000, -1]), { minLength: 1, maxLength: 4 }),
      fc.array(event(user, 'buy', [-6000, 6500]), { maxLength: 3 }),
      fc.array(event(user, 'try', [100, 2500]), { maxLength: 1 }),
    )
    .map((lists) => lists.flat())

/** What some users did around that night, and the edges of the data. */
const events = fc.tuple(...Array.from({ length: 40 }, (_, index) => own(`u${index}`))).map((all) => [
  ...all.flat(),
  ...[-7000, 7000].map((minutes): LogEvent => {
    return { user: 'edge', event: 'view', ts: (MIDNIGHT + minutes * MINUTE) * 1000, value: 1, more: { plan: 'a' } }
  }),
])

const ASKED: Readonly<Record<string, ParameterValue>> = {
  treatment: 'try',
  metric: 'buy',
  start: START,
  take_up_days: 2,
  days: 3,
  timezone: ZONE,
}
const MORE: readonly Readonly<Record<string, ParameterValue>>[] = [
  { measure: 'sum', value: 'value', properties: ['plan'] },
  { measure: 'count', properties: ['plan', 'event'], filter: [{ column: 'value', op: '<', value: 2 }] },
  { metric: null, segment: { did: { event: 'buy' } } },
]

it('matched users are those of the SQL by a timeline, where a clock goes back over midnight, and sums lack values', async () => {
  let told = 0
  await fc.assert(
    fc.asyncProperty(events, async (log) => {
      await db.load({ name: 'log', events: log, more: { plan: 'string' } })
      for (const more of MORE) {
        const plan = matchedUsers.plan(readParameters(matchedUsers.parameters, { ...ASKED, ...more }), db.catalog, null)
        const expected = await runPlanned(db, matchedUsers, plan)
        const counted = new Map<string, number>()
        const answer = await kernelAnswer(db, matchedUsers, plan, plan.sequence!, undefined, (name, count) =>
          counted.set(name, count),
        )
        expectCloseRows(answer.rows(), expected.rows(), JSON.stringify(more))
        for (const { name, sql } of plan.leftOut!)
          expect([...(await db.run({ ...plan, sql }))].flatMap(Object.values), name).toEqual([counted.get(name)])
        told += answer.rowCount > 3 ? 1 : 0
      }
    }),
    { numRuns: runs(12) },
  )
  expect(told, 'studies with enough users on both sides').toBeGreaterThan(0)
})
