import type { UserJourneys } from './userJourneys'

/**
 * The touches before one conversion after the other of a user. Both ends of the window only move forward, so that how
 * often each channel is within it costs one step a touch, however many conversions share it.
 */
export class TouchWindow {
  /** The channel of each of the user's touches. */
  readonly channels: Int32Array
  at: Float64Array = new Float64Array()
  first = 0
  end = 0
  convertedAt = 0
  /** How often each channel is in the window, and which ones are: the first `distinct` of `present`. */
  readonly counts: Int32Array
  readonly present: Int32Array
  distinct = 0
  /** Where a channel stands in `present`. */
  readonly #places: Int32Array

  constructor(channels: number, mostTouches: number) {
    this.channels = new Int32Array(mostTouches)
    this.counts = new Int32Array(channels)
    this.present = new Int32Array(channels)
    this.#places = new Int32Array(channels)
  }

  /** How many touches there are before the conversion. */
  get size(): number {
    return this.end - this.first
  }

  /** Begins with another user; `channelOf` gives the channel of a row of the timeline. */
  begin(journeys: UserJourneys, channelOf: (row: number) => number): void {
    this.#moveTo(this.end, this.end)
    this.first = 0
    this.end = 0
    this.at = journeys.touchAt
    for (let touch = 0; touch < journeys.touches; touch += 1)
      this.channels[touch] = channelOf(journeys.touchRows[touch]!)
  }

  /** Goes on to a conversion of the user. */
  moveToConversion({ firsts, ends, conversionAt }: UserJourneys, conversion: number): void {
    this.#moveTo(firsts[conversion]!, ends[conversion]!)
    this.convertedAt = conversionAt[conversion]!
  }

  #moveTo(first: number, end: number): void {
    for (; this.end < end; this.end += 1) this.#enter(this.channels[this.end]!)
    for (; this.first < first; this.first += 1) this.#leave(this.channels[this.first]!)
  }

  #enter(channel: number): void {
    if (this.counts[channel] === 0) {
      this.#places[channel] = this.distinct
      this.present[this.distinct] = channel
      this.distinct += 1
    }
    this.counts[channel]! += 1
  }

  #leave(channel: number): void {
    this.counts[channel]! -= 1
    if (this.counts[channel] !== 0) return
    this.distinct -= 1
    const last = this.present[this.distinct]!
    const place = this.#places[channel]!
    this.present[place] = last
    this.#places[last] = place
  }
}

/** Gives a channel of the window a share of the conversion. */
export type Share = (channel: number, share: number) => void

/** How a model shares a conversion among the touches before it, at least one; `begin` is told of each new user. */
export interface TouchShares {
  begin?(window: TouchWindow, touches: number): void
  share(window: TouchWindow, share: Share): void
}
