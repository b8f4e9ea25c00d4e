import { codeCount, longest, type Timeline } from '../../src-renderer/sequence/timeline'
import { RefineUnits } from './refineUnits'
import type { SessionCut } from './sessionEvents'
import { sessionsById, type GroupedSessions } from './sessionsById'

const DAY_MICROS = 86_400_000_000

/**
 * The sessions of one user after the other, as sessionEvents() cuts them: those of the user are numbered from `first` to
 * `end`, in the order in which they begin; n has the rows rows[starts[n]] to rows[starts[n + 1]], in order of time.
 * `cut` null: all of a user's rows are one.
 */
export class SessionUnits {
  first = 0
  end = 0
  readonly rows: Int32Array
  readonly starts: Int32Array
  /** What cutting further needs: of rows their unit, of units when they began, and the next place in each. */
  readonly #unitOf: Int32Array
  readonly #begunAt: Float64Array
  readonly #next: Int32Array
  readonly #refine: RefineUnits
  /** Of session ids the number that they got last; -1 before. */
  readonly #numberOf: Int32Array
  #numbered = 0
  readonly #timeline: Timeline
  readonly #cut: SessionCut | null
  readonly #session: Int32Array | null
  readonly #date: Float64Array | null
  readonly #byId: GroupedSessions | null

  constructor(timeline: Timeline, cut: SessionCut | null) {
    const most = longest(timeline)
    this.rows = new Int32Array(most)
    this.starts = new Int32Array(most + 1)
    this.#timeline = timeline
    this.#cut = cut
    this.#session = cut !== null && cut.gapMicros === null ? timeline.key('session') : null
    this.#date = cut?.midnight === true ? timeline.number('session_date') : null
    const isCut = this.#date !== null || cut?.dayLong === true
    this.#byId = this.#session === null || isCut ? null : sessionsById(timeline, this.#session)
    if (this.#byId !== null) {
      this.rows = this.#byId.rows
      this.starts = this.#byId.starts
    }
    const cutting = isCut ? most : 0
    this.#unitOf = new Int32Array(cutting)
    this.#begunAt = new Float64Array(cutting)
    this.#next = new Int32Array(cutting)
    this.#refine = new RefineUnits(cutting)
    const ids = isCut ? this.#session : null
    this.#numberOf = new Int32Array(ids === null ? 0 : codeCount(ids)).fill(-1)
  }

  load(user: number): void {
    if (this.#byId !== null) {
      this.first = this.#byId.units[user]!
      this.end = this.#byId.units[user + 1]!
      return
    }
    const [from, to] = [this.#timeline.starts[user]!, this.#timeline.starts[user + 1]!]
    if (this.#cut === null) this.#fillOne(from, to)
    else if (this.#session !== null || this.#date !== null || this.#cut.dayLong) this.#fillByKeys(from, to, this.#cut)
    else this.#fillByGap(from, to)
  }

  #fillOne(from: number, to: number): void {
    for (let row = from; row < to; row += 1) this.rows[row - from] = row
    this.end = 1
    this.starts[0] = 0
    this.starts[1] = to - from
  }

  /** A silence is between two rows that follow each other: sessions lie one after the other. */
  #fillByGap(from: number, to: number): void {
    const { at } = this.#timeline
    const gap = this.#cut?.gapMicros ?? 0
    let units = 0
    for (let row = from; row < to; row += 1) {
      this.rows[row - from] = row
      if (row === from || at[row]! - at[row - 1]! > gap) {
        this.starts[units] = row - from
        units += 1
      }
    }
    this.starts[units] = to - from
    this.end = units
  }

  /** By id or silence, cut further at midnight or after whole days. */
  #fillByKeys(from: number, to: number, { gapMicros, dayLong }: SessionCut): void {
    const { at } = this.#timeline
    const date = this.#date
    const refine = (units: number, valueOf: (place: number, unit: number) => number): number =>
      this.#refine.refine(this.#unitOf, to - from, units, valueOf)
    let units = gapMicros === null ? this.#numberIds(from, to) : this.#numberSilences(from, to, gapMicros)
    if (date !== null) units = refine(units, (place) => date[from + place]!)
    if (dayLong) {
      for (let row = to - 1; row >= from; row -= 1) {
        const unit = this.#unitOf[row - from]!
        if (unit >= 0) this.#begunAt[unit] = at[row]!
      }
      units = refine(units, (place, unit) => Math.floor((at[from + place]! - this.#begunAt[unit]!) / DAY_MICROS))
    }
    this.#fillGrouped(from, to, units)
  }

  #numberSilences(from: number, to: number, gapMicros: number): number {
    const { at } = this.#timeline
    let unit = 0
    for (let row = from; row < to; row += 1) {
      if (row > from && at[row]! - at[row - 1]! > gapMicros) unit += 1
      this.#unitOf[row - from] = unit
    }
    return unit + 1
  }

  /** Ids of the user get numbers above those that users before had. */
  #numberIds(from: number, to: number): number {
    const ids = this.#session!
    const first = this.#numbered
    for (let row = from; row < to; row += 1) {
      const id = ids[row]!
      if (id >= 0 && this.#numberOf[id]! < first) {
        this.#numberOf[id] = this.#numbered
        this.#numbered += 1
      }
      this.#unitOf[row - from] = id < 0 ? -1 : this.#numberOf[id]! - first
    }
    return this.#numbered - first
  }

  #fillGrouped(from: number, to: number, units: number): void {
    this.end = units
    const next = this.#next.fill(0, 0, units)
    for (let row = from; row < to; row += 1) {
      const unit = this.#unitOf[row - from]!
      if (unit >= 0) next[unit]! += 1
    }
    this.starts[0] = 0
    for (let unit = 0; unit < units; unit += 1) {
      this.starts[unit + 1] = this.starts[unit]! + next[unit]!
      next[unit] = this.starts[unit]!
    }
    for (let row = from; row < to; row += 1) {
      const unit = this.#unitOf[row - from]!
      if (unit < 0) continue
      this.rows[next[unit]!] = row
      next[unit]! += 1
    }
  }
}
