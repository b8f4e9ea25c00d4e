import { lstat, readdir, realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { DiskFiles } from '../../src-renderer/store/diskFiles'
import type { FileInfo, FileStore } from '../../src-renderer/store/files'
import { splitFolder, splitPath } from '../../src-renderer/store/filePath'
import {
  DATA_FOLDERS,
  isTemporaryPath,
  KEPT_FOLDER,
  MANIFEST_COPY_PATH,
  MANIFEST_PATH,
  OWN_FILES,
  OWN_FOLDERS,
} from '../../src-renderer/store/layout'
import { readFailed, writeFailed } from '../../src-renderer/store/storeFailure'

/** What a workspace's folder holds of Lathe's; the window may touch nothing else in it. */
const FOLDERS: readonly string[] = [...DATA_FOLDERS, ...OWN_FOLDERS, KEPT_FOLDER]
const FILES: readonly string[] = [MANIFEST_PATH, MANIFEST_COPY_PATH, ...OWN_FILES]

/**
 * A workspace's folder as a window may use it: DiskFiles, but only the names of a workspace, no hidden ones, and
 * nothing that a symbolic link leads out of the folder.
 */
export class GuardedFiles implements FileStore {
  readonly label: string
  readonly #root: string
  readonly #files: DiskFiles

  constructor(root: string) {
    this.#root = root
    this.#files = new DiskFiles(root)
    this.label = root
  }

  async read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    await this.#check(path, 'store-read')
    return this.#files.read(path)
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    await this.#check(path, 'store-write')
    return this.#files.write(path, bytes)
  }

  async replace(path: string, bytes: Uint8Array): Promise<void> {
    await this.#check(path, 'store-write')
    return this.#files.replace(path, bytes)
  }

  async remove(path: string): Promise<void> {
    await this.#check(path, 'store-write')
    return this.#files.remove(path)
  }

  /** Only what a workspace holds, also of the whole folder. */
  async list(folder: string): Promise<readonly FileInfo[]> {
    if (splitFolder(folder).length > 0) {
      await this.#check(folder, 'store-read')
      return (await this.#files.list(folder)).filter(({ path }) => isWorkspacePath(path.split('/')))
    }
    // A person's folder may be large: only what is Lathe's is walked.
    const inside = await Promise.all(FOLDERS.map((each) => this.list(each)))
    return [...(await this.#rootFiles()), ...inside.flat()].sort((a, b) => (a.path < b.path ? -1 : 1))
  }

  async #rootFiles(): Promise<readonly FileInfo[]> {
    const entries = await readdir(this.#root, { withFileTypes: true }).catch(() => [])
    const files = entries.filter((entry) => entry.isFile() && isWorkspacePath([entry.name]))
    return Promise.all(
      files.map(async ({ name }) => ({ path: name, bytes: (await lstat(join(this.#root, name))).size })),
    )
  }

  lock(): Promise<() => Promise<void>> {
    return this.#files.lock()
  }

  async #check(path: string, code: 'store-read' | 'store-write'): Promise<void> {
    const segments = splitPath(path, code)
    const failed = code === 'store-read' ? readFailed : writeFailed
    if (!isWorkspacePath(segments)) throw failed(path, this.label, new Error('This is no file of a workspace'))
    if (await this.#leadsOut(segments))
      throw failed(path, this.label, new Error('A symbolic link leads out of the workspace'))
  }

  /**
   * Whether the path, or as much of it as is there, really lies outside the folder. A link to nowhere counts as
   * outside.
   */
  async #leadsOut(segments: readonly string[]): Promise<boolean> {
    const root = await realpath(this.#root).catch(() => null)
    if (root === null) return false
    for (let full = join(root, ...segments); full !== root; full = dirname(full)) {
      const entry = await lstat(full).catch(() => null)
      if (entry === null) continue
      const real = await realpath(full).catch(() => null)
      return real === null || !(real + sep).startsWith(root.endsWith(sep) ? root : root + sep)
    }
    return false
  }
}

function isWorkspacePath(segments: readonly string[]): boolean {
  const [first] = segments
  if (first === undefined || segments.some((segment) => segment.startsWith('.'))) return false
  return FOLDERS.includes(first) || (segments.length === 1 && (FILES.includes(first) || isTemporaryPath(first)))
}
