import fc from 'fast-check'
import { ZONES, randomEvents, type RandomLog } from './randomLog'

/** Several small random logs as one, each with users of its own: one loading for as many cases. */
export const crowdLog: fc.Arbitrary<RandomLog> = fc
  .record({
    parts: fc.array(randomEvents, { minLength: 0, maxLength: 6, size: '+1' }),
    timezone: fc.constantFrom(...ZONES),
    weekStart: fc.constantFrom(1, 1, 7),
  })
  .map(({ parts, timezone, weekStart }) => ({
    timezone,
    weekStart,
    events: parts.flatMap((events, part) =>
      events.map((event) => ({ ...event, user: event.user === null ? null : `${event.user}${part}` })),
    ),
  }))
