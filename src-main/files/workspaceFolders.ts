import { randomUUID } from 'node:crypto'
import { mkdir, readdir, realpath, rm, rmdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import * as v from 'valibot'
import { LatheError } from '../../src-renderer/model/error'
import { MANIFEST_COPY_PATH, MANIFEST_PATH } from '../../src-renderer/store/layout'
import { JsonFile } from '../app/jsonFile'
import type { FolderInfo } from '../ipc/contract'
import { GuardedFiles } from './guardedFiles'

const entry = v.object({
  id: v.pipe(v.string(), v.uuid()),
  name: v.string(),
  folder: v.string(),
  openedAt: v.string(),
  rows: v.number(),
  tables: v.array(v.string()),
  removedAt: v.nullable(v.string()),
})
type Entry = v.InferOutput<typeof entry>

/**
 * The workspaces that this machine's person made or opened: a list in the app's own folder. A window names them by id
 * and reads only their folders. A folder comes in by the person's own choice (a dialog, a drop, the command line),
 * never by a path of the window's.
 */
export class WorkspaceFolders {
  readonly #list: JsonFile<v.ArraySchema<typeof entry, undefined>>
  readonly #home: () => string
  readonly #places = new Map<string, string>()
  readonly #stores = new Map<string, GuardedFiles>()
  readonly #startedAt = new Date().toISOString()

  /** `file` holds the list; `home` is the folder for new workspaces when none is chosen. */
  constructor(file: string, home: () => string) {
    this.#list = new JsonFile(file, v.array(entry), [])
    this.#home = home
  }

  /** Newest first. */
  async visible(): Promise<FolderInfo[]> {
    const all = (await this.#list.read()).filter((one) => one.removedAt === null)
    return all.toSorted((a, b) => (a.openedAt < b.openedAt ? 1 : a.openedAt > b.openedAt ? -1 : 0)).map(infoOf)
  }

  /** Throws `not-found`. */
  async named(id: string): Promise<FolderInfo> {
    return infoOf(await this.#entry(id))
  }

  /** Throws `not-found`. */
  async folderOf(id: string): Promise<string> {
    return (await this.#entry(id)).folder
  }

  /** The workspace's files. Throws `not-found`. */
  async files(id: string): Promise<GuardedFiles> {
    const folder = await this.folderOf(id)
    const store = this.#stores.get(folder) ?? new GuardedFiles(folder)
    this.#stores.set(folder, store)
    return store
  }

  /**
   * Notes a folder that the person chose for a new workspace; `create` takes the result. Throws `store-write` when it
   * holds something already.
   */
  async reserve(folder: string): Promise<string> {
    if (!(await isFree(folder)))
      throw new LatheError(
        'store-write',
        `${basename(folder)} holds files already; choose a new folder, or an empty one.`,
        { path: folder },
      )
    const place = randomUUID()
    this.#places.set(place, folder)
    return place
  }

  /**
   * A new workspace's folder: the reserved one, else a new one of that name in the folder for workspaces. Throws
   * `not-found`, `store-write`.
   */
  async create(name: string, place: string | null): Promise<FolderInfo> {
    const folder = place === null ? await this.#freshFolder(name) : this.#places.get(place)
    if (folder === undefined)
      throw new LatheError('not-found', 'The chosen folder is not known any more; choose it again.', {
        what: 'workspace',
        name,
      })
    if (place !== null) this.#places.delete(place)
    try {
      await mkdir(folder, { recursive: true })
    } catch (cause) {
      throw new LatheError(
        'store-write',
        `The folder ${folder} could not be made; check that the place is writable, or choose another.`,
        { path: folder },
        { cause },
      )
    }
    return this.#add({ name, folder: await realpath(folder) })
  }

  /**
   * A folder that holds a workspace, by the person's choice; the same id when it is in the list. Throws `not-found`
   * when there is none in it.
   */
  async adopt(folder: string): Promise<FolderInfo> {
    const real = await realpath(folder).catch(() => null)
    if (real === null || !(await holdsWorkspace(real))) {
      throw new LatheError(
        'not-found',
        `There is no Lathe workspace in ${basename(folder)}: it has no ${MANIFEST_PATH}. Choose the folder that ` +
          'holds one.',
        { what: 'workspace', name: folder },
      )
    }
    const known = (await this.#list.read()).find((one) => one.folder === real)
    if (known === undefined) return this.#add({ name: basename(real), folder: real })
    if (known.removedAt !== null) await this.setRemoved(known.id, null)
    return infoOf({ ...known, removedAt: null })
  }

  /** What a workspace holds now, as its window saw it; the folder stays as it is known here. Throws `not-found`. */
  async put(info: FolderInfo): Promise<void> {
    await this.#entry(info.id)
    const { id, name, openedAt, rows, tables } = info
    await this.#list.change((all) => all.map((one) => (one.id === id ? { ...one, name, openedAt, rows, tables } : one)))
  }

  /** Throws `not-found`. */
  async setRemoved(id: string, removedAt: string | null): Promise<void> {
    await this.#entry(id)
    await this.#list.change((all) => all.map((one) => (one.id === id ? { ...one, removedAt } : one)))
  }

  /**
   * Forgets what was removed in an earlier run: folders stay where they are, but for those that hold nothing more than
   * an empty workspace. What was removed in this run can still be undone, and stays.
   */
  async purge(): Promise<void> {
    const removed = (await this.#list.read()).filter((one) => one.removedAt !== null && one.removedAt < this.#startedAt)
    for (const one of removed) await clearEmpty(one)
    if (removed.length > 0)
      await this.#list.change((all) => all.filter((one) => !removed.some(({ id }) => id === one.id)))
  }

  async #entry(id: string): Promise<Entry> {
    const found = (await this.#list.read()).find((one) => one.id === id)
    if (found === undefined)
      throw new LatheError('not-found', 'This workspace is not in the list any more; open its folder again.', {
        what: 'workspace',
        name: id,
      })
    return found
  }

  async #add({ name, folder }: { name: string; folder: string }): Promise<FolderInfo> {
    const added: Entry = {
      id: randomUUID(),
      name,
      folder,
      openedAt: new Date().toISOString(),
      rows: 0,
      tables: [],
      removedAt: null,
    }
    await this.#list.change((all) => [added, ...all.filter((one) => one.folder !== folder)])
    return infoOf(added)
  }

  async #freshFolder(name: string): Promise<string> {
    const base = folderName(name)
    for (let number = 1; ; number++) {
      const folder = join(this.#home(), number === 1 ? base : `${base} ${number}`)
      const removed = (await this.#list.read()).find((one) => one.folder === folder && one.removedAt !== null)
      // What a cancelled import left: nothing of it is of use.
      if (removed !== undefined) await clearEmpty(removed)
      if (await isFree(folder)) return folder
    }
  }
}

function infoOf({ id, name, openedAt, rows, tables, folder }: Entry): FolderInfo {
  return { id, name, openedAt, rows, tables, place: folder }
}

async function holdsWorkspace(folder: string): Promise<boolean> {
  return stat(join(folder, MANIFEST_PATH)).then(
    (info) => info.isFile(),
    () => false,
  )
}

/** Not there, or an empty folder. */
async function isFree(folder: string): Promise<boolean> {
  return readdir(folder).then(
    (names) => names.length === 0,
    (cause: unknown) => (cause as NodeJS.ErrnoException).code === 'ENOENT',
  )
}

/** What an empty workspace is. */
const EMPTY_FILES: readonly string[] = [MANIFEST_PATH, MANIFEST_COPY_PATH]

/** Takes away a workspace's folder when there is nothing in it but an empty workspace. */
async function clearEmpty({ folder, rows }: Entry): Promise<void> {
  if (rows > 0) return
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  if (
    !found.every(
      (one) => one.isDirectory() || (one.isFile() && EMPTY_FILES.includes(one.name) && one.parentPath === folder),
    )
  )
    return
  for (const name of EMPTY_FILES) await rm(join(folder, name), { force: true }).catch(() => undefined)
  const folders = found.filter((one) => one.isDirectory()).map((one) => join(one.parentPath, one.name))
  for (const each of [...folders.toSorted((a, b) => b.length - a.length), folder])
    await rmdir(each).catch(() => undefined)
}

/** A name that every file system takes. */
export function folderName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[<>:"/\\|?*\u0000-\u001f]+/g, '-')
    .replace(/^[.\s-]+|[.\s]+$/g, '')
    .slice(0, 100)
    .trim()
  return plain === '' || /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(plain) ? 'Workspace' : plain
}
