import { longest, type Timeline } from '../../src-renderer/sequence/timeline'
import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import { periodMicros, type RetentionRules } from './question'

/** One user's entries and returns, one user after the other. */
export class UserReturns {
  /** Entries: the row of the start event of each. */
  entries = 0
  readonly entryRows: Int32Array
  readonly #timeline: Timeline
  readonly #rules: RetentionRules
  readonly #unit: Float64Array
  readonly #start: Uint8Array | null
  readonly #returns: Uint8Array | null
  readonly #unfiltered: Uint8Array | null
  readonly #onDates: Uint8Array | null
  /** Times and units of the user's returns. */
  readonly #at: Float64Array
  readonly #units: Float64Array
  #count = 0

  constructor({ timeline, columns }: KernelRun, rules: RetentionRules) {
    const most = longest(timeline)
    const flag = (name: string): Uint8Array | null => (columns.has(name) ? timeline.flag(name) : null)
    this.#timeline = timeline
    this.#rules = rules
    this.#unit = timeline.number('unit')
    this.#start = flag('start')
    this.#returns = flag('return')
    this.#unfiltered = flag('unfiltered_start')
    this.#onDates = flag('on_dates')
    this.entryRows = new Int32Array(most)
    this.#at = new Float64Array(most)
    this.#units = new Float64Array(most)
  }

  load(user: number): void {
    const { starts, at } = this.#timeline
    this.#count = 0
    for (let row = starts[user]!; row < starts[user + 1]!; row += 1) {
      if (this.#returns?.[row] === 0) continue
      this.#at[this.#count] = at[row]!
      this.#units[this.#count] = this.#unit[row]!
      this.#count += 1
    }
    this.#findEntries(starts[user]!, starts[user + 1]!)
  }

  #findEntries(from: number, to: number): void {
    const { at } = this.#timeline
    const { entry } = this.#rules
    this.entries = 0
    /** When the user first started, whether or not that passes the filter. */
    let firstAt = NaN
    for (let row = from; row < to; row += 1) {
      if (Number.isNaN(firstAt) && (this.#unfiltered ?? this.#start)?.[row] !== 0) firstAt = at[row]!
      if (this.#start?.[row] === 0) continue
      const isOnDates = this.#onDates?.[row] !== 0
      if (entry === 'first-ever') {
        if (at[row] === firstAt && isOnDates) this.#enter(row)
        return
      }
      if (!isOnDates || (this.entries > 0 && this.#unit[row] === this.#unit[this.entryRows[this.entries - 1]!]))
        continue
      this.#enter(row)
      if (entry === 'first-matching') return
    }
  }

  #enter(row: number): void {
    this.entryRows[this.entries] = row
    this.entries += 1
  }

  /**
   * Tells, in order, of each period after an entry with enough returns, up to one; where the last says all, of that
   * alone, however late.
   */
  eachPeriod(entry: number, visit: (period: number) => void, until = Infinity): void {
    const { clock, criterion, minTimes } = this.#rules
    const entryAt = this.#timeline.at[this.entryRows[entry]!]!
    const entryUnit = this.#unit[this.entryRows[entry]!]!
    const length = periodMicros(this.#rules)
    if (criterion === 'on-or-after' && minTimes === 1) {
      const last = this.#count - 1
      if (last < 0 || this.#at[last]! < entryAt) return
      visit(clock === 'calendar' ? this.#units[last]! - entryUnit : Math.floor((this.#at[last]! - entryAt) / length))
      return
    }
    for (let first = this.#firstFrom(entryAt, 0); first < this.#count;) {
      const period =
        clock === 'calendar' ? this.#units[first]! - entryUnit : Math.floor((this.#at[first]! - entryAt) / length)
      if (period > until && criterion !== 'on-or-after') return
      let next = first + 1
      if (clock === 'rolling') next = this.#firstFrom(entryAt + (period + 1) * length, next)
      else while (next < this.#count && this.#units[next] === this.#units[first]) next += 1
      if (next - first >= minTimes) visit(period)
      first = next
    }
  }

  /** The first return at a time or later, from one on. */
  #firstFrom(at: number, from: number): number {
    let [low, high] = [from, this.#count]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#at[middle]! < at) low = middle + 1
      else high = middle
    }
    return low
  }
}
