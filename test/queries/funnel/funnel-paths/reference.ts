import { countedAttempts, matches, spot as spotOf, type ReferenceOptions } from '../funnel/reference'
import type { LogEvent } from '../../nativeDuckdb'

export interface PathCount {
  readonly step: number
  readonly outcome: string
  readonly did: string
  readonly users: number
  readonly pct: number
}

/** Naively: what each attempt did after each step, before the next or until it was over. */
export function pathsReference(log: readonly LogEvent[], options: ReferenceOptions): readonly PathCount[] {
  const spot = (one: { time: number; place: number }): number => spotOf(one, options)
  const did = new Map<string, number>()
  const sides = new Map<string, number>()
  const add = (counts: Map<string, number>, ...name: readonly unknown[]): void => {
    counts.set(JSON.stringify(name), (counts.get(JSON.stringify(name)) ?? 0) + 1)
  }
  const required = options.steps.flatMap((step, index) => (step.optional === true ? [] : [index]))
  for (const { steps, items, first } of countedAttempts(log, options)) {
    required.slice(0, -1).forEach((index, at) => {
      const [start, end] = [steps[index], steps[required[at + 1]!]]
      if (start == null) return
      const outcome = end == null ? 'lost' : 'went on'
      const events = items
        .filter(
          (item) =>
            !options.steps.some((step) => matches(item, step)) &&
            spot(item) > spot(start) &&
            (end != null
              ? spot(item) < spot(end)
              : options.windowMicros === null || item.time - first.time <= options.windowMicros),
        )
        .map((item) => item.event.event)
      for (const event of events.length === 0 ? ['(nothing else)'] : new Set(events))
        add(did, index + 1, outcome, event)
      add(sides, index + 1, outcome)
    })
  }
  return [...did].map(([name, users]) => {
    const [step, outcome, event] = JSON.parse(name) as [number, string, string]
    return { step, outcome, did: event, users, pct: (100 * users) / sides.get(JSON.stringify([step, outcome]))! }
  })
}
