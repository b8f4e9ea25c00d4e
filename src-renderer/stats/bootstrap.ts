import { seededRandom } from './random'
import { quantile } from './spread'
import type { Interval } from './wilson'

export interface BootstrapOptions {
  readonly rounds: number
  readonly seed: number
  readonly confidence?: number
}

/**
 * Percentile bootstrap intervals (Efron 1979) of several figures at once: `units` are drawn again with replacement,
 * `rounds` times, and `figures` gives the figures for the times that each unit was drawn. The same seed gives the same
 * intervals. A round in which a figure cannot be had (NaN) is left out for that figure; null where no round has it.
 */
export function bootstrap(
  units: number,
  figures: (times: Uint32Array) => ArrayLike<number>,
  options: BootstrapOptions,
): (Interval | null)[] {
  const next = seededRandom(options.seed)
  const times = new Uint32Array(units)
  const seen: number[][] = []
  for (let round = 0; round < options.rounds; round += 1) {
    times.fill(0)
    for (let draw = 0; draw < units; draw += 1) times[Math.floor(next() * units)]! += 1
    const values = figures(times)
    for (let at = 0; at < values.length; at += 1) (seen[at] ??= []).push(values[at]!)
  }
  const tail = (1 - (options.confidence ?? 0.95)) / 2
  return seen.map((values) => {
    const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort()
    return sorted.length === 0 ? null : { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) }
  })
}
