import { elementAt } from '../base/required'

/** Forecasts a row of numbers: the next ones after what it has seen. A null is a number that is not known. */
interface Forecaster {
  /** What it says of the numbers `1 … steps` after the last one seen. */
  ahead(steps: number): readonly number[]
  see(value: number | null): void
}

/** How a method begins: from the numbers that it may learn from. Null where they are too few. */
export type Method = (known: readonly (number | null)[], season: number) => Forecaster | null

/** The number one season before, or as many more seasons as it takes to one that is known; else the last known one. */
export const seasonalNaive: Method = (known, season) => {
  const seen: (number | null)[] = [...known]
  if (!seen.some((value) => value !== null)) return null
  const at = (place: number): number => {
    for (let before = place - season; before >= 0; before -= season) {
      const value = seen[before] ?? null
      if (value !== null) return value
    }
    return seen.findLast((value) => value !== null) ?? 0
  }
  return {
    see: (value) => void seen.push(value),
    ahead: (steps) =>
      Array.from({ length: steps }, (_, step) => {
        const place = seen.length + step
        // Of places beyond the next season, the same place of the last season seen.
        return at(place - season * Math.floor(step / season))
      }),
  }
}

interface Weights {
  readonly level: number
  readonly trend: number
  readonly season: number
}

/** What is left of a trend after each step: a rise does not go on for ever (Gardner and McKenzie 1985). */
const DAMPING = 0.98

/** Weights that are tried, and of those the ones with the least squares of errors one step ahead are taken. */
const LEVELS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9]
const TRENDS = [0, 0.01, 0.05, 0.1, 0.3]
const SEASONS = [0.05, 0.1, 0.3, 0.5]

/** Additive Holt-Winters with a damped trend (Winters 1960): level, trend and the shape of the season. */
class HoltWinters implements Forecaster {
  private level: number
  private trend: number
  private place = 0
  private readonly shape: number[]

  /** Begins with the first two seasons: their means, and how far the places lie from them. */
  constructor(
    first: readonly number[],
    season: number,
    private readonly weights: Weights,
  ) {
    const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length
    const [one, two] = [mean(first.slice(0, season)), mean(first.slice(season, 2 * season))]
    this.trend = (two - one) / season
    this.level = one - (this.trend * (season + 1)) / 2
    this.shape =
      season === 1
        ? [0]
        : Array.from(
            { length: season },
            (_, place) => (elementAt(first, place) - one + elementAt(first, place + season) - two) / 2,
          )
  }

  private get here(): number {
    return this.place % this.shape.length
  }

  see(value: number | null): void {
    const { level: a, trend: b, season: c } = this.weights
    const drift = DAMPING * this.trend
    const shape = elementAt(this.shape, this.here)
    const before = this.level
    this.level = value === null ? before + drift : a * (value - shape) + (1 - a) * (before + drift)
    this.trend = value === null ? drift : b * (this.level - before) + (1 - b) * drift
    if (value !== null && this.shape.length > 1) this.shape[this.here] = c * (value - this.level) + (1 - c) * shape
    this.place += 1
  }

  ahead(steps: number): readonly number[] {
    let [level, drift] = [this.level, this.trend]
    return Array.from({ length: steps }, (_, step) => {
      drift *= DAMPING
      level += drift
      return level + elementAt(this.shape, (this.place + step) % this.shape.length)
    })
  }
}

/** Fits its weights to what is known; needs two whole seasons at the beginning (of no season, two numbers). */
export const holtWinters: Method = (known, season) => {
  const first = known.slice(0, 2 * season)
  if (first.length < 2 * season || !first.every((value) => value !== null)) return null
  const begun = (weights: Weights): HoltWinters => new HoltWinters(first, season, weights)
  let best: { readonly squares: number; readonly weights: Weights } | null = null
  for (const level of LEVELS)
    for (const trend of TRENDS)
      for (const shape of season === 1 ? [0] : SEASONS) {
        const weights = { level, trend, season: shape }
        const one = begun(weights)
        let squares = 0
        for (const value of known) {
          if (value !== null) squares += (value - elementAt(one.ahead(1), 0)) ** 2
          one.see(value)
        }
        if (best === null || squares < best.squares) best = { squares, weights }
      }
  if (best === null) return null
  const fitted = begun(best.weights)
  for (const value of known) fitted.see(value)
  return fitted
}

/** What a method said of numbers that it had not seen. */
export interface HeldOut {
  /** One step ahead, of each place held out; in order. */
  readonly next: readonly number[]
  /** Mean absolute error of all steps ahead; null where no number is known. */
  readonly error: number | null
  /** Root of the mean of squared errors by step ahead, the first step first; never less than at a step before. */
  readonly spread: readonly number[]
}

const root = (numbers: readonly number[]): number =>
  Math.sqrt(numbers.reduce((sum, one) => sum + one * one, 0) / numbers.length)

/** Fits a method to all but the last `held` numbers, and lets it say each of these before it sees it. */
export function heldOut(
  method: Method,
  values: readonly (number | null)[],
  season: number,
  held: number,
  steps: number,
): HeldOut | null {
  const start = values.length - held
  const fitted = method(values.slice(0, start), season)
  if (fitted === null) return null
  const errors: number[][] = Array.from({ length: steps }, () => [])
  const next: number[] = []
  for (let at = start; at < values.length; at += 1) {
    const said = fitted.ahead(steps)
    next.push(elementAt(said, 0))
    said.forEach((one, step) => {
      const value = values[at + step] ?? null
      if (value !== null) elementAt(errors, step).push(value - one)
    })
    fitted.see(values[at] ?? null)
  }
  const all = errors.flat()
  let widest = 0
  return {
    next,
    error: all.length === 0 ? null : all.reduce((sum, one) => sum + Math.abs(one), 0) / all.length,
    spread: errors.map((list) => {
      if (list.length > 0) widest = Math.max(widest, root(list))
      return widest
    }),
  }
}
