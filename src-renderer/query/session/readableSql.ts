import type { Engine } from '../../engine/engine'
import { castUnreadable } from './castUnreadable'
import type { ReadingSql } from './readingSql'

/** How many texts are remembered, and how long these may be. */
const REMEMBERED = 100
const LONGEST_REMEMBERED = 200_000

/** SQL as it is asked of the engine, so that its columns can be read: remembered where it reads no table. */
export class ReadableSql {
  readonly #engine: Engine
  readonly #known = new Map<string, string>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  async of(sql: string, { reads }: ReadingSql, signal?: AbortSignal): Promise<string> {
    const known = this.#known.get(sql)
    if (known !== undefined) return known
    const cast = await castUnreadable(sql, this.#engine, signal)
    if (reads.length > 0 || sql.length > LONGEST_REMEMBERED) return cast
    if (this.#known.size >= REMEMBERED) this.#known.clear()
    this.#known.set(sql, cast)
    return cast
  }
}
