import { SESSION_GAP_MICROS } from '../../model/sessionGap'
import { dayToIso } from '../../model/zone'
import type { PartitionEntry } from '../../store/manifest'
import type { TextTable } from '../../store/textTable'
import { NO_ID, SessionList } from './sessionList'

/**
 * Sessions of the rows that an import adds, and how they join those that are stored.
 *
 * A session by gaps is a longest chain of a user's events with no gap above the limit. Chains of a part of the events
 * are pieces of the chains of all of them, and a new event can only join chains that lie within the gap of it; so
 * joining the new chains with the stored ones near them gives exactly the sessions of all events, in whatever order and
 * pieces a log is imported, and no raw event is read twice. Sessions with the file's own id join where user and id are
 * the same.
 */
export class Sessions {
  /** Found by gaps: pieces that may still have to be joined. */
  readonly #added = new SessionList()
  /** With the file's own id: each once. */
  readonly #named = new SessionList()
  /** For each user, the chain of the stretch of rows that is being added, or -1. */
  #open = new Int32Array(1024).fill(-1)
  /** The session ids, by the codes that addRowWithId takes. */
  get ids(): TextTable {
    return this.#named.texts
  }

  /** Adds rows in the order of their times; user -1 is nobody and has no session. */
  addRows(users: Int32Array, times: Float64Array): void {
    const added = this.#added
    const first = added.length
    for (let i = 0; i < users.length; i++) {
      const user = users[i]!
      if (user < 0) continue
      if (user >= this.#open.length) this.#growOpen(user)
      const at = this.#open[user]!
      const ts = times[i]!
      if (at >= first && ts - added.ends[at]! <= SESSION_GAP_MICROS) {
        added.ends[at] = ts
        added.events[at] = added.events[at]! + 1
      } else this.#open[user] = added.add(user, ts, ts, 1, NO_ID)
    }
  }

  /** Adds one row that has the file's own session id; order does not matter. */
  addRowWithId(user: number, id: number, ts: number): void {
    this.#named.extendOrAdd(user, ts, ts, 1, id)
  }

  /** True where nothing was added. */
  get isEmpty(): boolean {
    return this.#added.length + this.#named.length === 0
  }

  /** Adds the sessions of a stored file. */
  addFile(bytes: Uint8Array): void {
    this.#named.readFile(bytes, (user, start, end, events, id) => {
      if (id === NO_ID) this.#added.add(user, start, end, events, id)
      else this.#named.extendOrAdd(user, start, end, events, id)
    })
  }

  /** What was added, joined. To be called once, when all has been added. */
  join(): SessionList {
    this.#named.close()
    return joinInto(this.#named, this.#added)
  }

  /** The files of all dates from what was added, by date. To be called once, instead of join. */
  encodeAll(dayOf: (ts: number) => number, withIds: boolean): ReadonlyMap<string, EncodedSessions> {
    const sessions = this.join()
    const files = [...groupByDate(sessions, dayOf, [])]
    return new Map(files.map(([date, rows]) => [date, { ...sessions.encode(rows, withIds), rows: rows.length }]))
  }

  /**
   * The dates whose files can change: where added sessions start, and stored files that reach within the gap of one.
   */
  touchedDates(byDate: ReadonlyMap<string, PartitionEntry>, dayOf: (ts: number) => number): readonly string[] {
    const ranges = new Map<number, { min: number; max: number }>()
    for (const list of [this.#added, this.#named]) {
      for (let i = 0; i < list.length; i++) {
        const day = dayOf(list.starts[i]!)
        const range = ranges.get(day)
        if (range === undefined) ranges.set(day, { min: list.starts[i]!, max: list.ends[i]! })
        else {
          range.min = Math.min(range.min, list.starts[i]!)
          range.max = Math.max(range.max, list.ends[i]!)
        }
      }
    }
    const dates = new Set([...ranges.keys()].map(dayToIso))
    const spans = [...ranges.values()]
    // An id may come back on any day, so with ids every stored file is looked at; those that stay equal are not
    // written.
    const anyDay = this.#named.length > 0
    for (const [date, entry] of byDate) {
      const [from, to] = [
        (entry.minTs ?? -Infinity) - SESSION_GAP_MICROS,
        (entry.maxTs ?? Infinity) + SESSION_GAP_MICROS,
      ]
      if (anyDay || spans.some((span) => span.max >= from && span.min <= to)) dates.add(date)
    }
    return [...dates].sort()
  }

  #growOpen(user: number): void {
    const larger = new Int32Array(Math.max(user + 1, this.#open.length * 2)).fill(-1)
    larger.set(this.#open)
    this.#open = larger
  }
}

/** A file of sessions: its bytes, how many there are, the first start and the last end. */
export interface EncodedSessions {
  readonly bytes: Uint8Array
  readonly rows: number
  readonly minTs: number
  readonly maxTs: number
}

/** Joins the pieces of a user that touch within the gap, and adds what they make to `sessions`, which is answered. */
function joinInto(sessions: SessionList, pieces: SessionList): SessionList {
  const open = new Int32Array(
    pieces.users.subarray(0, pieces.length).reduce((most, user) => Math.max(most, user), -1) + 1,
  ).fill(-1)
  const order = pieces.order()
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!
    const user = pieces.users[row]!
    const start = pieces.starts[row]!
    const at = open[user]!
    if (at >= 0 && start - sessions.ends[at]! <= SESSION_GAP_MICROS)
      sessions.extend(at, start, pieces.ends[row]!, pieces.events[row]!)
    else open[user] = sessions.add(user, start, pieces.ends[row]!, pieces.events[row]!, NO_ID)
  }
  return sessions
}

/** By the local date of their start, the sessions' indexes in order; also the given dates, which may have none. */
export function groupByDate(
  sessions: SessionList,
  dayOf: (ts: number) => number,
  dates: readonly string[],
): ReadonlyMap<string, Int32Array> {
  const order = sessions.order()
  const days = new Int32Array(order.length)
  const counts = new Map<number, number>()
  for (let i = 0; i < order.length; i++) {
    const day = (days[i] = dayOf(sessions.starts[order[i]!]!))
    counts.set(day, (counts.get(day) ?? 0) + 1)
  }
  const rowsOf = new Map<string, Int32Array>(dates.map((date) => [date, new Int32Array(0)]))
  const groups = new Map<number, { readonly rows: Int32Array; filled: number }>()
  for (const [day, count] of counts) {
    const rows = new Int32Array(count)
    groups.set(day, { rows, filled: 0 })
    rowsOf.set(dayToIso(day), rows)
  }
  for (let i = 0; i < order.length; i++) {
    const group = groups.get(days[i]!)!
    group.rows[group.filled++] = order[i]!
  }
  return rowsOf
}
