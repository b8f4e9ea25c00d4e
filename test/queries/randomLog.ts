import fc from 'fast-check'
import type { LogEvent } from './nativeDuckdb'

/**
 * Small random logs with what goes wrong in large ones: ties and duplicates, users on both sides of midnight, rows without
 * a user, null properties, test users, a single user, nothing at all. They span 10 March 2024 (New York goes to summer
 * time) and 7 April 2024 (Lord Howe Island goes back by half an hour).
 */
const FIRST_DAY = Date.UTC(2024, 2, 6)
const MINUTE = 60_000

export const ZONES = ['UTC', 'America/New_York', 'Australia/Lord_Howe'] as const

const DAY_OF_LOG = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 8 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 70 }) },
  { weight: 1, arbitrary: fc.integer({ min: 29, max: 35 }) },
)
/** Minutes around local midnights of the three zones, and others. */
const MINUTE_OF_DAY = fc.oneof(
  fc.constantFrom(0, 1, 239, 240, 299, 300, 719, 779, 780, 809, 810, 1439),
  fc.integer({ min: 0, max: 1439 }),
)

export interface RandomLog {
  readonly events: readonly LogEvent[]
  readonly timezone: (typeof ZONES)[number]
  readonly weekStart: number
}

export const randomEvents: fc.Arbitrary<readonly LogEvent[]> = fc
  .record({
    rows: fc.array(
      fc.record({
        user: fc.constantFrom('a', 'b', 'c', 'd', null),
        event: fc.constantFrom('x', 'y', 'z'),
        day: DAY_OF_LOG,
        minute: MINUTE_OF_DAY,
        plan: fc.constantFrom('pro', 'free', null),
        repeat: fc.constantFrom(1, 1, 1, 1, 2),
      }),
      { maxLength: 28 },
    ),
    testers: fc.subarray(['a', 'b', 'c', 'd'], { maxLength: 1 }),
    users: fc.constantFrom(1, 4, 4, 4),
  })
  .map(({ rows, testers, users }) =>
    rows.flatMap((row) =>
      Array.from({ length: row.repeat }, (): LogEvent => {
        const user = users === 1 && row.user !== null ? 'a' : row.user
        return {
          user,
          event: row.event,
          ts: (FIRST_DAY + row.day * 1440 * MINUTE + row.minute * MINUTE) * 1000,
          test: user !== null && testers.includes(user),
          more: { plan: row.plan },
        }
      }),
    ),
  )

export const randomLog: fc.Arbitrary<RandomLog> = fc.record({
  events: randomEvents,
  timezone: fc.constantFrom(...ZONES),
  weekStart: fc.constantFrom(1, 1, 7),
})

/** A date in the logs' span, or none. */
export const randomDate: fc.Arbitrary<string | null> = fc.option(
  fc.integer({ min: -2, max: 40 }).map((day) => new Date(FIRST_DAY + day * 1440 * MINUTE).toISOString().slice(0, 10)),
  { freq: 1 },
)

/** What narrows any analysis. */
export interface RandomScope {
  readonly from: string | null
  readonly to: string | null
  readonly timezone: string | null
  readonly include_test: boolean
  /** The date to which the data reach; null for the newest event. */
  readonly as_of: string | null
  readonly filter: readonly { readonly column: string; readonly op: string; readonly value?: string }[]
}

/** What all events pass: an answer over them, where there could be one over active days. */
const EVERY_EVENT = [{ column: 'event', op: 'is not null' }]

export const randomScope: fc.Arbitrary<RandomScope> = fc.record({
  from: randomDate,
  to: randomDate,
  timezone: fc.constantFrom(null, null, ...ZONES),
  include_test: fc.boolean(),
  as_of: fc.option(randomDate, { freq: 1 }).map((date) => date ?? null),
  filter: fc.constantFrom([], [], [{ column: 'plan', op: '=', value: 'pro' }], EVERY_EVENT),
})
