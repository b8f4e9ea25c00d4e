import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import * as v from 'valibot'
import { JsonFile } from './jsonFile'

const KEPT = 12
const paths = v.array(v.string())

/** The files that were opened last, newest first. */
export class RecentFiles {
  readonly #list: JsonFile<typeof paths>
  readonly #tellSystem: (path: string) => void
  /** A window names files by these, never by their paths. */
  readonly #ids = new Map<string, string>()

  /** `tellSystem` puts a path into the system's own list (dock, jump list). */
  constructor(file: string, tellSystem: (path: string) => void) {
    this.#list = new JsonFile(file, paths, [])
    this.#tellSystem = tellSystem
  }

  async add(added: readonly string[]): Promise<void> {
    for (const path of added) this.#tellSystem(path)
    await this.#list.change((all) => [...new Set([...added.toReversed(), ...all])].slice(0, KEPT))
  }

  /** Those that are still there. */
  async list(): Promise<readonly string[]> {
    const all = await this.#list.read()
    const there = await Promise.all(
      all.map((path) =>
        stat(path).then(
          (info) => info.isFile(),
          () => false,
        ),
      ),
    )
    return all.filter((_path, index) => there[index])
  }

  /** Those that are still there, as a window sees them. */
  async named(): Promise<{ id: string; name: string; folder: string }[]> {
    return (await this.list()).map((path) => {
      const id = this.#ids.get(path) ?? randomUUID()
      this.#ids.set(path, id)
      return { id, name: basename(path), folder: dirname(path) }
    })
  }

  /** The file of that id, or null when it is no recent one any more. */
  async pathOf(id: string): Promise<string | null> {
    return (await this.list()).find((path) => this.#ids.get(path) === id) ?? null
  }

  async clear(): Promise<void> {
    await this.#list.change(() => [])
  }
}
