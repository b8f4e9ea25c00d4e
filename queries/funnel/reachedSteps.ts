import type { Timeline } from '../../src-renderer/sequence/timeline'
import type { AttemptValues } from './attemptValues'
import type { FunnelPass } from './passOptions'

/** An attempt that counts: where it reached its steps, which are the funnel's, counted from 0. It is used for one after the other. */
export class ReachedSteps {
  /** Where each step was reached, as the funnel's kind says; NaN where it was not. */
  readonly positions: Float64Array
  /** The row of the timeline that it began with. */
  row = 0
  readonly #at: Float64Array
  readonly #isByRow: boolean
  readonly #windowMicros: number
  readonly #toleranceMicros: number

  constructor({ at }: Timeline, { options, kind, windowMicros, toleranceMicros }: FunnelPass) {
    this.positions = new Float64Array(options.steps.length)
    this.#at = at
    this.#isByRow = kind === 'file'
    this.#windowMicros = windowMicros
    this.#toleranceMicros = toleranceMicros
  }

  reached(step: number): boolean {
    return !Number.isNaN(this.positions[step]!)
  }

  /** The time of a step that was reached, in microseconds. */
  timeOf(step: number): number {
    const position = this.positions[step]!
    return this.#isByRow ? this.#at[position]! : position
  }

  /** The last time of its window. */
  windowEnd(): number {
    return this.timeOf(0) + this.#windowMicros
  }

  /** From one step to another; nothing where a tolerance let the later one stand before. */
  micros(from: number, to: number): number {
    const micros = this.timeOf(to) - this.timeOf(from)
    return this.#toleranceMicros > 0 ? Math.max(micros, 0) : micros
  }

  /** The number of the breakdown's value that it counts under: that of the event that it began with. */
  value(values: AttemptValues): number {
    return values.codeAt(this.row)
  }
}
