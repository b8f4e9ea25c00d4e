import { elementAt } from '../base/required'
import type { DataType } from 'apache-arrow'
import { isAbort, throwIfAborted } from '../base/abort'
import type { ColumnSchema } from '../model/schema'
import type { PartitionEntry } from '../store/manifest'
import type { Engine } from './engine'
import { emptyPart, insertRows, quote, sqlName, type TablePart } from './tablePart'
import { PartitionReader, type ColumnBatch } from './partitionReader'
import type { Shard } from './shard'

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

interface LoadOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: LoadProgress) => void
}

/** Arrow's types write themselves out in full (`Timestamp<MICROSECOND>`). */
function typeName(type: DataType): string {
  return `${type as unknown as string}`
}

/** What of a stored table is in the engine: parts of the same rows in the same order, and a view that joins them. */
interface LoadedTable {
  parts: readonly TablePart[]
  /** By path, in the order in which their rows lie in the parts. */
  readonly partitions: Map<string, PartitionEntry>
  readonly reader: PartitionReader
  rows: number
  /**
   * False where it is to be loaded anew: rows went into some parts and not into others, nobody knows which, or it was
   * forgotten.
   */
  isWhole: boolean
}

function columnsOf(loaded: LoadedTable): readonly ColumnSchema[] {
  return loaded.parts.flatMap((part) => part.columns)
}

/** Bytes of partition files that go into the engine in one insert. */
const GROUP_BYTES = 48 * 2 ** 20
const SCHEMAS = ['CREATE SCHEMA IF NOT EXISTS stored', 'CREATE SCHEMA IF NOT EXISTS parts']
/** A table of more parts is loaded anew as one. */
const MOST_PARTS = 8
/** Files that are read before their turn. */
const READ_AHEAD = 4

function bytesOf(entries: readonly PartitionEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.bytes, 0)
}

/**
 * Which partitions and columns of which tables are in the engine (views in the schema `stored`), and how more get there.
 * Loading only grows a table, by partitions and by columns; a replaced partition or a restarted engine loads it anew. A
 * cancel is heard between steps, never in one: what is in the engine is always what is written down here.
 */
export class LoadedTables {
  readonly #engine: Engine
  readonly #read: (entry: PartitionEntry) => Promise<Uint8Array | null>
  readonly #tables = new Map<string, LoadedTable>()
  readonly #shard: Shard | null
  #generation = -1
  #version = 0

  /** `read` answers null for a partition that was found broken and set aside: it is left out. */
  constructor(engine: Engine, read: (entry: PartitionEntry) => Promise<Uint8Array | null>, shard: Shard | null = null) {
    this.#engine = engine
    this.#read = read
    this.#shard = shard
  }

  /** Grows with every change, also in a run that was cancelled later: views over tables are to be made anew. */
  get version(): number {
    return this.#version
  }

  /** Columns of a loaded table; empty when it is not loaded. */
  columns(table: string): readonly ColumnSchema[] {
    const loaded = this.#tables.get(table)
    return loaded === undefined ? [] : columnsOf(loaded)
  }

  /**
   * Brings all needs into the engine. A partition that cannot be read throws what the reader throws.
   */
  async ensure(needs: readonly TableNeed[], options: LoadOptions = {}): Promise<void> {
    await this.#engine.start()
    if (this.#generation !== this.#engine.generation) {
      this.#tables.clear()
      await this.#engine.execute(SCHEMAS)
      this.#generation = this.#engine.generation
      this.#version++
    }
    const work: { need: TableNeed; loaded: LoadedTable; missing: readonly PartitionEntry[] }[] = []
    for (const need of needs) {
      const before = this.#tables.get(need.name)
      throwIfAborted(options.signal)
      const loaded = await this.#withColumns(need, before, options)
      const missing = need.partitions.filter((entry) => !loaded.partitions.has(entry.path))
      if (missing.length > 0) work.push({ need, loaded, missing })
    }
    const totalBytes = work.reduce((sum, { missing }) => sum + bytesOf(missing), 0)
    let loadedBytes = 0
    for (const { need, loaded, missing } of work) {
      try {
        await this.#load(loaded, missing, options.signal, (bytes) => {
          loadedBytes += bytes
          options.onProgress?.({ loadedBytes, totalBytes })
        })
      } catch (error) {
        // What is in already stays, where it is whole.
        if (isAbort(error)) await this.#show(need, loaded)
        else loaded.isWhole = false
        throw error
      }
      await this.#show(need, loaded)
    }
  }

  /** Forgets everything, so that the next query loads it anew. */
  forget(): void {
    for (const loaded of this.#tables.values()) loaded.isWhole = false
  }

  /** The table with all columns that are needed, of the partitions that it has. */
  async #withColumns(need: TableNeed, before: LoadedTable | undefined, options: LoadOptions): Promise<LoadedTable> {
    const has = before === undefined ? [] : columnsOf(before)
    const isStale =
      before?.isWhole !== true ||
      [...before.partitions.keys()].some((path) => !need.current.has(path)) ||
      has.some((column) => !need.columns.some((one) => one.name === column.name && one.type === column.type))
    if (isStale) return await this.#create(need, before)
    const lacks = need.columns.filter(
      ({ name }) => need.wanted.has(name) && !has.some((column) => column.name === name),
    )
    if (lacks.length === 0) return before
    if (before.parts.length >= MOST_PARTS) return await this.#create(need, before)
    return await this.#widen(need, before, lacks, options)
  }

  async #create(need: TableNeed, before: LoadedTable | undefined): Promise<LoadedTable> {
    const names = new Set([...need.wanted, ...(before === undefined ? [] : columnsOf(before)).map(({ name }) => name)])
    const wanted = need.columns.filter((column) => names.has(column.name))
    const columns = wanted.length > 0 ? wanted : need.columns.slice(0, 1)
    this.#tables.delete(need.name)
    await this.#engine.execute((before?.parts ?? []).map((part) => `DROP TABLE IF EXISTS ${sqlName(part)} CASCADE`))
    const part = await emptyPart(this.#engine, `${need.name} 1`, columns)
    // What belongs to users is shared out among the shards; other tables are in each of them.
    const isOfUsers = need.columns.some((column) => column.name === 'user_key' && column.role === 'user')
    const reader = new PartitionReader(isOfUsers ? this.#shard : null)
    const loaded = { parts: [part], partitions: new Map(), reader, rows: 0, isWhole: true }
    await this.#show(need, loaded)
    this.#tables.set(need.name, loaded)
    return loaded
  }

  /**
   * The table with a further part: its columns alone are read, of the partitions that the table has, in the same order.
   * A partition that reads as other rows than before (it was set aside meanwhile) makes it load everything anew.
   */
  async #widen(
    need: TableNeed,
    before: LoadedTable,
    lacks: readonly ColumnSchema[],
    { signal, onProgress }: LoadOptions,
  ): Promise<LoadedTable> {
    const part = await emptyPart(this.#engine, `${need.name} ${before.parts.length + 1}`, lacks)
    const added: LoadedTable = { parts: [part], partitions: new Map(), reader: before.reader, rows: 0, isWhole: true }
    const entries = [...before.partitions.values()]
    const totalBytes = bytesOf(entries)
    let loadedBytes = 0
    await this.#load(added, entries, signal, (bytes) => {
      loadedBytes += bytes
      onProgress?.({ loadedBytes, totalBytes })
    })
    const parts = [...before.parts, part]
    if (added.rows !== before.rows) return await this.#create(need, { ...before, parts })
    const loaded = { ...before, parts }
    await this.#show(need, loaded)
    this.#tables.set(need.name, loaded)
    return loaded
  }

  /** The view in the schema `stored`, anew because a part may have other types than before. */
  async #show(need: TableNeed, loaded: LoadedTable): Promise<void> {
    const names = new Set(columnsOf(loaded).map(({ name }) => name))
    const columns = need.columns.filter(({ name }) => names.has(name)).map(({ name }) => quote(name))
    const rows = loaded.parts.map(sqlName).join(' POSITIONAL JOIN ')
    const view = `stored.${quote(need.name)}`
    this.#version++
    await this.#engine.execute([`CREATE OR REPLACE VIEW ${view} AS SELECT ${columns.join(', ')} FROM ${rows}`])
  }

  async #load(
    loaded: LoadedTable,
    entries: readonly PartitionEntry[],
    signal: AbortSignal | undefined,
    onBytes: (bytes: number) => void,
  ): Promise<void> {
    const wanted = columnsOf(loaded).map((column) => column.name)
    let group: ColumnBatch[] = []
    let taken: PartitionEntry[] = []
    let bytes = 0
    const flush = async (): Promise<void> => {
      throwIfAborted(signal)
      loaded.isWhole = false
      if (group.length > 0) for (const part of loaded.parts) await insertRows(this.#engine, part, loaded.reader, group)
      loaded.isWhole = true
      for (const entry of taken) loaded.partitions.set(entry.path, entry)
      loaded.rows += group.reduce((sum, batch) => sum + batch.rowCount, 0)
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
