import fc from 'fast-check'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import type { Behind, Breakdown, Source } from '../../case'
import type { Log, LogEvent } from '../../nativeDuckdb'
import type { ReferenceOptions, ReferenceStep } from './reference'

/** Random small logs and funnels over them, for all analyses of funnels. */
const HOUR = 3600e6
const DAY = 24 * HOUR
/** The night before clocks go forward in New York: times lie on both sides of local midnight and of the change. */
const START = Date.parse('2024-03-09T20:00:00Z') * 1000

const eventArbitrary: fc.Arbitrary<LogEvent> = fc.record({
  user: fc.constantFrom('ann', 'ann', 'bob', 'cy', null),
  event: fc.constantFrom('A', 'A', 'B', 'B', 'C', 'X'),
  ts: fc
    .integer({ min: 0, max: 12 })
    .chain((at) =>
      fc.constantFrom(
        START + at * 3 * HOUR,
        START + at * 3 * HOUR,
        START + at * 600e6,
        START + at * 3 * HOUR + 1,
        START + at * 3 * HOUR + 700_000,
        START + (at % 3) * 1_500_000,
      ),
    ),
  more: fc.record({ plan: fc.constantFrom('free', 'pro', 'team', null), device: fc.constantFrom('d1', 'd2', null) }),
})

/** Several small logs as one, each with users and devices of its own: one answer tries them all. With session ids in some, and test users in some. */
export const logArbitrary: fc.Arbitrary<readonly LogEvent[]> = fc
  .tuple(
    fc.array(fc.array(eventArbitrary, { maxLength: 12 }), { minLength: 1, maxLength: 8 }),
    fc.boolean(),
    fc.boolean(),
    fc.infiniteStream(fc.constantFrom('s1', 's2', null)),
  )
  .map(([logs, sessions, tests, ids]) =>
    logs.flatMap((events, index) =>
      events.map((event): LogEvent => ({
        ...event,
        user: event.user === null ? null : `${event.user}${index}`,
        more: {
          ...event.more,
          device: event.more?.['device'] === null ? null : `${String(event.more?.['device'])}${index}`,
        },
        ...(sessions ? { session: ids.next().value as string | null } : {}),
        ...(tests ? { test: event.user === 'cy' } : {}),
      })),
    ),
  )

const MORE = { plan: 'string', device: 'string' } as const

/** The log as one table, or as two. Lines of two tables have no order among them: a log is split only where no two events have one time. */
export function tablesOf(log: readonly LogEvent[]): readonly Log[] {
  const half = new Set(log.map((event) => event.ts)).size === log.length ? Math.floor(log.length / 2) : 0
  return half === 0
    ? [{ name: 'log', events: log, more: MORE }]
    : [
        { name: 'old', events: log.slice(0, half), more: MORE },
        { name: 'new', events: log.slice(half), more: MORE },
      ]
}

const stepArbitrary: fc.Arbitrary<ReferenceStep> = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom<ReferenceStep>({ event: 'A' }, { event: 'B' }, { event: 'C' }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom<ReferenceStep>(
          { event: null },
          { event: 'A', plan: 'pro' },
          { event: null, plan: 'free' },
        ),
      },
    ),
    fc.constantFrom(false, false, false, false, true, 'unfiltered' as const),
  )
  .map(([step, first]) => (first === false ? step : { ...step, first }))

const orderArbitrary = fc.constantFrom('ordered' as const, 'ordered' as const, 'strict' as const, 'any' as const)

/** Steps, with optional ones between in some funnels in order. */
const shapeArbitrary = fc
  .tuple(
    orderArbitrary,
    fc.array(stepArbitrary, { minLength: 1, maxLength: 4 }),
    fc.boolean(),
    fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  )
  .map(([order, steps, some, which]) => ({
    order,
    steps: steps.map((step, index) =>
      order === 'ordered' && some && index > 0 && index < steps.length - 1 && which[index]!
        ? { ...step, optional: true }
        : step,
    ),
  }))

type Ties = ReferenceOptions['ties']

/** Half of the funnels count one attempt a user by the ways that were there first; the others mix in every other way of counting. */
const countingArbitrary = fc
  .boolean()
  .chain((plain) =>
    fc.record({
      hold: plain ? fc.constant([]) : fc.constantFrom<readonly string[]>([], ['device'], ['device', 'plan']),
      counting: plain
        ? fc.constant('users' as const)
        : fc.constantFrom('users' as const, 'pairs' as const, 'totals' as const, 'totals' as const),
      eachValue: plain ? fc.constant(false) : fc.boolean(),
    }),
  )

export const optionsArbitrary: fc.Arbitrary<ReferenceOptions> = fc
  .tuple(shapeArbitrary, countingArbitrary)
  .chain(([{ order, steps }, ways]) =>
    fc.record({
      steps: fc.constant(steps),
      windowMicros: fc.constantFrom(null, 1e6, 3 * HOUR, 6 * HOUR, DAY, 14 * DAY),
      order: fc.constant(order),
      entry: fc.constantFrom('furthest' as const, 'furthest' as const, 'first' as const, 'latest' as const),
      ties: fc.constantFrom<Ties>(
        'file-order',
        'any',
        'strict',
        'second',
        ...(order === 'strict' ? [] : ['within' as const]),
      ),
      toleranceMicros: fc.constantFrom(1e6, 2e6, 600e6),
      dates: fc.constantFrom('entry' as const, 'entry' as const, 'every-step' as const),
      hold: fc.constant(ways.hold),
      counting: fc.constant(ways.counting),
      per: fc.constantFrom('user' as const, 'user' as const, 'session' as const, 'device' as const),
      exclusions:
        steps.filter((step) => step.optional !== true).length < 2
          ? fc.constant([])
          : fc.oneof(
              { weight: 1, arbitrary: fc.constant([]) },
              {
                weight: 1,
                arbitrary: fc.array(
                  fc.tuple(fc.constantFrom('X', 'C'), fc.nat(), fc.nat()).map(([event, a, b]) => {
                    const required = steps.flatMap((step, index) => (step.optional === true ? [] : [index + 1]))
                    const from = a % (required.length - 1)
                    return {
                      event,
                      from: required[from]!,
                      to: required[from + 1 + (b % (required.length - 1 - from))]!,
                    }
                  }),
                  { minLength: 1, maxLength: 2 },
                ),
              },
            ),
      exclusionEffect: fc.constantFrom('void' as const, 'cut' as const, 'void-in-order' as const),
      breakdown: fc.boolean(),
      breakdownAt: fc.constantFrom('step' as const, 'step' as const, 'first-touch' as const, 'last-touch' as const),
      breakdownStep: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: steps.length })),
      breakdownLimit: fc.constantFrom(1, 10),
      eachValue: fc.constant(ways.eachValue),
      from: fc.constantFrom(null, null, '2024-03-10'),
      to: fc.constantFrom(null, null, '2024-03-10'),
      zone: fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe'),
      includeTest: fc.boolean(),
      onlyPlan: fc.constantFrom(null, null, null, 'pro'),
    }),
  )
  .map((options) => {
    // What a funnel refuses: a value of an optional step, or of a later one in any order, for each of its values.
    const refused =
      options.eachValue && (options.order === 'any' || options.steps[options.breakdownStep - 1]!.optional === true)
    return {
      ...options,
      breakdownStep: refused ? 1 : options.breakdownStep,
      toleranceMicros: options.ties === 'within' ? options.toleranceMicros : 0,
    }
  })

/** Funnels for what lies between two steps. */
export const twoStepOptions = optionsArbitrary.filter((options) => options.steps.length > 1)

/** The same where nothing is broken down: no value of a breakdown has attempts of its own. */
export const undividedOptions = twoStepOptions.map((options): ReferenceOptions => ({
  ...options,
  breakdown: false,
  eachValue: false,
}))

/** What all analyses of funnels ask, as a person puts it. */
export function attemptParameters(options: ReferenceOptions): Readonly<Record<string, ParameterValue>> {
  return {
    steps: options.steps.map(({ event, plan, optional, first }) =>
      plan === undefined && optional !== true && first === undefined
        ? event
        : {
            event,
            ...(plan === undefined ? {} : { where: [{ column: 'plan', op: '=', value: plan }] }),
            ...(optional === true ? { optional } : {}),
            ...(first === undefined ? {} : { first }),
          },
    ),
    window: options.windowMicros === null ? 'none' : `${options.windowMicros / 1e6} seconds`,
    order: options.order,
    entry: options.entry,
    ties: options.ties === 'within' ? `within:${options.toleranceMicros / 1e6} seconds` : options.ties,
    per: options.per,
    dates: options.dates,
    hold: options.hold,
    ...(options.counting === 'users' ? {} : { counting: options.counting }),
    exclude: options.exclusions,
    exclusion_effect: options.exclusionEffect,
    from: options.from,
    to: options.to,
    timezone: options.zone,
    include_test: options.includeTest,
    filter: options.onlyPlan === null ? [] : [{ column: 'plan', op: '=', value: options.onlyPlan }],
  }
}

/** Without how often a user counts: what compares users by tests has no such choice. */
export function withoutCounting(
  parameters: Readonly<Record<string, ParameterValue>>,
): Readonly<Record<string, ParameterValue>> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => name !== 'counting'))
}

export function breakdownParameters(options: ReferenceOptions): Readonly<Record<string, ParameterValue>> {
  return {
    breakdown: options.breakdown ? 'plan' : null,
    breakdown_limit: options.breakdownLimit,
    breakdown_at: options.breakdownAt,
    breakdown_step: options.breakdownStep,
    breakdown_users: options.eachValue ? 'each-value' : 'one',
  }
}

/** Seconds to the microsecond: sums of doubles differ by their order. Not to the nearest, so that a fraction half way, which medians have, is no matter of the last bit. */
export function round(seconds: number | null): number | null {
  return seconds === null ? null : Math.floor(seconds * 1e6 + 0.0123) / 1e6
}

/** Whole numbers of funnels that count nobody. */
export const STEP_IS_A_PLACE: Readonly<Record<string, Behind>> = {
  step: { because: 'it is which step, not how many users', heldBy: 'the column users' },
}

/** Where each attempt counts under one value, the values add up. */
export function funnelBreakdown(key: readonly string[], adds: readonly string[]): Breakdown<ReferenceOptions> {
  return {
    key,
    adds,
    divided: (question) =>
      question.eachValue
        ? null
        : {
            divided: { ...attemptParameters(question), ...breakdownParameters({ ...question, breakdown: true }) },
            whole: { ...attemptParameters(question), ...breakdownParameters({ ...question, breakdown: false }) },
          },
  }
}

/** Some of what happened happens again weeks later. */
export interface LongLog {
  readonly events: readonly LogEvent[]
  readonly weekStart: number
}
export const LONG_FUNNELS: Source<LongLog> = {
  arbitrary: fc
    .tuple(logArbitrary, fc.constantFrom(0, 9, 40), fc.constantFrom(1, 7))
    .map(([log, days, weekStart]) => ({
      weekStart,
      events:
        days === 0
          ? log
          : [
              ...log,
              ...log
                .filter((_, index) => index % 2 === 0)
                .map((event) => ({ ...event, ts: (event.ts as number) + days * DAY })),
            ],
    })),
  load: (db, log) => db.load(tablesOf(log.events), { weekStart: log.weekStart }),
}

/** A funnel of two steps or more, and two of its steps. */
export interface SpanChoice {
  readonly question: ReferenceOptions
  readonly from: number
  readonly to: number
}
export const spanChoices: fc.Arbitrary<SpanChoice> = fc
  .record({ question: undividedOptions, a: fc.nat(), b: fc.nat() })
  .map(({ question, a, b }) => {
    const from = 1 + (a % (question.steps.length - 1))
    return { question, from, to: from + 1 + (b % (question.steps.length - from)) }
  })
