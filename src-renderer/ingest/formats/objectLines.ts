import type { Reject, RowBatch } from '../contract'
import { JsonRows } from './jsonRows'
import type { JsonObject } from './jsonValue'
import { rejectedLine } from './textLines'
import type { LineRows } from './textLines'

const BATCH_ROWS = 4096

/** Lines of which each is an object, with keys of its own; `objectOf` gives null for none, and says what is wrong. */
export class ObjectLines implements LineRows {
  readonly #rows: JsonRows
  readonly #objectOf: (text: string) => JsonObject | string | null

  constructor(kept: ReadonlySet<string> | undefined, objectOf: (text: string) => JsonObject | string | null) {
    this.#rows = new JsonRows(BATCH_ROWS, kept)
    this.#objectOf = objectOf
  }

  get count(): number {
    return this.#rows.count
  }

  get rejects(): Reject[] {
    return this.#rows.rejects
  }

  get isFull(): boolean {
    return this.#rows.full
  }

  add(text: string, number: number): void {
    if (text.trim() === '') return
    const found = this.#objectOf(text)
    if (typeof found === 'string') this.rejects.push(rejectedLine('not-a-log-line', text, number, 0, found))
    else if (found !== null) this.#rows.add(found, number)
  }

  take(bytesRead: number): RowBatch {
    return this.#rows.take(bytesRead)
  }

  begin(): void {
    this.#rows.begin()
  }
}
