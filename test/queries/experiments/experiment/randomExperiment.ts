import fc from 'fast-check'
import type { LogEvent } from '../../nativeDuckdb'

const START = Date.UTC(2024, 4, 1)
const HOUR = 3_600_000

/** Small logs of an experiment: exposures to one or several variants, metric events before, at and after them, ties, test users, rows without user or value. */
export const randomExperiment: fc.Arbitrary<readonly LogEvent[]> = fc
  .record({
    rows: fc.array(
      fc.record({
        user: fc.oneof(
          { weight: 30, arbitrary: fc.integer({ min: 1, max: 14 }).map((user) => `u${user}`) },
          { weight: 1, arbitrary: fc.constant(null) },
        ),
        event: fc.constantFrom('seen', 'seen', 'paid', 'paid', 'left'),
        hour: fc.oneof(fc.constantFrom(0, 24, 48, 168, 169), fc.integer({ min: 0, max: 300 })),
        other: fc.integer({ min: 0, max: 19 }),
        value: fc.constantFrom(null, 0, 1, 2.5, 10),
        plan: fc.constantFrom('pro', 'free', null),
      }),
      { minLength: 12, maxLength: 60, size: 'max' },
    ),
    arms: fc.constantFrom(['control', 'new'], ['b', 'a', 'c'], ['only']),
    testers: fc.subarray(['u1', 'u2'], { maxLength: 1 }),
  })
  .map(({ rows, arms, testers }) =>
    rows.map(({ user, event, hour, other, value, plan }): LogEvent => {
      const own = arms[user === null ? 0 : Number(user.slice(1)) % arms.length] ?? null
      const variant = event !== 'seen' ? null : other === 0 ? (arms[0] ?? null) : other === 1 ? null : own
      return {
        user,
        event,
        ts: (START + hour * HOUR) * 1000,
        value,
        test: user !== null && testers.includes(user),
        more: { variant, plan },
      }
    }),
  )
