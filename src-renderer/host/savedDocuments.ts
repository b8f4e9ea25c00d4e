import { LatheError } from '../model/error'
import { readDashboard } from '../query/saved/readDashboard'
import { readView } from '../query/saved/readView'
import type { FileStore } from '../store/files'
import { readFileName } from './fileName'
import { readQueryName } from './queryName'
import { SavedFiles, type SavedFile } from './savedFiles'
import { SavedQueries } from './savedQueries'

/** What a workspace keeps as JSON beside its queries and segments. */
export type DocumentKind = 'view' | 'dashboard'

const KINDS = {
  view: { what: 'view', folder: 'views', ending: '.json', read: readView },
  dashboard: { what: 'dashboard', folder: 'dashboards', ending: '.json', read: readDashboard },
} as const

/** Where a saved view or a dashboard is, for sentences: `dashboards/sales.json`. */
export function documentPath(kind: DocumentKind, name: string): string {
  return `${KINDS[kind].folder}/${name}${KINDS[kind].ending}`
}

/**
 * A workspace's saved views or dashboards: the `.json` files in its folder `views` or `dashboards`, whoever put them
 * there.
 */
export class SavedDocuments {
  readonly #files: FileStore
  readonly #kind: DocumentKind
  readonly #saved: SavedFiles

  constructor(files: FileStore, kind: DocumentKind) {
    this.#files = files
    this.#kind = kind
    this.#saved = new SavedFiles(files, KINDS[kind])
  }

  /** All of them, by name; their texts need not be well-formed. */
  list(): Promise<readonly SavedFile[]> {
    return this.#saved.list()
  }

  /** Null where there is none of that name. */
  text(name: string): Promise<string | null> {
    return this.#saved.text(name)
  }

  /**
   * Writes one in one step, where the file is still `before` (null: where there is none); gives the name it has, in
   * which blanks become hyphens. Throws `workspace-changed` where it is not, `bad-parameter` for a bad name, `bad-file`
   * with line and column for a text that cannot be read, and `store-write`. The file then stays as it is.
   */
  async replace(typed: string, before: string | null, text: string): Promise<string> {
    const names = await this.#saved.names()
    const name = names.includes(typed) ? typed : await this.#nameOf(typed)
    KINDS[this.#kind].read(text, this.#saved.pathOf(name))
    if ((await this.text(name)) !== before)
      throw new LatheError(
        'workspace-changed',
        before === null
          ? `There is a ${KINDS[this.#kind].what} “${name}” already; choose another name.`
          : `${this.#saved.pathOf(name)} was changed elsewhere meanwhile; nothing was written over. Look at it, then change it again.`,
        { workspace: this.#files.label },
      )
    await this.#saved.write(name, text)
    return name
  }

  /** Throws `not-found` for one that is not there. */
  remove(name: string): Promise<void> {
    return this.#saved.remove(name)
  }

  /** A view is run by its name as an analysis or a query is, so that it is called like none of them. */
  async #nameOf(typed: string): Promise<string> {
    if (this.#kind === 'dashboard') return readFileName(typed, 'dashboard', false)
    const name = readQueryName(typed)
    if ((await new SavedQueries(this.#files).text(name)) !== null)
      throw new LatheError('bad-parameter', `There is a query “${name}” already; choose another name.`, {
        parameter: 'name',
        value: name,
      })
    return name
  }
}
