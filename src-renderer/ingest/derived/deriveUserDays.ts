import { required } from '../../base/required'
import { dateData, decodeArrowFile, encodeArrowFile, int32Data, readInt32 } from '../../store/arrowFile'

/** One stretch of counts: user keys (each once) and how many events each has. */
interface Counts {
  readonly users: Int32Array
  readonly events: Int32Array
}

/**
 * Events by user and local day. What an import adds is counted as its parts are written; at the end the stored counts
 * of the same dates are added. Counts add up in any order, so raw events are never read again.
 */
export class UserDays {
  readonly #byDay = new Map<number, Counts[]>()
  #scratch = new Int32Array(1024)

  /** The days that have been added to, ascending. */
  get days(): readonly number[] {
    return [...this.#byDay.keys()].sort((a, b) => a - b)
  }

  /** Counts rows of one day; user -1 is nobody. */
  addRows(day: number, users: Int32Array): void {
    this.#add(day, this.#count([{ users, events: null }]))
  }

  /** Adds the counts of a stored file. */
  addFile(stored: Uint8Array): void {
    for (const { day, counts } of readCounts(stored)) this.#add(day, counts)
  }

  /** About how many bytes a day's counts take in a file. */
  bytesOf(day: number): number {
    return (this.#byDay.get(day) ?? []).reduce((sum, { users }) => sum + users.length * ROW_BYTES, 0)
  }

  /** The file of some days, in their order, each sorted by user key. Null where nobody is in it. */
  encode(days: readonly number[]): { bytes: Uint8Array; rows: number } | null {
    return encodeCounts(days.map((day) => ({ day, counts: this.#count(this.#byDay.get(day) ?? []) })))
  }

  #add(day: number, counts: Counts): void {
    if (counts.users.length === 0) return
    const list = this.#byDay.get(day)
    if (list === undefined) this.#byDay.set(day, [counts])
    else list.push(counts)
    // A log in no order gives a day many small stretches; joining them now and then keeps memory near one a day.
    if (list !== undefined && list.length > 16) this.#byDay.set(day, [this.#count(list)])
  }

  #count(stretches: readonly { readonly users: Int32Array; readonly events: Int32Array | null }[]): Counts {
    let rows = 0
    let largest = -1
    for (const { users } of stretches) {
      rows += users.length
      for (let i = 0; i < users.length; i++) if (users[i]! > largest) largest = users[i]!
    }
    if (this.#scratch.length <= largest) this.#scratch = new Int32Array(Math.max(largest + 1, this.#scratch.length * 2))
    const sums = this.#scratch
    const found = new Int32Array(rows)
    let distinct = 0
    for (const { users, events } of stretches) {
      for (let i = 0; i < users.length; i++) {
        const user = users[i]!
        if (user < 0) continue
        if (sums[user] === 0) found[distinct++] = user
        sums[user] = sums[user]! + (events === null ? 1 : events[i]!)
      }
    }
    const sorted = found.slice(0, distinct).sort()
    const events = new Int32Array(distinct)
    for (let i = 0; i < distinct; i++) {
      events[i] = sums[sorted[i]!]!
      sums[sorted[i]!] = 0
    }
    return { users: sorted, events }
  }
}

/** A user key, a date and a count. */
const ROW_BYTES = 12

function encodeCounts(
  days: readonly { readonly day: number; readonly counts: Counts }[],
): { bytes: Uint8Array; rows: number } | null {
  const rows = days.reduce((sum, { counts }) => sum + counts.users.length, 0)
  if (rows === 0) return null
  const [users, dates, events] = [new Int32Array(rows), new Int32Array(rows), new Int32Array(rows)]
  let at = 0
  for (const { day, counts } of days) {
    users.set(counts.users, at)
    events.set(counts.events, at)
    dates.fill(day, at, (at += counts.users.length))
  }
  const bytes = encodeArrowFile(
    [
      { name: 'user_key', data: int32Data(users) },
      { name: 'date', data: dateData(dates) },
      { name: 'events', data: int32Data(events) },
    ],
    rows,
  )
  return { bytes, rows }
}

function readCounts(stored: Uint8Array): readonly { readonly day: number; readonly counts: Counts }[] {
  const read = decodeArrowFile(stored)
  const columns = ['user_key', 'date', 'events'].map((name) => read.getChild(name))
  if (columns.some((column) => column === null)) return []
  const [users, dates, events] = columns.map((column) => readInt32(required(column))) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ]
  const found: { day: number; counts: Counts }[] = []
  for (let from = 0; from < dates.length;) {
    let to = from + 1
    while (to < dates.length && dates[to] === dates[from]) to++
    found.push({ day: dates[from]!, counts: { users: users.subarray(from, to), events: events.subarray(from, to) } })
    from = to
  }
  return found
}
