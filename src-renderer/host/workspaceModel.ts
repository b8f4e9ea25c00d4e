import { isLatheError, LatheError } from '../model/error'
import { EMPTY_MODEL, MODEL_PATH, type DataModel } from '../model/dataModel'
import { readDataModel, type PlacedModel } from '../model/readDataModel'
import type { Catalog } from '../query/contract/catalog'
import { catalogOf } from '../query/session/catalog'
import type { FileStore } from '../store/files'
import type { Workspace } from '../store/workspace'
import { readRetention } from './retention/retentionRules'
import { SavedSegments } from './savedSegments'

/** A workspace's `model.json`, whoever wrote it; read anew each time, since any editor may change it. */
export class WorkspaceModel {
  readonly #files: FileStore

  constructor(files: FileStore) {
    this.#files = files
  }

  /** Its text; null where there is none. */
  async text(): Promise<string | null> {
    try {
      return new TextDecoder().decode(await this.#files.read(MODEL_PATH))
    } catch (error) {
      if (isLatheError(error, 'not-found')) return null
      throw error
    }
  }

  /** With the places of its values; null where there is none. Throws `bad-file` with line and column. */
  async placed(): Promise<PlacedModel | null> {
    const text = await this.text()
    return text === null ? null : readDataModel(text)
  }

  /** Throws `bad-file` with line and column. */
  async read(): Promise<DataModel> {
    return (await this.placed())?.model ?? EMPTY_MODEL
  }

  /**
   * Writes its text in one step, or takes the file away (null). `before` is the text that the change was made of: throws
   * `workspace-changed` where another is there by now, `bad-file` with line and column for a text that cannot be read,
   * and `store-write`. The file then stays as it is.
   */
  async replace(before: string | null, text: string | null): Promise<void> {
    if (text !== null) readDataModel(text)
    if ((await this.text()) !== before)
      throw new LatheError(
        'workspace-changed',
        `${MODEL_PATH} was changed elsewhere meanwhile; nothing was written over. Reload it, then change it again.`,
        { workspace: this.#files.label },
      )
    if (text === null) await this.#files.remove(MODEL_PATH)
    else await this.#files.replace(MODEL_PATH, new TextEncoder().encode(text))
  }
}

/** The shape of a workspace with its segments, its model and what stays of its logs; a model that cannot be read is said in it. */
export async function workspaceCatalog(workspace: Workspace): Promise<Catalog> {
  const segments = await new SavedSegments(workspace.files).list()
  // Rules that cannot be read are told by who would keep to them.
  const rules = await readRetention(workspace.files).catch(() => null)
  const withRules = (catalog: Catalog): Catalog => ({
    ...catalog,
    tables: catalog.tables.map((table) => {
      const keepDays = rules?.[table.name]?.keepDays
      return keepDays === undefined || table.kind !== 'events' ? table : { ...table, keepDays }
    }),
  })
  try {
    return { ...withRules(catalogOf(workspace.manifest, await new WorkspaceModel(workspace.files).read())), segments }
  } catch (error) {
    if (!isLatheError(error, 'bad-file')) throw error
    return { ...withRules(catalogOf(workspace.manifest)), segments, modelProblem: error.message }
  }
}
