import { toMicros, type LogEvent } from '../../nativeDuckdb'

const DAY = 86_400e6

/** Each day since exposure and variant: what the metric is of every user who has had the day, by plain loops. */
export function referenceDays(
  events: readonly LogEvent[],
  metric: string,
  measure: 'converted' | 'count' | 'sum',
  days: number,
): readonly {
  readonly day: number
  readonly variant: string
  readonly values: readonly number[]
  readonly converters: number
}[] {
  const testers = new Set(events.filter((event) => event.test === true).map((event) => event.user))
  const newest = Math.max(...events.map((event) => toMicros(event.ts)))
  const rows = events
    .map((event, line) => ({ ...event, at: toMicros(event.ts), line }))
    .filter((event) => event.user !== null && !testers.has(event.user))
    .sort((one, two) => one.at - two.at || one.line - two.line)
  const users = [...new Set(rows.map((row) => row.user))].flatMap((user) => {
    const own = rows.filter((row) => row.user === user)
    const exposures = own.filter((row) => row.event === 'seen' && row.more!['variant'] !== null)
    const first = exposures[0]
    if (first === undefined || exposures.some((one) => one.more!['variant'] !== first.more!['variant'])) return []
    return [
      {
        variant: String(first.more!['variant']),
        at: first.at,
        later: own.slice(own.indexOf(first) + 1).filter((row) => row.event === metric),
      },
    ]
  })
  const cells = []
  for (let day = 0; day < days; day += 1)
    for (const variant of [...new Set(users.map((user) => user.variant))].sort()) {
      const lists = users
        .filter((user) => user.variant === variant && user.at + (day + 1) * DAY <= newest)
        .map((user) => user.later.filter((row) => row.at >= user.at + day * DAY && row.at < user.at + (day + 1) * DAY))
      if (lists.length === 0) continue
      cells.push({
        day,
        variant,
        converters: lists.filter((list) => list.length > 0).length,
        values: lists.map((list) =>
          measure === 'converted'
            ? Number(list.length > 0)
            : measure === 'count'
              ? list.length
              : list.reduce((sum, row) => sum + (row.value ?? 0), 0),
        ),
      })
    }
  return cells
}
