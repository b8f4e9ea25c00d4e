import { longest, type Timeline } from '../../src-renderer/sequence/timeline'
import type { SequenceRequest } from '../../src-renderer/query/contract/plan'
import type { SessionCut } from './sessionEvents'

const DAY_MICROS = 86_400_000_000

/** The columns that cutting sessions needs of a timeline. */
export function sessionColumns({ gapMicros, midnight }: SessionCut): SequenceRequest['columns'] {
  return {
    ...(gapMicros === null ? { session: { kind: 'key', sql: 'session_id' } } : {}),
    ...(midnight ? { session_date: { kind: 'number', sql: "local_date(ts) - DATE '1970-01-01'" } } : {}),
  }
}

/** All sessions by id: user u has those from units[u] to units[u + 1]. */
interface GroupedSessions {
  readonly rows: Int32Array
  readonly starts: Int32Array
  readonly units: Int32Array
}

/** By the ids of a timeline, for as long as it is kept: they are the same for every question of it. */
const grouped = new WeakMap<Int32Array, GroupedSessions>()

function sessionsById(timeline: Timeline, ids: Int32Array): GroupedSessions {
  const known = grouped.get(ids)
  if (known !== undefined) return known
  const unitOfId = new Int32Array(1 + ids.reduce((most, id) => Math.max(most, id), -1)).fill(-1)
  const unitOfRow = new Int32Array(timeline.rows)
  const units = new Int32Array(timeline.users + 1)
  const sizes = new Int32Array(timeline.rows)
  let count = 0
  for (let user = 0; user < timeline.users; user += 1) {
    for (let row = timeline.starts[user]!; row < timeline.starts[user + 1]!; row += 1) {
      const id = ids[row]!
      unitOfRow[row] = -1
      if (id < 0) continue
      // An id that other users have, too, is another session.
      if (unitOfId[id]! < units[user]!) {
        unitOfId[id] = count
        count += 1
      }
      unitOfRow[row] = unitOfId[id]!
      sizes[unitOfId[id]!]! += 1
    }
    units[user + 1] = count
  }
  const starts = new Int32Array(count + 1)
  for (let unit = 0; unit < count; unit += 1) starts[unit + 1] = starts[unit]! + sizes[unit]!
  const next = starts.slice()
  const rows = new Int32Array(starts[count]!)
  for (let row = 0; row < timeline.rows; row += 1) {
    const unit = unitOfRow[row]!
    if (unit < 0) continue
    rows[next[unit]!] = row
    next[unit]! += 1
  }
  const found = { rows, starts, units }
  grouped.set(ids, found)
  return found
}

/**
 * The sessions of one user after the other, as sessionEvents() cuts them: those of the user are numbered from `first` to
 * `end`, in the order in which they begin; n has the rows rows[starts[n]] to rows[starts[n + 1]], in order of time. `cut` null: all of a user's rows are one.
 */
export class SessionUnits {
  first = 0
  end = 0
  readonly rows: Int32Array
  readonly starts: Int32Array
  readonly #unitOf: Int32Array
  readonly #timeline: Timeline
  readonly #cut: SessionCut | null
  readonly #session: Int32Array | null
  readonly #date: Float64Array | null
  readonly #byId: GroupedSessions | null

  constructor(timeline: Timeline, cut: SessionCut | null) {
    const most = longest(timeline)
    this.rows = new Int32Array(most)
    this.starts = new Int32Array(most + 1)
    this.#unitOf = new Int32Array(most)
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
    const begun = new Map<string, number>()
    const known = new Map<string, number>()
    const sizes: number[] = []
    let silences = 0
    for (let row = from; row < to; row += 1) {
      if (gapMicros !== null && row > from && at[row]! - at[row - 1]! > gapMicros) silences += 1
      const session = this.#session === null ? silences : this.#session[row]!
      if (session < 0 && this.#session !== null) {
        this.#unitOf[row - from] = -1
        continue
      }
      let key = `${session} ${this.#date?.[row] ?? ''}`
      if (dayLong) {
        const beganAt = begun.get(key) ?? at[row]!
        begun.set(key, beganAt)
        key += ` ${Math.floor((at[row]! - beganAt) / DAY_MICROS)}`
      }
      const unit = known.get(key) ?? sizes.push(0) - 1
      known.set(key, unit)
      sizes[unit]! += 1
      this.#unitOf[row - from] = unit
    }
    this.#fillGrouped(from, to, sizes)
  }

  #fillGrouped(from: number, to: number, sizes: readonly number[]): void {
    this.end = sizes.length
    this.starts[0] = 0
    sizes.forEach((size, unit) => (this.starts[unit + 1] = this.starts[unit]! + size))
    const next = Int32Array.from(sizes, (_, unit) => this.starts[unit]!)
    for (let row = from; row < to; row += 1) {
      const unit = this.#unitOf[row - from]!
      if (unit < 0) continue
      this.rows[next[unit]!] = row
      next[unit]! += 1
    }
  }
}
