import { SESSION_GAP_MICROS } from '../../model/sessionGap'
import type { IsoDate } from '../../model/schema'
import type { PartitionEntry } from '../../store/manifest'
import { holdsDay } from '../../store/partitions'
import type { TextTable } from '../../store/textTable'
import { derivedRanges } from './derivedRanges'
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

  /** As addRowWithId, the first `count` rows; an id of -1 is none. */
  addRowsWithIds(users: Int32Array, ids: Int32Array, times: Float64Array, count: number): void {
    const named = this.#named
    for (let i = 0; i < count; i++) if (ids[i]! >= 0) named.extendOrAdd(users[i]!, times[i]!, times[i]!, 1, ids[i]!)
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

  /**
   * The stored files that can change: those of days on which added sessions start, and those that reach within the gap
   * of one.
   */
  touchedFiles(stored: readonly PartitionEntry[], dayOf: (ts: number) => number): readonly PartitionEntry[] {
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
    const spans = [...ranges]
    // An id may come back on any day, so with ids every stored file is looked at; those that stay equal are not
    // written.
    if (this.#named.length > 0) return stored
    return stored.filter((entry) => {
      const [from, to] = [
        (entry.minTs ?? -Infinity) - SESSION_GAP_MICROS,
        (entry.maxTs ?? Infinity) + SESSION_GAP_MICROS,
      ]
      return spans.some(([day, span]) => holdsDay(entry, day) || (span.max >= from && span.min <= to))
    })
  }

  #growOpen(user: number): void {
    const larger = new Int32Array(Math.max(user + 1, this.#open.length * 2)).fill(-1)
    larger.set(this.#open)
    this.#open = larger
  }
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

/** By the local day of their start, the sessions' indexes in order. */
function groupByDay(sessions: SessionList, dayOf: (ts: number) => number): ReadonlyMap<number, Int32Array> {
  const order = sessions.order()
  const days = new Int32Array(order.length)
  const counts = new Map<number, number>()
  for (let i = 0; i < order.length; i++) {
    const day = (days[i] = dayOf(sessions.starts[order[i]!]!))
    counts.set(day, (counts.get(day) ?? 0) + 1)
  }
  const groups = new Map<number, { readonly rows: Int32Array; filled: number }>()
  for (const [day, count] of counts) groups.set(day, { rows: new Int32Array(count), filled: 0 })
  for (let i = 0; i < order.length; i++) {
    const group = groups.get(days[i]!)!
    group.rows[group.filled++] = order[i]!
  }
  return new Map([...groups].map(([day, { rows }]) => [day, rows]))
}

/** A file of sessions that is to be written. */
export interface SessionsFile {
  readonly date: IsoDate
  readonly lastDate: IsoDate
  readonly rows: Int32Array
}

/** The files of sessions that the list's ones are to lie in, beside those that stay. */
export function sessionFiles(
  sessions: SessionList,
  dayOf: (ts: number) => number,
  stored: readonly PartitionEntry[],
  rangeBytes?: number,
): readonly SessionsFile[] {
  const byDay = groupByDay(sessions, dayOf)
  const sizes = [...byDay].map(([day, rows]) => ({ day, bytes: rows.length * ROW_BYTES }))
  return derivedRanges(stored, sizes, rangeBytes).map(({ date, lastDate, days }) => ({
    date,
    lastDate,
    rows: joinRows(days.map((day) => byDay.get(day)!)),
  }))
}

/** A user key, two times, a count, and often an id. */
const ROW_BYTES = 32

function joinRows(lists: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(lists.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const list of lists) {
    all.set(list, at)
    at += list.length
  }
  return all
}
