import fc from 'fast-check'
import type { Asked, Source } from '../case'
import type { LogEvent } from '../nativeDuckdb'
import { randomScope, ZONES, type RandomLog } from '../randomLog'
import type { PathChoice } from './paths/reference'

const EVENT = fc.constantFrom('post_view', 'post_like', 'open')
const maybe = (weight: number): fc.Arbitrary<string | null> => fc.option(EVENT, { freq: weight })

const FIRST_DAY = Date.UTC(2024, 2, 9)

/** Few users who do much in a short time, around midnights and at one moment, so that paths are long and come again. */
export const CROSSINGS: Source<RandomLog> = {
  arbitrary: fc.record({
    timezone: fc.constantFrom(...ZONES),
    weekStart: fc.constant(1),
    events: fc.array(
      fc
        .record({
          user: fc.constantFrom('a', 'b', 'c', 't', null),
          event: fc.constantFrom('post_view', 'post_view', 'post_like', 'open', 'post_share'),
          post_id: fc.constantFrom('p1', 'p2', null),
          plan: fc.constantFrom('pro', 'free', null),
          day: fc.integer({ min: 0, max: 2 }),
          hour: fc.constantFrom(0, 4, 13),
          minute: fc.constantFrom(0, 1, 2, 3, 5, 8, 38),
        })
        .map(({ user, event, post_id, plan, day, hour, minute }): LogEvent => ({
          user,
          event,
          ts: (FIRST_DAY + ((day * 24 + hour) * 60 + minute) * 60_000) * 1000,
          test: user === 't',
          more: { post_id, plan },
        })),
      { maxLength: 60, size: 'max' },
    ),
  }),
  load: (db, log) => db.load({ name: 'log', events: log.events, more: { post_id: 'string', plan: 'string' } }, log),
}

/** Random questions about paths: with a start, an end, both, neither, or a middle. */
export const pathChoices: fc.Arbitrary<PathChoice> = fc
  .record({
    scope: randomScope,
    ends: fc.oneof(
      fc.record({ start_event: EVENT, end_event: EVENT, around: fc.constant(null) }),
      fc.record({ start_event: maybe(2), end_event: maybe(1), around: fc.constant(null) }),
      fc.record({ start_event: fc.constant(null), end_event: fc.constant(null), around: EVENT }),
    ),
    by: fc.constantFrom('session' as const, 'window' as const),
    withinMinutes: fc.constantFrom(null, null, 5, 1440),
    column: fc.constantFrom(null, null, 'post_id' as const),
    collapse: fc.boolean(),
    each: fc.boolean(),
    hide: fc.constantFrom([], [], ['post_share'], ['post_view', 'open']),
    steps: fc.constantFrom(1, 2, 4),
  })
  .map(({ ends, each, ...rest }) => ({
    ...rest,
    ...ends,
    each: each && Object.values(ends).some((one) => one !== null),
  }))

/** A choice as a person gives it. */
export function pathAsked({ scope, withinMinutes, each, ...rest }: PathChoice): Asked {
  return {
    ...scope,
    ...rest,
    within: withinMinutes === null ? 'none' : `${withinMinutes} minutes`,
    occurrence: each ? 'each' : 'first',
  }
}
