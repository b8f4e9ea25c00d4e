import { countedAttempts, type ReferenceOptions } from '../funnel/reference'
import type { LogEvent, Row } from '../../nativeDuckdb'

/** The times between two steps, in microseconds, of each attempt that reached both. */
export function timesBetween(
  log: readonly LogEvent[],
  question: ReferenceOptions,
  from: number,
  to: number,
): readonly number[] {
  return countedAttempts(log, question).flatMap(({ steps }) =>
    steps[from - 1] == null || steps[to - 1] == null
      ? []
      : [
          Math.max(
            steps[to - 1]!.time - steps[from - 1]!.time,
            question.ties === 'within' && question.order === 'ordered' ? 0 : -Infinity,
          ),
        ],
  )
}

/** Where the first bar begins. */
export function firstBar(micros: readonly number[], width: number, begin: 'round' | 'zero' | 'shortest'): number {
  if (begin === 'zero' || micros.length === 0) return 0
  const shortest = Math.min(...micros)
  if (begin === 'shortest') return shortest
  // The largest multiple at or below it, found by going up.
  let multiple = width * Math.floor(Math.min(0, shortest) / width)
  while (multiple + width <= shortest) multiple += width
  return multiple
}

/** Naively: times in bins of a width, the last of them open. */
export function histogram(micros: readonly number[], width: number, bins: number, base: number): readonly Row[] {
  if (micros.length === 0) return []
  const last = Math.min(bins, Math.floor((Math.max(...micros) - base) / width))
  let within = 0
  return Array.from({ length: last + 1 }, (_, bin) => {
    const users = micros.filter(
      (time) => time >= base + bin * width && (bin === bins || time < base + (bin + 1) * width),
    ).length
    within += users
    return {
      from_seconds: (base + bin * width) / 1e6,
      to_seconds: bin === bins ? null : (base + (bin + 1) * width) / 1e6,
      users,
      pct: (100 * users) / micros.length,
      pct_within: (100 * within) / micros.length,
    }
  })
}
