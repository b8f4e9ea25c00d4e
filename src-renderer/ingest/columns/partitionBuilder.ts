import { longerDoubles, longerIntegers } from '../../base/growing'
import { makeGiveWay } from '../../base/giveWay'
import { dayToIso, localToUtcReader } from '../../model/zone'
import { SOURCE_COLUMN } from '../../model/schema'
import { encodeArrowFile, int32Data, int64Data, splitIntegers, timestampData } from '../../store/arrowFile'
import type { NamedData } from '../../store/arrowFile'
import { partPath } from '../../store/layout'
import type { PartitionEntry } from '../../store/manifest'
import type { AboutRows, Workspace } from '../../store/workspace'
import { Arena } from '../../base/arena'
import { BytePool } from '../../base/bytePool'
import type { ColumnBuilder } from './columnBuilder'
import { grownCapacity, moveToFront } from './columnStore'
import { RANGE_BYTES, rangesOfDays } from './dayRanges'
import type { RowKeys } from './rowKeys'
import { sortOrder } from './sortOrder'
import { WriteQueue } from '../writeQueue'

/** The day of rows of a table without a time; no date is as early. */
export const NO_DAY = -2_000_000_000
const DAY_MS = 86_400_000

/** Called for each day of a part as it is written, with its rows in order. */
type PartListener = (day: number, users: Int32Array, times: Float64Array) => void

export interface PartitionBuilderOptions {
  readonly workspace: Workspace
  readonly table: string
  readonly revision: number
  /** Whether the table is one of events: with user_key, and `ts` and `_source` in their canonical places. */
  readonly isEvents: boolean
  readonly onPart: PartListener
  /** About how much a file of several days may take; RANGE_BYTES by default. */
  readonly rangeBytes?: number
  /** Days that begin a file, whatever those before take. */
  readonly begins?: readonly number[]
}

/** A day's rows: so many, from a place in the order of days. */
interface DayRows {
  readonly day: number
  readonly from: number
  readonly count: number
}

/**
 * Rows that wait to be written, by local day. Columns are in ColumnBuilders that the caller fills; the keys (day, time,
 * user, source) are here. A part holds the rows of a day, or of several where they are small, by (ts, order of arrival).
 */
export class PartitionBuilder {
  readonly entries: PartitionEntry[] = []
  readonly #options: PartitionBuilderOptions
  readonly #midnightOf: (day: number) => number
  readonly #parts = new Map<number, number>()
  readonly #writes = new WriteQueue()
  readonly #giveWay = makeGiveWay()
  /** What a part takes until it is encoded. */
  readonly #arena = Arena.own()
  readonly #files = new BytePool()
  #length = 0
  #days: Int32Array = new Int32Array(0)
  #times: Float64Array = new Float64Array(0)
  #users: Int32Array = new Int32Array(0)
  #sources: Float64Array = new Float64Array(0)

  constructor(options: PartitionBuilderOptions) {
    this.#options = options
    const toUtc = localToUtcReader(options.workspace.manifest.timezone)
    this.#midnightOf = (day) => toUtc(day * DAY_MS) * 1000
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
   * Writes the ranges of days with most rows until no more than `rowsToKeep` rows wait, and drops what was written from
   * the columns. Resolves when the rows are free; the files may still be on their way: see finish.
   */
  async flush(columns: readonly ColumnBuilder[], rowsToKeep: number, signal?: AbortSignal): Promise<void> {
    const { rangeBytes, begins } = this.#options
    const { order, groups } = this.#groupByDay()
    const rowBytes = (this.bytes + columns.reduce((sum, column) => sum + column.bytes, 0)) / this.#length
    const ranges = rangesOfDays(
      groups.map((group) => ({ ...group, bytes: group.count * rowBytes })),
      rangeBytes ?? RANGE_BYTES,
      begins,
    ).map((days) => ({ days, count: days.reduce((sum, { count }) => sum + count, 0) }))
    const chosen = new Set<readonly DayRows[]>()
    const written = new Set<number>()
    let waiting = this.#length
    for (const { days, count } of ranges.toSorted((a, b) => b.count - a.count)) {
      if (waiting <= rowsToKeep) break
      chosen.add(days)
      for (const { day } of days) written.add(day)
      waiting -= count
    }
    // In the order of the days, so that what is derived comes in order too and costs no sorting.
    for (const { days, count } of ranges) {
      if (!chosen.has(days)) continue
      await this.#giveWay()
      signal?.throwIfAborted()
      const from = days[0]!.from
      await this.#writePart(days, order.subarray(from, from + count), columns)
    }
    this.#keep(columns, written)
  }

  /** Waits for the files on their way; throws the first failure. */
  finish(): Promise<void> {
    return this.#writes.finish()
  }

  /** Rows by day in the order of days, each day's in order of arrival. */
  #groupByDay(): { order: Int32Array; groups: readonly DayRows[] } {
    const byDay = new Map<number, { day: number; from: number; count: number; next: number }>()
    const days = this.#days
    let group = { day: NaN, from: 0, count: 0, next: 0 }
    for (let row = 0; row < this.#length; row++) {
      if (days[row] !== group.day) {
        const day = days[row]!
        group = byDay.get(day) ?? { day, from: 0, count: 0, next: 0 }
        byDay.set(day, group)
      }
      group.count++
    }
    const groups = [...byDay.values()].sort((a, b) => a.day - b.day)
    let sum = 0
    for (const each of groups) {
      each.from = each.next = sum
      sum += each.count
    }
    const order = new Int32Array(this.#length)
    for (let row = 0; row < this.#length; row++) {
      if (days[row] !== group.day) group = byDay.get(days[row]!)!
      order[group.next++] = row
    }
    return { order, groups }
  }

  /** Writes rows of some days, which lie day by day in `rows`: in the file, each day's are by time. */
  async #writePart(days: readonly DayRows[], rows: Int32Array, columns: readonly ColumnBuilder[]): Promise<void> {
    const { workspace, table, revision, isEvents, onPart } = this.#options
    const count = rows.length
    const first = days[0]!
    const dated = first.day !== NO_DAY
    const spans = days.map(({ day, from, count: own }) => ({
      day,
      from: from - first.from,
      to: from - first.from + own,
    }))
    const arena = this.#arena
    arena.clear()
    if (dated) for (const { from, to } of spans) sortOrder(rows.subarray(from, to), this.#times, arena)
    const [users, times, sources] = [arena.integers(count), arena.doubles(count), arena.doubles(count)]
    for (let i = 0; i < count; i++) {
      const row = rows[i]!
      users[i] = this.#users[row]!
      times[i] = this.#times[row]!
      sources[i] = this.#sources[row]!
    }
    const encoded: NamedData[] = []
    for (let i = 0; i < columns.length; i++) {
      const data = columns[i]!.encode(rows, i, arena)
      if (data !== null) encoded.push({ name: columns[i]!.name, data })
      // Canonical order: user_key, event, ts, and then the others.
      if (isEvents && i === 0) encoded.push({ name: 'ts', data: timestampData(times, null, arena.integers(2 * count)) })
    }
    if (isEvents) encoded.unshift({ name: 'user_key', data: int32Data(users, validUsers(users)) })
    encoded.push({ name: SOURCE_COLUMN, data: int64Data(splitIntegers(sources, arena.integers(2 * count))) })
    const bytes = encodeArrowFile(encoded, count, (length) => this.#files.take(length))
    for (const { day, from, to } of spans) onPart(day, users.subarray(from, to), times.subarray(from, to))

    const part = this.#parts.get(first.day) ?? 0
    this.#parts.set(first.day, part + 1)
    const about = { rows: count, ...(dated ? datesOf(spans, times, this.#midnightOf) : NO_DATES) }
    await this.#writes.add(bytes.byteLength, async () => {
      this.entries.push(await workspace.writePartition(partPath(table, about, revision, part), bytes, about))
      this.#files.giveBack(bytes)
    })
  }

  #keep(columns: readonly ColumnBuilder[], written: ReadonlySet<number>): void {
    if (written.size === 0) return
    const all = new Int32Array(this.#length)
    let kept = 0
    for (let row = 0; row < this.#length; row++) if (!written.has(this.#days[row]!)) all[kept++] = row
    const rows = all.subarray(0, kept)
    for (const keys of [this.#days, this.#times, this.#users, this.#sources]) moveToFront(keys, rows)
    for (const column of columns) column.keep(rows)
    this.#length = kept
  }

  #reserve(count: number): void {
    const needed = this.#length + count
    if (needed <= this.#days.length) return
    const capacity = grownCapacity(this.#days.length, needed)
    this.#days = longerIntegers(this.#days, capacity)
    this.#times = longerDoubles(this.#times, capacity)
    this.#users = longerIntegers(this.#users, capacity)
    this.#sources = longerDoubles(this.#sources, capacity)
  }
}

const NO_DATES = { date: null, minTs: null, maxTs: null }

/** The dates and times of a file whose rows are by day, and each day's by time. */
function datesOf(
  spans: readonly { readonly day: number; readonly from: number; readonly to: number }[],
  times: Float64Array,
  midnightOf: (day: number) => number,
): Omit<AboutRows, 'rows'> {
  const [date, lastDate] = [dayToIso(spans[0]!.day), dayToIso(spans.at(-1)!.day)]
  const minTs = spans.reduce((low, { from }) => Math.min(low, times[from]!), Infinity)
  const maxTs = spans.reduce((high, { to }) => Math.max(high, times[to - 1]!), -Infinity)
  if (date === lastDate) return { date, minTs, maxTs }
  const datesOnly = spans.every(({ day, from, to }) => times[from] === times[to - 1] && times[from] === midnightOf(day))
  return { date, lastDate, minTs, maxTs, ...(datesOnly ? { datesOnly } : {}) }
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
