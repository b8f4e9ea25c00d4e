import { elementAt } from '../base/required'
import type { DataType } from 'apache-arrow'
import { throwIfAborted } from '../base/abort'
import type { ColumnSchema, ColumnType } from '../model/schema'
import type { PartitionEntry } from '../store/manifest'
import type { Engine } from './engine'
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

interface Loaded {
  readonly columns: readonly ColumnSchema[]
  readonly partitions: Set<string>
  readonly reader: PartitionReader
  enumValues: number
  enumVersion: number
}

/** Bytes of partition files that go into the engine in one insert. */
const GROUP_BYTES = 48 * 2 ** 20
/** Files that are read before their turn. */
const READ_AHEAD = 4
/** Columns of few values become ENUMs: filters and groups on them run on small integers. */
const ENUM_LIMIT = 2_000

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  boolean: 'BOOLEAN',
  integer: 'BIGINT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  json: 'VARCHAR',
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/**
 * The SQL type of a stored column: users' keys are smaller than other integers. A file's own column may have any name.
 */
export function sqlType(column: ColumnSchema): string {
  return column.name === 'user_key' && column.role === 'user' ? 'INTEGER' : SQL_TYPES[column.type]
}

/**
 * Which partitions and columns of which tables are in the engine (schema `stored`), and how more get there. Loading
 * only grows a table; a new column, a replaced partition or a restarted engine loads it anew.
 */
export class LoadedTables {
  readonly #engine: Engine
  readonly #read: (entry: PartitionEntry) => Promise<Uint8Array | null>
  readonly #tables = new Map<string, Loaded>()
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
    const work: { need: TableNeed; loaded: Loaded; missing: readonly PartitionEntry[] }[] = []
    for (const need of needs) {
      const before = this.#tables.get(need.name)
      const stale =
        before === undefined ||
        [...before.partitions].some((path) => !need.current.has(path)) ||
        [...need.wanted].some((name) => !before.columns.some((column) => column.name === name)) ||
        before.columns.some(
          (column) => !need.columns.some((one) => one.name === column.name && one.type === column.type),
        )
      const loaded = stale ? await this.#create(need, before, options.signal) : before
      changed ||= stale
      const missing = need.partitions.filter((entry) => !loaded.partitions.has(entry.path))
      if (missing.length > 0) work.push({ need, loaded, missing })
    }
    const totalBytes = work.reduce(
      (sum, { missing }) => sum + missing.reduce((bytes, entry) => bytes + entry.bytes, 0),
      0,
    )
    let loadedBytes = 0
    for (const { need, loaded, missing } of work) {
      changed = true
      await this.#load(need.name, loaded, missing, options.signal, (bytes) => {
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

  async #create(need: TableNeed, before: Loaded | undefined, signal?: AbortSignal): Promise<Loaded> {
    const names = new Set([...need.wanted, ...(before?.columns.map((column) => column.name) ?? [])])
    const wanted = need.columns.filter((column) => names.has(column.name))
    const columns = wanted.length > 0 ? wanted : need.columns.slice(0, 1)
    const table = `stored.${quote(need.name)}`
    await this.#engine.execute(
      [
        `DROP TABLE IF EXISTS ${table} CASCADE`,
        `CREATE TABLE ${table} (${columns.map((column) => `${quote(column.name)} ${sqlType(column)}`).join(', ')})`,
      ],
      signal,
    )
    const loaded: Loaded = {
      columns,
      partitions: new Set(),
      reader: new PartitionReader(),
      enumValues: 0,
      enumVersion: 0,
    }
    this.#tables.set(need.name, loaded)
    return loaded
  }

  async #load(
    name: string,
    loaded: Loaded,
    entries: readonly PartitionEntry[],
    signal: AbortSignal | undefined,
    onBytes: (bytes: number) => void,
  ): Promise<void> {
    const wanted = loaded.columns.map((column) => column.name)
    let group: ColumnBatch[] = []
    let paths: string[] = []
    let bytes = 0
    const flush = async (): Promise<void> => {
      if (group.length > 0) await this.#insert(name, loaded, group, signal)
      for (const path of paths) loaded.partitions.add(path)
      group = []
      paths = []
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
      paths.push(entry.path)
      bytes += batches.reduce((sum, batch) => sum + batch.columns.reduce((all, data) => all + data.byteLength, 0), 0)
      onBytes(entry.bytes)
      if (bytes >= GROUP_BYTES) await flush()
    }
    await flush()
  }

  async #insert(name: string, loaded: Loaded, batches: readonly ColumnBatch[], signal?: AbortSignal): Promise<void> {
    const has = new Set(elementAt(batches, 0).names)
    const stream = loaded.reader.stream(batches)
    const event =
      has.has('event') && loaded.columns.some((column) => column.name === 'event') ? loaded.reader.values('event') : []
    if (event.length > loaded.enumValues) await this.#fitEnum(name, loaded, event, signal)
    if (loaded.columns.every((column, index) => elementAt(batches, 0).names[index] === column.name)) {
      throwIfAborted(signal)
      await this.#engine.insert(name, stream, { schema: 'stored', create: false })
      return
    }
    // A part that lacks columns (or the users file, which has no key) goes through a table of its own; one that lacks
    // all columns that are wanted is so many rows.
    const isEmpty = has.size === 0
    await this.#engine.execute(['DROP TABLE IF EXISTS arriving'], signal)
    if (!isEmpty) await this.#engine.insert('arriving', stream)
    const from = isEmpty ? `range(${batches.reduce((sum, batch) => sum + batch.rowCount, 0)}) rows(rowid)` : 'arriving'
    const target = loaded.columns.map((column) => quote(column.name)).join(', ')
    const values = loaded.columns
      .map((column) => {
        // The users file is a dictionary: row n is the user with key n.
        if (!has.has(column.name))
          return column.name === 'user_key' && column.role === 'user' ? 'rowid::INTEGER' : 'NULL'
        if (column.name === 'event' && loaded.enumVersion > 0)
          return `CAST(event AS ${this.#enumName(name, loaded.enumVersion)})`
        return `CAST(${quote(column.name)} AS ${sqlType(column)})`
      })
      .join(', ')
    await this.#engine.execute(
      [
        `INSERT INTO stored.${quote(name)} (${target}) SELECT ${values} FROM ${from}`,
        ...(isEmpty ? [] : ['DROP TABLE arriving']),
      ],
      signal,
    )
  }

  #enumName(table: string, version: number): string {
    return quote(`${table} event ${version}`)
  }

  /**
   * Values sorted, so that ordering and comparing by the ENUM is alphabetical, as it is for text. Too many values stay
   * text.
   */
  async #fitEnum(table: string, loaded: Loaded, values: readonly string[], signal?: AbortSignal): Promise<void> {
    const alter = `ALTER TABLE stored.${quote(table)} ALTER COLUMN event TYPE`
    if (values.length > ENUM_LIMIT || values.some((value) => value.includes('\0'))) {
      if (loaded.enumVersion > 0) await this.#engine.execute([`${alter} VARCHAR USING event::VARCHAR`], signal)
      loaded.enumVersion = 0
      loaded.enumValues = Infinity
      return
    }
    const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    loaded.enumVersion++
    loaded.enumValues = values.length
    const type = this.#enumName(table, loaded.enumVersion)
    await this.#engine.execute(
      [
        `DROP TYPE IF EXISTS ${type}`,
        `CREATE TYPE ${type} AS ENUM (${sorted.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')})`,
        `${alter} ${type} USING event::VARCHAR::${type}`,
      ],
      signal,
    )
  }
}
