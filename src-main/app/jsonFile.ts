import { basename, dirname } from 'node:path'
import * as v from 'valibot'
import { isLatheError } from '../../src-renderer/model/error'
import { DiskFiles } from '../../src-renderer/store/diskFiles'

/**
 * A small file of the app's own, such as the list of workspaces: written in one step, changes one after another. What
 * cannot be read as agreed (damaged, or from another version) counts as the start value.
 */
export class JsonFile<S extends v.GenericSchema> {
  readonly #files: DiskFiles
  readonly #name: string
  readonly #schema: S
  readonly #start: v.InferOutput<S>
  #turn: Promise<unknown> = Promise.resolve()

  constructor(path: string, schema: S, start: v.InferOutput<S>) {
    this.#files = new DiskFiles(dirname(path))
    this.#name = basename(path)
    this.#schema = schema
    this.#start = start
  }

  async read(): Promise<v.InferOutput<S>> {
    await this.#turn
    return this.#readNow()
  }

  /** Throws `store-write`. */
  change(change: (now: v.InferOutput<S>) => v.InferOutput<S>): Promise<v.InferOutput<S>> {
    const turn = this.#turn.then(async () => {
      const next = change(await this.#readNow())
      await this.#files.replace(this.#name, new TextEncoder().encode(`${JSON.stringify(next, null, 1)}\n`))
      return next
    })
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #readNow(): Promise<v.InferOutput<S>> {
    try {
      const outcome = v.safeParse(
        this.#schema,
        JSON.parse(new TextDecoder().decode(await this.#files.read(this.#name))),
      )
      return outcome.success ? outcome.output : this.#start
    } catch (error) {
      if (isLatheError(error, 'not-found') || error instanceof SyntaxError) return this.#start
      throw error
    }
  }
}
