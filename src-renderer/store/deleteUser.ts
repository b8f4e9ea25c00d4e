import { elementAt, required } from '../base/required'
import type { Table } from 'apache-arrow'
import { LatheError } from '../model/error'
import { SOURCE_COLUMN, unpackSource, type IsoDate } from '../model/schema'
import { dayToIso, localDayReader } from '../model/zone'
import { decodeArrowFile, readInt32, readMicros } from './arrowFile'
import type { FileKind } from './damage'
import { findMentions, type Mention } from './findMentions'
import { keepRows } from './keepRows'
import { derivedPath, partPath, usersPath } from './layout'
import type { Manifest, PartitionEntry, SourceEntry, TableEntry, UsersEntry } from './manifest'
import type { Users } from './users'
import type { Patience, Workspace } from './workspace'

export interface DeletedUser {
  readonly user: string
  /** Rows of event tables that were removed. */
  readonly rows: number
  /** Partitions that held them. */
  readonly partitions: number
  /** Where the id still stands as a value: rows that are not the user's, which stay as they are. */
  readonly mentions: readonly Mention[]
}

const FILE_KINDS = { partitions: 'rows', userDays: 'user_days', sessions: 'sessions' } as const satisfies Record<
  string,
  FileKind
>
type Kind = keyof typeof FILE_KINDS

/** What becomes of the files that hold the user: a new entry, or null where no row is left. */
type Rewritten = ReadonlyMap<string, PartitionEntry | null>

/**
 * Removes every row of a user from all event tables, from what is derived of them and from the users file, in one
 * commit, and then the files that held them. The last user takes the key that becomes free. Plain tables are not
 * touched. Events that are imported again bring the user back. Throws `not-found` (what: 'user'), `workspace-locked`,
 * and `store-corrupt` where a damaged file may hold the user: it must be restored first.
 */
export function deleteUser(workspace: Workspace, user: string, patience: Patience = {}): Promise<DeletedUser> {
  return workspace.change(async () => {
    const deleted = await deleteLocked(workspace, user)
    await workspace.removeLitter()
    return { ...deleted, mentions: await findMentions(workspace, user) }
  }, patience)
}

async function deleteLocked(workspace: Workspace, user: string): Promise<Omit<DeletedUser, 'mentions'>> {
  const users = await workspace.readUsers()
  const key = users.find(user)
  // A deletion that was stopped after its commit left files: the second try takes them away.
  if (key < 0) await workspace.removeLitter()
  if (key < 0)
    throw new LatheError('not-found', `There is no user “${user}” in this workspace; give the id as the log has it.`, {
      what: 'user',
      name: user,
    })
  const eraser = new Eraser(workspace, key, users.count - 1)
  for (const table of Object.values(workspace.manifest.tables)) if (table.kind === 'events') await eraser.rewrite(table)
  const left = users.without(key)
  const usersEntry = await writeUsers(workspace, left)
  await workspace.commit({
    update: (current) => ({
      tables: Object.fromEntries(
        Object.entries(current.tables).map(([name, table]) => [name, tableWithout(table, eraser.files)]),
      ),
      sources: current.sources.map((source, index): SourceEntry => {
        const rows = source.rows - (eraser.rowsBySource.get(index) ?? 0)
        const { late, ...others } = source
        if (late === undefined) return { ...source, rows }
        const left = late.rows - eraser.lateOf(index, late.before)
        return { ...others, rows, ...(left === 0 ? {} : { late: { ...late, rows: left } }) }
      }),
      users: usersEntry,
    }),
  })
  return { user, rows: eraser.rows, partitions: eraser.partitions }
}

async function writeUsers(workspace: Workspace, users: Users): Promise<UsersEntry | null> {
  if (users.count === 0) return null
  const about = { date: null, rows: users.count, ...users.seenRange() }
  return {
    ...(await workspace.writePartition(usersPath(workspace.manifest.revision + 1), users.encode(), about)),
    testUsers: users.countTests(),
  }
}

function tableWithout(table: TableEntry, files: Rewritten): TableEntry {
  const swap = (entries: readonly PartitionEntry[]): readonly PartitionEntry[] =>
    entries.flatMap((entry) => {
      const now = files.get(entry.path)
      return now === undefined ? [entry] : now === null ? [] : [now]
    })
  const partitions = swap(table.partitions)
  const rowsOf = (entries: readonly PartitionEntry[]): number => entries.reduce((sum, entry) => sum + entry.rows, 0)
  return {
    ...table,
    partitions,
    userDays: swap(table.userDays),
    sessions: swap(table.sessions),
    rows: table.rows - rowsOf(table.partitions) + rowsOf(partitions),
  }
}

/** Rewrites the files that hold a user's rows, or those of the user that takes over the key. */
class Eraser {
  readonly files = new Map<string, PartitionEntry | null>()
  /** Removed rows by file index. */
  readonly rowsBySource = new Map<number, number>()
  /** The local dates of the removed rows, by file index. */
  readonly #dates = new Map<number, IsoDate[]>()
  rows = 0
  partitions = 0
  readonly #workspace: Workspace
  readonly #key: number
  readonly #last: number
  readonly #revision: Manifest['revision']
  readonly #dayOf: (tsMicros: number) => number

  constructor(workspace: Workspace, key: number, last: number) {
    this.#workspace = workspace
    this.#key = key
    this.#last = last
    this.#revision = workspace.manifest.revision + 1
    this.#dayOf = localDayReader(workspace.manifest.timezone)
  }

  async rewrite(table: TableEntry): Promise<void> {
    let part = 0
    for (const entry of table.partitions)
      await this.#rewriteFile(table.name, entry, 'partitions', () =>
        partPath(table.name, entry, this.#revision, part++),
      )
    for (const entry of table.userDays)
      await this.#rewriteFile(table.name, entry, 'userDays', () =>
        derivedPath(table.name, 'user_days', entry, this.#revision),
      )
    for (const entry of table.sessions)
      await this.#rewriteFile(table.name, entry, 'sessions', () =>
        derivedPath(table.name, 'sessions', entry, this.#revision),
      )
  }

  async #rewriteFile(tableName: string, entry: PartitionEntry, kind: Kind, pathOf: () => string): Promise<void> {
    const bytes = await this.#workspace.readPartition(entry)
    if (bytes === null) throw this.#workspace.missingError({ kind: FILE_KINDS[kind], table: tableName, entry })
    const table = decodeArrowFile(bytes)
    const keys = readInt32(required(table.getChild('user_key')))
    if (!keys.includes(this.#key) && !keys.includes(this.#last)) return
    const kept: number[] = []
    keys.forEach((key, row) => {
      if (key !== this.#key) kept.push(row)
    })
    const dayAt = this.#daysOf(table, kind)
    if (kind === 'userDays')
      kept.sort((a, b) => dayAt(a) - dayAt(b) || this.#newKey(elementAt(keys, a)) - this.#newKey(elementAt(keys, b)))
    if (kind === 'partitions' && kept.length < keys.length) this.#count(table, keys, dayAt)
    if (kept.length === 0) this.files.set(entry.path, null)
    else {
      const rename = this.#last === this.#key ? null : { from: this.#last, to: this.#key }
      const { lastDate: _before, ...others } = entry
      const about = { ...others, ...datesOf(kept.map(dayAt)), rows: kept.length, ...timesOf(table, kept, kind) }
      this.files.set(
        entry.path,
        await this.#workspace.writePartition(pathOf(), keepRows(table, Int32Array.from(kept), rename), about),
      )
    }
  }

  /** How many rows of a file are removed whose date is before another. */
  lateOf(fileIndex: number, before: IsoDate): number {
    return (this.#dates.get(fileIndex) ?? []).filter((date) => date < before).length
  }

  #newKey(key: number): number {
    return key === this.#last ? this.#key : key
  }

  /** The local date of a file's row, as days since 1970-01-01. */
  #daysOf(table: Table, kind: Kind): (row: number) => number {
    if (kind === 'userDays') {
      const days = readInt32(required(table.getChild('date')))
      return (row) => elementAt(days, row)
    }
    const times = readMicros(required(table.getChild(kind === 'partitions' ? 'ts' : 'start_ts')))
    return (row) => this.#dayOf(elementAt(times, row))
  }

  #count(table: Table, keys: Int32Array, dayAt: (row: number) => number): void {
    this.partitions++
    const sources = readMicros(required(table.getChild(SOURCE_COLUMN)))
    keys.forEach((key, row) => {
      if (key !== this.#key) return
      this.rows++
      const { fileIndex } = unpackSource(elementAt(sources, row))
      this.rowsBySource.set(fileIndex, (this.rowsBySource.get(fileIndex) ?? 0) + 1)
      const date = dayToIso(dayAt(row))
      const dates = this.#dates.get(fileIndex)
      if (dates === undefined) this.#dates.set(fileIndex, [date])
      else dates.push(date)
    })
  }
}

/** The dates of a file by the days of its rows. */
function datesOf(days: readonly number[]): Pick<PartitionEntry, 'date' | 'lastDate'> {
  const first = days.reduce((low, day) => Math.min(low, day), Infinity)
  const last = days.reduce((high, day) => Math.max(high, day), -Infinity)
  return { date: dayToIso(first), ...(first === last ? {} : { lastDate: dayToIso(last) }) }
}

function timesOf(table: Table, kept: readonly number[], kind: Kind): { minTs: number | null; maxTs: number | null } {
  if (kind === 'userDays') return { minTs: null, maxTs: null }
  const [first, last] = kind === 'partitions' ? ['ts', 'ts'] : ['start_ts', 'end_ts']
  const [starts, ends] = [readMicros(required(table.getChild(first))), readMicros(required(table.getChild(last)))]
  return {
    minTs: kept.reduce((low, row) => Math.min(low, elementAt(starts, row)), Infinity),
    maxTs: kept.reduce((high, row) => Math.max(high, elementAt(ends, row)), -Infinity),
  }
}
