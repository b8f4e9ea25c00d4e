import { encodeArrowFile, encodeUtf8, int64Data, splitIntegers, utf8Data } from '../../store/arrowFile'
import { rejectsPath } from '../../store/layout'
import type { PartitionEntry } from '../../store/manifest'
import type { Workspace } from '../../store/workspace'
import type { Reject } from '../contract'

/** Rejects that wait in memory before they become a part. */
const PART_ROWS = 50_000

/** The rows that an import left out, as a table: file, line, column, reason, detail, excerpt. */
export class RejectLog {
  readonly entries: PartitionEntry[] = []
  readonly #workspace: Workspace
  readonly #table: string
  readonly #revision: number
  #files: string[] = []
  #rejects: Reject[] = []

  constructor(workspace: Workspace, table: string, revision: number) {
    this.#workspace = workspace
    this.#table = table
    this.#revision = revision
  }

  add(file: string, reject: Reject): void {
    this.#files.push(file)
    this.#rejects.push(reject)
  }

  get isFull(): boolean {
    return this.#rejects.length >= PART_ROWS
  }

  async flush(): Promise<void> {
    const rejects = this.#rejects
    const count = rejects.length
    if (count === 0) return
    const texts = (list: readonly string[]): ReturnType<typeof utf8Data> => utf8Data(encodeUtf8(list))
    const numbers = (read: (reject: Reject) => number): ReturnType<typeof int64Data> =>
      int64Data(splitIntegers(Float64Array.from(rejects, read)))
    const bytes = encodeArrowFile(
      [
        { name: 'file', data: texts(this.#files) },
        { name: 'line', data: numbers((reject) => reject.line) },
        { name: 'column', data: numbers((reject) => reject.column) },
        { name: 'reason', data: texts(rejects.map((reject) => reject.reason)) },
        { name: 'detail', data: texts(rejects.map((reject) => reject.detail)) },
        { name: 'excerpt', data: texts(rejects.map((reject) => reject.excerpt)) },
      ],
      count,
    )
    this.#files = []
    this.#rejects = []
    const path = rejectsPath(this.#table, this.#revision, this.entries.length)
    this.entries.push(
      await this.#workspace.writePartition(path, bytes, { date: null, rows: count, minTs: null, maxTs: null }),
    )
  }
}
