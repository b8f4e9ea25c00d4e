import { open, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import { isLatheError } from '../model/error'
import type { FileInfo, FileStore } from './files'
import { splitFolder, splitPath } from './filePath'
import { byPath, fileNotFound, lockedElsewhere, readFailed, writeFailed } from './storeFailure'

const LOCK_NAME = '.lathe-lock'
const TEMPORARY = '.lathe-tmp'
/** An empty lock file may be about to get its owner's name; older than this, its maker is gone. */
const STALE_MS = 10_000

/**
 * A folder on disk, for the desktop and the terminal. What is written is flushed before it is reported done; the names of
 * new files are flushed, a folder once for all of them, before the next replace: so what a replaced file names is there.
 */
export class DiskFiles implements FileStore {
  readonly label: string
  readonly #root: string
  #temporaries = 0
  /** Folders with names that are not flushed yet. */
  readonly #unflushed = new Set<string>()

  /** `root` need not exist yet; it is made by the first write. */
  constructor(root: string) {
    this.#root = root
    this.label = root
  }

  async read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    const full = join(this.#root, ...splitPath(path, 'store-read'))
    try {
      const bytes = await readFile(full)
      // A small file comes as a view into Node's shared pool; the caller owns what it gets.
      const own = bytes.byteLength === bytes.buffer.byteLength
      return own ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes)
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') throw fileNotFound(path, this.label, cause)
      throw readFailed(path, this.label, cause)
    }
  }

  /** A file of a half-done write is under a temporary name, never under its own. */
  async write(path: string, bytes: Uint8Array): Promise<void> {
    const full = join(this.#root, ...splitPath(path, 'store-write'))
    const temporary = `${full}.${process.pid}-${this.#temporaries++}${TEMPORARY}`
    try {
      await this.#makeFolder(dirname(full))
      await writeFlushed(temporary, bytes)
      await rename(temporary, full)
      this.#unflushed.add(dirname(full))
    } catch (cause) {
      await rm(temporary, { force: true }).catch(() => undefined)
      throw writeFailed(path, this.label, cause)
    }
  }

  async replace(path: string, bytes: Uint8Array): Promise<void> {
    await this.#flushNames(path)
    await this.write(path, bytes)
    await this.#flushNames(path)
  }

  async remove(path: string): Promise<void> {
    const full = join(this.#root, ...splitPath(path, 'store-write'))
    try {
      await rm(full, { force: true })
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
    const full = join(this.#root, LOCK_NAME)
    const owner = `${process.pid} ${hostname()}`
    try {
      await this.#makeFolder(this.#root)
    } catch (cause) {
      throw writeFailed(LOCK_NAME, this.label, cause)
    }
    for (let attempts = 0; attempts < 5; attempts++) {
      try {
        const file = await open(full, 'wx')
        await file.writeFile(owner)
        await file.close()
        let held = true
        return async () => {
          if (held) await rm(full, { force: true })
          held = false
        }
      } catch (cause) {
        if (codeOf(cause) !== 'EEXIST') throw writeFailed(LOCK_NAME, this.label, cause)
        if (!await this.#takeAwayStaleLock(full)) throw lockedElsewhere(this.label)
      }
    }
    throw lockedElsewhere(this.label)
  }

  /**
   * True when the lock's owner is gone and its file was taken away. Only the holder of a second file may look and take away:
   * between one finder's look and its removal nobody else's fresh lock can come to stand there.
   */
  async #takeAwayStaleLock(full: string): Promise<boolean> {
    const guard = `${full}-takeover`
    const made = await createEmpty(guard).catch((cause: unknown) => { throw writeFailed(LOCK_NAME, this.label, cause) })
    if (!made) {
      // Its maker holds it for milliseconds; one that is old was left by a crash.
      if (await ageMs(guard) < STALE_MS) return false
      await rm(guard, { force: true })
      return true
    }
    try {
      const owner = await readFile(full, 'utf8').catch(() => null)
      if (owner === null) return true
      const [pid, host] = owner.split(' ')
      const stale = owner.trim() === '' ? await ageMs(full) >= STALE_MS : host === hostname() && !isAlive(Number(pid))
      if (stale) await rm(full, { force: true })
      return stale
    } finally {
      await rm(guard, { force: true })
    }
  }

  /** Flushes the folders that have new names, all at once: that is mostly waiting. `path` is what it is done for. */
  async #flushNames(path: string): Promise<void> {
    const folders = [...this.#unflushed]
    this.#unflushed.clear()
    const outcomes = await Promise.allSettled(folders.map(flushFolder))
    const failed = folders.filter((_folder, index) => outcomes[index]?.status === 'rejected')
    for (const folder of failed) this.#unflushed.add(folder)
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw writeFailed(path, this.label, outcome.reason)
  }

  /** Makes the folder; each new one is a name in its parent. */
  async #makeFolder(folder: string): Promise<void> {
    const first = await mkdir(folder, { recursive: true })
    if (first === undefined) return
    for (let made = folder; made.length >= first.length; made = dirname(made)) {
      this.#unflushed.add(dirname(made))
      if (dirname(made) === made) return
    }
  }

  async #listInto(folder: string, found: FileInfo[]): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
      if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return []
      throw cause
    })
    for (const entry of entries) {
      const full = join(folder, entry.name)
      if (entry.isDirectory()) await this.#listInto(full, found)
      else if (entry.isFile() && !entry.name.startsWith(LOCK_NAME)) {
        const info = await stat(full).catch(() => null)
        if (info !== null) found.push({ path: relative(this.#root, full).split(sep).join('/'), bytes: info.size })
      }
    }
  }
}

async function writeFlushed(full: string, bytes: Uint8Array): Promise<void> {
  const file = await open(full, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes a rename or a new name in the folder last; one that is gone has none. Windows cannot open folders, and needs no such step. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r').catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return null
    throw cause
  })
  if (handle === null) return
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** False when it is there already. */
async function createEmpty(full: string): Promise<boolean> {
  try {
    await (await open(full, 'wx')).close()
    return true
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false
    throw cause
  }
}

/** How long ago a file was written; 0 for one that is gone. */
function ageMs(full: string): Promise<number> {
  return stat(full).then((info) => Date.now() - info.mtimeMs, () => 0)
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return codeOf(cause) === 'EPERM'
  }
}

function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined
}
