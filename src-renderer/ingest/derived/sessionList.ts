import type { Data } from 'apache-arrow'
import { longerDoubles, longerIntegers } from '../../base/growing'
import {
  decodeArrowFile,
  encodeArrowFile,
  int32Data,
  readInt32,
  readMicros,
  timestampData,
  utf8Data,
} from '../../store/arrowFile'
import { TextTable } from '../../store/textTable'
import { Arena } from '../../base/arena'
import { BytePool } from '../../base/bytePool'
import { rowNumbers, sortOrder } from '../columns/sortOrder'

/** Marks a session that was found by its gaps. */
export const NO_ID = -1

/** Sessions in columns, growing. `ids` are codes in `texts` of the file's own session ids, or NO_ID. */
export class SessionList {
  length = 0
  users: Int32Array = new Int32Array(256)
  starts: Float64Array = new Float64Array(256)
  ends: Float64Array = new Float64Array(256)
  events: Int32Array = new Int32Array(256)
  ids: Int32Array = new Int32Array(256)
  readonly texts: TextTable
  /** By id, the session that was added last with it; it and `#before` are for extendOrAdd. */
  #lastOf: Int32Array = new Int32Array(256).fill(-1)
  /** By session, the one with the same id but another user that was added before it; there are few. */
  readonly #before = new Map<number, number>()

  /** Lists that share their ids' texts can exchange codes. */
  constructor(texts = new TextTable()) {
    this.texts = texts
  }

  /** Answers the new session's index. */
  add(user: number, start: number, end: number, events: number, id: number): number {
    if (this.length === this.users.length) this.#grow()
    const at = this.length++
    this.users[at] = user
    this.starts[at] = start
    this.ends[at] = end
    this.events[at] = events
    this.ids[at] = id
    return at
  }

  /** Widens the session that has this user and id, or adds it; for lists that are only added to in this way. */
  extendOrAdd(user: number, start: number, end: number, events: number, id: number): void {
    if (id >= this.#lastOf.length) this.#lastOf = grown(this.#lastOf, id)
    let at = this.#lastOf[id]!
    while (at >= 0 && this.users[at] !== user) at = this.#before.get(at) ?? -1
    if (at >= 0) {
      this.extend(at, start, end, events)
      return
    }
    const added = this.add(user, start, end, events, id)
    if (this.#lastOf[id]! >= 0) this.#before.set(added, this.#lastOf[id]!)
    this.#lastOf[id] = added
  }

  /** Gives back the memory that only adding needs; no more is added. */
  close(): void {
    this.texts.rest()
    this.#lastOf = new Int32Array(0)
    this.#before.clear()
  }

  /** Widens a session to hold another stretch of it. */
  extend(at: number, start: number, end: number, events: number): void {
    if (start < this.starts[at]!) this.starts[at] = start
    if (end > this.ends[at]!) this.ends[at] = end
    this.events[at] = this.events[at]! + events
  }

  /** All indexes, by start and then by user. */
  order(): Int32Array {
    const { starts, users } = this
    const order = rowNumbers(this.length)
    sortOrder(order, starts)
    for (let from = 0; from < order.length;) {
      let to = from + 1
      while (to < order.length && starts[order[to]!] === starts[order[from]!]) to++
      if (to - from > 1) order.subarray(from, to).sort((a, b) => users[a]! - users[b]!)
      from = to
    }
    return order
  }

  /**
   * The file for the sessions at the given indexes, in what `files` gives; until it is there, memory is taken from the
   * arena. Equal sessions in equal order give equal bytes.
   */
  encode(
    rows: Int32Array,
    withIds: boolean,
    arena: Arena = Arena.own(),
    files = new BytePool(),
  ): { bytes: Uint8Array; minTs: number; maxTs: number } {
    const count = rows.length
    const [users, events] = [arena.integers(count), arena.integers(count)]
    const [starts, ends] = [arena.doubles(count), arena.doubles(count)]
    let [minTs, maxTs] = [Infinity, -Infinity]
    for (let i = 0; i < count; i++) {
      const row = rows[i]!
      users[i] = this.users[row]!
      events[i] = this.events[row]!
      starts[i] = this.starts[row]!
      ends[i] = this.ends[row]!
      if (starts[i]! < minTs) minTs = starts[i]!
      if (ends[i]! > maxTs) maxTs = ends[i]!
    }
    const ids = withIds ? [{ name: 'session_id', data: this.#encodeIds(rows, arena) }] : []
    const bytes = encodeArrowFile(
      [
        { name: 'user_key', data: int32Data(users) },
        ...ids,
        { name: 'start_ts', data: timestampData(starts, null, arena.integers(2 * count)) },
        { name: 'end_ts', data: timestampData(ends, null, arena.integers(2 * count)) },
        { name: 'events', data: int32Data(events) },
      ],
      count,
      (length) => files.take(length),
    )
    return { bytes, minTs, maxTs }
  }

  #encodeIds(rows: Int32Array, arena: Arena): Data {
    const [offsets, valid] = [arena.integers(rows.length + 1), arena.bytes(rows.length)]
    const texts = this.texts
    let end = (offsets[0] = 0)
    for (let i = 0; i < rows.length; i++) {
      const id = this.ids[rows[i]!]!
      valid[i] = id === NO_ID ? 0 : 1
      offsets[i + 1] = end += id === NO_ID ? 0 : texts.lengthOf(id)
    }
    const bytes = arena.bytes(end)
    for (let i = 0; i < rows.length; i++) if (valid[i] === 1) texts.copyInto(bytes, offsets[i]!, this.ids[rows[i]!]!)
    return utf8Data({ bytes, offsets }, valid)
  }

  /** Gives a stored file's sessions to `add`, with their ids as codes. */
  readFile(
    bytes: Uint8Array,
    add: (user: number, start: number, end: number, events: number, id: number) => void,
  ): void {
    const table = decodeArrowFile(bytes)
    const [users, starts, ends, events] = ['user_key', 'start_ts', 'end_ts', 'events'].map((name) =>
      table.getChild(name),
    )
    if (!users || !starts || !ends || !events) return
    const ids = table.getChild('session_id')
    const [user, start, end, count] = [readInt32(users), readMicros(starts), readMicros(ends), readInt32(events)]
    for (let row = 0; row < table.numRows; row++) {
      const id = (ids?.get(row) ?? null) as string | null
      add(user[row]!, start[row]!, end[row]!, count[row]!, id === null ? NO_ID : this.texts.codeOfText(id))
    }
  }

  #grow(): void {
    const capacity = this.users.length * 2
    this.users = longerIntegers(this.users, capacity)
    this.starts = longerDoubles(this.starts, capacity)
    this.ends = longerDoubles(this.ends, capacity)
    this.events = longerIntegers(this.events, capacity)
    this.ids = longerIntegers(this.ids, capacity)
  }
}

/** Room for an entry at `index` at least, new ones -1. */
function grown(values: Int32Array, index: number): Int32Array {
  const length = Math.max(index + 1, Math.ceil(values.length * 1.5))
  return longerIntegers(values, length).fill(-1, values.length)
}
