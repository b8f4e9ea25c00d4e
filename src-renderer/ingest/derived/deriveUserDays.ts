import { makeGiveWay } from '../../base/giveWay'
import { dayToIso } from '../../model/zone'
import { dateData, decodeArrowFile, encodeArrowFile, int32Data, readInt32 } from '../../store/arrowFile'
import { derivedPath } from '../../store/layout'
import type { PartitionEntry } from '../../store/manifest'
import type { Workspace } from '../../store/workspace'
import { readOrDerive } from './deriveStored'
import { WriteQueue } from '../writeQueue'

/** One stretch of counts: user keys (each once) and how many events each has. */
interface Counts {
  readonly users: Int32Array
  readonly events: Int32Array
}

/**
 * Events by user and local day. What an import adds is counted as its parts are written; at the end the stored counts of
 * the same dates are added. Counts add up in any order, so raw events are never read again.
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

  /** The file of one day from what was added alone; null where nobody is in it. */
  encode(day: number): { bytes: Uint8Array; rows: number } | null {
    return encodeCounts(day, this.#count(this.#byDay.get(day) ?? []))
  }

  /**
   * One file a day, sorted by user key: the stored counts and the new ones together. Answers the table's new list. Throws
   * `store-corrupt` where stored counts are missing and cannot be made anew.
   */
  async write(
    workspace: Workspace,
    table: string,
    revision: number,
    stored: readonly PartitionEntry[],
    signal?: AbortSignal,
  ): Promise<readonly PartitionEntry[]> {
    const byDate = new Map(stored.map((entry) => [entry.date, entry]))
    const writes = new WriteQueue()
    const giveWay = makeGiveWay()
    for (const day of this.days) {
      await giveWay()
      signal?.throwIfAborted()
      const date = dayToIso(day)
      const old = byDate.get(date)
      const before = old === undefined ? null : await readCounts(workspace, table, old)
      const file = encodeCounts(
        day,
        this.#count([...(before === null ? [] : [before]), ...(this.#byDay.get(day) ?? [])]),
      )
      if (file === null) continue
      const { bytes, rows } = file
      const about = { date, rows, minTs: null, maxTs: null }
      await writes.add(bytes.byteLength, async () => {
        byDate.set(date, await workspace.writePartition(derivedPath(table, 'user_days', date, revision), bytes, about))
      })
    }
    await writes.finish()
    return sortByDate([...byDate.values()])
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

async function readCounts(workspace: Workspace, table: string, entry: PartitionEntry): Promise<Counts | null> {
  const read = decodeArrowFile(await readOrDerive(workspace, { kind: 'user_days', table, entry }))
  const [users, events] = [read.getChild('user_key'), read.getChild('events')]
  return users === null || events === null ? null : { users: readInt32(users), events: readInt32(events) }
}

export function sortByDate(entries: readonly PartitionEntry[]): readonly PartitionEntry[] {
  return [...entries].sort((a, b) => compare(a.date ?? '', b.date ?? '') || compare(a.path, b.path))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
