import fc from 'fast-check'
import type { LogEvent } from '../../nativeDuckdb'
import { ZONES, type RandomLog } from '../../randomLog'

const FIRST_DAY = Date.UTC(2024, 2, 8)
const POSTS = ['p1', 'p2', 's1', 's2', 's3', 's4', 's5', 's6', 's7', 's8'] as const

/** Small random logs of shares with what goes wrong in large ones: cycles, shares of themselves, ids that come twice or are missing. */
export const shareLog: fc.Arbitrary<RandomLog> = fc
  .record({
    rows: fc.array(
      fc.record({
        user: fc.constantFrom('a', 'b', 'c', 'd', null),
        event: fc.constantFrom(
          'post_share',
          'post_share',
          'post_share',
          'post_view',
          'post_view',
          'post_like',
          'post_comment',
        ),
        post: fc.constantFrom(...POSTS, null),
        made: fc.constantFrom(...POSTS.slice(2), 's9', 's10', 's11', 's12', null),
        day: fc.integer({ min: 0, max: 6 }),
        minute: fc.integer({ min: 0, max: 1439 }),
        plan: fc.constantFrom('pro', 'free', null),
      }),
      { maxLength: 40, size: '+1' },
    ),
    timezone: fc.constantFrom(...ZONES),
  })
  .map(({ rows, timezone }) => ({
    timezone,
    weekStart: 1,
    events: rows.map((row): LogEvent => ({
      user: row.user,
      event: row.event,
      ts: (FIRST_DAY + (row.day * 1440 + row.minute) * 60_000) * 1000,
      more: {
        post_id: row.post,
        new_post_id: row.event === 'post_share' ? row.made : null,
        creator_id: row.post === 'p1' || row.post === 's3' ? 'maker' : null,
        plan: row.plan,
      },
    })),
  }))

export const SHARE_TYPES = { post_id: 'string', new_post_id: 'string', creator_id: 'string', plan: 'string' } as const
