import { DataType, type Field, type Table } from 'apache-arrow'
import { elementAt, required } from '../base/required'
import { SOURCE_COLUMN, unpackSource, type IsoDate } from '../model/schema'
import { dayToIso, localDayReader } from '../model/zone'
import { decodeArrowFile, readInt32, readMicros } from './arrowFile'
import type { FileKind } from './damage'
import { keepRows, type CellChange } from './keepRows'
import { derivedPath, partPath, rejectsPath } from './layout'
import type { PartitionEntry, SourceEntry, TableEntry } from './manifest'
import { mayName, namesWord, type Renaming, type UserColumns } from './userNames'
import type { Workspace } from './workspace'

const FILE_KINDS = {
  partitions: 'rows',
  userDays: 'user_days',
  sessions: 'sessions',
  rejects: 'rejects',
} as const satisfies Record<string, FileKind>
type Kind = keyof typeof FILE_KINDS

/** What is to become of a user. */
export interface UserChange extends Renaming {
  readonly key: number
  /** The user that takes the key, where the user's rows are removed; null where they stay. */
  readonly last: number | null
  readonly columns: UserColumns
  /** Columns that are emptied in the user's own rows. */
  readonly emptied: ReadonlySet<string>
}

/** What was changed. */
export interface UserCounts {
  /** Rows of event tables that are the user's. */
  readonly rows: number
  /** Partitions that held them. */
  readonly partitions: number
  /** Rows of plain tables that are the user's. */
  readonly tableRows: number
  /** Other cells that named the user, or were emptied. */
  readonly cells: number
  /** Rejected rows whose excerpt named the user. */
  readonly rejects: number
}

/** Rewrites the files that hold a user's rows, name the user, or hold the rows of whom takes over the key. */
export class UserFiles {
  readonly files = new Map<string, PartitionEntry | null>()
  readonly counts = { rows: 0, partitions: 0, tableRows: 0, cells: 0, rejects: 0 }
  /** Removed rows by file index. */
  readonly #rowsBySource = new Map<number, number>()
  /** The local dates of removed rows, by file index. */
  readonly #dates = new Map<number, IsoDate[]>()
  readonly #workspace: Workspace
  readonly #change: UserChange
  readonly #mayName: (bytes: Uint8Array) => boolean
  readonly #dayOf: (tsMicros: number) => number

  constructor(workspace: Workspace, change: UserChange) {
    this.#workspace = workspace
    this.#change = change
    this.#mayName = mayName(change.user)
    this.#dayOf = localDayReader(workspace.manifest.timezone)
  }

  async rewrite(table: TableEntry): Promise<void> {
    const revision = this.#workspace.manifest.revision + 1
    let part = 0
    for (const entry of table.partitions)
      await this.#rewriteFile(table, entry, 'partitions', () => partPath(table.name, entry, revision, part++))
    for (const entry of table.userDays)
      await this.#rewriteFile(table, entry, 'userDays', () => derivedPath(table.name, 'user_days', entry, revision))
    for (const entry of table.sessions)
      await this.#rewriteFile(table, entry, 'sessions', () => derivedPath(table.name, 'sessions', entry, revision))
    for (const entry of table.rejects)
      await this.#rewriteFile(table, entry, 'rejects', () => rejectsPath(table.name, revision, part++))
  }

  /** What the manifest says of a file that was read, after rows of it were removed. */
  sourceAfter(source: SourceEntry, index: number): SourceEntry {
    const rows = source.rows - (this.#rowsBySource.get(index) ?? 0)
    if (rows === source.rows) return source
    const { late, arrivals: _arrivals, ...others } = source
    if (late === undefined) return { ...others, rows }
    const gone = (this.#dates.get(index) ?? []).filter((date) => date < late.before).length
    return { ...others, rows, ...(late.rows <= gone ? {} : { late: { ...late, rows: late.rows - gone } }) }
  }

  async #rewriteFile(table: TableEntry, entry: PartitionEntry, kind: Kind, pathOf: () => string): Promise<void> {
    const bytes = await this.#workspace.readPartition(entry)
    if (bytes === null) throw this.#workspace.missingError({ kind: FILE_KINDS[kind], table: table.name, entry })
    const file = decodeArrowFile(bytes)
    if (kind === 'rejects') return this.#rewriteRejects(file, entry, bytes, pathOf)
    const { key, last, emptied } = this.#change
    const keys = table.kind === 'events' ? readInt32(required(file.getChild('user_key'))) : null
    const isNamed = this.#mayName(bytes) || table.kind === 'table'
    if (!isNamed && keys?.includes(key) !== true && (last === null || keys?.includes(last) !== true)) return
    const own = keys === null ? this.#ownRows(table, file) : rowsWith(keys, key)
    const kept: number[] = []
    for (let row = 0; row < file.numRows; row++) if (last === null || !own.has(row)) kept.push(row)
    const cells = { changed: 0 }
    const changeOf = (field: Field): CellChange | null => {
      const renamed = isNamed ? this.#change.columns.changeOf(table, field, this.#change) : null
      const isEmptied = emptied.has(field.name)
      if (renamed === null && !isEmptied) return null
      return (text, row) => {
        const next = isEmptied && own.has(row) ? null : renamed === null ? text : renamed(text, row)
        if (next !== text) cells.changed++
        return next
      }
    }
    const rename = keys === null || last === null || last === key ? null : { from: last, to: key }
    const dayAt = this.#daysOf(table, file, kind)
    if (kind === 'userDays' && rename !== null) {
      const newKey = (row: number): number => (elementAt(required(keys), row) === last ? key : required(keys)[row]!)
      kept.sort((a, b) => dayAt(a) - dayAt(b) || newKey(a) - newKey(b))
    }
    if (kind === 'partitions') this.#count(table, file, own, dayAt)
    if (kept.length === 0) return void this.files.set(entry.path, null)
    const next = keepRows(file, Int32Array.from(kept), rename, changeOf)
    const hasLast = rename !== null && keys?.includes(rename.from) === true
    if (kept.length === file.numRows && cells.changed === 0 && !hasLast) return
    this.counts.cells += kind === 'partitions' ? cells.changed : 0
    const { lastDate: _before, ...others } = entry
    const isDated = entry.date !== null && (kind === 'userDays' || timesIn(table, file, kind, 'first') !== null)
    const dated = isDated ? { ...others, ...datesOf(kept.map(dayAt)), ...rangeIn(table, file, kept, kind) } : entry
    const about = { ...dated, rows: kept.length }
    this.files.set(entry.path, await this.#workspace.writePartition(pathOf(), next, about))
  }

  async #rewriteRejects(file: Table, entry: PartitionEntry, bytes: Uint8Array, pathOf: () => string): Promise<void> {
    if (!this.#mayName(bytes)) return
    const names = namesWord(this.#change.user)
    const told = ['excerpt', 'detail'].map((name) => required(file.getChild(name)))
    const rows = new Set<number>()
    for (let row = 0; row < file.numRows; row++)
      if (told.some((column) => names(String(column.get(row))))) rows.add(row)
    if (rows.size === 0) return
    this.counts.rejects += rows.size
    const all = Int32Array.from({ length: file.numRows }, (_, row) => row)
    const without = keepRows(file, all, null, ({ name }) =>
      name === 'excerpt' || name === 'detail' ? (text, row) => (rows.has(row) ? '' : text) : null,
    )
    this.files.set(entry.path, await this.#workspace.writePartition(pathOf(), without, entry))
  }

  /** The rows of a plain table in which a column of users holds the id. */
  #ownRows(table: TableEntry, file: Table): ReadonlySet<number> {
    const rows = new Set<number>()
    file.schema.fields.forEach((field, index) => {
      if (!this.#change.columns.has(table, field.name)) return
      const vector = required(file.getChildAt(index))
      for (let row = 0; row < vector.length; row++) if (String(vector.get(row)) === this.#change.user) rows.add(row)
    })
    return rows
  }

  /** The local date of a file's row, as days since 1970-01-01. */
  #daysOf(table: TableEntry, file: Table, kind: Kind): (row: number) => number {
    if (kind === 'userDays') {
      const days = readInt32(required(file.getChild('date')))
      return (row) => elementAt(days, row)
    }
    const times = timesIn(table, file, kind, 'first')
    return (row) => (times === null ? 0 : this.#dayOf(elementAt(times, row)))
  }

  #count(table: TableEntry, file: Table, own: ReadonlySet<number>, dayAt: (row: number) => number): void {
    if (own.size === 0) return
    if (table.kind === 'table') this.counts.tableRows += own.size
    else {
      this.counts.rows += own.size
      this.counts.partitions++
    }
    if (this.#change.last === null) return
    const sources = readMicros(required(file.getChild(SOURCE_COLUMN)))
    for (const row of own) {
      const { fileIndex } = unpackSource(elementAt(sources, row))
      this.#rowsBySource.set(fileIndex, (this.#rowsBySource.get(fileIndex) ?? 0) + 1)
      if (table.kind === 'table') continue
      this.#dates.set(fileIndex, [...(this.#dates.get(fileIndex) ?? []), dayToIso(dayAt(row))])
    }
  }
}

function rowsWith(keys: Int32Array, key: number): ReadonlySet<number> {
  const rows = new Set<number>()
  keys.forEach((one, row) => {
    if (one === key) rows.add(row)
  })
  return rows
}

/** The dates of a file by the days of its rows. */
function datesOf(days: readonly number[]): Pick<PartitionEntry, 'date' | 'lastDate'> {
  const first = days.reduce((low, day) => Math.min(low, day), Infinity)
  const last = days.reduce((high, day) => Math.max(high, day), -Infinity)
  return { date: dayToIso(first), ...(first === last ? {} : { lastDate: dayToIso(last) }) }
}

/** When each row of a file begins, or ends; null where it does not say. */
function timesIn(table: TableEntry, file: Table, kind: Kind, which: 'first' | 'last'): Float64Array | null {
  if (kind === 'userDays' || kind === 'rejects') return null
  const ofRows = table.kind === 'events' ? 'ts' : table.columns.find(({ role }) => role === 'time')?.name
  const name = kind === 'partitions' ? ofRows : which === 'first' ? 'start_ts' : 'end_ts'
  const vector = name === undefined ? null : file.getChild(name)
  return vector === null || !DataType.isTimestamp(vector.type as DataType) ? null : readMicros(vector)
}

function rangeIn(
  table: TableEntry,
  file: Table,
  kept: readonly number[],
  kind: Kind,
): { minTs: number | null; maxTs: number | null } {
  const [starts, ends] = [timesIn(table, file, kind, 'first'), timesIn(table, file, kind, 'last')]
  if (starts === null || ends === null) return { minTs: null, maxTs: null }
  return {
    minTs: kept.reduce((low, row) => Math.min(low, elementAt(starts, row)), Infinity),
    maxTs: kept.reduce((high, row) => Math.max(high, elementAt(ends, row)), -Infinity),
  }
}
