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

  /**
   * The file of one day, sorted by user key: what was added, and the counts of the `stored` file where one is given.
   * Null where nobody is in it.
   */
  encode(day: number, stored?: Uint8Array): { bytes: Uint8Array; rows: number } | null {
    const before = stored === undefined ? [] : readCounts(stored)
    return encodeCounts(day, this.#count([...before, ...(this.#byDay.get(day) ?? [])]))
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

function encodeCounts(day: number, { users, events }: Counts): { bytes: Uint8Array; rows: number } | null {
  const rows = users.length
  if (rows === 0) return null
  const bytes = encodeArrowFile(
    [
      { name: 'user_key', data: int32Data(users) },
      { name: 'date', data: dateData(new Int32Array(rows).fill(day)) },
      { name: 'events', data: int32Data(events) },
    ],
    rows,
  )
  return { bytes, rows }
}

function readCounts(stored: Uint8Array): readonly Counts[] {
  const read = decodeArrowFile(stored)
  const [users, events] = [read.getChild('user_key'), read.getChild('events')]
  return users === null || events === null ? [] : [{ users: readInt32(users), events: readInt32(events) }]
}
