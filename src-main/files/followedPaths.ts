import { randomUUID } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import * as v from 'valibot'
import { LatheError } from '../../src-renderer/model/error'
import { JsonFile } from '../app/jsonFile'

const ENTRIES = v.array(v.strictObject({ id: v.string(), workspace: v.string(), path: v.string() }))
type Entry = v.InferOutput<typeof ENTRIES>[number]

/** Whether a window may use a workspace's files. */
type IsLent = (workspace: string) => boolean

/**
 * The files that the person had followed into workspaces, by ids that hold over restarts: a window that shows the
 * workspace may read what is in them by then. Only files that were chosen come in here, and a path never goes out.
 */
export class FollowedPaths {
  readonly #list: JsonFile<typeof ENTRIES>

  constructor(file: string) {
    this.#list = new JsonFile(file, ENTRIES, [])
  }

  /** Remembers the path of a chosen file; the id that stands for it. */
  async add(path: string, workspace: string): Promise<string> {
    const id = randomUUID()
    await this.#list.change((all) => [...all, { id, workspace, path }])
    return id
  }

  async remove(id: string): Promise<void> {
    await this.#list.change((all) => all.filter((entry) => entry.id !== id))
  }

  /** How many bytes it has now; null where it is not there. Throws `not-found` for an unknown id, `bad-file`. */
  async size(id: string, isLent: IsLent): Promise<number | null> {
    const { path } = await this.#entry(id, isLent)
    const info = await stat(path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return null
      throw unreadable(path, cause)
    })
    if (info === null) return null
    if (!info.isFile()) throw unreadable(path, new Error('it is no plain file any more'))
    return info.size
  }

  /** A piece of it as it is now; shorter at its end. Throws as size. */
  async read(id: string, at: number, length: number, isLent: IsLent): Promise<Uint8Array<ArrayBuffer>> {
    const { path } = await this.#entry(id, isLent)
    try {
      if (!(await stat(path)).isFile()) throw new Error('it is no plain file any more')
      const file = await open(path, 'r')
      try {
        const bytes = new Uint8Array(length)
        let filled = 0
        while (filled < length) {
          const { bytesRead } = await file.read(bytes, filled, length - filled, at + filled)
          if (bytesRead === 0) break
          filled += bytesRead
        }
        return bytes.slice(0, filled)
      } finally {
        await file.close()
      }
    } catch (cause) {
      throw unreadable(path, cause)
    }
  }

  async #entry(id: string, isLent: IsLent): Promise<Entry> {
    const entry = (await this.#list.read()).find((one) => one.id === id)
    if (entry !== undefined && isLent(entry.workspace)) return entry
    throw new LatheError(
      'not-found',
      'This computer does not know the followed file any more; stop following it, then open and follow it anew.',
      { what: 'file', name: id },
    )
  }
}

function unreadable(path: string, cause: unknown): LatheError<'bad-file'> {
  const name = basename(path)
  const why = cause instanceof Error ? cause.message : String(cause)
  return new LatheError(
    'bad-file',
    `${name} cannot be read (${why.replaceAll(path, name)}).`,
    { file: name },
    { cause },
  )
}
