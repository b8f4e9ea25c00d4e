import { isLatheError, LatheError } from '../model/error'
import type { FileInfo, FileStore } from './files'
import { splitFolder, splitPath } from './filePath'
import { byPath, fileNotFound, lockedElsewhere, pathTaken, readFailed, writeFailed } from './storeFailure'

/**
 * A folder of the browser's origin-private file system. Runs in a worker: `write` uses a synchronous access handle,
 * which only workers have and whose flush reaches the disk; `replace` uses a writable, whose close swaps the file in
 * one step.
 */
export class OpfsFiles implements FileStore {
  readonly label: string
  readonly #folder: string
  #root: Promise<FileSystemDirectoryHandle> | null = null

  /** `folder` is one name, or several joined by `/`, under the origin's root; it is made when needed. */
  constructor(folder: string) {
    if (typeof navigator === 'undefined' || !('storage' in navigator) || !('getDirectory' in navigator.storage)) {
      throw new LatheError(
        'unsupported',
        'This browser has no private file system; use a current Chrome, Edge, Firefox or Safari.',
        { feature: 'OPFS' },
      )
    }
    splitPath(folder, 'store-write')
    this.#folder = folder
    this.label = folder
  }

  async read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    const segments = splitPath(path, 'store-read')
    try {
      const handle = await this.#fileHandle(segments, false)
      const file = await handle.getFile()
      return new Uint8Array(await file.arrayBuffer())
    } catch (cause) {
      if (isMissing(cause)) throw fileNotFound(path, this.label, cause)
      throw readFailed(path, this.label, cause)
    }
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    const segments = splitPath(path, 'store-write')
    try {
      if (await this.#isTaken(segments)) throw pathTaken(path, this.label)
      const handle = await this.#fileHandle(segments, true)
      const access = await handle.createSyncAccessHandle()
      try {
        // Between the look and this, another worker may have made and filled it.
        if (access.getSize() > 0) throw pathTaken(path, this.label)
        let written = 0
        while (written < bytes.byteLength) {
          const count = access.write(written === 0 ? bytes : bytes.subarray(written), { at: written })
          if (count === 0) throw new DOMException('The file took no more bytes', 'QuotaExceededError')
          written += count
        }
        access.flush()
      } finally {
        access.close()
      }
    } catch (cause) {
      if (isLatheError(cause)) throw cause
      throw writeFailed(path, this.label, cause)
    }
  }

  async replace(path: string, bytes: Uint8Array): Promise<void> {
    const segments = splitPath(path, 'store-write')
    try {
      const handle = await this.#fileHandle(segments, true)
      const writable = await handle.createWritable({ keepExistingData: false })
      try {
        // A writable refuses views of shared memory, so such bytes are copied.
        await writable.write(
          bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes),
        )
        await writable.close()
      } catch (cause) {
        await writable.abort().catch(() => undefined)
        throw cause
      }
    } catch (cause) {
      throw writeFailed(path, this.label, cause)
    }
  }

  async remove(path: string): Promise<void> {
    const segments = splitPath(path, 'store-write')
    try {
      const folder = await this.#folderHandle(segments.slice(0, -1), false)
      await folder.removeEntry(segments.at(-1) ?? '')
    } catch (cause) {
      if (isMissing(cause)) return
      throw writeFailed(path, this.label, cause)
    }
  }

  async list(folder: string): Promise<readonly FileInfo[]> {
    const segments = splitFolder(folder)
    const found: FileInfo[] = []
    try {
      await listInto(await this.#folderHandle(segments, false), folder, found)
    } catch (cause) {
      if (isMissing(cause)) return []
      throw readFailed(folder, this.label, cause)
    }
    return found.sort(byPath)
  }

  lock(): Promise<() => Promise<void>> {
    return new Promise((resolve, reject) => {
      let release: () => void = () => undefined
      const held = new Promise<void>((done) => {
        release = done
      })
      const finished = navigator.locks.request(
        `lathe-workspace:${this.#folder}`,
        { ifAvailable: true },
        async (lock) => {
          if (lock === null) {
            reject(lockedElsewhere(this.label))
            return
          }
          resolve(async () => {
            release()
            await finished
          })
          await held
        },
      )
      finished.catch(reject)
    })
  }

  async #isTaken(segments: readonly string[]): Promise<boolean> {
    try {
      await this.#fileHandle(segments, false)
      return true
    } catch (cause) {
      // A folder of that name is found by making the file.
      if (isMissing(cause)) return false
      throw cause
    }
  }

  async #folderHandle(segments: readonly string[], create: boolean): Promise<FileSystemDirectoryHandle> {
    this.#root ??= openRoot(this.#folder)
    let folder: FileSystemDirectoryHandle
    try {
      folder = await this.#root
    } catch (cause) {
      this.#root = null
      throw cause
    }
    for (const segment of segments) folder = await folder.getDirectoryHandle(segment, { create })
    return folder
  }

  async #fileHandle(segments: readonly string[], create: boolean): Promise<FileSystemFileHandle> {
    const folder = await this.#folderHandle(segments.slice(0, -1), create)
    return folder.getFileHandle(segments.at(-1) ?? '', { create })
  }
}

async function openRoot(path: string): Promise<FileSystemDirectoryHandle> {
  let folder = await navigator.storage.getDirectory()
  for (const segment of path.split('/')) folder = await folder.getDirectoryHandle(segment, { create: true })
  return folder
}

async function listInto(folder: FileSystemDirectoryHandle, path: string, found: FileInfo[]): Promise<void> {
  for await (const handle of folder.values()) {
    const inner = path === '' ? handle.name : `${path}/${handle.name}`
    if (handle.kind === 'directory') await listInto(handle, inner, found)
    // Chromium keeps a writable's unfinished bytes in a swap file beside the target.
    else if (!handle.name.endsWith('.crswap')) found.push({ path: inner, bytes: (await handle.getFile()).size })
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof DOMException && (cause.name === 'NotFoundError' || cause.name === 'TypeMismatchError')
}
