import { LatheError, isLatheError } from '../model/error'
import { hashBytes } from './checksum'
import type { FileStore } from './files'
import { DAMAGED_FOLDER, MANIFEST_PATH, mayBeLitter, usersPath } from './layout'
import type { Manifest, PartitionEntry, TableEntry, UsersEntry } from './manifest'
import { decodeManifest, encodeManifest } from './manifestFormat'
import { filesOfTable, listPartitions, withoutPartition } from './partitions'
import { Users } from './users'

/** What a commit changes; parts that are left out stay as they are. */
export type ManifestChange = Partial<Pick<Manifest, 'timezone' | 'weekStart' | 'tables' | 'sources' | 'users'>>

export interface Change {
  /** Written and flushed before the manifest names them. */
  readonly files?: readonly { readonly path: string; readonly bytes: Uint8Array }[]
  /** The change, from the manifest as it is at that moment. */
  readonly update: (current: Manifest) => ManifestChange
}

/** What deleteTable took away. */
export interface DeletedTable {
  readonly table: TableEntry
  readonly users: UsersEntry | null
}

export interface WorkspaceOptions {
  readonly timezone: string
  readonly weekStart: number
  /** Milliseconds since 1970; the wall clock by default. */
  readonly now?: () => number
}

/**
 * A workspace's files and their one manifest. A commit either happens whole or not at all, whatever stops it: new files
 * are written first, under names that no manifest has had; then the manifest is replaced in one step.
 */
export class Workspace {
  readonly files: FileStore
  #manifest: Manifest
  readonly #damage: string[] = []
  readonly #verified = new Set<string>()
  readonly #damaged = new Set<string>()
  #recording: Set<string> | null = null
  readonly #writing = new Set<Promise<void>>()
  #lastCommit: Promise<unknown> = Promise.resolve()
  #lock: { holders: number; readonly release: Promise<() => Promise<void>> } | null = null

  private constructor(files: FileStore, manifest: Manifest) {
    this.files = files
    this.#manifest = manifest
  }

  /** Throws `store-write` when there is a workspace already. */
  static async create(files: FileStore, options: WorkspaceOptions): Promise<Workspace> {
    const exists = await files.read(MANIFEST_PATH).then(() => true, (error: unknown) => {
      if (isLatheError(error, 'not-found')) return false
      throw error
    })
    if (exists) throw new LatheError('store-write', `There is a workspace in ${files.label} already; open it, or choose an empty place.`, { path: MANIFEST_PATH })
    const createdAt = new Date((options.now ?? Date.now)()).toISOString()
    const manifest: Manifest = { format: 1, revision: 0, createdAt, timezone: options.timezone, weekStart: options.weekStart, tables: {}, sources: [], users: null }
    await files.replace(MANIFEST_PATH, encodeManifest(manifest))
    return new Workspace(files, manifest)
  }

  /** Throws `not-found` (what: 'workspace'), `workspace-format`, `store-corrupt`. */
  static async open(files: FileStore): Promise<Workspace> {
    return new Workspace(files, await readManifest(files))
  }

  get manifest(): Manifest {
    return this.#manifest
  }

  /** What was found broken and set aside since the workspace was opened, one sentence each. */
  get damage(): readonly string[] {
    return this.#damage
  }

  /** Reads the manifest anew, to see what others have committed. */
  async reload(): Promise<Manifest> {
    this.#manifest = await readManifest(this.files)
    return this.#manifest
  }

  /**
   * Takes the store's writer lock, which this workspace's users share among them; the last release gives it back.
   * Throws `workspace-locked`.
   */
  async lock(): Promise<() => Promise<void>> {
    const lock = this.#lock ??= { holders: 0, release: this.files.lock() }
    lock.holders++
    try {
      await lock.release
    } catch (error) {
      if (this.#lock === lock) this.#lock = null
      throw error
    }
    let held = true
    return async () => {
      if (!held) return
      held = false
      if (--lock.holders > 0) return
      if (this.#lock === lock) this.#lock = null
      await (await lock.release)()
    }
  }

  /** Writes one file of a coming commit, flushed, and says what the manifest is to hold about it. */
  async writePartition(path: string, bytes: Uint8Array, about: Pick<PartitionEntry, 'date' | 'rows' | 'minTs' | 'maxTs'>): Promise<PartitionEntry> {
    this.#recording?.add(path)
    const write = this.files.write(path, bytes)
    this.#writing.add(write)
    const [sha256] = await Promise.all([hashBytes(bytes), write.finally(() => this.#writing.delete(write))])
    this.#verified.add(path)
    const { date, rows, minTs, maxTs } = about
    return { path, date, rows, bytes: bytes.byteLength, minTs, maxTs, sha256 }
  }

  /** Notes the paths that writePartition writes from now on until `stop`, so that discard can take them back. */
  recordWrites(): { readonly paths: ReadonlySet<string>; stop(): void } {
    const paths = new Set<string>()
    this.#recording = paths
    return { paths, stop: () => { if (this.#recording === paths) this.#recording = null } }
  }

  /**
   * Removes files that were written for a commit that did not happen. The stored manifest decides: a commit that seemed to
   * fail may have happened after all. What cannot be removed is litter for later.
   */
  async discard(paths: ReadonlySet<string>): Promise<void> {
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

  /**
   * A partition's bytes, checked against the manifest's checksum once while this workspace is open. Null when the file is
   * gone or broken: then it has been moved to `damaged/`, taken out of the manifest and told in `damage`; go on with the rest.
   */
  async readPartition(entry: PartitionEntry): Promise<Uint8Array<ArrayBuffer> | null> {
    if (this.#damaged.has(entry.path)) return null
    let bytes: Uint8Array<ArrayBuffer> | null = null
    try {
      bytes = await this.files.read(entry.path)
    } catch (error) {
      if (!isLatheError(error, 'not-found')) throw error
    }
    if (bytes !== null && (this.#verified.has(entry.path) || await hashBytes(bytes) === entry.sha256)) {
      this.#verified.add(entry.path)
      return bytes
    }
    await this.#setAside(entry, bytes)
    return null
  }

  /**
   * All users of the workspace, empty while there are none. A broken users file throws `store-corrupt` and stays where it
   * is: without it the keys in the tables have no meaning.
   */
  async readUsers(): Promise<Users> {
    const entry = this.#manifest.users
    return entry === null ? new Users() : this.#readUsersFile(entry)
  }

  /** Makes a change last, and answers the new manifest. Throws `workspace-locked` when somebody else has committed meanwhile. */
  commit(change: Change): Promise<Manifest> {
    const commit = this.#lastCommit.then(() => this.#commitNow(change))
    this.#lastCommit = commit.catch(() => undefined)
    return commit
  }

  /**
   * Takes a table out of the workspace; answers what restoreTable needs to undo it. Its files stay until cleanLitter. Users
   * keep their keys; when they were seen, and whether they are test users, is told by the tables that are left.
   * Throws `not-found` (what: 'table').
   */
  async deleteTable(name: string): Promise<DeletedTable> {
    const release = await this.lock()
    try {
      const { tables, users } = this.#manifest
      const table = tables[name]
      if (table === undefined) {
        throw new LatheError('not-found', `There is no table “${name}” in this workspace.`, { what: 'table', name, candidates: Object.keys(tables) })
      }
      const { [name]: _deleted, ...rest } = tables
      const usersLeft = table.kind === 'events' ? await this.#usersOf(rest, users) : users
      await this.commit({ update: () => ({ tables: rest, users: usersLeft }) })
      return { table, users }
    } finally {
      await release()
    }
  }

  /** Undoes deleteTable. Throws `not-found` when the files have been cleaned, `bad-parameter` when the name is taken again. */
  async restoreTable(deleted: DeletedTable): Promise<void> {
    const { table } = deleted
    const release = await this.lock()
    try {
      const { tables } = this.#manifest
      if (tables[table.name] !== undefined) {
        throw new LatheError('bad-parameter', `There is a table “${table.name}” again; delete it to get the old one back.`, { parameter: 'table', value: table.name })
      }
      const stored = new Set((await this.files.list('')).map((file) => file.path))
      const usersEntry = this.#manifest.users ?? deleted.users
      const needed = [...filesOfTable(table), ...(table.kind === 'events' && usersEntry !== null ? [usersEntry] : [])]
      const gone = needed.find((entry) => !stored.has(entry.path))
      if (gone !== undefined) {
        throw new LatheError('not-found', `The table “${table.name}” cannot come back: its files have been cleaned away. Import its source files anew.`, { what: 'file', name: gone.path })
      }
      const restored = { ...tables, [table.name]: table }
      const users = table.kind === 'events' ? await this.#usersOf(restored, usersEntry) : this.#manifest.users
      await this.commit({ update: () => ({ tables: restored, users }) })
    } finally {
      await release()
    }
  }

  /** Removes Lathe's files that no manifest names: what cancelled imports, crashes and replaced partitions left. Answers how many. */
  async cleanLitter(): Promise<number> {
    const release = await this.lock()
    try {
      await this.reload()
      const named = new Set(listPartitions(this.#manifest).map((entry) => entry.path))
      let removed = 0
      for (const { path } of await this.files.list('')) {
        if (named.has(path) || !mayBeLitter(path)) continue
        await this.files.remove(path)
        this.#verified.delete(path)
        removed++
      }
      return removed
    } finally {
      await release()
    }
  }

  async #commitNow(change: Change): Promise<Manifest> {
    for (const { path, bytes } of change.files ?? []) await this.files.write(path, bytes)
    const current = this.#manifest
    const stored = await readManifest(this.files)
    if (stored.revision !== current.revision) {
      throw new LatheError('workspace-locked', `${this.files.label} was changed by another window or process; open it again, then try again.`, { workspace: this.files.label })
    }
    const next: Manifest = { ...current, ...change.update(current), revision: current.revision + 1 }
    await this.files.replace(MANIFEST_PATH, encodeManifest(next))
    this.#manifest = next
    return next
  }

  async #readUsersFile(entry: UsersEntry): Promise<Users> {
    const bytes = await this.files.read(entry.path)
    if (!this.#verified.has(entry.path) && await hashBytes(bytes) !== entry.sha256) {
      throw new LatheError('store-corrupt', `The users file ${entry.path} is broken; restore the workspace from a backup, or import its files anew.`, { path: entry.path, detail: 'the checksum differs' })
    }
    this.#verified.add(entry.path)
    return Users.decode(bytes, entry.path)
  }

  /** The users file for a set of tables: null without event tables, and else with what those tables say of each user. */
  async #usersOf(tables: Manifest['tables'], entry: UsersEntry | null): Promise<UsersEntry | null> {
    const logs = Object.values(tables).filter((table) => table.kind === 'events')
    if (logs.length === 0 || entry === null) return null
    const users = await this.#readUsersFile(entry)
    users.forgetSeen()
    for (const part of logs.flatMap((table) => table.partitions)) {
      const file = await this.readPartition(part)
      if (file !== null) users.seeFile(file)
    }
    const about = { date: null, rows: users.count, ...users.seenRange() }
    const path = usersPath(this.#manifest.revision + 1)
    return { ...await this.writePartition(path, users.encode(), about), testUsers: users.countTests() }
  }

  async #setAside(entry: PartitionEntry, bytes: Uint8Array | null): Promise<void> {
    if (this.#damaged.has(entry.path)) return
    this.#damaged.add(entry.path)
    const rows = `${entry.rows} rows${entry.date === null ? '' : ` of ${entry.date}`}`
    const what = bytes === null ? `The file ${entry.path} (${rows}) is gone` : `The file ${entry.path} (${rows}) is broken`
    let release: () => Promise<void>
    try {
      release = await this.lock()
    } catch (error) {
      if (!isLatheError(error, 'workspace-locked')) throw error
      this.#damage.push(`${what}; it is left out. Import its source file anew.`)
      return
    }
    try {
      if (bytes !== null) await this.files.write(`${DAMAGED_FOLDER}/${entry.path}`, bytes)
      await this.commit({ update: (current) => withoutPartition(current, entry.path) })
      if (bytes !== null) await this.files.remove(entry.path)
      this.#damage.push(bytes === null ? `${what}. Import its source file anew.` : `${what}; it was moved to ${DAMAGED_FOLDER}/. Import its source file anew.`)
    } catch (error) {
      this.#damaged.delete(entry.path)
      throw error
    } finally {
      await release()
    }
  }
}

async function readManifest(files: FileStore): Promise<Manifest> {
  let bytes: Uint8Array
  try {
    bytes = await files.read(MANIFEST_PATH)
  } catch (cause) {
    if (!isLatheError(cause, 'not-found')) throw cause
    throw new LatheError('not-found', `There is no workspace in ${files.label}; create one there, or choose another place.`, { what: 'workspace', name: files.label }, { cause })
  }
  return decodeManifest(bytes)
}
