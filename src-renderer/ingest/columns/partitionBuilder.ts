import { makeGiveWay } from '../../base/giveWay'
import { dayToIso } from '../../model/zone'
import { SOURCE_COLUMN } from '../../model/schema'
import { encodeArrowFile, int32Data, int64Data, splitIntegers, timestampData } from '../../store/arrowFile'
import type { NamedData } from '../../store/arrowFile'
import { partPath } from '../../store/layout'
import type { PartitionEntry } from '../../store/manifest'
import type { Workspace } from '../../store/workspace'
import type { ColumnBuilder } from './columnBuilder'
import { grownCapacity } from './columnStore'
import type { RowKeys } from './rowKeys'
import { sortOrder } from './sortOrder'
import { WriteQueue } from '../writeQueue'

/** The day of rows of a table without a time; no date is as early. */
export const NO_DAY = -2_000_000_000

/** Called for each part as it is written, with its rows in order. */
type PartListener = (day: number, users: Int32Array, times: Float64Array) => void

export interface PartitionBuilderOptions {
  readonly workspace: Workspace
  readonly table: string
  readonly revision: number
  /** Whether the table is one of events: with user_key, and `ts` and `_source` in their canonical places. */
  readonly isEvents: boolean
  readonly onPart: PartListener
}

/**
 * Rows that wait to be written, by local day. Columns are in ColumnBuilders that the caller fills; the keys (day, time,
 * user, source) are here. A part holds one day's rows by (ts, order of arrival).
 */
export class PartitionBuilder {
  readonly entries: PartitionEntry[] = []
  readonly #options: PartitionBuilderOptions
  readonly #parts = new Map<number, number>()
  readonly #writes = new WriteQueue()
  readonly #giveWay = makeGiveWay()
  #length = 0
  #days = new Int32Array(0)
  #times = new Float64Array(0)
  #users = new Int32Array(0)
  #sources = new Float64Array(0)

  constructor(options: PartitionBuilderOptions) {
    this.#options = options
  }

  get length(): number {
    return this.#length
  }

  get bytes(): number {
    return this.#days.length * 24
  }

  append(keys: RowKeys): void {
    const count = keys.count
    this.#reserve(count)
    this.#days.set(keys.days.subarray(0, count), this.#length)
    this.#times.set(keys.times.subarray(0, count), this.#length)
    this.#users.set(keys.users.subarray(0, count), this.#length)
    this.#sources.set(keys.sources.subarray(0, count), this.#length)
    this.#length += count
  }

  /**
   * Writes the days with most rows until no more than `rowsToKeep` rows wait, and drops what was written from the
   * columns. Resolves when the rows are free; the files may still be on their way: see finish.
   */
  async flush(columns: readonly ColumnBuilder[], rowsToKeep: number, signal?: AbortSignal): Promise<void> {
    const { order, starts } = this.#groupByDay()
    const written = new Set<number>()
    let waiting = this.#length
    for (const [day, { count }] of [...starts].sort((a, b) => b[1].count - a[1].count)) {
      if (waiting <= rowsToKeep) break
      written.add(day)
      waiting -= count
    }
    // In the order of the days, so that what is derived comes in order too and costs no sorting.
    for (const day of [...written].sort((a, b) => a - b)) {
      await this.#giveWay()
      signal?.throwIfAborted()
      const { from, count } = starts.get(day)!
      await this.#writePart(day, order.subarray(from, from + count), columns)
    }
    this.#keep(columns, written)
  }

  /** Waits for the files on their way; throws the first failure. */
  finish(): Promise<void> {
    return this.#writes.finish()
  }

  /** Rows by day, each day's in order of arrival. */
  #groupByDay(): { order: Int32Array; starts: ReadonlyMap<number, { from: number; count: number }> } {
    const groups = new Map<number, { from: number; count: number; next: number }>()
    const days = this.#days
    const groupOf: { from: number; count: number; next: number }[] = []
    let [day, group]: [number, { from: number; count: number; next: number } | undefined] = [NaN, undefined]
    for (let row = 0; row < this.#length; row++) {
      if (days[row] !== day) {
        day = days[row]!
        group = groups.get(day)
        if (group === undefined) {
          group = { from: 0, count: 0, next: 0 }
          groups.set(day, group)
          groupOf.push(group)
        }
      }
      group!.count++
    }
    let sum = 0
    for (const each of groupOf) {
      each.from = each.next = sum
      sum += each.count
    }
    const order = new Int32Array(this.#length)
    day = NaN
    for (let row = 0; row < this.#length; row++) {
      if (days[row] !== day) {
        day = days[row]!
        group = groups.get(day)
      }
      order[group!.next++] = row
    }
    return { order, starts: groups }
  }

  async #writePart(day: number, rows: Int32Array, columns: readonly ColumnBuilder[]): Promise<void> {
    const { workspace, table, revision, isEvents, onPart } = this.#options
    const count = rows.length
    const dated = day !== NO_DAY
    if (dated) sortOrder(rows, this.#times)
    const [users, times, sources] = [new Int32Array(count), new Float64Array(count), new Float64Array(count)]
    for (let i = 0; i < count; i++) {
      const row = rows[i]!
      users[i] = this.#users[row]!
      times[i] = this.#times[row]!
      sources[i] = this.#sources[row]!
    }
    const encoded: NamedData[] = []
    for (let i = 0; i < columns.length; i++) {
      const data = columns[i]!.encode(rows, i)
      if (data !== null) encoded.push({ name: columns[i]!.name, data })
      // Canonical order: user_key, event, ts, and then the others.
      if (isEvents && i === 0) encoded.push({ name: 'ts', data: timestampData(times) })
    }
    if (isEvents) encoded.unshift({ name: 'user_key', data: int32Data(users, validUsers(users)) })
    encoded.push({ name: SOURCE_COLUMN, data: int64Data(splitIntegers(sources)) })
    const bytes = encodeArrowFile(encoded, count)
    onPart(day, users, times)

    const part = this.#parts.get(day) ?? 0
    this.#parts.set(day, part + 1)
    const date = dated ? dayToIso(day) : null
    const about = { date, rows: count, minTs: dated ? times[0]! : null, maxTs: dated ? times[count - 1]! : null }
    await this.#writes.add(bytes.byteLength, async () => {
      this.entries.push(await workspace.writePartition(partPath(table, date, revision, part), bytes, about))
    })
  }

  #keep(columns: readonly ColumnBuilder[], written: ReadonlySet<number>): void {
    if (written.size === 0) return
    const rows = new Int32Array(this.#length)
    let kept = 0
    for (let row = 0; row < this.#length; row++) {
      if (written.has(this.#days[row]!)) continue
      this.#days[kept] = this.#days[row]!
      this.#times[kept] = this.#times[row]!
      this.#users[kept] = this.#users[row]!
      this.#sources[kept] = this.#sources[row]!
      rows[kept++] = row
    }
    for (const column of columns) column.keep(rows.subarray(0, kept))
    this.#length = kept
  }

  #reserve(count: number): void {
    const needed = this.#length + count
    if (needed <= this.#days.length) return
    const capacity = grownCapacity(this.#days.length, needed)
    const [days, times, users, sources] = [
      new Int32Array(capacity),
      new Float64Array(capacity),
      new Int32Array(capacity),
      new Float64Array(capacity),
    ]
    days.set(this.#days)
    times.set(this.#times)
    users.set(this.#users)
    sources.set(this.#sources)
    this.#days = days
    this.#times = times
    this.#users = users
    this.#sources = sources
  }
}

function validUsers(users: Int32Array): Uint8Array | null {
  let valid: Uint8Array | null = null
  for (let i = 0; i < users.length; i++) {
    if (users[i]! >= 0) continue
    valid ??= new Uint8Array(users.length).fill(1)
    valid[i] = 0
    users[i] = -1
  }
  return valid
}
