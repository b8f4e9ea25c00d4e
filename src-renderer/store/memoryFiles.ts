import { LatheError } from '../model/error'
import type { FileInfo, FileStore } from './files'
import { splitFolder, splitPath } from './filePath'
import { byPath, fileNotFound, lockedElsewhere, pathTaken } from './storeFailure'

/** A store that lives as long as the process: for tests and `--workspace :memory:`. */
export class MemoryFiles implements FileStore {
  readonly label: string
  readonly #files = new Map<string, Uint8Array<ArrayBuffer>>()
  #locked = false

  constructor(label = ':memory:') {
    this.label = label
  }

  read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    return attempt(() => {
      splitPath(path, 'store-read')
      const bytes = this.#files.get(path)
      if (bytes === undefined)
        throw this.#isFolder(path)
          ? new LatheError('store-read', `“${path}” is a folder, not a file.`, { path })
          : fileNotFound(path, this.label)
      return bytes.slice()
    })
  }

  write(path: string, bytes: Uint8Array): Promise<void> {
    return attempt(() => {
      this.#checkPath(path)
      if (this.#files.has(path)) throw pathTaken(path, this.label)
      this.#files.set(path, new Uint8Array(bytes))
    })
  }

  replace(path: string, bytes: Uint8Array): Promise<void> {
    return attempt(() => {
      this.#checkPath(path)
      this.#files.set(path, new Uint8Array(bytes))
    })
  }

  remove(path: string): Promise<void> {
    return attempt(() => {
      splitPath(path, 'store-write')
      this.#files.delete(path)
    })
  }

  list(folder: string): Promise<readonly FileInfo[]> {
    return attempt(() => {
      const segments = splitFolder(folder)
      const prefix = segments.length === 0 ? '' : `${folder}/`
      const found: FileInfo[] = []
      for (const [path, bytes] of this.#files)
        if (path.startsWith(prefix)) found.push({ path, bytes: bytes.byteLength })
      return found.sort(byPath)
    })
  }

  lock(): Promise<() => Promise<void>> {
    return attempt(() => {
      if (this.#locked) throw lockedElsewhere(this.label)
      this.#locked = true
      let held = true
      return () => {
        if (held) this.#locked = false
        held = false
        return Promise.resolve()
      }
    })
  }

  /** Throws where a file cannot be. */
  #checkPath(path: string): void {
    const segments = splitPath(path, 'store-write')
    const underFile = segments.some((_, depth) => depth > 0 && this.#files.has(segments.slice(0, depth).join('/')))
    if (underFile || this.#isFolder(path))
      throw new LatheError('store-write', `“${path}” cannot be written: a file and a folder have the same name.`, {
        path,
      })
  }

  #isFolder(path: string): boolean {
    for (const other of this.#files.keys()) if (other.startsWith(`${path}/`)) return true
    return false
  }
}

/** Runs now, but answers as a promise, so that failures reject as they do in the other stores. */
function attempt<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work())
  })
}
