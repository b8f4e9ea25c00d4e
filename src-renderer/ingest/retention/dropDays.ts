import { throwIfAborted } from '../../base/abort'
import { required } from '../../base/required'
import { LatheError } from '../../model/error'
import { SOURCE_COLUMN, unpackSource, type IsoDate } from '../../model/schema'
import { dayToIso, isoToDay, localDayReader } from '../../model/zone'
import { decodeArrowFile, readInt32, readMicros } from '../../store/arrowFile'
import { keepRows } from '../../store/keepRows'
import { partPath } from '../../store/layout'
import type { PartitionEntry, SourceEntry, TableEntry } from '../../store/manifest'
import { dateRangeOf, lastDateOf, sortByDate } from '../../store/partitions'
import type { Patience, Workspace } from '../../store/workspace'
import { writeDerived } from '../derived/writeDerived'
import { noSuchTable } from '../renameTable'
import { RollUp } from './rollUp'
import { writeRollUp } from './rollUpTables'

/** Which days of a log go: those before a date, or all but the last so many that it has. */
export type OldDays = { readonly before: IsoDate } | { readonly keepDays: number }

export interface Dropping {
  /** The columns besides the event by which days are counted before they go; null keeps no counts. */
  readonly rollUp: readonly string[] | null
}

export interface DroppedDays {
  readonly table: string
  /** The first date that stays. */
  readonly before: IsoDate
  readonly rows: number
  /** The first and the last local date that had such rows; null where none had. */
  readonly firstDate: IsoDate | null
  readonly lastDate: IsoDate | null
  readonly rowsLeft: number
}

/** Which rows would go, without doing it. Throws as dropDays. */
export async function previewDrop(workspace: Workspace, name: string, which: OldDays): Promise<DroppedDays> {
  const { table, before } = readRequest(workspace, name, which)
  const drop = new Drop(workspace, table, isoToDay(before), null)
  for (const entry of sortByDate(table.partitions)) await drop.look(entry)
  return drop.report(before)
}

/**
 * Removes a log's rows of the local dates before one, with what is derived of them, and keeps counts of them where that
 * is asked for (rollUpTables), all in one commit: what the log says then is what it would say had these rows never been
 * imported. Users keep their place in the list of users. The files before stay until they are cleaned as litter, so
 * that it can be taken back. Throws `not-found`, `bad-parameter` where nothing would be left, and `store-corrupt` where
 * files of the log are missing.
 */
export function dropDays(
  workspace: Workspace,
  name: string,
  which: OldDays,
  { rollUp }: Dropping,
  patience: Patience = {},
): Promise<DroppedDays> {
  return workspace.change(async () => {
    const { table, before } = readRequest(workspace, name, which)
    if (rollUp !== null) checkColumns(table, rollUp)
    const counts = rollUp === null ? null : new RollUp(rollUp)
    const drop = new Drop(workspace, table, isoToDay(before), counts)
    const partitions: PartitionEntry[] = []
    for (const entry of sortByDate(table.partitions)) {
      throwIfAborted(patience.signal)
      const left = await drop.take(entry)
      if (left !== null) partitions.push(left)
    }
    const report = drop.report(before)
    if (report.rows === 0) return report
    counts?.finishBefore(Infinity)
    const kept = { ...table, partitions, rows: report.rowsLeft, rowsWithoutUser: drop.rowsWithoutUserLeft }
    const left: TableEntry = { ...kept, ...(await writeDerived(workspace, kept)) }
    const written =
      counts === null || rollUp === null
        ? { tables: {}, sources: workspace.manifest.sources }
        : await writeRollUp(workspace, table, counts, rollUp, await workspace.readUsers())
    await workspace.commit({
      update: (current) => ({
        tables: { ...current.tables, ...written.tables, [name]: left },
        sources: written.sources.map((source, index) => drop.sourceAfter(source, index)),
      }),
    })
    return report
  }, patience)
}

function readRequest(workspace: Workspace, name: string, which: OldDays): { table: TableEntry; before: IsoDate } {
  const { tables } = workspace.manifest
  const table = tables[name]
  if (table === undefined) throw noSuchTable(name, Object.keys(tables))
  const { lastDate } = dateRangeOf(table.partitions)
  if (table.kind !== 'events' || lastDate === null)
    throw new LatheError('bad-parameter', `“${name}” has no events, so that none of them is old; name a log.`, {
      parameter: 'table',
      value: name,
    })
  const before = 'before' in which ? which.before : dayToIso(isoToDay(lastDate) - which.keepDays + 1)
  if (isoToDay(before) > isoToDay(lastDate))
    throw new LatheError(
      'bad-parameter',
      `“${name}” ends on ${lastDate}, so that nothing would be left of it; delete the table, or give an earlier date.`,
      { parameter: 'before', value: before },
    )
  return { table, before }
}

function checkColumns(table: TableEntry, by: readonly string[]): void {
  const own = table.columns.filter(({ name, role }) => role === undefined && name !== SOURCE_COLUMN)
  const candidates = own.map(({ name }) => name)
  const unknown = by.find((name) => !candidates.includes(name))
  if (unknown === undefined) return
  throw new LatheError(
    'not-found',
    `“${table.name}” has no column “${unknown}” to count by; there are ${candidates.join(', ')}.`,
    { what: 'column', name: unknown, candidates },
  )
}

/** Goes through a log's files in the order of their first dates. */
class Drop {
  rowsWithoutUserLeft: number
  readonly #workspace: Workspace
  readonly #table: TableEntry
  readonly #before: number
  readonly #counts: RollUp | null
  readonly #dayOf: (ts: number) => number
  readonly #rowsBySource = new Map<number, number>()
  /** The days of dropped rows, by file index. */
  readonly #daysBySource = new Map<number, Map<number, number>>()
  #rows = 0
  #days: readonly [number, number] = [Infinity, -Infinity]
  #part = 0

  constructor(workspace: Workspace, table: TableEntry, before: number, counts: RollUp | null) {
    this.#workspace = workspace
    this.#table = table
    this.#before = before
    this.#counts = counts
    this.#dayOf = localDayReader(workspace.manifest.timezone)
    this.rowsWithoutUserLeft = table.rowsWithoutUser
  }

  /** Counts a file's rows that would go. */
  async look(entry: PartitionEntry): Promise<void> {
    if (entry.date !== null && isoToDay(entry.date) < this.#before) await this.#read(entry)
  }

  /** What is left of a file: itself, a shorter one, or null for nothing. */
  async take(entry: PartitionEntry): Promise<PartitionEntry | null> {
    if (entry.date !== null) this.#counts?.finishBefore(isoToDay(entry.date))
    if (entry.date !== null && isoToDay(entry.date) >= this.#before) return entry
    const { file, kept, days, times } = await this.#read(entry)
    if (kept.length === entry.rows) return entry
    if (kept.length === 0) return null
    const [first, last] = [required(days[required(kept[0])]), required(days[required(kept.at(-1))])]
    const { lastDate: _before, ...others } = entry
    const about = {
      ...others,
      ...{ date: dayToIso(first), rows: kept.length },
      ...(first === last ? {} : { lastDate: dayToIso(last) }),
      minTs: kept.reduce((low, row) => Math.min(low, required(times[row])), Infinity),
      maxTs: kept.reduce((high, row) => Math.max(high, required(times[row])), -Infinity),
    }
    const path = partPath(this.#table.name, about, this.#workspace.manifest.revision + 1, this.#part++)
    return this.#workspace.writePartition(path, keepRows(file, Int32Array.from(kept), null), about)
  }

  report(before: IsoDate): DroppedDays {
    const [first, last] = this.#days
    return {
      table: this.#table.name,
      before,
      rows: this.#rows,
      firstDate: this.#rows === 0 ? null : dayToIso(first),
      lastDate: this.#rows === 0 ? null : dayToIso(last),
      rowsLeft: this.#table.rows - this.#rows,
    }
  }

  sourceAfter(source: SourceEntry, index: number): SourceEntry {
    const rows = source.rows - (this.#rowsBySource.get(index) ?? 0)
    const { late, ...others } = source
    if (late === undefined) return { ...source, rows }
    const newest = isoToDay(late.before)
    let gone = 0
    for (const [day, count] of this.#daysBySource.get(index) ?? []) if (day < newest) gone += count
    return { ...others, rows, ...(late.rows <= gone ? {} : { late: { ...late, rows: late.rows - gone } }) }
  }

  async #read(entry: PartitionEntry) {
    const bytes = await this.#workspace.readPartition(entry)
    if (bytes === null) throw this.#workspace.missingError({ kind: 'rows', table: this.#table.name, entry })
    const file = decodeArrowFile(bytes)
    const times = readMicros(required(file.getChild('ts')))
    const days = Int32Array.from(times, (ts) => this.#dayOf(ts))
    const [kept, gone]: [number[], number[]] = [[], []]
    const last = lastDateOf(entry)
    if (last === null || isoToDay(last) >= this.#before)
      days.forEach((day, row) => (day < this.#before ? gone : kept).push(row))
    else days.forEach((_day, row) => gone.push(row))
    if (gone.length > 0) this.#count(file, gone, days)
    return { file, kept, days, times }
  }

  #count(file: ReturnType<typeof decodeArrowFile>, gone: readonly number[], days: Int32Array): void {
    const sources = readMicros(required(file.getChild(SOURCE_COLUMN)))
    const keys = readInt32(required(file.getChild('user_key')))
    this.#rows += gone.length
    for (const row of gone) {
      const day = required(days[row])
      const { fileIndex } = unpackSource(required(sources[row]))
      this.#days = [Math.min(this.#days[0], day), Math.max(this.#days[1], day)]
      this.#rowsBySource.set(fileIndex, (this.#rowsBySource.get(fileIndex) ?? 0) + 1)
      const ofSource = this.#daysBySource.get(fileIndex) ?? new Map<number, number>()
      ofSource.set(day, (ofSource.get(day) ?? 0) + 1)
      this.#daysBySource.set(fileIndex, ofSource)
      if (required(keys[row]) < 0) this.rowsWithoutUserLeft--
    }
    this.#counts?.add(file, gone, (row) => required(days[row]))
  }
}
