import { required } from '../base/required'
import { decodeArrowFile } from '../store/arrowFile'
import type { PartitionEntry } from '../store/manifest'
import { readAhead, type ReadInto } from '../store/readAhead'
import { readStored, StoredTexts } from './readStored'
import type { ScannedBatch, ScannedKind, ScannedRows, ScannedValues } from './scannedRows'

/** What all columns together may hold. */
const MOST_BYTES = 500e6
/** More rows are left to the engine. */
const MOST_ROWS = 24_000_000

/** Columns by the name that a question gives them, and how they are called in the table. */
export type ScannedColumns = Readonly<Record<string, { readonly kind: ScannedKind; readonly column: string }>>

interface KeptColumn {
  readonly column: string
  readonly kind: ScannedKind
  readonly texts: StoredTexts
  /** By the file's path. */
  readonly files: Map<string, ScannedValues>
  bytes: number
}

/**
 * Columns of tables as they are stored, read from their files once, until the data change (`clear`). Those that were used
 * least recently go where they outgrow their room.
 */
export class KeptRows {
  /** The least recently used first; null for a column that is not stored as its kind says. */
  readonly #kept = new Map<string, KeptColumn | null>()

  clear(): void {
    this.#kept.clear()
  }

  /** The rows of some files, but of those that `read` has nothing of. Null where they cannot be had so. */
  async get(
    table: string,
    entries: readonly PartitionEntry[],
    asked: ScannedColumns,
    read: ReadInto,
    signal?: AbortSignal,
  ): Promise<ScannedRows | null> {
    if (entries.reduce((sum, { rows }) => sum + rows, 0) > MOST_ROWS) return null
    const idOf = (name: string): string => JSON.stringify([table, asked[name]])
    const columns: KeptColumn[] = []
    for (const name of Object.keys(asked)) {
      const { column, kind } = required(asked[name])
      const known = this.#kept.get(idOf(name))
      if (known === null) return null
      const kept = known ?? {
        column,
        kind,
        texts: new StoredTexts(),
        files: new Map<string, ScannedValues>(),
        bytes: 0,
      }
      this.#kept.delete(idOf(name))
      this.#kept.set(idOf(name), kept)
      columns.push(kept)
    }
    const names = Object.keys(asked)
    const batches: ScannedBatch[] = []
    for (const { path } of await this.#fill(entries, columns, read, signal)) {
      const values = columns.map(({ files }) => files.get(path))
      const wrong = values.indexOf(undefined)
      if (wrong >= 0) {
        this.#kept.set(idOf(required(names[wrong])), null)
        return null
      }
      const own = new Map(names.map((name, index) => [name, required(values[index])]))
      batches.push({ rows: required(values[0]).values.length, column: (name) => named(own, name) })
    }
    this.#makeRoom(new Set(columns))
    const texts = new Map(names.map((name, index) => [name, required(columns[index]).texts.texts]))
    return { batches, texts: (name) => named(texts, name) }
  }

  /** Reads what is lacking; gives the files that are there. */
  async #fill(
    entries: readonly PartitionEntry[],
    columns: readonly KeptColumn[],
    read: ReadInto,
    signal?: AbortSignal,
  ): Promise<readonly PartitionEntry[]> {
    const lackingOf = ({ path }: PartitionEntry): readonly KeptColumn[] =>
      columns.filter(({ files }) => !files.has(path))
    const unread = new Set(entries.filter((entry) => lackingOf(entry).length > 0))
    const there = new Set(entries.filter((entry) => !unread.has(entry)))
    for await (const { entry, bytes } of readAhead([...unread], read, signal)) {
      if (bytes === null) continue
      there.add(entry)
      const file = decodeArrowFile(bytes)
      for (const kept of lackingOf(entry)) {
        const values = readStored(file, kept.column, kept.kind, kept.texts)
        if (values === null) return [entry]
        kept.files.set(entry.path, values)
        kept.bytes += values.values.byteLength
      }
    }
    return entries.filter((entry) => there.has(entry))
  }

  #makeRoom(used: ReadonlySet<KeptColumn>): void {
    const bytes = (): number => [...this.#kept.values()].reduce((sum, one) => sum + (one?.bytes ?? 0), 0)
    for (const [id, kept] of this.#kept) {
      if (bytes() <= MOST_BYTES) return
      if (kept !== null && !used.has(kept)) this.#kept.delete(id)
    }
  }
}

function named<T>(all: ReadonlyMap<string, T>, name: string): T {
  const found = all.get(name)
  if (found === undefined) throw new RangeError(`The rows have no column ${name}.`)
  return found
}
