import { isLatheError, LatheError } from '../model/error'
import type { FileStore } from '../store/files'

/** A file of a folder of people's own, by its name without the ending. */
export interface SavedFile {
  readonly name: string
  readonly text: string
}

interface Kind {
  /** What such a file is, for sentences. */
  readonly what: 'query' | 'segment' | 'view' | 'dashboard'
  readonly folder: string
  readonly ending: string
  /** Whether folders in the folder count, one deep: `shop/sales` is `queries/shop/sales.sql`. */
  readonly hasFolders?: true
}

/**
 * The files of one ending in a folder of a workspace, whoever put them there. Files in deeper folders, hidden ones and
 * other endings are not among them.
 */
export class SavedFiles {
  readonly #files: FileStore
  readonly #kind: Kind

  constructor(files: FileStore, kind: Kind) {
    this.#files = files
    this.#kind = kind
  }

  pathOf(name: string): string {
    return `${this.#kind.folder}/${name}${this.#kind.ending}`
  }

  async names(): Promise<readonly string[]> {
    const { folder, ending, hasFolders } = this.#kind
    const paths = (await this.#files.list(folder)).map((file) => file.path.slice(folder.length + 1))
    return paths
      .filter((path) => {
        const parts = path.split('/')
        const isHidden = parts.some((part) => part.startsWith('.')) || parts.at(-1) === ending
        return path.endsWith(ending) && !isHidden && parts.length <= (hasFolders === true ? 2 : 1)
      })
      .map((path) => path.slice(0, -ending.length))
  }

  /** All of them, by name. */
  async list(): Promise<readonly SavedFile[]> {
    const found = await Promise.all((await this.names()).map(async (name) => ({ name, text: await this.text(name) })))
    return found.flatMap(({ name, text }) => (text === null ? [] : [{ name, text }]))
  }

  /** Null where there is none of that name, or where somebody took it away meanwhile. */
  async text(name: string): Promise<string | null> {
    try {
      return new TextDecoder().decode(await this.#files.read(this.pathOf(name)))
    } catch (error) {
      if (isLatheError(error, 'not-found')) return null
      throw error
    }
  }

  /** Writes one in one step, over the one of that name if there is one. Throws `store-write`. */
  async write(name: string, text: string): Promise<void> {
    await this.#files.replace(this.pathOf(name), new TextEncoder().encode(text))
  }

  /** Throws `not-found` for one that is not there. */
  async remove(name: string): Promise<void> {
    const { what } = this.#kind
    if (!(await this.names()).includes(name))
      throw new LatheError('not-found', `There is no ${what} "${name}" any more; nothing was deleted.`, { what, name })
    await this.#files.remove(this.pathOf(name))
  }
}
