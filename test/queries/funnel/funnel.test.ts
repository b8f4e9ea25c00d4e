import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { funnel } from '../../../queries/funnel'
import type { ParameterValue } from '../../../src-renderer/query/definition'
import { NativeDuckdb, type LogEvent, type Row } from '../nativeDuckdb'
import { funnelReference, type ReferenceOptions, type ReferenceStep } from './reference'

const HOUR = 3600e6
const DAY = 24 * HOUR
/** The night before clocks go forward in New York: times lie on both sides of local midnight and of the change. */
const START = Date.parse('2024-03-09T20:00:00Z') * 1000

const eventArbitrary: fc.Arbitrary<LogEvent> = fc.record({
  user: fc.constantFrom('ann', 'ann', 'bob', 'cy', null),
  event: fc.constantFrom('A', 'A', 'B', 'B', 'C', 'X'),
  ts: fc.integer({ min: 0, max: 12 }).chain((at) => fc.constantFrom(START + at * 3 * HOUR, START + at * 3 * HOUR, START + at * 600e6, START + at * 3 * HOUR + 1)),
  more: fc.record({ plan: fc.constantFrom('free', 'pro', 'team', null), device: fc.constantFrom('d1', 'd2', null) }),
})

/** Small logs; with session ids in some, and test users in some. */
const logArbitrary = fc.tuple(fc.array(eventArbitrary, { maxLength: 12 }), fc.boolean(), fc.boolean(), fc.infiniteStream(fc.constantFrom('s1', 's2', null)))
  .map(([events, sessions, tests, ids]) => events.map((event): LogEvent => ({
    ...event, ...(sessions ? { session: ids.next().value as string | null } : {}), ...(tests ? { test: event.user === 'cy' } : {}),
  })))

const stepArbitrary: fc.Arbitrary<ReferenceStep> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<ReferenceStep>({ event: 'A' }, { event: 'B' }, { event: 'C' }) },
  { weight: 1, arbitrary: fc.constantFrom<ReferenceStep>({ event: null }, { event: 'A', plan: 'pro' }, { event: null, plan: 'free' }) },
)

const optionsArbitrary: fc.Arbitrary<ReferenceOptions> = fc.array(stepArbitrary, { minLength: 2, maxLength: 4 }).chain((steps) => fc.record({
  steps: fc.constant(steps),
  windowMicros: fc.constantFrom(null, 3 * HOUR, 6 * HOUR, DAY, 14 * DAY),
  order: fc.constantFrom('ordered' as const, 'ordered' as const, 'strict' as const, 'any' as const),
  entry: fc.constantFrom('furthest' as const, 'furthest' as const, 'first' as const, 'latest' as const),
  ties: fc.constantFrom('file-order' as const, 'any' as const, 'strict' as const),
  per: fc.constantFrom('user' as const, 'user' as const, 'session' as const, 'device' as const),
  exclusions: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(fc.tuple(fc.constantFrom('X', 'C'), fc.nat(), fc.nat()).map(([event, a, b]) => {
    const from = 1 + a % (steps.length - 1)
    return { event, from, to: from + 1 + b % (steps.length - from) }
  }), { minLength: 1, maxLength: 2 }) }),
  breakdown: fc.boolean(),
  breakdownLimit: fc.constantFrom(1, 10),
  from: fc.constantFrom(null, null, '2024-03-10'),
  to: fc.constantFrom(null, null, '2024-03-10'),
  zone: fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe'),
  includeTest: fc.boolean(),
  onlyPlan: fc.constantFrom(null, null, null, 'pro'),
}))

/** The same question as a person puts it. */
function parametersOf(options: ReferenceOptions): Readonly<Record<string, ParameterValue>> {
  return {
    steps: options.steps.map((step) => (step.plan === undefined ? step.event : { event: step.event, where: [{ column: 'plan', op: '=', value: step.plan }] })),
    window: options.windowMicros === null ? 'none' : `${options.windowMicros / 60e6} minutes`,
    order: options.order, entry: options.entry, ties: options.ties, per: options.per, exclude: options.exclusions,
    breakdown: options.breakdown ? 'plan' : null, breakdown_limit: options.breakdownLimit,
    from: options.from, to: options.to, timezone: options.zone, include_test: options.includeTest,
    filter: options.onlyPlan === null ? [] : [{ column: 'plan', op: '=', value: options.onlyPlan }],
  }
}

function round(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds * 1e6) / 1e6
}

function comparable(rows: readonly Row[], options: ReferenceOptions): readonly unknown[] {
  return rows.map((row) => ({
    group: options.breakdown ? row['plan'] : null, step: row['step'], users: row['users'],
    median: round(row['median_seconds'] as number | null), p90: round(row['p90_seconds'] as number | null),
  }))
}

const MORE = { plan: 'string', device: 'string' } as const
let duck: NativeDuckdb
beforeAll(async () => { duck = await NativeDuckdb.open() })
afterAll(() => { duck.close() })

async function checkAll(runs: number, questions: number, options: fc.Arbitrary<ReferenceOptions>): Promise<void> {
  await fc.assert(fc.asyncProperty(logArbitrary, fc.array(options, { minLength: questions, maxLength: questions }), async (log, asked) => {
    // Lines of two tables have no order among them: a log is split over two only where no two events have one time.
    const half = new Set(log.map((event) => event.ts)).size === log.length ? Math.floor(log.length / 2) : 0
    await duck.load(half === 0 ? { name: 'log', events: log, more: MORE } : [{ name: 'old', events: log.slice(0, half), more: MORE }, { name: 'new', events: log.slice(half), more: MORE }])
    for (const question of asked) {
      const rows = await duck.answer(funnel, parametersOf(question))
      expect(comparable(rows, question)).toEqual(funnelReference(log, question).map((row) => ({ ...row, median: round(row.median), p90: round(row.p90) })))
    }
  }), { numRuns: runs })
}

describe('against the naive reference', () => {
  it('agrees with all options mixed', () => checkAll(400, 3, optionsArbitrary), 120_000)
  it('agrees for steps in order, in any order of ties, that may be met by one event', () =>
    checkAll(300, 1, optionsArbitrary.map((options) => ({ ...options, order: 'ordered' as const, ties: 'any' as const, per: 'user' as const, steps: options.steps.map((step, index) => (index === 1 ? { event: 'A' } : step)) }))), 120_000)
  it('agrees for any order with repeated and overlapping steps', () =>
    checkAll(300, 1, optionsArbitrary.map((options) => ({ ...options, order: 'any' as const, per: 'user' as const, steps: [...options.steps.slice(0, 3), { event: 'A' }] }))), 120_000)
})
