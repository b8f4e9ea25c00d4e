import { localDate } from '../../localCalendar'
import { toMicros, type LogEvent } from '../../nativeDuckdb'

/** What the parameters say, for the naive reference. */
export interface ExperimentChoices {
  readonly metric: string
  readonly measure: 'converted' | 'count' | 'sum'
  readonly guardrails: readonly string[]
  /** Hours; null for none. */
  readonly windowHours: number | null
  readonly pre_days: number
  readonly include_recent: boolean
  readonly from: string | null
  readonly to: string | null
  readonly include_test: boolean
  readonly onlyPro: boolean
}

/** A user as the definition has them. */
export interface ReferenceUser {
  readonly user: string
  readonly variant: string
  readonly inSeveral: boolean
  readonly tooRecent: boolean
  /** By metric: events in the window, sum of their values, events before, sum before. */
  readonly metrics: readonly {
    readonly events: number
    readonly sum: number
    readonly before: number
    readonly sumBefore: number
  }[]
}

/** Every user whose first exposure falls in the dates, one by one, by plain loops. */
export function referenceUsers(events: readonly LogEvent[], choices: ExperimentChoices): readonly ReferenceUser[] {
  const testers = new Set(events.filter((event) => event.test === true).map((event) => event.user))
  const newest = Math.max(...events.map((event) => toMicros(event.ts)))
  const rows = events
    .map((event, line) => ({ ...event, at: toMicros(event.ts), line }))
    .filter(
      (event) =>
        event.user !== null &&
        (choices.include_test || !testers.has(event.user)) &&
        (!choices.onlyPro || event.more!['plan'] === 'pro'),
    )
    .sort((one, two) => one.at - two.at || one.line - two.line)
  const users: ReferenceUser[] = []
  for (const user of new Set(rows.map((row) => row.user!))) {
    const own = rows.filter((row) => row.user === user)
    const exposures = own.filter((row) => row.event === 'seen' && row.more!['variant'] !== null)
    const first = exposures[0]
    if (first === undefined) continue
    const date = localDate(first.at, 'UTC')
    if ((choices.from !== null && date < choices.from) || (choices.to !== null && date > choices.to)) continue
    const end = choices.windowHours === null ? Infinity : first.at + choices.windowHours * 3600e6
    const start = first.at - choices.pre_days * 86_400e6
    const later = own.slice(own.indexOf(first) + 1)
    users.push({
      user,
      variant: String(first.more!['variant']),
      inSeveral: exposures.some((one) => one.more!['variant'] !== first.more!['variant']),
      tooRecent: end !== Infinity && end > newest,
      metrics: [choices.metric, ...choices.guardrails].map((name) => {
        const inside = later.filter((row) => row.event === name && row.at <= end)
        const before = own.filter((row) => row.event === name && row.at < first.at && row.at >= start)
        const total = (list: typeof own): number => list.reduce((sum, row) => sum + (row.value ?? 0), 0)
        return { events: inside.length, sum: total(inside), before: before.length, sumBefore: total(before) }
      }),
    })
  }
  return users
}

/** A metric of the users compared, value by value: [after, before]. */
export function valuesOf(
  users: readonly ReferenceUser[],
  metric: number,
  measure: ExperimentChoices['measure'],
): readonly (readonly [number, number])[] {
  return users.map(({ metrics }) => {
    const { events, sum, before, sumBefore } = metrics[metric]!
    if (measure === 'sum') return [sum, sumBefore]
    return measure === 'count' ? [events, before] : [Number(events > 0), Number(before > 0)]
  })
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
/** Of n - 1. */
export const varianceOf = (values: readonly number[]): number =>
  values.length < 2 ? 0 : values.reduce((sum, value) => sum + (value - meanOf(values)) ** 2, 0) / (values.length - 1)
