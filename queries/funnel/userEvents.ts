import { longest, type Timeline } from '../../src-renderer/sequence/timeline'
import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import { positionReader, type FunnelPass } from './passOptions'

/**
 * One user's events that a funnel looks at, in order: those that pass the filter, on the dates asked for where every
 * step must lie in them. The arrays are used again for the next user: only their first `count` places count.
 */
export class UserEvents {
  count = 0
  /** Rows of the timeline. */
  readonly rows: Int32Array
  /** Where each stands, as the funnel's kind says: with `file` its row, else its time or second; rising. */
  readonly positions: Float64Array
  /** Which steps each may fill: bit n for the funnel's n-th, from 0. */
  readonly masks: Int32Array
  /** 1 where its date is one on which an attempt may begin. */
  readonly isDated: Uint8Array
  /** Positions of the events of each exclusion, and how many there are. */
  readonly excluded: readonly Float64Array[]
  readonly excludedCounts: Int32Array
  readonly #timeline: Timeline
  readonly #pass: FunnelPass
  readonly #positionOf: (row: number) => number
  readonly #flags: {
    readonly steps: readonly Uint8Array[]
    readonly excluded: readonly Uint8Array[]
    readonly onDates: Uint8Array | null
    readonly passes: Uint8Array | null
  }
  /** Steps that the first event that meets them fills alone. */
  readonly #firsts: number
  /** Those that the first event of a name does, and which events have the name. */
  readonly #ofNames: readonly { readonly bit: number; readonly isNamed: Uint8Array }[]
  /** Which of both have had their event. */
  #spent = 0

  constructor({ timeline, columns }: KernelRun, pass: FunnelPass) {
    const most = longest(timeline)
    const { steps, exclusions } = pass.options
    const flag = (name: string): Uint8Array | null => (columns.has(name) ? timeline.flag(name) : null)
    this.rows = new Int32Array(most)
    this.positions = new Float64Array(most)
    this.masks = new Int32Array(most)
    this.isDated = new Uint8Array(most)
    this.excluded = exclusions.map(() => new Float64Array(most))
    this.excludedCounts = new Int32Array(exclusions.length)
    this.#timeline = timeline
    this.#pass = pass
    this.#positionOf = positionReader(timeline, pass)
    this.#flags = {
      steps: steps.map((_, step) => timeline.flag(`step_${step + 1}`)),
      excluded: exclusions.map((_, index) => timeline.flag(`excluded_${index + 1}`)),
      onDates: flag('on_dates'),
      passes: flag('passes'),
    }
    this.#firsts = steps.reduce((bits, { first }, step) => (first === true ? bits | (1 << step) : bits), 0)
    this.#ofNames = steps.flatMap(({ first }, step) =>
      first === 'unfiltered' ? [{ bit: 1 << step, isNamed: timeline.flag(`name_${step + 1}`) }] : [],
    )
  }

  /** The time of a position, in microseconds; NaN for none. */
  timeOf(position: number): number {
    if (this.#pass.kind !== 'file' || Number.isNaN(position)) return position
    return this.#timeline.at[position]!
  }

  /** The place of the first event at or after a position. */
  placeOf(position: number): number {
    let [low, high] = [0, this.count]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.positions[middle]! < position) low = middle + 1
      else high = middle
    }
    return low
  }

  load(user: number): void {
    const { starts } = this.#timeline
    const { options } = this.#pass
    const { onDates, passes } = this.#flags
    const positionOf = this.#positionOf
    const all = options.order === 'strict'
    this.excludedCounts.fill(0)
    this.#spent = 0
    let count = 0
    for (let row = starts[user]!; row < starts[user + 1]!; row += 1) {
      const taken = this.#takenNames(row)
      if (passes !== null && passes[row] === 0) continue
      const mask = this.#maskOf(row, taken)
      const isDated = onDates === null ? 1 : onDates[row]!
      if (options.everyStepDated && isDated === 0) continue
      const position = positionOf(row)
      this.#keepExcluded(row, position)
      if (mask === 0 && !all) continue
      this.rows[count] = row
      this.positions[count] = position
      this.masks[count] = mask
      this.isDated[count] = isDated
      count += 1
    }
    this.count = count
  }

  #keepExcluded(row: number, position: number): void {
    for (let index = 0; index < this.excluded.length; index += 1) {
      if (this.#flags.excluded[index]![row] === 0) continue
      this.excluded[index]![this.excludedCounts[index]!] = position
      this.excludedCounts[index]! += 1
    }
  }

  /** Steps whose first event of the name an earlier row was. */
  #takenNames(row: number): number {
    if (this.#ofNames.length === 0) return 0
    const before = this.#spent
    for (const { bit, isNamed } of this.#ofNames) if (isNamed[row] === 1) this.#spent |= bit
    return before
  }

  #maskOf(row: number, taken: number): number {
    const { steps } = this.#flags
    let mask = 0
    for (let step = 0; step < steps.length; step += 1) mask |= steps[step]![row]! << step
    if (this.#firsts === 0 && taken === 0) return mask
    const left = mask & ~(taken | (this.#spent & this.#firsts))
    this.#spent |= mask & this.#firsts
    return left
  }
}
