import { toMicros, type LogEvent } from '../../nativeDuckdb'

/** A group's users and what they did after their first event of it. */
export interface GroupRow {
  readonly group: string
  readonly users: number
  readonly converted: number
  readonly pct: number | null
  readonly conversions: number
  readonly value: number
}

/** Users by group and what they did, from the definition: both groups, and those in both where there are any. */
export function referenceGroups(log: readonly LogEvent[], windowMicros: number): readonly GroupRow[] {
  const found = new Map<string, [users: number, converted: number, conversions: number, value: number]>([
    ['exposed', [0, 0, 0, 0]],
    ['holdout', [0, 0, 0, 0]],
  ])
  for (const user of new Set(log.map((event) => event.user).filter((one) => one !== null))) {
    const own = log.filter((event) => event.user === user)
    const entries = own.filter((event) => event.event === 'exposed' || event.event === 'holdout')
    if (entries.length === 0) continue
    const group = new Set(entries.map((event) => event.event)).size === 2 ? 'both' : entries[0]!.event
    const start = Math.min(...entries.map((event) => toMicros(event.ts)))
    const hits = own.filter(
      (event) =>
        event.event === 'conversion' && toMicros(event.ts) >= start && toMicros(event.ts) - start <= windowMicros,
    )
    const row = found.get(group) ?? [0, 0, 0, 0]
    found.set(group, [
      row[0] + 1,
      row[1] + (hits.length > 0 ? 1 : 0),
      row[2] + hits.length,
      row[3] + hits.reduce((sum, hit) => sum + (hit.value ?? 0), 0),
    ])
  }
  return [...found].map(([group, [users, converted, conversions, value]]) => ({
    group,
    users,
    converted,
    pct: users === 0 ? null : (100 * converted) / users,
    conversions,
    value,
  }))
}
