import { welch } from '../../../../src-renderer/stats/means'
import { localDate } from '../../localCalendar'
import { toMicros, type LogEvent } from '../../nativeDuckdb'
import { meanOf, varianceOf } from '../experiment/reference'

export interface LaunchLog {
  readonly events: readonly LogEvent[]
  readonly timezone: string
}
export interface LaunchChoice {
  readonly launch: string
  readonly days: number
  readonly measure: 'converted' | 'count'
}

const shift = (date: string, by: number): string =>
  new Date(Date.parse(date) + by * 86_400_000).toISOString().slice(0, 10)
const between = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000

/** The days on either side of the launch that are whole, at most as many as asked; none where the launch lies outside. */
export function daysAround({ events, timezone }: LaunchLog, { launch, days }: LaunchChoice): number {
  if (events.length === 0) return 0
  const times = events.map((event) => toMicros(event.ts))
  // The date of the newest event is not over, unless all times are dates.
  const datesOnly = times.every((time) => localDate(time, timezone) !== localDate(time - 1, timezone))
  const [low, high] = [Math.min(...times), Math.max(...times)].map((time) => localDate(time, timezone))
  return Math.max(0, Math.min(days, between(low!, launch), between(launch, high!) + (datesOnly ? 1 : 0)))
}

/** The comparison by the definition, user by user; the group is the plan, the treated are "pro", the metric "paid". */
export function referenceLaunch(log: LaunchLog, choice: LaunchChoice): readonly object[] {
  const { launch, measure } = choice
  const span = daysAround(log, choice)
  const testers = new Set(log.events.filter((event) => event.test === true).map((event) => event.user))
  const events = log.events
    .map((event, line) => ({
      ...event,
      line,
      date: localDate(toMicros(event.ts), log.timezone),
      at: toMicros(event.ts),
    }))
    .filter((event) => event.user !== null && !testers.has(event.user))
    .sort((one, two) => one.at - two.at || one.line - two.line)
  const unit = measure === 'converted' ? 100 : 1
  return (
    [
      ['launch', launch],
      ['placebo', shift(launch, -span)],
    ] as const
  ).flatMap(([comparison, when]): readonly object[] => {
    const sides: Record<'treated' | 'control', [before: number, after: number][]> = { treated: [], control: [] }
    for (const user of new Set(events.map((event) => event.user))) {
      const own = events.filter((event) => event.user === user)
      const named = own.filter((event) => event.more!['plan'] !== null && event.date < launch)
      if (named.length === 0 || named[0]!.date >= when) continue
      const count = (from: string, to: string): number => {
        const found = own.filter((event) => event.event === 'paid' && event.date >= from && event.date < to).length
        return measure === 'count' ? found : Math.min(1, found)
      }
      sides[named.at(-1)!.more!['plan'] === 'pro' ? 'treated' : 'control'].push([
        count(shift(when, -span), when),
        count(when, shift(when, span)),
      ])
    }
    if (sides.treated.length + sides.control.length === 0) return []
    const sample = (list: readonly [number, number][]) => {
      const changes = list.map(([before, after]) => after - before)
      return { count: list.length, mean: list.length === 0 ? 0 : meanOf(changes), variance: varianceOf(changes) }
    }
    const row = { comparison, treated_users: sides.treated.length, control_users: sides.control.length }
    const found = welch(sample(sides.treated), sample(sides.control))
    if (found === null) return [{ ...row, difference: null }]
    const mean = (side: 'treated' | 'control', at: 0 | 1): number => unit * meanOf(sides[side].map((one) => one[at]))
    return [
      {
        ...row,
        treated_before: mean('treated', 0),
        treated_after: mean('treated', 1),
        control_before: mean('control', 0),
        control_after: mean('control', 1),
        difference: unit * found.difference,
        low: unit * found.low,
        high: unit * found.high,
      },
    ]
  })
}
