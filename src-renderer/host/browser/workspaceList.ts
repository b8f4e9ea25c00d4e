import { isLatheError, LatheError } from '../../model/error'
import type { FileStore } from '../../store/files'
import type { WorkspaceInfo } from '../workbench'

interface Listed extends WorkspaceInfo {
  /** Set when the person removed it; its files go at the next start. */
  readonly removedAt?: string
}

const PATH = 'workspaces.json'

/** The browser host's workspaces: a list in the private file system, one folder a workspace. */
export class WorkspaceList {
  readonly #files: FileStore
  #turn: Promise<unknown> = Promise.resolve()

  constructor(files: FileStore) {
    this.#files = files
  }

  async visible(): Promise<readonly WorkspaceInfo[]> {
    return (await this.#read()).filter((one) => one.removedAt === undefined)
  }

  /** Throws `not-found`. */
  async named(id: string): Promise<WorkspaceInfo> {
    const found = (await this.#read()).find((one) => one.id === id)
    if (found === undefined)
      throw new LatheError(
        'not-found',
        'This workspace is not on this machine any more; open another one or import its files again.',
        { what: 'workspace', name: id },
      )
    return found
  }

  /** Adds or replaces one. */
  put(info: WorkspaceInfo): Promise<void> {
    return this.#change((all) => [info, ...all.filter((one) => one.id !== info.id)])
  }

  /** Hides one, or shows it again. */
  setRemoved(id: string, removedAt: string | null): Promise<void> {
    return this.#change((all) =>
      all.map((one) => {
        if (one.id !== id) return one
        const { removedAt: _before, ...rest } = one
        return removedAt === null ? rest : { ...rest, removedAt }
      }),
    )
  }

  /** Deletes the files of removed workspaces. Called at a start, when no undo is open any more. */
  async purge(): Promise<void> {
    const removed = (await this.#read()).filter((one) => one.removedAt !== undefined)
    for (const { id } of removed) for (const { path } of await this.#files.list(id)) await this.#files.remove(path)
    if (removed.length > 0) await this.#change((all) => all.filter((one) => one.removedAt === undefined))
  }

  async #read(): Promise<readonly Listed[]> {
    try {
      return JSON.parse(new TextDecoder().decode(await this.#files.read(PATH))) as Listed[]
    } catch (error) {
      if (isLatheError(error, 'not-found')) return []
      throw error
    }
  }

  #change(change: (all: readonly Listed[]) => readonly Listed[]): Promise<void> {
    const turn = this.#turn.then(async () => {
      await this.#files.replace(PATH, new TextEncoder().encode(JSON.stringify(change(await this.#read()), null, 1)))
    })
    this.#turn = turn.catch(() => undefined)
    return turn
  }
}
