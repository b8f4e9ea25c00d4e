import type { LogEvent, NativeDuckdb } from '../../nativeDuckdb'

/** A user's clicks and views after the exposure; the first click and the first view have a value. */
export interface Doings {
  readonly variant: string
  readonly clicks: number
  readonly views: number
}

/** Loads a log of them: each sees the variant and starts once, then views and clicks. */
export async function loadClicks(db: NativeDuckdb, users: readonly Doings[]): Promise<void> {
  const events = users.flatMap(({ variant, clicks, views }, user): LogEvent[] => {
    const event = (name: string, second: number, value: number | null = null): LogEvent => ({
      user: `u${user}`,
      event: name,
      ts: Date.UTC(2024, 4, 1, 0, 0, second) * 1000,
      value,
      more: { variant: name === 'seen' ? variant : null },
    })
    return [
      event('seen', 0),
      event('start', 1),
      ...Array.from({ length: views }, (_, at) => event('view', 2 + at, at === 0 ? 10 : null)),
      ...Array.from({ length: clicks }, (_, at) => event('click', 2 + at, at === 0 ? 4 : 0)),
    ]
  })
  await db.load({ name: 'log', events, more: { variant: 'string' } })
}

/** Three users a variant: 4 clicks of 8 views, and 6 of 8. */
export const BY_HAND: readonly Doings[] = [
  { variant: 'control', clicks: 1, views: 2 },
  { variant: 'control', clicks: 3, views: 4 },
  { variant: 'control', clicks: 0, views: 2 },
  { variant: 'new', clicks: 3, views: 4 },
  { variant: 'new', clicks: 2, views: 2 },
  { variant: 'new', clicks: 1, views: 2 },
]
