import { isLatheError, LatheError } from '../model/error'
import type { FileStore } from '../store/files'
import { readQueryName } from './queryName'
import type { SavedQuery } from './workbench'

const FOLDER = 'queries'
const ENDING = '.sql'

/** A workspace's saved queries: the `.sql` files in its folder `queries`, whoever put them there. */
export class SavedQueries {
  readonly #files: FileStore

  constructor(files: FileStore) {
    this.#files = files
  }

  /** All of them, by name. Files in deeper folders, hidden ones and other endings are not queries. */
  async list(): Promise<readonly SavedQuery[]> {
    const names = await this.#names()
    const found = await Promise.all(
      names.map(async (name): Promise<readonly SavedQuery[]> => {
        try {
          return [{ name, text: new TextDecoder().decode(await this.#files.read(pathOf(name))) }]
        } catch (error) {
          // Taken away by somebody since the folder was listed.
          if (isLatheError(error, 'not-found')) return []
          throw error
        }
      }),
    )
    return found.flat()
  }

  /**
   * Writes a query in one step, over the one of that name if there is one. Gives the name it has: blanks become
   * hyphens, unless a file is called exactly so already. Throws `bad-parameter` for a bad name, `store-write`.
   */
  async save(typed: string, text: string): Promise<string> {
    const name = (await this.#names()).includes(typed) ? typed : readQueryName(typed)
    await this.#files.replace(pathOf(name), new TextEncoder().encode(text))
    return name
  }

  /** Throws `not-found` for a query that is not there. */
  async remove(name: string): Promise<void> {
    if (!(await this.#names()).includes(name))
      throw new LatheError('not-found', `There is no query "${name}" any more; nothing was deleted.`, {
        what: 'query',
        name,
      })
    await this.#files.remove(pathOf(name))
  }

  async #names(): Promise<readonly string[]> {
    const paths = (await this.#files.list(FOLDER)).map((file) => file.path.slice(FOLDER.length + 1))
    return paths
      .filter(
        (path) => path.endsWith(ENDING) && path.length > ENDING.length && !path.includes('/') && !path.startsWith('.'),
      )
      .map((path) => path.slice(0, -ENDING.length))
  }
}

function pathOf(name: string): string {
  return `${FOLDER}/${name}${ENDING}`
}
