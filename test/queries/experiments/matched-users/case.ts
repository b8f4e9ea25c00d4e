import fc from 'fast-check'
import { toldInEachRow, type AnalysisCase, type Source } from '../../case'
import { referenceMatched, START, TAKE_UP, type MatchedChoice, type MatchedLog } from './reference'

const DAY_0 = Date.UTC(2024, 2, 1)
const at = (day: number, hour: number): number => (DAY_0 + (day * 24 + hour) * 3_600_000) * 1000

/** Some twenty users who are there before 5 March, of whom half try something then. */
const LOG: Source<MatchedLog> = {
  arbitrary: fc.record({
    timezone: fc.constantFrom('UTC', 'Asia/Tokyo'),
    events: fc
      .array(
        fc.record({
          plan: fc.constantFrom('pro', 'free', null),
          tries: fc.boolean(),
          tried: fc.constantFrom(0, 0, 0, 0, 0, 1),
          before: fc.array(
            fc.record({ day: fc.integer({ min: 0, max: 3 }), event: fc.constantFrom('view', 'view', 'buy') }),
            { maxLength: 4 },
          ),
          bought: fc.array(fc.integer({ min: 5, max: 9 }), { maxLength: 2 }),
        }),
        { minLength: 14, maxLength: 24 },
      )
      .map((people) => [
        { user: 'first', event: 'view', ts: at(0, 1), more: { plan: 'free' } },
        { user: 'first', event: 'view', ts: at(10, 20), more: { plan: 'free' } },
        ...people.flatMap(({ plan, tries, tried, before, bought }, index) => {
          const user = `u${index}`
          return [
            ...before.map(({ day, event }) => ({ user, event, ts: at(day, 2 + (index % 9)), more: { plan } })),
            ...(tried === 1 ? [{ user, event: 'try', ts: at(2, 5), more: { plan } }] : []),
            ...(tries ? [{ user, event: 'try', ts: at(5, 6), more: { plan: 'pro' } }] : []),
            ...bought.map((day) => ({ user, event: 'buy', ts: at(day, 12), more: { plan: 'pro' } })),
          ]
        }),
      ]),
  }),
  load: (db, { events, timezone }) => db.load({ name: 'log', events, more: { plan: 'string' } }, { timezone }),
}

export const analysisCase: AnalysisCase<MatchedLog, MatchedChoice> = {
  log: LOG,
  choices: fc.record({
    days: fc.constantFrom(2, 4),
    measure: fc.constantFrom('converted', 'count'),
    properties: fc.constantFrom([], ['plan']),
  }),
  fits: (log, choice) => referenceMatched(log, choice) !== null,
  asked: (choice) => ({ ...choice, treatment: 'try', metric: 'buy', start: START, take_up_days: TAKE_UP }),
  reference: (log, choice) => referenceMatched(log, choice)!,
  told: toldInEachRow,
  bench: { treatment: 'purchase', metric: 'purchase', properties: ['country'] },
  without: { comparison: 'it compares users with those who are like them itself' },
}
