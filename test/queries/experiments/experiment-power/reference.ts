import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import { localDate } from '../../localCalendar'
import { toMicros, type LogEvent } from '../../nativeDuckdb'

/** First exposures a day, from the first to the last of them, in UTC; null where nobody was exposed. */
export function usersPerDay(events: readonly LogEvent[]): number | null {
  const exposed = events.filter((event) => event.event === 'seen' && event.user !== null)
  const firsts = [...new Set(exposed.map((event) => event.user))].map((user) =>
    Math.min(...exposed.filter((event) => event.user === user).map((event) => toMicros(event.ts))),
  )
  if (firsts.length === 0) return null
  const days = firsts.map((at) => Date.parse(localDate(at, 'UTC')) / 86_400_000)
  return firsts.length / (Math.max(...days) - Math.min(...days) + 1)
}

/** What is planned. Shares 0 to 1. */
export interface Plan {
  readonly baseline: number
  readonly lift: number
  readonly ratio: number
  readonly power: number
}

/** Fleiss's formula for two shares (Statistical Methods for Rates and Proportions), the treatment r times as large as the control. */
export function referenceSize(events: readonly LogEvent[], { baseline: p, lift, ratio: r, power }: Plan): object {
  const q = p * (1 + lift / 100)
  const row = { lift_pct: lift, baseline: 100 * p, target: 100 * q }
  if (q > 1) return { ...row, control_users: null, treatment_users: null, users: null, days: null }
  const pooled = (p + r * q) / (1 + r)
  const level = normalQuantile(0.975, 0, 1) * Math.sqrt((r + 1) * pooled * (1 - pooled))
  const chance = normalQuantile(power, 0, 1) * Math.sqrt(r * p * (1 - p) + q * (1 - q))
  const control = (level + chance) ** 2 / (r * (q - p) ** 2)
  const users = Math.ceil(control) + Math.ceil(r * control)
  const pace = usersPerDay(events)
  return {
    ...row,
    control_users: Math.ceil(control),
    treatment_users: Math.ceil(r * control),
    users,
    days: pace === null ? null : users / pace,
  }
}
