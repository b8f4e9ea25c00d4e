import { elementAt } from '../base/required'
import type { DataType } from 'apache-arrow'
import { throwIfAborted } from '../base/abort'
import type { ColumnSchema } from '../model/schema'
import type { PartitionEntry } from '../store/manifest'
import type { Engine } from './engine'
import { emptyTable, insertRows, quote, type LoadedTable } from './loadedTable'
import { PartitionReader, type ColumnBatch } from './partitionReader'

/** What a query needs of a stored table. */
export interface TableNeed {
  readonly name: string
  /** All columns that the table has, in order. */
  readonly columns: readonly ColumnSchema[]
  /** Names of those that the query reads. */
  readonly wanted: ReadonlySet<string>
  readonly partitions: readonly PartitionEntry[]
  /**
   * All partitions that the manifest names now; what was loaded and is not among them any more makes the table stale.
   */
  readonly current: ReadonlySet<string>
}

export interface LoadProgress {
  readonly loadedBytes: number
  readonly totalBytes: number
}

/** Arrow's types write themselves out in full (`Timestamp<MICROSECOND>`). */
function typeName(type: DataType): string {
  return `${type as unknown as string}`
}

/** Bytes of partition files that go into the engine in one insert. */
const GROUP_BYTES = 48 * 2 ** 20
/**
 * A table of more bytes than this is loaded anew for a column that it lacks, because beside it there must be room for
 * another one.
 */
const WIDEN_BYTES = 800 * 2 ** 20
/** Files that are read before their turn. */
const READ_AHEAD = 4
function bytesOf(entries: readonly PartitionEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.bytes, 0)
}

/**
 * Which partitions and columns of which tables are in the engine (schema `stored`), and how more get there. Loading
 * only grows a table, by partitions and by columns; a replaced partition or a restarted engine loads it anew.
 */
export class LoadedTables {
  readonly #engine: Engine
  readonly #read: (entry: PartitionEntry) => Promise<Uint8Array | null>
  readonly #tables = new Map<string, LoadedTable>()
  #generation = -1

  /** `read` answers null for a partition that was found broken and set aside: it is left out. */
  constructor(engine: Engine, read: (entry: PartitionEntry) => Promise<Uint8Array | null>) {
    this.#engine = engine
    this.#read = read
  }

  /** Columns of a loaded table, in the table's order; empty when it is not loaded. */
  columns(table: string): readonly ColumnSchema[] {
    return this.#tables.get(table)?.columns ?? []
  }

  /**
   * Brings all needs into the engine. True when something changed, so that views must be made anew. A partition that
   * cannot be read throws what the reader throws; what was loaded before stays.
   */
  async ensure(
    needs: readonly TableNeed[],
    options: { signal?: AbortSignal; onProgress?: (progress: LoadProgress) => void } = {},
  ): Promise<boolean> {
    await this.#engine.start()
    let changed = false
    if (this.#generation !== this.#engine.generation) {
      this.#tables.clear()
      await this.#engine.execute(['CREATE SCHEMA IF NOT EXISTS stored'], options.signal)
      this.#generation = this.#engine.generation
      changed = true
    }
    const work: { loaded: LoadedTable; missing: readonly PartitionEntry[] }[] = []
    for (const need of needs) {
      const before = this.#tables.get(need.name)
      const stale =
        before === undefined ||
        [...before.partitions.keys()].some((path) => !need.current.has(path)) ||
        before.columns.some(
          (column) => !need.columns.some((one) => one.name === column.name && one.type === column.type),
        )
      const lacks = stale
        ? []
        : need.columns.filter(
            ({ name }) => need.wanted.has(name) && !before.columns.some((column) => column.name === name),
          )
      const loaded =
        stale || (lacks.length > 0 && before.bytes > WIDEN_BYTES)
          ? await this.#create(need, before, options.signal)
          : lacks.length > 0
            ? await this.#widen(need, before, lacks, options)
            : before
      changed ||= loaded !== before
      const missing = need.partitions.filter((entry) => !loaded.partitions.has(entry.path))
      if (missing.length > 0) work.push({ loaded, missing })
    }
    const totalBytes = work.reduce((sum, { missing }) => sum + bytesOf(missing), 0)
    let loadedBytes = 0
    for (const { loaded, missing } of work) {
      changed = true
      await this.#load(loaded, missing, options.signal, (bytes) => {
        loadedBytes += bytes
        options.onProgress?.({ loadedBytes, totalBytes })
      })
    }
    return changed
  }

  /** Forgets everything, so that the next query loads it anew. */
  forget(): void {
    this.#generation = -1
  }

  async #create(need: TableNeed, before: LoadedTable | undefined, signal?: AbortSignal): Promise<LoadedTable> {
    const names = new Set([...need.wanted, ...(before?.columns.map((column) => column.name) ?? [])])
    const wanted = need.columns.filter((column) => names.has(column.name))
    const columns = wanted.length > 0 ? wanted : need.columns.slice(0, 1)
    const loaded = await emptyTable(this.#engine, need.name, columns, new PartitionReader(), signal)
    this.#tables.set(need.name, loaded)
    return loaded
  }

  /**
   * The table with further columns: these alone are read, of the partitions that it has, into a table of their own,
   * whose rows lie in the same order; both are then laid side by side. A partition that reads as other rows than before
   * (it was set aside meanwhile) makes it load everything anew.
   */
  async #widen(
    need: TableNeed,
    before: LoadedTable,
    lacks: readonly ColumnSchema[],
    options: { signal?: AbortSignal; onProgress?: (progress: LoadProgress) => void },
  ): Promise<LoadedTable> {
    const { signal, onProgress } = options
    const added = await emptyTable(this.#engine, `${need.name} (added)`, lacks, before.reader, signal)
    const entries = [...before.partitions.values()]
    const totalBytes = bytesOf(entries)
    let loadedBytes = 0
    await this.#load(added, entries, signal, (bytes) => {
      loadedBytes += bytes
      onProgress?.({ loadedBytes, totalBytes })
    })
    if (added.rows !== before.rows) return await this.#create(need, before, signal)
    const columns = need.columns.filter(
      ({ name }) => before.columns.some((one) => one.name === name) || lacks.some((one) => one.name === name),
    )
    const [table, more, wider] = [need.name, added.table, `${need.name} (wider)`].map((name) => `stored.${quote(name)}`)
    await this.#engine.execute(
      [
        `DROP TABLE IF EXISTS ${wider}`,
        `CREATE TABLE ${wider} AS SELECT ${columns.map(({ name }) => quote(name)).join(', ')}
         FROM ${table} POSITIONAL JOIN ${more}`,
      ],
      signal,
    )
    this.#tables.delete(need.name)
    await this.#engine.execute([
      `DROP TABLE ${table} CASCADE`,
      `DROP TABLE ${more}`,
      `ALTER TABLE ${wider} RENAME TO ${quote(need.name)}`,
    ])
    const ofEvent = added.columns.some(({ name }) => name === 'event') ? added : before
    const loaded = {
      ...before,
      columns,
      bytes: before.bytes + added.bytes,
      enumValues: ofEvent.enumValues,
      enumType: ofEvent.enumType,
    }
    this.#tables.set(need.name, loaded)
    return loaded
  }

  async #load(
    loaded: LoadedTable,
    entries: readonly PartitionEntry[],
    signal: AbortSignal | undefined,
    onBytes: (bytes: number) => void,
  ): Promise<void> {
    const wanted = loaded.columns.map((column) => column.name)
    let group: ColumnBatch[] = []
    let taken: PartitionEntry[] = []
    let bytes = 0
    const flush = async (): Promise<void> => {
      if (group.length > 0) await insertRows(this.#engine, loaded, group, signal)
      for (const entry of taken) loaded.partitions.set(entry.path, entry)
      loaded.rows += group.reduce((sum, batch) => sum + batch.rowCount, 0)
      loaded.bytes += bytes
      group = []
      taken = []
      bytes = 0
    }
    // Files are read ahead while the engine takes in earlier ones.
    const reads: Promise<Uint8Array | null>[] = []
    for (const [index, entry] of entries.entries()) {
      throwIfAborted(signal)
      while (reads.length < Math.min(entries.length, index + READ_AHEAD)) {
        const read = this.#read(elementAt(entries, reads.length))
        read.catch(() => undefined)
        reads.push(read)
      }
      const file = await elementAt(reads, index)
      reads[index] = Promise.resolve(null)
      const batches = file === null ? [] : loaded.reader.read(file, wanted)
      const shape = (batch: ColumnBatch): string =>
        batch.columns.map((data, index) => `${batch.names[index]}:${typeName(data.type)}`).join()
      if (group.length > 0 && batches.length > 0 && shape(elementAt(group, 0)) !== shape(elementAt(batches, 0)))
        await flush()
      group.push(...batches.filter((batch) => batch.rowCount > 0))
      taken.push(entry)
      bytes += batches.reduce((sum, batch) => sum + batch.columns.reduce((all, data) => all + data.byteLength, 0), 0)
      onBytes(entry.bytes)
      if (bytes >= GROUP_BYTES) await flush()
    }
    await flush()
  }
}
