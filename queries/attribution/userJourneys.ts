import { longest, type Timeline } from '../../src-renderer/sequence/timeline'

/** What of a timeline journeys are made of; the names of its columns are those of `Journeys.sequence`. */
export interface JourneyColumns {
  readonly conversion: Uint8Array
  readonly touch: Uint8Array
  /** null: all touches count where no conversion followed. */
  readonly inDates: Uint8Array | null
}

/**
 * One user's touches and conversions in order of time, and the touches before each conversion. The arrays are used again
 * for the next user: only their beginnings count.
 */
export class UserJourneys {
  touches = 0
  conversions = 0
  /** Rows of the timeline. */
  readonly touchRows: Int32Array
  readonly conversionRows: Int32Array
  /** The touches of conversion n are firsts[n] to ends[n], the end left out. */
  readonly firsts: Int32Array
  readonly ends: Int32Array
  readonly touchAt: Float64Array
  readonly conversionAt: Float64Array
  readonly #timeline: Timeline
  readonly #columns: JourneyColumns
  readonly #spanMicros: number

  /** `lookbackMicros`: null for no limit. */
  constructor(timeline: Timeline, columns: JourneyColumns, lookbackMicros: number | null) {
    const most = longest(timeline)
    this.touchRows = new Int32Array(most)
    this.conversionRows = new Int32Array(most)
    this.firsts = new Int32Array(most)
    this.ends = new Int32Array(most)
    this.touchAt = new Float64Array(most)
    this.conversionAt = new Float64Array(most)
    this.#timeline = timeline
    this.#columns = columns
    this.#spanMicros = lookbackMicros ?? Infinity
  }

  /** Finds the journeys of a user of the timeline. */
  load(user: number): void {
    const { starts, at } = this.#timeline
    const { conversion, touch } = this.#columns
    let touches = 0,
      conversions = 0
    for (let row = starts[user]!; row < starts[user + 1]!; row += 1) {
      if (conversion[row] === 1) {
        this.conversionRows[conversions] = row
        this.conversionAt[conversions] = at[row]!
        conversions += 1
      } else if (touch[row] === 1) {
        this.touchRows[touches] = row
        this.touchAt[touches] = at[row]!
        touches += 1
      }
    }
    this.touches = touches
    this.conversions = conversions
    let first = 0,
      end = 0
    for (let n = 0; n < conversions; n += 1) {
      const convertedAt = this.conversionAt[n]!
      while (end < touches && this.touchAt[end]! < convertedAt) end += 1
      while (first < end && this.touchAt[first]! < convertedAt - this.#spanMicros) first += 1
      this.firsts[n] = first
      this.ends[n] = end
    }
  }

  /** The user's touches on the dates asked for that no conversion followed within the lookback, in order. */
  eachMissed(visit: (touch: number) => void): void {
    const { inDates } = this.#columns
    let next = 0
    for (let touch = 0; touch < this.touches; touch += 1) {
      const touchedAt = this.touchAt[touch]!
      while (next < this.conversions && this.conversionAt[next]! <= touchedAt) next += 1
      if (next < this.conversions && touchedAt >= this.conversionAt[next]! - this.#spanMicros) continue
      if (inDates === null || inDates[this.touchRows[touch]!] === 1) visit(touch)
    }
  }
}
