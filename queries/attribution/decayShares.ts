import type { Share, TouchShares, TouchWindow } from './touchWindow'

const DAY_MICROS = 86_400e6

/**
 * Half as much for each half-life. What the touches of each channel weigh together is kept from conversion to
 * conversion: all of it shrinks by the same factor, new touches are added and those that fell out are taken off. What is
 * taken off is older, and so weighs less, than what stays of its channel: little is lost to rounding.
 */
export class HalfLifeShares implements TouchShares {
  readonly #perMicro: number
  #weights = new Float64Array()
  #counts = new Int32Array()
  /** Channels that had a touch of the user, each once. */
  readonly #met: number[] = []
  #isMet = new Uint8Array()
  #first = 0
  #end = 0
  #newestAt = 0

  constructor(halfLifeMicros: number) {
    this.#perMicro = Math.LN2 / halfLifeMicros
  }

  begin({ counts }: TouchWindow): void {
    if (this.#weights.length < counts.length) {
      this.#weights = new Float64Array(counts.length)
      this.#counts = new Int32Array(counts.length)
      this.#isMet = new Uint8Array(counts.length)
    }
    for (const channel of this.#met) {
      this.#weights[channel] = 0
      this.#counts[channel] = 0
      this.#isMet[channel] = 0
    }
    this.#met.length = 0
    this.#first = 0
    this.#end = 0
  }

  share(window: TouchWindow, share: Share): void {
    const { at, channels, first, end } = window
    const newestAt = at[end - 1]!
    if (newestAt !== this.#newestAt && this.#end > 0) {
      const factor = Math.exp((this.#newestAt - newestAt) * this.#perMicro)
      for (const channel of this.#met) this.#weights[channel]! *= factor
    }
    this.#newestAt = newestAt
    for (let touch = Math.max(this.#end, first); touch < end; touch += 1) {
      const channel = channels[touch]!
      if (this.#isMet[channel] === 0) {
        this.#isMet[channel] = 1
        this.#met.push(channel)
      }
      this.#counts[channel]! += 1
      this.#weights[channel]! += this.#weightOf(at[touch]!)
    }
    for (let touch = this.#first; touch < Math.min(first, this.#end); touch += 1) {
      const channel = channels[touch]!
      this.#counts[channel]! -= 1
      const left = this.#weights[channel]! - this.#weightOf(at[touch]!)
      this.#weights[channel] = this.#counts[channel] === 0 ? 0 : Math.max(0, left)
    }
    this.#first = first
    this.#end = end
    let total = 0
    for (let place = 0; place < window.distinct; place += 1) total += this.#weights[window.present[place]!]!
    for (let place = 0; place < window.distinct; place += 1) {
      const channel = window.present[place]!
      share(channel, this.#weights[channel]! / total)
    }
  }

  #weightOf(touchedAt: number): number {
    return Math.exp((touchedAt - this.#newestAt) * this.#perMicro)
  }
}

/** 1/√(days before the conversion + 1): every touch of every conversion is looked at. */
export class DecayShares implements TouchShares {
  #weights = new Float64Array()

  share(window: TouchWindow, share: Share): void {
    const { at, channels, first, end, counts, convertedAt } = window
    if (this.#weights.length < counts.length) this.#weights = new Float64Array(counts.length)
    let total = 0
    for (let touch = first; touch < end; touch += 1) {
      const weight = 1 / Math.sqrt((convertedAt - at[touch]!) / DAY_MICROS + 1)
      this.#weights[channels[touch]!]! += weight
      total += weight
    }
    for (let place = 0; place < window.distinct; place += 1) {
      const channel = window.present[place]!
      share(channel, this.#weights[channel]! / total)
      this.#weights[channel] = 0
    }
  }
}
