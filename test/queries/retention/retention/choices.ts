import fc from 'fast-check'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { WEEK_DAYS } from '../../../../src-renderer/query/sql/weekStart'
import type { Behind, Breakdown } from '../../case'
import type { RandomScope } from '../../randomLog'
import type { EventChoice, RetentionChoices } from './reference'

const eventChoice: fc.Arbitrary<EventChoice> = fc.record({
  event: fc.constantFrom(null, null, 'x', 'y'),
  plan: fc.constantFrom(null, null, null, 'pro'),
})

export const retentionChoices: fc.Arbitrary<RetentionChoices> = fc.record({
  start: eventChoice,
  returns: eventChoice,
  entry: fc.constantFrom('first-ever', 'first-matching', 'recurring'),
  unit: fc.constantFrom('day', 'day', 'week', 'month'),
  periods: fc.integer({ min: 1, max: 12 }),
  clock: fc.constantFrom('calendar', 'rolling'),
  criterion: fc.constantFrom('on', 'on-or-after', 'on-or-before', 'streak', 'bracket'),
  brackets: fc.uniqueArray(fc.integer({ min: 0, max: 14 }), { minLength: 2, maxLength: 6 }).map((ends) => {
    const sorted = [...ends].sort((a, b) => a - b)
    // Every second one is a bracket of one period when there is an odd number of ends.
    return sorted.length % 2 === 0 ? pairs(sorted) : sorted.map((end) => [end, end] as const)
  }),
  denominator: fc.constantFrom('cohort', 'cohort', 'previous'),
  minSize: fc.constantFrom(null, null, 1, 2),
  breakdown: fc.constantFrom(null, null, 1, 10),
  weekStart: fc.constantFrom(null, 1, 3, 7),
  minTimes: fc.constantFrom(1, 1, 1, 2),
})

function pairs(ends: readonly number[]): readonly (readonly [number, number])[] {
  return ends.flatMap((end, index) => (index % 2 === 0 ? [[end, ends[index + 1]!] as const] : []))
}

function condition(choice: EventChoice): ParameterValue {
  return choice.plan === null
    ? choice.event
    : { event: choice.event, where: [{ column: 'plan', op: '=', value: choice.plan }] }
}

export function retentionParameters(
  scope: RandomScope,
  { start, returns, brackets, minSize, breakdown, weekStart, minTimes, ...rest }: RetentionChoices,
): Readonly<Record<string, ParameterValue>> {
  return {
    ...scope,
    ...rest,
    start_event: condition(start),
    return_event: condition(returns),
    brackets: JSON.stringify(brackets),
    min_size: minSize,
    breakdown: breakdown === null ? null : 'plan',
    breakdown_limit: breakdown ?? 10,
    min_times: minTimes,
    week_start: weekStart === null ? null : WEEK_DAYS[weekStart - 1]!,
  }
}

/** Whole numbers of retention that count nobody. */
export const retentionBehind: Readonly<Record<string, Behind>> = {
  period: { because: 'it is which period, not how many users', heldBy: 'the columns eligible and users' },
}

/** An entry has one value; small cohorts are hidden by their own size, so that parts may hide what the whole shows. */
export function retentionBreakdown(
  key: readonly string[],
): Breakdown<{ readonly scope: RandomScope; readonly choices: RetentionChoices }> {
  return {
    key,
    adds: ['eligible', 'users'],
    divided: ({ scope, choices }) => {
      const shown = { ...choices, minSize: null }
      return {
        divided: retentionParameters(scope, { ...shown, breakdown: choices.breakdown ?? 1 }),
        whole: retentionParameters(scope, { ...shown, breakdown: null }),
      }
    },
  }
}
