import type { FileStore } from '../store/files'
import { readQueryName } from './queryName'
import { SavedFiles, type SavedFile } from './savedFiles'

/** A workspace's saved queries: the `.sql` files in its folder `queries` and, as `shop/sales`, in folders of it, whoever
 * put them there. */
export class SavedQueries {
  readonly #saved: SavedFiles

  constructor(files: FileStore) {
    this.#saved = new SavedFiles(files, { what: 'query', folder: 'queries', ending: '.sql', hasFolders: true })
  }

  /** All of them, by name. */
  list(): Promise<readonly SavedFile[]> {
    return this.#saved.list()
  }

  /** Null where there is none of that name. */
  text(name: string): Promise<string | null> {
    return this.#saved.text(name)
  }

  /**
   * Writes a query in one step, over the one of that name if there is one. Gives the name it has: blanks become
   * hyphens, unless a file is called exactly so already. Throws `bad-parameter` for a bad name, `store-write`.
   */
  async save(typed: string, text: string): Promise<string> {
    const name = (await this.#saved.names()).includes(typed) ? typed : readQueryName(typed)
    await this.#saved.write(name, text)
    return name
  }

  /** Throws `not-found` for a query that is not there. */
  remove(name: string): Promise<void> {
    return this.#saved.remove(name)
  }
}
