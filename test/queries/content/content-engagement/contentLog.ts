import fc from 'fast-check'
import type { LogEvent } from '../../nativeDuckdb'
import { ZONES, type RandomLog } from '../../randomLog'

const FIRST_DAY = Date.UTC(2024, 2, 8)
const MINUTE = 60_000
/** A creator for each piece of content; one has none. */
const CREATORS: Readonly<Record<string, string | null>> = { p1: 'c1', p2: 'c1', p3: 'c2', p4: null, p5: 'c3' }

/** Small random logs of views, likes, shares and comments: several at one moment, without content, of test users, without a user. */
const contentEvents: fc.Arbitrary<readonly LogEvent[]> = fc
  .record({
    rows: fc.array(
      fc.record({
        user: fc.constantFrom('a', 'b', 'c', 'd', 'e', null),
        event: fc.constantFrom(
          'post_view',
          'post_view',
          'post_view',
          'post_like',
          'post_share',
          'post_comment',
          'open',
        ),
        post: fc.constantFrom('p1', 'p1', 'p2', 'p3', 'p4', 'p5', null),
        day: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 24 })),
        minute: fc.oneof(
          fc.constantFrom(0, 239, 240, 299, 300, 600, 601, 602, 605, 629, 660, 1439),
          fc.integer({ min: 0, max: 1439 }),
        ),
        dwell: fc.constantFrom(0, 2999, 3000, 10_000, null),
        plan: fc.constantFrom('pro', 'free', null),
      }),
      { maxLength: 60, size: '+1' },
    ),
    testers: fc.subarray(['a', 'b'], { maxLength: 1 }),
  })
  .map(({ rows, testers }) =>
    rows.map((row): LogEvent => ({
      user: row.user,
      event: row.event,
      ts: (FIRST_DAY + row.day * 1440 * MINUTE + row.minute * MINUTE) * 1000,
      test: row.user !== null && testers.includes(row.user),
      more: {
        post_id: row.post,
        creator_id: row.post === null ? null : CREATORS[row.post]!,
        dwell_ms: row.event === 'post_view' ? row.dwell : null,
        plan: row.plan,
      },
    })),
  )

export const contentLog: fc.Arbitrary<RandomLog> = fc.record({
  events: contentEvents,
  timezone: fc.constantFrom(...ZONES),
  weekStart: fc.constantFrom(1, 7),
})

/** Types of the columns beside the events' own, for logs that have no value of them. */
export const CONTENT_TYPES = { post_id: 'string', creator_id: 'string', dwell_ms: 'integer', plan: 'string' } as const
