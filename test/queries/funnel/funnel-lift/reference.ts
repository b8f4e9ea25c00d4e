import {
  countedAttempts,
  matches,
  spot as spotOf,
  type CountedAttempt,
  type ReferenceOptions,
} from '../funnel/reference'
import type { LogEvent } from '../../nativeDuckdb'

export interface LiftCount {
  readonly kind: string
  readonly value: string
  readonly converted_users: number
  readonly lost_users: number
  readonly converted_all: number
  readonly lost_all: number
}

export interface LiftOptions {
  readonly from: number
  readonly to: number
  readonly before: boolean
  readonly least: number
}

/** What one attempt had: events in its span, and the plan at entry. */
function hadBy(attempt: CountedAttempt, options: ReferenceOptions, asked: LiftOptions): ReadonlySet<string> {
  const spot = (one: { time: number; place: number }): number => spotOf(one, options)
  const start = attempt.steps[asked.from - 1]!
  const end = attempt.steps[asked.to - 1]
  const had = new Set<string>([JSON.stringify(['plan', attempt.first.event.more?.['plan'] ?? '(none)'])])
  for (const item of attempt.items) {
    if (options.steps.some((step) => matches(item, step))) continue
    const inside = asked.before
      ? spot(item) < spot(attempt.first) &&
        (options.windowMicros === null || attempt.first.time - item.time <= options.windowMicros)
      : spot(item) > spot(start) &&
        (end != null
          ? spot(item) < spot(end)
          : options.windowMicros === null || item.time - attempt.first.time <= options.windowMicros)
    if (inside) had.add(JSON.stringify(['event', item.event.event]))
  }
  return had
}

/** Naively: each attempt of both sides looked at by itself. */
export function liftReference(
  log: readonly LogEvent[],
  options: ReferenceOptions,
  asked: LiftOptions,
): readonly LiftCount[] {
  const compared = countedAttempts(log, options).filter((attempt) => attempt.steps[asked.from - 1] !== null)
  const sides = [
    compared.filter((attempt) => attempt.steps[asked.to - 1] !== null),
    compared.filter((attempt) => attempt.steps[asked.to - 1] === null),
  ]
  const counts = new Map<string, [number, number]>()
  sides.forEach((attempts, side) => {
    for (const attempt of attempts)
      for (const one of hadBy(attempt, options, asked)) {
        const count = counts.get(one) ?? [0, 0]
        count[side]!++
        counts.set(one, count)
      }
  })
  return [...counts]
    .flatMap(([name, [converted, lost]]): readonly LiftCount[] => {
      const [kind, value] = JSON.parse(name) as [string, string]
      return converted + lost < asked.least
        ? []
        : [
            {
              kind,
              value,
              converted_users: converted,
              lost_users: lost,
              converted_all: sides[0]!.length,
              lost_all: sides[1]!.length,
            },
          ]
    })
    .sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.value < b.value ? -1 : 1))
}
