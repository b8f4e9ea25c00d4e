import { randomBytes } from 'node:crypto'
import { dirname, join, relative, sep } from 'node:path'
import { isLatheError } from '../model/error'
import { codeOf, nodeIo, type DiskIo } from './diskIo'
import { LOCK_NAME, takeLock } from './diskLock'
import type { FileInfo, FileStore } from './files'
import { splitFolder, splitPath } from './filePath'
import { byPath, fileNotFound, pathTaken, readFailed, writeFailed } from './storeFailure'

const TEMPORARY = '.lathe-tmp'

/**
 * A folder on disk, for the desktop and the terminal. What is written is flushed before it is reported done; the names
 * of new files are flushed, a folder once for all of them, before the next replace: so what a replaced file names is
 * there.
 */
export class DiskFiles implements FileStore {
  readonly label: string
  readonly #root: string
  readonly #io: DiskIo
  /** Folders with names that are not flushed yet. */
  readonly #unflushed = new Set<string>()

  /** `root` need not exist yet; it is made by the first write. */
  constructor(root: string, io: DiskIo = nodeIo) {
    this.#root = root
    this.#io = io
    this.label = root
  }

  async read(path: string, room?: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const full = join(this.#root, ...splitPath(path, 'store-read'))
    try {
      const bytes = await this.#io.read(full, room)
      if (room !== undefined && bytes.buffer === room.buffer) return room.subarray(0, bytes.byteLength)
      // A small file comes as a view into Node's shared pool; the caller owns what it gets.
      const own = bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer
      return own ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes)
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') throw fileNotFound(path, this.label, cause)
      throw readFailed(path, this.label, cause)
    }
  }

  /** Under its own name from the start: no manifest names it yet, and what a crash leaves of it is litter. */
  async write(path: string, bytes: Uint8Array): Promise<void> {
    const full = join(this.#root, ...splitPath(path, 'store-write'))
    try {
      await this.#makeFolder(dirname(full))
      await this.#writeNew(full, bytes)
      this.#unflushed.add(dirname(full))
    } catch (cause) {
      throw codeOf(cause) === 'EEXIST' ? pathTaken(path, this.label, cause) : writeFailed(path, this.label, cause)
    }
  }

  async replace(path: string, bytes: Uint8Array): Promise<void> {
    const full = join(this.#root, ...splitPath(path, 'store-write'))
    await this.#flushNames(path)
    const temporary = `${full}.${randomBytes(6).toString('hex')}${TEMPORARY}`
    try {
      await this.#makeFolder(dirname(full))
      await this.#writeNew(temporary, bytes)
      await this.#io.rename(temporary, full)
      this.#unflushed.add(dirname(full))
    } catch (cause) {
      await this.#io.remove(temporary).catch(() => undefined)
      throw writeFailed(path, this.label, cause)
    }
    await this.#flushNames(path)
  }

  async remove(path: string): Promise<void> {
    const full = join(this.#root, ...splitPath(path, 'store-write'))
    try {
      await this.#io.remove(full)
    } catch (cause) {
      if (codeOf(cause) === 'ENOTDIR') return
      throw writeFailed(path, this.label, cause)
    }
  }

  async list(folder: string): Promise<readonly FileInfo[]> {
    const found: FileInfo[] = []
    try {
      await this.#listInto(join(this.#root, ...splitFolder(folder)), found)
    } catch (cause) {
      if (isLatheError(cause)) throw cause
      throw readFailed(folder, this.label, cause)
    }
    return found.sort(byPath)
  }

  async lock(): Promise<() => Promise<void>> {
    try {
      await this.#makeFolder(this.#root)
    } catch (cause) {
      throw writeFailed(LOCK_NAME, this.label, cause)
    }
    return takeLock(this.#io, this.#root)
  }

  /** A new file, flushed; nothing of it stays when that fails. */
  async #writeNew(full: string, bytes: Uint8Array): Promise<void> {
    const file = await this.#io.create(full)
    try {
      try {
        await file.write(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
    } catch (cause) {
      await this.#io.remove(full).catch(() => undefined)
      throw cause
    }
  }

  /** Flushes the folders that have new names, all at once: that is mostly waiting. `path` is what it is done for. */
  async #flushNames(path: string): Promise<void> {
    const folders = [...this.#unflushed]
    this.#unflushed.clear()
    const outcomes = await Promise.allSettled(folders.map((folder) => this.#io.syncFolder(folder)))
    const failed = folders.filter((_folder, index) => outcomes[index]?.status === 'rejected')
    for (const folder of failed) this.#unflushed.add(folder)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') throw writeFailed(path, this.label, outcome.reason)
  }

  /** Makes the folder; each new one is a name in its parent. */
  async #makeFolder(folder: string): Promise<void> {
    const first = await this.#io.makeFolder(folder)
    if (first === undefined) return
    for (let made = folder; made.length >= first.length; made = dirname(made)) {
      this.#unflushed.add(dirname(made))
      if (dirname(made) === made) return
    }
  }

  async #listInto(folder: string, found: FileInfo[]): Promise<void> {
    const entries = await this.#io.list(folder).catch((cause: unknown) => {
      if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return []
      throw cause
    })
    for (const entry of entries) {
      const full = join(folder, entry.name)
      if (entry.isFolder) await this.#listInto(full, found)
      else if (entry.isFile && !entry.name.startsWith(LOCK_NAME)) {
        const info = await this.#io.stat(full).catch(() => null)
        if (info !== null) found.push({ path: relative(this.#root, full).split(sep).join('/'), bytes: info.size })
      }
    }
  }
}
