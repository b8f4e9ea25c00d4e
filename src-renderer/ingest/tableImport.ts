import { ownValue } from '../base/ownValue'
import { elementAt, required } from '../base/required'
import { ROLES, packSource } from '../model/schema'
import type { Role } from '../model/schema'
import type { Arrivals, PartitionEntry, StoredLoss, TableEntry, UsersEntry } from '../store/manifest'
import { usersPath } from '../store/layout'
import { rangeOf, shareDates, sortByDate } from '../store/partitions'
import type { Users } from '../store/users'
import type { Workspace } from '../store/workspace'
import { CellCleaner } from './columns/cleanCells'
import type {
  Cell,
  CellColumn,
  IngestPlan,
  Loss,
  Reject,
  RejectCount,
  RejectReason,
  Remark,
  RowBatch,
  TimeFormat,
} from './contract'
import type { IdSet } from './rows/dedupe'
import { Duplicates } from './rows/duplicates'
import { Sessions } from './derived/deriveSessions'
import { UserDays } from './derived/deriveUserDays'
import { writeSessions } from './derived/writeSessions'
import { writeUserDays } from './derived/writeUserDays'
import { remarkOnColumns } from './columns/columnLimit'
import { readFlag } from './columns/numberStores'
import { CellText, PackedCells, TEXT } from './bytes/packedCells'
import { DistinctNames } from './inspect/distinctNames'
import { NO_DAY, PartitionBuilder } from './columns/partitionBuilder'
import { LateArrivals } from './rows/lateArrivals'
import { RejectLog } from './rows/rejectLog'
import { RejectReasons } from './rows/rejectReasons'
import { FirstRejects, refuseMostlyLost, refuseMostlyRejected } from './rows/nonsense'
import { RowContent } from './rows/rowContent'
import type { ContentColumn } from './rows/rowContent'
import { TextKeys } from './rows/textKeys'
import { makeRowKeys } from './columns/rowKeys'
import type { RowKeys } from './columns/rowKeys'
import { TableColumns } from './columns/tableColumns'
import type { ColumnBuilder } from './columns/columnBuilder'
import { compileColumnTimeReader, compileTimeReader } from './time/time'
import { timeCellsOf } from './time/timeColumns'
import { constantEvent, userColumnsOf } from './columns/mappedColumns'
import { compileNumberReader } from './columns/numberForm'
import { storedIntegersFitDouble } from './derived/storedIntegers'

const EXCERPT_CHARS = 200
const YEAR_1980 = 315_532_800_000_000
/** Rejects of one file that are kept; the others are counted. */
const MOST_REJECTS = 100_000

export interface TableImportOptions {
  readonly workspace: Workspace
  readonly plan: IngestPlan
  readonly existing: TableEntry | null
  /** The newest local day that an event table has already: rows of days before it are late. */
  readonly newestDay?: number
  /** The newest time that stands above what is read, where a file goes on. */
  readonly newestTime?: number
  /** What people call columns, by the name in the file, where the table is made anew. */
  readonly names?: ReadonlyMap<string, string>
  readonly users: Users
  /** The ids that are stored already; null when no column is the event id. Of several sources' rows with `only`. */
  readonly ids: IdSet | null
  /** Reads ISO times of other columns. */
  readonly readIsoTime: (cell: Cell) => number
  /** The local day of a time, in the workspace's zone. */
  readonly dayOf: (tsMicros: number) => number
  readonly memoryBudgetBytes: number
  /** As for PartitionBuilder. */
  readonly rangeBytes?: number
  readonly begins?: readonly number[]
  readonly signal?: AbortSignal
  /** For reading a source once more: which of its rows and rejects are taken. All, where absent. */
  readonly only?: RowFilter
  /** What rows without an event column are called: as the table says, or as it is called, where absent. */
  readonly eventName?: string
}

/** Which rows of a source are read again. `source` is file index and line, as in `_source`. */
export interface RowFilter {
  /** Before the row is compared with the event ids that are known. */
  wants(day: number, source: number): boolean
  /** Once its user is known; -1 is nobody. */
  keeps(user: number, source: number): boolean
  wantsReject(file: string, line: number): boolean
}

type Columns = ReadonlyMap<string, CellColumn>

export interface ImportCounts {
  rows: number
  rejected: number
  duplicates: number
  rowsWithoutUser: number
}

/** One import into one table: batches go in, parts come out; nothing is committed here. */
export class TableImport {
  readonly counts: ImportCounts = { rows: 0, rejected: 0, duplicates: 0, rowsWithoutUser: 0 }
  readonly #options: Omit<TableImportOptions, 'ids'>
  readonly #revision: number
  readonly #columns: TableColumns
  readonly #builder: PartitionBuilder
  readonly #rejects: RejectLog
  readonly #userDays = new UserDays()
  readonly #sessions = new Sessions()
  readonly #userKeys: TextKeys
  readonly #sessionKeys: TextKeys
  #lateOfFile = 0
  #arrivals: LateArrivals
  readonly #isEvents: boolean
  readonly #eventName: string
  #keys: RowKeys = makeRowKeys(8192)
  readonly #text = new CellText()
  readonly #cleaner: CellCleaner
  readonly #names = new DistinctNames()
  /** By user key, 1 for those that this import has seen. */
  #seen = new Uint8Array(1024)
  #duplicates: Duplicates | null
  readonly #content: RowContent
  readonly #repeatedIds = { count: 0, example: '' }
  #usersSeen = 0
  /** What readers said of the files' columns. */
  readonly #notes = new Set<string>()
  readonly #lost = new Map<Role, Loss>()
  /** As #lost, since the last {@link takeLost}. */
  readonly #lostOfFile = new Map<Role, StoredLoss>()
  /** Rows at the beginning of 1970. */
  readonly #atZero = { count: 0 }
  readonly #badBytes = { count: 0, example: '' }
  /** Reads the time column of the file that is read: µs or NaN. */
  #readTime: (cells: CellColumn, row: number) => number
  #timeFormat: TimeFormat
  readonly #firstRejects = new FirstRejects()
  readonly #reasons = new RejectReasons()
  #rejectsOfFile = 0
  /** By role, how many values there were, and the first ones that were lost. */
  readonly #values = new Map<Role, { of: number; readonly examples: string[] }>()
  /** The event of all rows of the file that is read, where no column holds it. */
  #eventOfAll: string | null
  /** How the file that is read writes the numbers of some columns, where it is not as the table's plan says. */
  #ownNumbers: ReadonlyMap<string, (cell: Cell) => number> = new Map()

  constructor(options: TableImportOptions) {
    const { workspace, plan } = options
    const { ids, ...others } = options
    this.#options = others
    this.#duplicates = ids === null ? null : new Duplicates(ids, options.only !== undefined)
    this.#content = new RowContent(options.users)
    this.#userKeys = new TextKeys(options.users)
    this.#sessionKeys = new TextKeys(this.#sessions.ids)
    this.#revision = workspace.manifest.revision + 1
    this.#isEvents = plan.kind === 'events'
    this.#eventName = options.eventName ?? options.existing?.eventName ?? plan.table
    this.#cleaner = new CellCleaner(plan)
    this.#arrivals = arrivalsOf(plan, options.newestTime)
    this.#columns = new TableColumns(plan, options.existing, options.readIsoTime, options.names)
    this.#rejects = new RejectLog(workspace, plan.table, this.#revision)
    this.#timeFormat = plan.timeFormat ?? 'iso'
    this.#readTime = timeReaderOf(plan)
    this.#eventOfAll = plan.mapping.event === undefined ? this.#eventName : null
    const bySession = plan.mapping.session !== undefined
    this.#builder = new PartitionBuilder({
      workspace,
      table: plan.table,
      revision: this.#revision,
      isEvents: this.#isEvents,
      ...(options.rangeBytes === undefined ? {} : { rangeBytes: options.rangeBytes }),
      ...(options.begins === undefined ? {} : { begins: options.begins }),
      onPart: (day, users, times) => {
        if (!this.#isEvents) return
        this.#userDays.addRows(day, users)
        if (!bySession) this.#sessions.addRows(users, times)
      },
    })
  }

  /**
   * Columns of files that have a place of their own in the table, as it is now: what a reader of the next file is told.
   */
  ownColumns(): ReadonlySet<string> {
    return this.#columns.fold.own()
  }

  /** The batches that follow are of a file that is read so. */
  beginFile(own: IngestPlan, file: string): void {
    const { plan } = this.#options
    this.#eventOfAll =
      plan.mapping.event === undefined
        ? this.#eventName
        : constantEvent(plan.mapping.event, file, Object.keys(plan.types))
    this.#firstRejects.clear()
    this.#rejectsOfFile = 0
    this.#userKeys.clear()
    this.#sessionKeys.clear()
    this.#arrivals = arrivalsOf({ ...own, types: plan.types }, this.#options.newestTime)
    this.#timeFormat = own.timeFormat ?? 'iso'
    this.#readTime = timeReaderOf(own)
    this.#ownNumbers = new Map(
      Object.entries(own.numbers ?? {})
        .filter(([name, form]) => JSON.stringify(form) !== JSON.stringify(ownValue(plan.numbers, name)))
        .map(([name, form]) => [name, compileNumberReader(form)]),
    )
  }

  /** What of the file that was read came long after it happened. */
  takeArrivals(): Arrivals | null {
    return this.#isEvents ? this.#arrivals.found() : null
  }

  /** Takes a batch of the file with this index in the workspace's list of sources. */
  async add(read: RowBatch, file: string, fileIndex: number): Promise<void> {
    for (const reject of read.rejects) this.#reject(file, reject)
    for (const note of read.notes ?? []) this.#notes.add(note)
    const batch = this.#asNumbers(this.#cleaner.clean(this.#columns.fold.fold(this.#names.distinct(read))))
    const cellsOf: Columns = new Map(batch.names.map((name, index) => [name, batch.cells[index] ?? []]))
    this.#addNewColumns(batch)
    const keys = await this.#selectRows(batch, cellsOf, file, fileIndex)
    if (this.#isEvents) this.#addUsers(keys, cellsOf)
    if (this.#options.only !== undefined) keepRowsOf(keys, this.#options.only)
    this.#builder.append(keys)
    this.#addColumns(batch, cellsOf, keys, file)
    this.counts.rows += keys.count
    if (this.#isEvents) this.#arrivals.add(keys, cellsOf)
    const { newestDay } = this.#options
    if (newestDay !== undefined)
      for (let row = 0; row < keys.count; row++) if (keys.days[row]! < newestDay) this.#lateOfFile++
    if (this.#rejects.isFull) await this.#rejects.flush()
    const columns = this.#columns.builders
    if (
      this.#builder.bytes + columns.reduce((sum, column) => sum + column.bytes, 0) >
      this.#options.memoryBudgetBytes
    ) {
      // Half of the rows make room for as many again: each row is moved once or twice at most.
      await this.#builder.flush(columns, this.#builder.length >>> 1, this.#options.signal)
    }
  }

  #asNumbers(batch: RowBatch): RowBatch {
    if (this.#ownNumbers.size === 0) return batch
    const cells = batch.cells.map((column, index) => {
      const readNumber = this.#ownNumbers.get(elementAt(batch.names, index))
      return readNumber === undefined ? column : numbersOf(column, readNumber)
    })
    return { ...batch, cells }
  }

  /** How many rows of the file that was read are of days before the table's newest one; counts anew from here. */
  takeLate(): number {
    const late = this.#lateOfFile
    this.#lateOfFile = 0
    return late
  }

  /** Writes what waits; afterwards all counts are final. */
  async finishParts(): Promise<void> {
    await this.#builder.flush(this.#columns.builders, 0, this.#options.signal)
    await this.#rejects.flush()
    await this.#builder.finish()
  }

  /** Adds no more after this. Derives user days and sessions and writes the users: what the commit is to hold. */
  async finishTables(): Promise<{ table: TableEntry; users: UsersEntry | null }> {
    const { workspace, plan, users, dayOf, signal } = this.#options
    // With many events the ids' table is among the largest things in memory, and it has done its work.
    this.#duplicates = null
    const columns = await this.#checkedSchema()
    const { existing } = this.#options
    if (existing !== null) await this.#checkTouched(existing)
    const partitions = sortByDate([...(existing?.partitions ?? []), ...this.#builder.entries])
    const withIds =
      plan.mapping.session !== undefined || existing?.columns.some((column) => column.role === 'session') === true
    const passed = {
      ...(signal === undefined ? {} : { signal }),
      ...(this.#options.rangeBytes === undefined ? {} : { rangeBytes: this.#options.rangeBytes }),
    }
    const table: TableEntry = {
      name: plan.table,
      kind: plan.kind,
      columns,
      mapping: plan.mapping,
      partitions,
      userDays: await writeUserDays(
        this.#userDays,
        workspace,
        plan.table,
        this.#revision,
        existing?.userDays ?? [],
        passed,
      ),
      sessions: await writeSessions(this.#sessions, existing?.sessions ?? [], {
        workspace,
        table: plan.table,
        revision: this.#revision,
        dayOf,
        withIds,
        ...passed,
      }),
      rejects: [...(existing?.rejects ?? []), ...this.#rejects.entries],
      rows: (existing?.rows ?? 0) + this.counts.rows,
      rejected: (existing?.rejected ?? 0) + this.counts.rejected,
      rowsWithoutUser: (existing?.rowsWithoutUser ?? 0) + this.counts.rowsWithoutUser,
      ...(this.#eventName === plan.table ? {} : { eventName: this.#eventName }),
    }
    if (!this.#isEvents || users.count === 0) return { table, users: workspace.manifest.users }
    const about = { date: null, rows: users.count, ...users.seenRange() }
    const entry = await workspace.writePartition(usersPath(this.#revision), users.encode(), about)
    return { table, users: { ...entry, testUsers: users.countTests() } }
  }

  /**
   * Rows of a date whose stored file is missing may be the very rows that are lost, and nobody could tell: then they
   * would count twice once the file is restored.
   */
  async #checkTouched(existing: TableEntry): Promise<void> {
    const { workspace, plan } = this.#options
    const written = this.#builder.entries
    for (const entry of existing.partitions) {
      if (!written.some((one) => shareDates(one, entry))) continue
      if ((await workspace.readPartition(entry)) !== null) continue
      throw workspace.missingError({ kind: 'rows', table: plan.table, entry })
    }
  }

  /** The files of rows and of rejects that were written so far. */
  get written(): { readonly partitions: readonly PartitionEntry[]; readonly rejects: readonly PartitionEntry[] } {
    return { partitions: this.#builder.entries, rejects: this.#rejects.entries }
  }

  /** What was done to values, and what stood in the way of reading rows. */
  remarks(): readonly Remark[] {
    const { count, example } = this.#badBytes
    const bytes: readonly Remark[] =
      count === 0
        ? []
        : [
            {
              kind: 'encoding',
              column: null,
              count,
              text:
                `${count.toLocaleString('en')} ${count === 1 ? 'row was' : 'rows were'} rejected for bytes that ` +
                `are no characters of the file’s encoding, such as ${example}: say which encoding it is in.`,
            },
          ]
    return [
      ...bytes,
      ...[...this.#notes].map(remarkOnColumns),
      ...this.#columns.fold.remarks(),
      ...this.#names.remarks(),
      ...this.#cleaner.remarks(),
      ...this.#repeatedIdsRemark(),
      ...this.#atZeroRemark(),
    ]
  }

  #repeatedIdsRemark(): readonly Remark[] {
    const { count, example } = this.#repeatedIds
    const column = this.#options.plan.mapping.id
    if (count === 0 || column === undefined) return []
    const rows = count === 1 ? '1 row' : `${count.toLocaleString('en')} rows`
    return [
      {
        kind: 'repeated-ids',
        column,
        count,
        text:
          `${column}: ${rows} kept although the id came before, with other content (such as ${example}): it is no ` +
          'event id.',
      },
    ]
  }

  #atZeroRemark(): readonly Remark[] {
    const { count } = this.#atZero
    const { time } = this.#options.plan.mapping
    // Where all times are of that year, it is what they say.
    if (count === 0 || time === undefined || (this.summary().maxTs ?? 0) < YEAR_1980) return []
    const rows = count === 1 ? '1 row is' : `${count.toLocaleString('en')} rows are`
    const text = `${time}: ${rows} at 1970-01-01 00:00:00 UTC, which programs write where a time is not known.`
    return [{ kind: 'epochs', column: time, count, text }]
  }

  /** Why rows were rejected. */
  rejected(): readonly RejectCount[] {
    return this.#reasons.list()
  }

  /** By role, the values that could not be read for it. */
  lost(): Readonly<Partial<Record<Role, Loss>>> {
    return Object.fromEntries(
      ROLES.flatMap((role) => (this.#lost.has(role) ? [[role, required(this.#lost.get(role))]] : [])),
    )
  }

  #valuesOf(role: Role): { of: number; readonly examples: string[] } {
    const known = this.#values.get(role) ?? { of: 0, examples: [] }
    this.#values.set(role, known)
    return known
  }

  /** Throws `bad-file` where most of a file's records were rejected; counts are those of the file. */
  refuseNonsense(file: string, counts: ImportCounts, own: IngestPlan): void {
    const { rejected, rows, duplicates } = counts
    refuseMostlyRejected(file, { rejected, of: rejected + rows + duplicates }, this.#firstRejects, own)
  }

  /** Throws `bad-file` where most values of a role were lost; call it when all parts are written. */
  refuseLosses(): void {
    for (const [role, loss] of this.#lost) {
      const { of, examples } = this.#valuesOf(role)
      const dated = this.#builder.entries.reduce((sum, { date, rows }) => sum + (date === null ? 0 : rows), 0)
      refuseMostlyLost(role, loss, role === 'time' ? dated + loss.count : of, examples)
    }
  }

  /** By role, what was lost since the last call: of one file, when it is asked at each file's end. */
  takeLost(): Readonly<Partial<Record<Role, StoredLoss>>> {
    const lost = Object.fromEntries(this.#lostOfFile)
    this.#lostOfFile.clear()
    return lost
  }

  /** Files written, distinct users and times of the rows of this import. */
  summary(): { partitions: number; users: number; minTs: number | null; maxTs: number | null } {
    const { entries } = this.#builder
    return { partitions: entries.length, users: this.#usersSeen, ...rangeOf(entries) }
  }

  /** Integers that were stored before become doubles only when each of them is exact as one. */
  async #checkedSchema(): Promise<TableEntry['columns']> {
    const { workspace, existing } = this.#options
    const columns = [...this.#columns.schema()]
    for (const [index, column] of columns.entries()) {
      const before = existing?.columns.find((other) => other.name === column.name)
      if (existing === null || before?.type !== 'integer' || column.type !== 'double') continue
      if (!(await storedIntegersFitDouble(workspace, existing.partitions, column.name)))
        columns[index] = { ...column, type: 'string' }
    }
    return columns
  }

  /** Makes the columns that first come with this batch, null in the rows before. */
  #addNewColumns(batch: RowBatch): void {
    for (const name of batch.names) {
      const known = this.#columns.builders.length
      const builder = this.#columns.ofSource(name)
      if (this.#columns.builders.length > known) builder?.appendNulls(this.#builder.length)
    }
  }

  /** Rows with a time that was not imported before; the others are rejected or counted. */
  async #selectRows(batch: RowBatch, cellsOf: Columns, file: string, fileIndex: number): Promise<RowKeys> {
    if (this.#keys.kept.length < batch.count) this.#keys = makeRowKeys(batch.count)
    const keys = this.#keys
    keys.count = 0
    const columns = this.#duplicates === null ? [] : this.#content.ordered(this.#contentColumns(cellsOf))
    for (let row = this.#selectFrom(0, batch, cellsOf, columns, file, fileIndex); row < batch.count;) {
      await this.#learnContents(keys, row, cellsOf, columns)
      row = this.#selectFrom(row, batch, cellsOf, columns, file, fileIndex)
    }
    return keys
  }

  /** What has to be known before a row whose id came before can be judged: the contents of the rows of its day. */
  async #learnContents(keys: RowKeys, row: number, cellsOf: Columns, columns: readonly ContentColumn[]): Promise<void> {
    const { workspace, plan, existing, dayOf, signal } = this.#options
    const duplicates = required(this.#duplicates)
    if (!duplicates.comparesContents) {
      // What waits is written, so that all rows so far can be read in the same way.
      await this.#builder.flush(this.#columns.builders, 0, signal)
      await this.#builder.finish()
      duplicates.compareContents([...(existing?.partitions ?? []), ...this.#builder.entries])
      const user = userCellsOf(plan.mapping.user, cellsOf)
      for (let i = 0; i < keys.count; i++)
        duplicates.addContent(this.#content.ofCells(keys.kept[i]!, keys.times[i]!, user, columns))
    }
    const time = timeCellsOf(plan.mapping.time ?? '', [...cellsOf.keys()], (name) => cellsOf.get(name))
    if (time !== undefined) await duplicates.loadDay(dayOf(this.#readTime(time, row)), workspace, this.#content)
  }

  #contentColumns(cellsOf: Columns): readonly ContentColumn[] {
    const { plan } = this.#options
    return this.#columns.builders.flatMap((builder): readonly ContentColumn[] => {
      const { role, source } = builder.schema
      // Without an event column, each row is an event named after the table.
      const cells =
        role === 'event' && this.#eventOfAll !== null
          ? { length: Infinity, at: () => this.#eventOfAll }
          : cellsOf.get(role === undefined ? source : (plan.mapping[role] ?? ''))
      return cells === undefined ? [] : [{ builder, cells }]
    })
  }

  /**
   * Selects rows from `first` on; stops before a row for which contents have to be learned, and answers which it is.
   */
  #selectFrom(
    first: number,
    batch: RowBatch,
    cellsOf: Columns,
    columns: readonly ContentColumn[],
    file: string,
    fileIndex: number,
  ): number {
    const { plan, dayOf, only } = this.#options
    const readTime = this.#readTime
    const duplicates = this.#duplicates
    const { kept, times, days, sources } = this.#keys
    const text = this.#text
    const { time, id } = plan.mapping
    const timeCells =
      time === undefined ? undefined : (timeCellsOf(time, batch.names, (name) => cellsOf.get(name)) ?? [])
    const idCells = id === undefined || duplicates === null ? undefined : cellsOf.get(id)
    const userCells = userCellsOf(plan.mapping.user, cellsOf)
    const firstSource = packSource(fileIndex, 0)
    const packedIds = idCells instanceof PackedCells ? idCells : null
    let { count } = this.#keys
    const inOrder = first === 0 && idCells !== undefined && duplicates?.areAscending(packedIds, batch.count) === true
    if (first === 0 && !inOrder && packedIds !== null && packedIds.known.ids !== null)
      duplicates?.warm(packedIds.known.ids, batch.count)
    for (let row = first; row < batch.count; row++) {
      let ts = 0
      let day = NO_DAY
      if (timeCells !== undefined) {
        ts = readTime(timeCells, row)
        if (ts === 0) this.#atZero.count++
        if (ts === ts) day = dayOf(ts)
        else if (this.#isEvents) {
          this.#rejectTime(batch, row, file, time ?? '', timeCells.at(row) ?? null)
          continue
        } else {
          ts = 0
          const cell = timeCells.at(row) ?? null
          if (cell !== null && cell !== '') this.#lose('time', required(time), batch, timeCells, row, 1, file)
        }
      }
      if (only !== undefined && !only.wants(day, firstSource + batch.lines[row]!)) continue
      if (!inOrder && idCells !== undefined && duplicates !== null && text.read(idCells, row)) {
        const knownIds = packedIds?.kinds[row] === TEXT ? packedIds.known.ids : null
        const isNew = duplicates.addId(text.bytes, text.from, text.to, knownIds, row)
        if (!isNew && (!duplicates.comparesContents || !duplicates.knowsDay(day))) {
          this.#keys.count = count
          return row
        }
        if (duplicates.comparesContents && !duplicates.addContent(this.#content.ofCells(row, ts, userCells, columns))) {
          this.counts.duplicates++
          continue
        }
        if (!isNew && this.#repeatedIds.count++ === 0)
          this.#repeatedIds.example = `“${String(idCells.at(row)).slice(0, 80)}” in ${file} line ${elementAt(batch.lines, row)}`
      }
      kept[count] = row
      times[count] = ts
      days[count] = day
      sources[count++] = firstSource + batch.lines[row]!
    }
    this.#keys.count = count
    if (inOrder && packedIds !== null) duplicates?.takeAscending(packedIds, kept.subarray(0, count))
    return batch.count
  }

  #addUsers(keys: RowKeys, cellsOf: Columns): void {
    const { plan, users } = this.#options
    const { count, kept, times, users: userKeys, sessions: sessionKeys } = keys
    const cells = userCellsOf(plan.mapping.user, cellsOf)
    if (cells === undefined) {
      userKeys.fill(-1, 0, count)
      this.counts.rowsWithoutUser += count
      return
    }
    const sessions = plan.mapping.session === undefined ? undefined : cellsOf.get(plan.mapping.session)
    this.#userKeys.read(cells, kept, count, userKeys)
    if (users.count > this.#seen.length) this.#growSeen(users.count)
    const seen = this.#seen
    for (let i = 0; i < count; i++) {
      const key = userKeys[i]!
      if (key < 0) this.counts.rowsWithoutUser++
      else if (seen[key] === 0) {
        seen[key] = 1
        this.#usersSeen++
      }
    }
    users.seeRows(userKeys, times, count)
    if (sessions !== undefined) {
      this.#sessionKeys.read(sessions, kept, count, sessionKeys, userKeys)
      this.#sessions.addRowsWithIds(userKeys, sessionKeys, times, count)
    }
    this.#flagTestUsers(keys, cellsOf)
  }

  #flagTestUsers(keys: RowKeys, cellsOf: Columns): void {
    const { plan, users } = this.#options
    const flags = plan.mapping.test === undefined ? undefined : cellsOf.get(plan.mapping.test)
    if (flags === undefined) return
    for (let i = 0; i < keys.count; i++) {
      const key = keys.users[i]!
      if (key >= 0 && readFlag(flags.at(keys.kept[i]!) ?? null) === 1) users.flagTest(key)
    }
  }

  #addColumns(batch: RowBatch, cellsOf: Columns, keys: RowKeys, file: string): void {
    const { count, kept } = keys
    const filled = new Set<ColumnBuilder>()
    for (const [role, builder] of Object.entries(this.#columns.roleBuilders)) {
      const source = this.#options.plan.mapping[role as Role]
      const constant = role === 'event' ? this.#eventOfAll : null
      const cells = source === undefined || constant !== null ? undefined : cellsOf.get(source)
      if (cells !== undefined) {
        builder.append(cells, kept, count)
        const loss = builder.takeLoss()
        if (loss.of > 0) this.#valuesOf(role as Role).of += loss.of
        if (loss.count > 0)
          this.#lose(role as Role, required(source), batch, cells, elementAt(kept, loss.first), loss.count, file)
      } else if (constant !== null) builder.append([constant], new Int32Array(count), count)
      else builder.appendNulls(count)
      filled.add(builder)
    }
    for (let index = 0; index < batch.names.length; index++) {
      const builder = this.#columns.ofSource(elementAt(batch.names, index))
      if (builder === null || filled.has(builder)) continue
      builder.append(elementAt(batch.cells, index), kept, count)
      filled.add(builder)
    }
    for (const builder of this.#columns.builders) if (!filled.has(builder)) builder.appendNulls(count)
  }

  #rejectTime(batch: RowBatch, row: number, file: string, time: string, cell: Cell): void {
    const missing = cell === null || cell === ''
    const reason: RejectReason = missing ? 'missing-time' : 'bad-time'
    const excerpt = missing ? batch.cells.map((cells) => cells.at(row) ?? '').join(', ') : String(cell)
    const detail = missing ? `a time in “${time}”` : `a time of the form ${this.#timeFormat} in “${time}”`
    this.#reject(file, {
      reason,
      line: elementAt(batch.lines, row),
      column: 1,
      excerpt: excerpt.slice(0, EXCERPT_CHARS),
      detail,
    })
  }

  /** Counts values of a role that could not be read; the first one, in `row`, is kept as the example. */
  #lose(
    role: Role,
    column: string,
    batch: RowBatch,
    cells: CellColumn,
    row: number,
    count: number,
    file: string,
  ): void {
    const { examples } = this.#valuesOf(role)
    if (examples.length < 3) examples.push(String(cells.at(row) ?? '').slice(0, EXCERPT_CHARS))
    const before = this.#lost.get(role)
    this.#lost.set(
      role,
      before === undefined
        ? {
            column,
            count,
            file,
            line: elementAt(batch.lines, row),
            example: String(cells.at(row) ?? '').slice(0, EXCERPT_CHARS),
          }
        : { ...before, count: before.count + count },
    )
    const ofFile = this.#lostOfFile.get(role)
    this.#lostOfFile.set(
      role,
      ofFile === undefined
        ? { column, count, line: elementAt(batch.lines, row) }
        : { ...ofFile, count: ofFile.count + count },
    )
  }

  #reject(file: string, reject: Reject): void {
    this.#firstRejects.add(reject)
    const isKept = this.#rejectsOfFile++ < MOST_REJECTS
    if (this.#options.only?.wantsReject(file, reject.line) === false) return
    this.counts.rejected++
    this.#reasons.add(file, reject)
    if (reject.reason === 'bad-encoding' && this.#badBytes.count++ === 0)
      this.#badBytes.example = `${file} line ${reject.line}`
    if (isKept) this.#rejects.add(file, reject)
  }

  #growSeen(users: number): void {
    const larger = new Uint8Array(Math.max(users, this.#seen.length * 2))
    larger.set(this.#seen)
    this.#seen = larger
  }
}

function arrivalsOf(plan: IngestPlan, newest: number | undefined): LateArrivals {
  return new LateArrivals(plan, (format) => compileTimeReader(format, plan.timezone), newest ?? null)
}

/** The cells that name the user; of several columns, those of the first that is not empty. */
function userCellsOf(user: string | undefined, cellsOf: Columns): CellColumn | undefined {
  if (user === undefined) return undefined
  const named = userColumnsOf(user, [...cellsOf.keys()])
  // A file may lack one of them.
  const columns = (named.length > 0 ? named : user.split('|')).map((name) => cellsOf.get(name))
  const [first, ...others] = columns.filter((column) => column !== undefined)
  if (first === undefined || others.length === 0) return first
  const at = (row: number): Cell => {
    for (const column of [first, ...others]) {
      const cell = column.at(row) ?? null
      if (cell !== null && cell !== '') return cell
    }
    return null
  }
  return { length: first.length, at }
}

function timeReaderOf(plan: IngestPlan): (cells: CellColumn, row: number) => number {
  return compileColumnTimeReader(plan.timeFormat ?? 'iso', plan.timezone, plan.isTimeFormatDetected)
}

/** The cells with the texts that are numbers as numbers. */
function numbersOf(cells: CellColumn, read: (cell: Cell) => number): CellColumn {
  return {
    length: cells.length,
    at: (row) => {
      const cell = cells.at(row)
      const value = typeof cell === 'string' ? read(cell) : NaN
      return Number.isNaN(value) ? cell : value
    },
  }
}

/** Drops the rows that are not kept, in place. */
function keepRowsOf(keys: RowKeys, only: RowFilter): void {
  let count = 0
  for (let i = 0; i < keys.count; i++) {
    if (!only.keeps(keys.users[i]!, keys.sources[i]!)) continue
    for (const column of [keys.kept, keys.times, keys.days, keys.sources, keys.users]) column[count] = column[i]!
    count++
  }
  keys.count = count
}
