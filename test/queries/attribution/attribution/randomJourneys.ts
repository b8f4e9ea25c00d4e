import fc from 'fast-check'
import { MODELS } from '../../../../queries/attribution/models'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import type { LogEvent } from '../../nativeDuckdb'
import type { AttributionQuestion } from './reference'

/** Types of the columns that these logs have beside the usual ones. */
export const MORE = { channel: 'string', plan: 'string' } as const
const HOUR = 3600e6
const DAY = 24 * HOUR
const START = Date.parse('2024-03-09T20:00:00Z') * 1000

const eventArbitrary: fc.Arbitrary<LogEvent> = fc.record({
  user: fc.constantFrom('ann', 'ann', 'bob', 'cy', null),
  event: fc.constantFrom('click', 'click', 'view', 'buy', 'buy'),
  ts: fc
    .integer({ min: 0, max: 16 })
    .chain((at) =>
      fc.constantFrom(START + at * 6 * HOUR, START + at * 6 * HOUR, START + at * 6 * HOUR + 1, START + at * 24 * HOUR),
    ),
  value: fc.constantFrom(null, 1, 2.5, 10),
  more: fc.record({
    channel: fc.constantFrom('ads', 'mail', 'direct', 'Direct', '', null),
    plan: fc.constantFrom('free', 'pro', null),
  }),
})
/** Several small logs as one, each with users of its own, so that one query tries them all. */
export const logArbitrary = fc
  .tuple(
    fc
      .array(fc.array(eventArbitrary, { maxLength: 16 }), { minLength: 1, maxLength: 8 })
      .map((logs) =>
        logs.flatMap((events, index) =>
          events.map((event): LogEvent => ({
            ...event,
            user: event.user === null ? null : `${event.user}${index === 0 ? '' : index}`,
          })),
        ),
      ),
    fc.boolean(),
  )
  .map(([events, tests]) =>
    tests ? events.map((event): LogEvent => ({ ...event, test: event.user === 'cy' })) : events,
  )

export const questionArbitrary: fc.Arbitrary<Omit<AttributionQuestion, 'model'>> = fc.record({
  lookbackMicros: fc.constantFrom(null, 6 * HOUR, DAY, 7 * DAY),
  halfLifeDays: fc.constantFrom(7, 1, 0.25),
  touches: fc.constantFrom(null, null, 'click', 'buy'),
  from: fc.constantFrom(null, null, '2024-03-10'),
  to: fc.constantFrom(null, null, '2024-03-11'),
  zone: fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe'),
  includeTest: fc.boolean(),
  onlyPlan: fc.constantFrom(null, null, null, 'pro'),
  weights: fc.constantFrom([1], [3, 2], [0, 1, 1], [0.5, 0.3, 0.2, 0, 1]),
  weightsFrom: fc.constantFrom('first' as const, 'last' as const),
  decay: fc.constantFrom('half-life' as const, 'inverse-root' as const),
})
/** Every model, and custom weights. */
export const NAMES = [...MODELS.map((model) => model.name), 'custom']

export function parametersOf(
  question: Omit<AttributionQuestion, 'model'>,
  model: string,
): Readonly<Record<string, ParameterValue>> {
  return {
    conversion: 'buy',
    touches: question.touches,
    model,
    half_life_days: question.halfLifeDays,
    lookback: question.lookbackMicros === null ? 'none' : `${question.lookbackMicros / HOUR} hours`,
    from: question.from,
    to: question.to,
    timezone: question.zone,
    include_test: question.includeTest,
    ...(question.weights === undefined
      ? {}
      : { weights: JSON.stringify(question.weights), weights_from: question.weightsFrom ?? 'last' }),
    decay: question.decay ?? 'half-life',
    filter: question.onlyPlan === null ? [] : [{ column: 'plan', op: '=', value: question.onlyPlan }],
  }
}
