import { stat } from 'node:fs/promises'
import * as v from 'valibot'
import { JsonFile } from './jsonFile'

const KEPT = 12
const paths = v.array(v.string())

/** The files that were opened last, newest first. */
export class RecentFiles {
  readonly #list: JsonFile<typeof paths>
  readonly #tellSystem: (path: string) => void

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
    const there = await Promise.all(all.map((path) => stat(path).then((info) => info.isFile(), () => false)))
    return all.filter((_path, index) => there[index])
  }

  async clear(): Promise<void> {
    await this.#list.change(() => [])
  }
}
