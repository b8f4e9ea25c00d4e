import { isLatheError } from '../model/error'
import { readSegmentRule } from '../query/sql/segment'
import type { Segment, SegmentBody } from '../query/contract/segment'
import type { FileStore } from '../store/files'
import { readFileName } from './fileName'
import { SavedFiles } from './savedFiles'

/**
 * A workspace's segments: the `.json` files in its folder `segments`, each `{"name","about","rule"}`, whoever put them
 * there.
 */
export class SavedSegments {
  readonly #saved: SavedFiles

  constructor(files: FileStore) {
    this.#saved = new SavedFiles(files, { what: 'segment', folder: 'segments', ending: '.json' })
  }

  /** All of them, by name. A file that cannot be read as a segment is listed with its problem. */
  async list(): Promise<readonly Segment[]> {
    return (await this.#saved.list()).map(({ name, text }) => readSegment(name, text, this.#saved.pathOf(name)))
  }

  /**
   * Writes a segment in one step, over the one of that name if there is one; gives the name it has. Throws
   * `bad-parameter` for a bad name or rule, `store-write`.
   */
  async save(typed: string, { about, rule }: SegmentBody): Promise<string> {
    const name = (await this.#saved.names()).includes(typed) ? typed : readFileName(typed, 'segment', true)
    const text = JSON.stringify({ name, about: about.trim(), rule: readSegmentRule(rule, 'rule') }, null, 2)
    await this.#saved.write(name, `${text}\n`)
    return name
  }

  /** Throws `not-found` for a segment that is not there. */
  remove(name: string): Promise<void> {
    return this.#saved.remove(name)
  }
}

/** The file's name is the segment's; the one inside is for whoever reads the file. */
export function readSegment(name: string, text: string, path: string): Segment {
  try {
    const { about, rule } = JSON.parse(text) as { about?: unknown; rule?: unknown }
    return { name, about: typeof about === 'string' ? about : '', rule: readSegmentRule(rule, 'rule') }
  } catch (error) {
    if (!isLatheError(error) && !(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error
    return { name, about: '', rule: null, problem: `${path} cannot be read: ${error.message}` }
  }
}
