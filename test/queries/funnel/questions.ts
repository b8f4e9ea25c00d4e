import fc from 'fast-check'
import type { ParameterValue } from '../../../src-renderer/query/definition'
import type { Log, LogEvent } from '../nativeDuckdb'
import type { ReferenceOptions, ReferenceStep } from './reference'

/** Random small logs and funnels over them, for all analyses of funnels. */
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

/** Several small logs as one, each with users and devices of its own: one answer tries them all. With session ids in some, and test users in some. */
export const logArbitrary: fc.Arbitrary<readonly LogEvent[]> = fc.tuple(
  fc.array(fc.array(eventArbitrary, { maxLength: 12 }), { minLength: 1, maxLength: 8 }), fc.boolean(), fc.boolean(), fc.infiniteStream(fc.constantFrom('s1', 's2', null)),
).map(([logs, sessions, tests, ids]) => logs.flatMap((events, index) => events.map((event): LogEvent => ({
  ...event, user: event.user === null ? null : `${event.user}${index}`,
  more: { ...event.more, device: event.more?.['device'] === null ? null : `${String(event.more?.['device'])}${index}` },
  ...(sessions ? { session: ids.next().value as string | null } : {}), ...(tests ? { test: event.user === 'cy' } : {}),
}))))

const MORE = { plan: 'string', device: 'string' } as const

/** The log as one table, or as two. Lines of two tables have no order among them: a log is split only where no two events have one time. */
export function tablesOf(log: readonly LogEvent[]): readonly Log[] {
  const half = new Set(log.map((event) => event.ts)).size === log.length ? Math.floor(log.length / 2) : 0
  return half === 0 ? [{ name: 'log', events: log, more: MORE }] : [{ name: 'old', events: log.slice(0, half), more: MORE }, { name: 'new', events: log.slice(half), more: MORE }]
}

const stepArbitrary: fc.Arbitrary<ReferenceStep> = fc.tuple(
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<ReferenceStep>({ event: 'A' }, { event: 'B' }, { event: 'C' }) },
    { weight: 1, arbitrary: fc.constantFrom<ReferenceStep>({ event: null }, { event: 'A', plan: 'pro' }, { event: null, plan: 'free' }) },
  ),
  fc.constantFrom(false, false, false, true),
).map(([step, first]) => (first ? { ...step, first } : step))

const orderArbitrary = fc.constantFrom('ordered' as const, 'ordered' as const, 'strict' as const, 'any' as const)

/** Steps, with optional ones between in some funnels in order. */
const shapeArbitrary = fc.tuple(orderArbitrary, fc.array(stepArbitrary, { minLength: 2, maxLength: 4 }), fc.boolean(), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }))
  .map(([order, steps, some, which]) => ({ order, steps: steps.map((step, index) => (order === 'ordered' && some && index > 0 && index < steps.length - 1 && which[index]! ? { ...step, optional: true } : step)) }))

export const optionsArbitrary: fc.Arbitrary<ReferenceOptions> = shapeArbitrary.chain(({ order, steps }) => fc.record({
  steps: fc.constant(steps),
  windowMicros: fc.constantFrom(null, 3 * HOUR, 6 * HOUR, DAY, 14 * DAY),
  order: fc.constant(order),
  entry: fc.constantFrom('furthest' as const, 'furthest' as const, 'first' as const, 'latest' as const),
  ties: fc.constantFrom('file-order' as const, 'any' as const, 'strict' as const),
  per: fc.constantFrom('user' as const, 'user' as const, 'session' as const, 'device' as const),
  exclusions: fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(fc.tuple(fc.constantFrom('X', 'C'), fc.nat(), fc.nat()).map(([event, a, b]) => {
    const required = steps.flatMap((step, index) => (step.optional === true ? [] : [index + 1]))
    const from = a % (required.length - 1)
    return { event, from: required[from]!, to: required[from + 1 + b % (required.length - 1 - from)]! }
  }), { minLength: 1, maxLength: 2 }) }),
  exclusionEffect: fc.constantFrom('void' as const, 'cut' as const),
  breakdown: fc.boolean(),
  breakdownAt: fc.constantFrom('step' as const, 'step' as const, 'first-touch' as const, 'last-touch' as const),
  breakdownStep: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: steps.length })),
  breakdownLimit: fc.constantFrom(1, 10),
  from: fc.constantFrom(null, null, '2024-03-10'),
  to: fc.constantFrom(null, null, '2024-03-10'),
  zone: fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe'),
  includeTest: fc.boolean(),
  onlyPlan: fc.constantFrom(null, null, null, 'pro'),
}))

/** What all analyses of funnels ask, as a person puts it. */
export function attemptParameters(options: ReferenceOptions): Readonly<Record<string, ParameterValue>> {
  return {
    steps: options.steps.map(({ event, plan, optional, first }) => (plan === undefined && optional !== true && first !== true ? event
      : { event, ...(plan === undefined ? {} : { where: [{ column: 'plan', op: '=', value: plan }] }), ...(optional === true ? { optional } : {}), ...(first === true ? { first } : {}) })),
    window: options.windowMicros === null ? 'none' : `${options.windowMicros / 60e6} minutes`,
    order: options.order, entry: options.entry, ties: options.ties, per: options.per, exclude: options.exclusions, exclusion_effect: options.exclusionEffect,
    from: options.from, to: options.to, timezone: options.zone, include_test: options.includeTest,
    filter: options.onlyPlan === null ? [] : [{ column: 'plan', op: '=', value: options.onlyPlan }],
  }
}

export function breakdownParameters(options: ReferenceOptions): Readonly<Record<string, ParameterValue>> {
  return { breakdown: options.breakdown ? 'plan' : null, breakdown_limit: options.breakdownLimit, breakdown_at: options.breakdownAt, breakdown_step: options.breakdownStep }
}

/** Seconds to the microsecond: sums of doubles differ by their order. Not to the nearest, so that a fraction half way, which medians have, is no matter of the last bit. */
export function round(seconds: number | null): number | null {
  return seconds === null ? null : Math.floor(seconds * 1e6 + 0.0123) / 1e6
}
