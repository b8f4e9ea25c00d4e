import type { IsoDate } from '../../model/schema'
import { localDayReader } from '../../model/zone'
import { decodeArrowFile, readInt32, readMicros } from '../../store/arrowFile'
import type { StoredFile } from '../../store/damage'
import type { Manifest, PartitionEntry, TableEntry } from '../../store/manifest'
import { holdsDay, shareDates } from '../../store/partitions'
import { Users } from '../../store/users'
import type { Workspace } from '../../store/workspace'
import { derivedRanges } from './derivedRanges'
import { sessionFiles, Sessions } from './deriveSessions'
import { UserDays } from './deriveUserDays'
import type { SessionList } from './sessionList'

/** What is read of a workspace to make its derived files anew. */
export interface DerivedSource {
  readonly manifest: Manifest
  /** Null for a file that is missing. */
  readPartition(entry: PartitionEntry): Promise<Uint8Array | null>
}

/** A derived file, made anew from the stored events. */
export interface DerivedFile {
  readonly bytes: Uint8Array
  readonly rows: number
  readonly minTs: number | null
  readonly maxTs: number | null
  /** False where events that it needs are missing too, and for users, whose ids stand in no other file. */
  readonly isComplete: boolean
}

/** A derived file with its dates. */
export interface DatedFile extends DerivedFile {
  readonly date: IsoDate
  readonly lastDate: IsoDate
}

/**
 * What a derived file holds by what the stored events say: user days, sessions, and the users without their ids. Null
 * for files that are not derived, and where nothing is left to say.
 */
export async function deriveFile(store: DerivedSource, file: StoredFile): Promise<DerivedFile | null> {
  if (file.kind === 'users') return deriveUsers(store, file.entry)
  const table = file.table === null ? undefined : store.manifest.tables[file.table]
  if (table === undefined || file.entry.date === null) return null
  if (file.kind === 'user_days') return deriveUserDays(store, table, file.entry)
  if (file.kind === 'sessions') return deriveSessions(store, table, file.entry)
  return null
}

/**
 * The bytes of a stored file or, where it is missing, what the events say that it held. Throws `store-corrupt` where
 * they do not say all of it.
 */
export async function readOrDerive(workspace: Workspace, file: StoredFile): Promise<Uint8Array> {
  const stored = await workspace.readPartition(file.entry)
  if (stored !== null) return stored
  const derived = await deriveFile(workspace, file)
  if (derived?.isComplete !== true) throw workspace.missingError(file)
  return derived.bytes
}

/** Every derived file of an event table, made anew; the first and last dates of each besides. */
export async function deriveAll(
  store: DerivedSource,
  table: TableEntry,
): Promise<Record<'userDays' | 'sessions', readonly DatedFile[]>> {
  const { days, isComplete } = await readUserDays(store, table.partitions)
  const sizes = days.days.map((day) => ({ day, bytes: days.bytesOf(day) }))
  const userDays = derivedRanges([], sizes).flatMap(({ date, lastDate, days: some }): DatedFile[] => {
    const file = days.encode(some)
    return file === null ? [] : [{ date, lastDate, ...file, minTs: null, maxTs: null, isComplete }]
  })
  const read = await readSessions(store, table)
  const sessions = sessionFiles(read.sessions, read.dayOf, []).map(({ date, lastDate, rows }) => ({
    date,
    lastDate,
    ...encodeSessions(read, rows),
  }))
  return { userDays, sessions }
}

async function deriveUserDays(
  store: DerivedSource,
  table: TableEntry,
  entry: PartitionEntry,
): Promise<DerivedFile | null> {
  const ofDates = table.partitions.filter((one) => shareDates(one, entry))
  const { days, isComplete } = await readUserDays(store, ofDates)
  const file = days.encode(days.days.filter((day) => holdsDay(entry, day)))
  return file === null ? null : { ...file, minTs: null, maxTs: null, isComplete }
}

async function readUserDays(
  store: DerivedSource,
  entries: readonly PartitionEntry[],
): Promise<{ readonly days: UserDays; readonly isComplete: boolean }> {
  const days = new UserDays()
  const dayOf = localDayReader(store.manifest.timezone)
  const isComplete = await readRows(store, entries, (users, times) => {
    // Rows lie by their times, so those of a day mostly lie together.
    for (let from = 0; from < users.length;) {
      const day = dayOf(times[from]!)
      let to = from + 1
      while (to < users.length && dayOf(times[to]!) === day) to++
      days.addRows(day, users.subarray(from, to))
      from = to
    }
  })
  return { days, isComplete }
}

async function deriveSessions(
  store: DerivedSource,
  table: TableEntry,
  entry: PartitionEntry,
): Promise<DerivedFile | null> {
  const read = await readSessions(store, table)
  const { sessions, dayOf } = read
  const rows = sessions.order().filter((row) => holdsDay(entry, dayOf(sessions.starts[row]!)))
  return rows.length === 0 ? null : encodeSessions(read, rows)
}

interface ReadSessions {
  readonly sessions: SessionList
  readonly dayOf: (ts: number) => number
  readonly withIds: boolean
  readonly isComplete: boolean
}

function encodeSessions({ sessions, withIds, isComplete }: ReadSessions, rows: Int32Array): DerivedFile {
  return { ...sessions.encode(rows, withIds), rows: rows.length, isComplete }
}

/** A session may go on over days, and one with the file's own id may lie anywhere: all events are looked at. */
async function readSessions(store: DerivedSource, table: TableEntry): Promise<ReadSessions> {
  const sessions = new Sessions()
  const isComplete = await readRows(store, table.partitions, (users, times, ids) => {
    if (ids === null) sessions.addRows(users, times)
    for (let row = 0; ids !== null && row < users.length; row++) {
      const id = ids(row)
      if (users[row]! >= 0 && id !== null && id !== '')
        sessions.addRowWithId(users[row]!, sessions.ids.codeOfText(id), times[row]!)
    }
  })
  const withIds = table.columns.some((column) => column.role === 'session')
  return { sessions: sessions.join(), dayOf: localDayReader(store.manifest.timezone), withIds, isComplete }
}

/** As many users as there were, with what the events say of them. */
async function deriveUsers(store: DerivedSource, { rows }: PartitionEntry): Promise<DerivedFile> {
  const users = new Users()
  for (let key = 0; key < rows; key++) users.keyOf(String(key))
  for (const table of Object.values(store.manifest.tables)) {
    if (table.kind !== 'events') continue
    for (const entry of table.partitions) {
      const bytes = await store.readPartition(entry)
      if (bytes !== null) users.seeFile(bytes)
    }
  }
  return { bytes: users.encode(false), rows, ...users.seenRange(), isComplete: false }
}

type RowReader = (users: Int32Array, times: Float64Array, ids: ((row: number) => string | null) | null) => void

/** Gives the rows of each file; answers whether all were there. */
async function readRows(store: DerivedSource, entries: readonly PartitionEntry[], take: RowReader): Promise<boolean> {
  let isComplete = true
  for (const entry of entries) {
    const bytes = await store.readPartition(entry)
    if (bytes === null) {
      isComplete = false
      continue
    }
    const part = decodeArrowFile(bytes)
    const ids = part.getChild('session_id')
    const read = ids === null ? null : (row: number): string | null => ids.get(row) as string | null
    take(readInt32(part.getChild('user_key')!), readMicros(part.getChild('ts')!), read)
  }
  return isComplete
}
