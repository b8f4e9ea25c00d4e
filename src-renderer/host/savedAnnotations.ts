import { isLatheError } from '../model/error'
import { ANNOTATIONS_PATH, readAnnotations, writeAnnotations, type Annotation } from '../model/annotation'
import type { FileStore } from '../store/files'

/** A workspace's annotations: the file `annotations.json` in its folder, whoever wrote it. */
export class SavedAnnotations {
  readonly #files: FileStore

  constructor(files: FileStore) {
    this.#files = files
  }

  /** By date; none where there is no file. Throws `bad-file`, `store-read`. */
  async list(): Promise<readonly Annotation[]> {
    try {
      return readAnnotations(new TextDecoder().decode(await this.#files.read(ANNOTATIONS_PATH)))
    } catch (error) {
      if (isLatheError(error, 'not-found')) return []
      throw error
    }
  }

  /**
   * Writes all of them in one step. Throws `bad-file` when the file at hand cannot be read: it is somebody's, and is
   * not written over; and `store-write`.
   */
  async replace(annotations: readonly Annotation[]): Promise<void> {
    await this.list()
    await this.#files.replace(ANNOTATIONS_PATH, new TextEncoder().encode(writeAnnotations(annotations)))
  }
}
