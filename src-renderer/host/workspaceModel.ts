import { isLatheError } from '../model/error'
import { EMPTY_MODEL, MODEL_PATH, type DataModel } from '../model/dataModel'
import { readDataModel, writeDataModel, type PlacedModel } from '../model/readDataModel'
import type { Catalog } from '../query/contract/catalog'
import { catalogOf } from '../query/session/catalog'
import type { FileStore } from '../store/files'
import type { Workspace } from '../store/workspace'
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

  /** Writes it in one step. Throws `store-write`. */
  async save(model: DataModel): Promise<void> {
    await this.#files.replace(MODEL_PATH, new TextEncoder().encode(writeDataModel(model)))
  }
}

/** The shape of a workspace with its segments and its model; a model that cannot be read is said in it. */
export async function workspaceCatalog(workspace: Workspace): Promise<Catalog> {
  const segments = await new SavedSegments(workspace.files).list()
  try {
    return { ...catalogOf(workspace.manifest, await new WorkspaceModel(workspace.files).read()), segments }
  } catch (error) {
    if (!isLatheError(error, 'bad-file')) throw error
    return { ...catalogOf(workspace.manifest), segments, modelProblem: error.message }
  }
}
