import { pause } from '../base/pause'
import { LatheError, isLatheError } from '../model/error'
import { hashBytes } from './checksum'
import { damageOf, damageText, storedFiles, type Damage, type StoredFile } from './damage'
import type { FileStore } from './files'
import type { EventCount } from '../model/eventCounts'
import { statsOfFile, type FileStats } from './columnStats'
import { countEvents, withEventCounts } from './eventCounts'
import { DATA_FOLDERS, isRowsPath, MANIFEST_COPY_PATH, MANIFEST_PATH, mayBeLitter, usersPath } from './layout'
import type { Manifest, PartitionEntry, TableEntry, UsersEntry, WhyMissing } from './manifest'
import { decodeManifest, encodeManifest, FORMAT, manifestId } from './manifestFormat'
import { filesOfTable, listPartitions, withStats } from './partitions'
import { lockedElsewhere } from './storeFailure'
import { Users } from './users'

/** What a commit changes; parts that are left out stay as they are. */
export type ManifestChange = Partial<Pick<Manifest, 'timezone' | 'weekStart' | 'tables' | 'sources' | 'users'>>

export interface Change {
  /** The change, from the manifest as it is at that moment. */
  readonly update: (current: Manifest) => ManifestChange
  /** All rows stay as they are, in other files: so does what is listed of their events. */
  readonly keepsRows?: true
}

/** What deleteTable took away. */
export interface DeletedTable {
  readonly table: TableEntry
  readonly users: UsersEntry | null
  /** Its files' places in the manifest's list. */
  readonly sources: readonly number[]
}

export interface WorkspaceOptions {
  readonly timezone: string
  readonly weekStart: number
  /** Milliseconds since 1970; the wall clock by default. */
  readonly now?: () => number
}

/** What is known of a file's rows, besides its bytes. */
export type AboutRows = Pick<PartitionEntry, 'date' | 'lastDate' | 'rows' | 'minTs' | 'maxTs' | 'datesOnly'>

/** Of a file whose rows stay, what holds for the file that takes its place. */
export function aboutRows({ date, lastDate, rows, minTs, maxTs, datesOnly }: AboutRows): AboutRows {
  return {
    date,
    ...(lastDate === undefined || lastDate === date ? {} : { lastDate }),
    rows,
    minTs,
    maxTs,
    ...(datesOnly === undefined ? {} : { datesOnly }),
  }
}

/** How long to wait for others who change the workspace. */
export interface Patience {
  /** Ten minutes by default: two imports that are started at once both succeed. 0 gives up at once. */
  readonly waitMs?: number
  readonly signal?: AbortSignal
  /** Told once, with who is at work, when it has waited half a second. */
  readonly onWait?: (message: string) => void
}

interface Describing {
  readonly signal?: AbortSignal
  /** Told how many files were looked at. */
  readonly onProgress?: (progress: { readonly files: number; readonly of: number }) => void
}

const WAIT_MS = 600_000
const TELL_AFTER_MS = 500
const LONGEST_PAUSE_MS = 250

/**
 * A workspace's files and their one manifest. A commit either happens whole or not at all, whatever stops it: new files
 * are written first, under names that no file has had; then the manifest is replaced in one step. Reading changes
 * nothing.
 */
export class Workspace {
  readonly files: FileStore
  #manifest: Manifest
  readonly #verified = new Set<string>()
  /** Files that were found gone or broken since this workspace was opened. */
  readonly #missing = new Map<string, WhyMissing>()
  /** What the change that is on its way has written. */
  #written: Set<string> | null = null
  readonly #writing = new Set<Promise<void>>()
  /** The events of the files of rows that were written and are not committed yet, by path. */
  readonly #counts = new Map<string, readonly EventCount[] | null>()
  #lastCommit: Promise<unknown> = Promise.resolve()
  #lastChange: Promise<unknown> = Promise.resolve()
  #changes = 0

  private constructor(files: FileStore, manifest: Manifest) {
    this.files = files
    this.#manifest = manifest
  }

  /** Throws `store-write` when there is a workspace already, `store-corrupt` where one has lost its manifest. */
  static async create(files: FileStore, options: WorkspaceOptions, patience: Patience = {}): Promise<Workspace> {
    const release = await takeLock(files, patience)
    try {
      if (await isThere(files, MANIFEST_PATH)) {
        throw new LatheError(
          'store-write',
          `There is a workspace in ${files.label} already; open it, or choose an empty place.`,
          { path: MANIFEST_PATH },
        )
      }
      for (const folder of DATA_FOLDERS) if ((await files.list(folder)).length > 0) throw manifestGone(files)
      const createdAt = new Date((options.now ?? Date.now)()).toISOString()
      const { timezone, weekStart } = options
      const manifest: Manifest = {
        format: FORMAT,
        revision: 0,
        createdAt,
        timezone,
        weekStart,
        tables: {},
        sources: [],
        users: null,
      }
      await writeManifest(files, manifest)
      return new Workspace(files, manifest)
    } finally {
      await release()
    }
  }

  /** Throws `not-found` (what: 'workspace'), `workspace-format`, `store-corrupt`. */
  static async open(files: FileStore): Promise<Workspace> {
    return new Workspace(files, await readManifest(files))
  }

  get manifest(): Manifest {
    return this.#manifest
  }

  /** What is known to be missing: found since the workspace was opened, or told by the manifest and not read since. */
  get damage(): readonly Damage[] {
    return storedFiles(this.#manifest).flatMap((file) => {
      const why = this.missingWhy(file.entry)
      return why === null ? [] : [damageOf(file, why)]
    })
  }

  /** Whether a file is known to be missing, and why. */
  missingWhy(entry: PartitionEntry): WhyMissing | null {
    return this.#missing.get(entry.path) ?? (this.#verified.has(entry.path) ? null : (entry.missing ?? null))
  }

  /** Reads the manifest anew, to see what others have committed. */
  async reload(): Promise<Manifest> {
    this.#manifest = await readManifest(this.files)
    return this.#manifest
  }

  /**
   * Does work that changes the workspace, alone: no other process, window or call changes it meanwhile, and the
   * manifest has been read anew. When the work fails, what it wrote is removed. Not to be called from within the work.
   * Throws `workspace-locked` when others keep it for longer than is waited, and what the work throws.
   */
  change<T>(work: () => Promise<T>, patience: Patience = {}): Promise<T> {
    if (patience.waitMs === 0 && this.#changes > 0) return Promise.reject(lockedElsewhere(this.files.label))
    this.#changes++
    const turn = this.#lastChange
      .then(() => this.#changeNow(work, patience))
      .finally(() => {
        this.#changes--
      })
    this.#lastChange = turn.catch(() => undefined)
    return turn
  }

  /** Writes one file of a coming commit, flushed, and says what the manifest is to hold about it. */
  async writePartition(path: string, bytes: Uint8Array, about: AboutRows): Promise<PartitionEntry> {
    this.#written?.add(path)
    const write = this.files.write(path, bytes)
    this.#writing.add(write)
    const [sha256] = await Promise.all([hashBytes(bytes), write.finally(() => this.#writing.delete(write))])
    this.#verified.add(path)
    const entry = { path, ...aboutRows(about), bytes: bytes.byteLength, sha256 }
    if (!isRowsPath(path)) return entry
    this.#counts.set(path, countEvents(bytes))
    const stats = statsOfFile(bytes)
    return stats === null ? entry : { ...entry, stats }
  }

  /**
   * A file's bytes, checked against the manifest's checksum once while this workspace is open. Null when it is gone or
   * broken: then `damage` tells of it; go on with the rest, and say so. Throws `workspace-changed` when it is not there
   * because somebody else has committed meanwhile. They may be a view of `room`, where it is given.
   */
  async readPartition(entry: PartitionEntry, room?: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | null> {
    const bytes = await this.#readOrNull(entry, room)
    if (bytes !== null && (this.#verified.has(entry.path) || (await hashBytes(bytes)) === entry.sha256)) {
      this.#verified.add(entry.path)
      this.#missing.delete(entry.path)
      return bytes
    }
    await this.#refuseIfChanged()
    this.#verified.delete(entry.path)
    this.#missing.set(entry.path, bytes === null ? 'gone' : 'broken')
    return null
  }

  /** Reads every file anew and compares its checksum; answers what is missing. Changes nothing on disk. */
  async verify(signal?: AbortSignal): Promise<readonly Damage[]> {
    this.#verified.clear()
    this.#missing.clear()
    for (const { entry } of storedFiles(this.#manifest)) {
      signal?.throwIfAborted()
      await this.readPartition(entry)
    }
    return this.damage
  }

  /**
   * A quick look, without reading: which files are gone, or have another length than they had. `damage` tells of them.
   */
  async lookForFiles(): Promise<void> {
    const lists = await Promise.all(DATA_FOLDERS.map((folder) => this.files.list(folder)))
    const sizes = new Map(lists.flat().map((file) => [file.path, file.bytes]))
    for (const { entry } of storedFiles(this.#manifest)) {
      const bytes = sizes.get(entry.path)
      if (bytes === undefined) this.#missing.set(entry.path, 'gone')
      else if (bytes !== entry.bytes) this.#missing.set(entry.path, 'broken')
    }
  }

  /**
   * All users of the workspace, empty while there are none. A broken users file throws `store-corrupt`: without it the
   * keys in the tables have no names.
   */
  async readUsers(): Promise<Users> {
    const entry = this.#manifest.users
    return entry === null ? new Users() : this.#readUsersFile(entry)
  }

  /** For work that cannot be done right without a file that is missing. */
  missingError(file: StoredFile): LatheError<'store-corrupt'> {
    const why = this.missingWhy(file.entry) ?? 'broken'
    return new LatheError('store-corrupt', damageText(damageOf(file, why)), { path: file.entry.path, detail: why })
  }

  /**
   * Makes a change last, and answers the new manifest. Throws `workspace-changed` when somebody else has committed
   * meanwhile.
   */
  commit(change: Change): Promise<Manifest> {
    const commit = this.#lastCommit.then(() => this.#commitNow(change))
    this.#lastCommit = commit.catch(() => undefined)
    return commit
  }

  /**
   * Takes a table out of the workspace; answers what restoreTable needs to undo it. Its files stay until cleanLitter.
   * Users keep their keys; when they were seen, and whether they are test users, is told by the tables that are left.
   * Throws `not-found` (what: 'table').
   */
  deleteTable(name: string, patience: Patience = {}): Promise<DeletedTable> {
    return this.change(async () => {
      const { tables, users, sources: files } = this.#manifest
      const table = tables[name]
      if (table === undefined) {
        throw new LatheError('not-found', `There is no table “${name}” in this workspace.`, {
          what: 'table',
          name,
          candidates: Object.keys(tables),
        })
      }
      const { [name]: _deleted, ...rest } = tables
      const usersLeft = table.kind === 'events' ? await this.#usersOf(rest, users) : users
      const sources = files.flatMap((source, index) => (source.table === name ? [index] : []))
      const without = files.map((source) => (source.table === name ? { ...source, table: '' } : source))
      await this.commit({ update: () => ({ tables: rest, users: usersLeft, sources: without }) })
      return { table, users, sources }
    }, patience)
  }

  /**
   * Undoes deleteTable. Throws `not-found` when the files have been cleaned, `bad-parameter` when the name is taken
   * again, `workspace-changed` when users have other keys meanwhile.
   */
  restoreTable(deleted: DeletedTable, patience: Patience = {}): Promise<void> {
    const { table } = deleted
    return this.change(async () => {
      const { tables } = this.#manifest
      if (tables[table.name] !== undefined) {
        throw new LatheError(
          'bad-parameter',
          `There is a table “${table.name}” again; delete it to get the old one back.`,
          { parameter: 'table', value: table.name },
        )
      }
      const stored = new Set((await this.files.list('')).map((file) => file.path))
      const usersEntry = this.#manifest.users ?? deleted.users
      const needed = [...filesOfTable(table), ...(table.kind === 'events' && usersEntry !== null ? [usersEntry] : [])]
      const gone = needed.find((entry) => !stored.has(entry.path))
      if (gone !== undefined) {
        throw new LatheError(
          'not-found',
          `The table “${table.name}” cannot come back: its files have been cleaned away. Import its source files anew.`,
          { what: 'file', name: gone.path },
        )
      }
      if (table.kind === 'events') await this.#refuseOtherUsers(deleted)
      const restored = { ...tables, [table.name]: table }
      const users = table.kind === 'events' ? await this.#usersOf(restored, usersEntry) : this.#manifest.users
      const sources = this.#manifest.sources.map((source, index) =>
        deleted.sources.includes(index) ? { ...source, table: table.name } : source,
      )
      await this.commit({ update: () => ({ tables: restored, users, sources }) })
    }, patience)
  }

  /** A table's rows name users by their keys: those must stand for the users that they stood for. */
  async #refuseOtherUsers({ table, users }: DeletedTable): Promise<void> {
    const entry = this.#manifest.users
    if (users === null || entry === null) return
    const [then, now] = [(await this.#readUsersFile(users)).ids, (await this.#readUsersFile(entry)).ids]
    if (then.every((id, key) => now[key] === id)) return
    throw new LatheError(
      'workspace-changed',
      `The table “${table.name}” cannot come back: users were deleted or made anew after it was. Import its source ` +
        'files again.',
      { workspace: this.files.label },
    )
  }

  /**
   * Removes Lathe's files that no manifest names: what cancelled imports, crashes and replaced partitions left. Answers
   * how many. Throws `workspace-locked` at once while somebody changes the workspace: then they are theirs.
   */
  cleanLitter(): Promise<number> {
    return this.change(() => this.removeLitter(), { waitMs: 0 })
  }

  /** As cleanLitter, for work within change(). */
  async removeLitter(): Promise<number> {
    const named = new Set(listPartitions(this.#manifest).map((entry) => entry.path))
    const id = await manifestId(this.#manifest)
    let removed = 0
    for (const { path } of await this.files.list('')) {
      if (named.has(path) || !mayBeLitter(path, id)) continue
      await this.files.remove(path)
      this.#verified.delete(path)
      removed++
    }
    return removed
  }

  /**
   * Does work that writes beside the data, while nobody changes the workspace: not at all where somebody does, or where
   * the manifest is no longer the one that is known here. `work` is told which that is.
   */
  async whileUnchanged(work: (manifest: string) => Promise<void>): Promise<void> {
    const release = await this.files.lock()
    try {
      const id = await manifestId(this.#manifest)
      if ((await manifestId(await readManifest(this.files))) === id) await work(id)
    } finally {
      await release()
    }
  }

  async #changeNow<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
    const release = await takeLock(this.files, patience)
    const written = new Set<string>()
    this.#written = written
    try {
      await this.reload()
      this.#counts.clear()
      return await work()
    } catch (error) {
      await this.#discard(written)
      throw error
    } finally {
      this.#written = null
      await release()
    }
  }

  /**
   * Removes files that were written for a commit that did not happen. The stored manifest decides: a commit that seemed
   * to fail may have happened after all. What cannot be removed is litter for later.
   */
  async #discard(paths: ReadonlySet<string>): Promise<void> {
    await Promise.allSettled(this.#writing)
    const stored = await readManifest(this.files).catch(() => null)
    if (stored === null) return
    const named = new Set(listPartitions(stored).map((entry) => entry.path))
    for (const path of paths) {
      if (named.has(path)) continue
      this.#verified.delete(path)
      await this.files.remove(path).catch(() => undefined)
    }
  }

  async #commitNow(change: Change): Promise<Manifest> {
    const current = this.#manifest
    const stored = await readManifest(this.files)
    if (stored.revision !== current.revision) throw changedElsewhere(this.files)
    const changed = { ...current, ...change.update(current) }
    const tables =
      change.keepsRows === true
        ? changed.tables
        : await withEventCounts(current.tables, changed.tables, (entry) => this.#eventsOf(entry))
    const next: Manifest = { ...changed, format: FORMAT, tables, revision: current.revision + 1 }
    await writeManifest(this.files, next)
    this.#manifest = next
    return next
  }

  async #eventsOf(entry: PartitionEntry): Promise<readonly EventCount[] | null> {
    const known = this.#counts.get(entry.path)
    if (known !== undefined) return known
    const bytes = await this.readPartition(entry)
    return bytes === null ? null : countEvents(bytes)
  }

  /**
   * Lists the events of tables that an older Lathe wrote, and what the columns of its files hold, once. A file that is
   * missing stays without. Cancelled, it keeps nothing. Throws `workspace-locked` at once while somebody changes the
   * workspace.
   */
  async describeRows({ signal, onProgress }: Describing = {}): Promise<void> {
    const isListed = (table: TableEntry): boolean => table.kind !== 'events' || table.events !== undefined
    const areListed = Object.values(this.#manifest.tables).every(isListed)
    if (areListed && this.#undescribed().length === 0) return
    await this.change(
      async () => {
        const found = new Map<string, FileStats>()
        const lacking = this.#undescribed()
        for (const [done, entry] of lacking.entries()) {
          signal?.throwIfAborted()
          onProgress?.({ files: done, of: lacking.length })
          const bytes = await this.readPartition(entry)
          const stats = bytes === null ? null : statsOfFile(bytes)
          if (bytes !== null) this.#counts.set(entry.path, countEvents(bytes))
          if (stats !== null) found.set(entry.path, stats)
        }
        if (areListed && found.size === 0) return
        await this.commit({ update: ({ tables }) => ({ tables: withStats(tables, found) }) })
      },
      { waitMs: 0 },
    )
  }

  /** Files of rows of which nothing is known, but of those that are missing. */
  #undescribed(): readonly PartitionEntry[] {
    return Object.values(this.#manifest.tables)
      .flatMap((table) => table.partitions)
      .filter((entry) => entry.stats === undefined && this.missingWhy(entry) === null)
  }

  /** What the manifest in hand names may have been replaced and cleared away: then nothing is missing. */
  async #refuseIfChanged(): Promise<void> {
    const stored = await readManifest(this.files).catch(() => null)
    if (stored === null || stored.revision === this.#manifest.revision) return
    throw changedElsewhere(this.files)
  }

  async #readOrNull(entry: PartitionEntry, room?: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      return await this.files.read(entry.path, room)
    } catch (error) {
      if (!isLatheError(error, 'not-found')) throw error
      return null
    }
  }

  async #readUsersFile(entry: UsersEntry): Promise<Users> {
    const bytes = await this.readPartition(entry)
    if (bytes !== null) return Users.decode(bytes, entry.path)
    throw this.missingError({ kind: 'users', table: null, entry })
  }

  /**
   * The users file for a set of tables: null without event tables, and else with what those tables say of each user.
   */
  async #usersOf(tables: Manifest['tables'], entry: UsersEntry | null): Promise<UsersEntry | null> {
    const logs = Object.values(tables).filter((table) => table.kind === 'events')
    if (logs.length === 0 || entry === null) return null
    const users = await this.#readUsersFile(entry)
    users.forgetSeen()
    for (const table of logs) {
      for (const part of table.partitions) {
        const file = await this.readPartition(part)
        if (file === null) throw this.missingError({ kind: 'rows', table: table.name, entry: part })
        users.seeFile(file)
      }
    }
    const about = { date: null, rows: users.count, ...users.seenRange() }
    const path = usersPath(this.#manifest.revision + 1)
    return { ...(await this.writePartition(path, users.encode(), about)), testUsers: users.countTests() }
  }
}

/** Waits for its turn as long as the patience says. Throws `workspace-locked`, and AbortError when it is cancelled. */
async function takeLock(
  files: FileStore,
  { waitMs = WAIT_MS, signal, onWait }: Patience,
): Promise<() => Promise<void>> {
  const startedAt = performance.now()
  let told = false
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    signal?.throwIfAborted()
    try {
      return await files.lock()
    } catch (error) {
      const waitedMs = performance.now() - startedAt
      if (!isLatheError(error, 'workspace-locked') || waitedMs >= waitMs) throw error
      if (waitedMs >= TELL_AFTER_MS && !told) {
        told = true
        onWait?.(error.message)
      }
    }
    // Not in step with others who wait.
    await pause(pauseMs * (0.5 + Math.random()))
  }
}

async function isThere(files: FileStore, path: string): Promise<boolean> {
  try {
    await files.read(path)
    return true
  } catch (error) {
    if (!isLatheError(error, 'not-found')) throw error
    return false
  }
}

/**
 * Replaces the manifest: that is the commit. A replace that failed may have happened all the same (the new name is
 * there, its flush failed): then it is tried once more, because to say that nothing happened would be wrong.
 */
async function writeManifest(files: FileStore, manifest: Manifest): Promise<void> {
  const bytes = await encodeManifest(manifest)
  try {
    await files.replace(MANIFEST_PATH, bytes)
  } catch (error) {
    const stored = await files.read(MANIFEST_PATH).catch(() => null)
    if (stored === null || !isEqual(stored, bytes)) throw error
    await files.replace(MANIFEST_PATH, bytes)
  }
  // The commit has happened; a copy that cannot be written is the one before.
  await files.replace(MANIFEST_COPY_PATH, bytes).catch(() => undefined)
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && one.every((byte, index) => byte === other[index])
}

function changedElsewhere({ label }: FileStore): LatheError<'workspace-changed'> {
  return new LatheError(
    'workspace-changed',
    `${label} was changed by another window or process; open it again, then try again.`,
    { workspace: label },
  )
}

function manifestGone(files: FileStore): LatheError<'store-corrupt'> {
  const message =
    `${files.label} holds the files of a workspace, but its ${MANIFEST_PATH} is gone. Nothing was changed. ` +
    `Put it back from a backup, or from its copy: lathe restore ${MANIFEST_PATH} --workspace DIR.`
  return new LatheError('store-corrupt', message, { path: MANIFEST_PATH, detail: 'gone' })
}

async function readManifest(files: FileStore): Promise<Manifest> {
  let bytes: Uint8Array
  try {
    bytes = await files.read(MANIFEST_PATH)
  } catch (cause) {
    if (!isLatheError(cause, 'not-found')) throw cause
    if (await isThere(files, MANIFEST_COPY_PATH)) throw manifestGone(files)
    throw new LatheError(
      'not-found',
      `There is no workspace in ${files.label}; create one there, or choose another place.`,
      { what: 'workspace', name: files.label },
      { cause },
    )
  }
  return decodeManifest(bytes)
}
