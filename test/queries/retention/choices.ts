import fc from 'fast-check'
import type { ParameterValue } from '../../../src-renderer/query/definition'
import type { RandomScope } from '../randomLog'
import type { EventChoice, RetentionChoices } from './reference'

const eventChoice: fc.Arbitrary<EventChoice> = fc.record({ event: fc.constantFrom(null, null, 'x', 'y'), plan: fc.constantFrom(null, null, null, 'pro') })

export const retentionChoices: fc.Arbitrary<RetentionChoices> = fc.record({
  start: eventChoice, returns: eventChoice,
  entry: fc.constantFrom('first-ever', 'first-matching', 'recurring'), unit: fc.constantFrom('day', 'day', 'week', 'month'), periods: fc.integer({ min: 1, max: 12 }),
  clock: fc.constantFrom('calendar', 'rolling'), criterion: fc.constantFrom('on', 'on-or-after', 'on-or-before'),
})

function condition(choice: EventChoice): ParameterValue {
  return choice.plan === null ? choice.event : { event: choice.event, where: [{ column: 'plan', op: '=', value: choice.plan }] }
}

export function retentionParameters(scope: RandomScope, { start, returns, ...rest }: RetentionChoices): Readonly<Record<string, ParameterValue>> {
  return { ...scope, ...rest, start_event: condition(start), return_event: condition(returns) }
}
