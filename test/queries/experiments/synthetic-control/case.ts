import fc from 'fast-check'
import type { AnalysisCase, Source } from '../../case'
import { randomScope, ZONES, type RandomLog } from '../../randomLog'
import { TRENDS } from '../../trends/trends/trendsLog'
import { referenceSynthetic, windowOf, type SyntheticChoice } from './reference'

/** Logs of two weeks with events of three cities on nearly each day: others seldom have an answer. */
const MARKETS: Source<RandomLog> = {
  ...TRENDS,
  arbitrary: fc
    .record({
      events: fc.array(
        fc.record({
          user: fc.constantFrom('a', 'b', 'c', 'd', null),
          event: fc.constantFrom('x', 'x', 'z'),
          day: fc.integer({ min: 0, max: 13 }),
          hour: fc.integer({ min: 0, max: 23 }),
          city: fc.constantFrom('Rome', 'Oslo', 'Bern', 'Lima', null),
          plan: fc.constantFrom('pro', 'pro', 'free'),
        }),
        { minLength: 60, maxLength: 110 },
      ),
      tester: fc.constantFrom(null, 'd'),
      timezone: fc.constantFrom(...ZONES),
      weekStart: fc.constantFrom(1, 7),
    })
    .map(({ events, tester, ...log }) => ({
      ...log,
      events: events.map(({ user, event, day, hour, city, plan }) => ({
        user,
        event,
        ts: Date.UTC(2024, 2, 6 + day, hour) * 1000,
        test: user !== null && user === tester,
        more: { plan, city, amount: hour / 2, paid: hour % 2 === 0 },
      })),
    })),
}

export const analysisCase: AnalysisCase<RandomLog, SyntheticChoice> = {
  log: MARKETS,
  choices: fc.record({
    scope: randomScope.map((scope) => ({ ...scope, from: null, to: null, timezone: null, as_of: null })),
    event: fc.constantFrom(null, 'x', 'z'),
    measure: fc.constantFrom('count', 'users'),
    days: fc.constantFrom(3, 9),
    before: fc.constantFrom(4, 12),
    treated: fc.constantFrom('Bern', 'Oslo'),
  }),
  fits: (log, choice) => windowOf(log, choice) !== null,
  asked: ({ scope: { include_test, filter }, event, measure, days, before, treated }) => ({
    include_test,
    filter,
    measures: [{ name: 'A', event, measure }],
    days,
    days_before: before,
    group: 'city',
    treated,
  }),
  reference: referenceSynthetic,
  counts: () => ['value'],
  bench: { measures: [{ name: 'A', event: null, measure: 'users' }], group: 'country', treated: 'DE' },
  without: { comparison: 'it holds a group against a mix of the others itself' },
}
