import { required } from '../../base/required'
import { EmptyTables } from '../../engine/emptyTables'
import type { Engine } from '../../engine/engine'
import { sqlFault, unknownTable } from '../../engine/failures'
import { LoadedTables, type LoadProgress, type TableNeed } from '../../engine/loadedTables'
import { zoneMacros } from '../../engine/zoneMacros'
import { deriveFile } from '../../ingest/derived/deriveStored'
import { isLatheError, LatheError } from '../../model/error'
import { storedFiles } from '../../store/damage'
import type { Manifest, PartitionEntry } from '../../store/manifest'
import { catalogOf } from './catalog'
import type { AnswerNote, QueryPlan } from '../contract/plan'
import type { Catalog } from '../contract/catalog'
import { identifier, literal } from '../sql/literal'
import { missingNotes } from './missingNotes'
import { nearest } from '../sql/nearest'
import {
  readsOtherTimes,
  storedTables,
  tableNeeds,
  visibleColumns,
  type StoredTable,
  type VisibleColumn,
} from './needs'
import { castUnreadable } from './castUnreadable'
import { isDescription, readReadingSql, type ReadingSql } from './readingSql'
import { shellSql } from './shellSql'
import { ALL_EVENTS } from '../sql/eventSource'

/** What a session reads of a workspace. */
export interface SessionStore {
  readonly manifest: Manifest
  /**
   * Null for a file that is missing. Throws `workspace-changed` where it is gone because the manifest is not the
   * newest.
   */
  readPartition(entry: PartitionEntry): Promise<Uint8Array | null>
  /** Reads the manifest anew. */
  reload(): Promise<unknown>
}

export interface SessionAnswer {
  /** One Arrow IPC stream; it may hold a few rows more than the limit. */
  readonly ipc: Uint8Array<ArrayBuffer>
  readonly rowCount: number
  readonly truncated: boolean
  readonly elapsedMs: number
  readonly sql: string
  readonly shellSql: string
  readonly rowsRead: number
  /** Who was left out, and what of the stored data is missing. */
  readonly notes: readonly AnswerNote[]
}

export interface SessionOptions {
  readonly limitRows?: number
  readonly signal?: AbortSignal
  readonly onLoad?: (progress: LoadProgress) => void
}

/** How many texts' reads are remembered. */
const REMEMBERED = 500

/**
 * A workspace's tables and the engine together: takes one statement that only reads, brings in what it reads, defines
 * the macros of its zone, runs it. One query at a time; the same in the window's worker and in the terminal.
 */
export class Session {
  readonly #store: SessionStore
  readonly #engine: Engine
  readonly #loaded: LoadedTables
  readonly #empty: EmptyTables
  /** What each text reads of the tables as they are now. */
  readonly #reads = new Map<string, ReadingSql>()
  #turn: Promise<unknown> = Promise.resolve()
  /**
   * Files that were missing when their rows were asked for: the engine lacks them, or has what could be derived of
   * them.
   */
  readonly #missing = new Set<string>()
  #macros = ''
  /** The text of each view as it is defined in the engine, and the engine's generation. */
  readonly #views = new Map<string, string>()
  #viewsOf = -1

  constructor(store: SessionStore, engine: Engine) {
    this.#store = store
    this.#engine = engine
    this.#loaded = new LoadedTables(engine, (entry) => this.#read(entry))
    this.#empty = new EmptyTables(engine)
  }

  catalog(): Catalog {
    return catalogOf(this.#store.manifest)
  }

  /**
   * Runs a plan. Its SQL may be one statement that only reads, of the workspace's tables alone: anything else is
   * `bad-sql` before anything runs. Throws what the engine and the store throw.
   */
  run(plan: QueryPlan, options: SessionOptions = {}): Promise<SessionAnswer> {
    const turn = this.#turn.then(
      () => this.#run(plan, options),
      () => this.#run(plan, options),
    )
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #run(plan: QueryPlan, options: SessionOptions): Promise<SessionAnswer> {
    try {
      return await this.#attempt(plan, options)
    } catch (error) {
      if (!isLatheError(error, 'workspace-changed')) throw error
      await this.#store.reload()
      return this.#attempt(plan, options)
    }
  }

  async #attempt(plan: QueryPlan, options: SessionOptions): Promise<SessionAnswer> {
    const tables = storedTables(this.#store.manifest)
    const { sql, reads, usesLocalTimes } = await this.#readsOf(plan.sql, tables, options.signal).catch(
      (error: unknown) => {
        throw withTables(error, tables)
      },
    )
    const needs = tableNeeds(reads, tables, plan.range)
    await this.#lookAgain(needs)
    const signal = options.signal === undefined ? {} : { signal: options.signal }
    const changed = await this.#loaded.ensure(needs, {
      ...signal,
      ...(options.onLoad === undefined ? {} : { onProgress: options.onLoad }),
    })
    const looksUpUsers = reads.some(
      (read) => read.columns.has('user_id') && tables.some((table) => table.name === read.table && table.isEvents),
    )
    await this.#defineViews(tables, looksUpUsers, changed, options.signal)
    const isNear = plan.localTimes === 'stored' && !readsOtherTimes(reads, tables)
    const reach = isNear ? 'data' : 'wide'
    if (usesLocalTimes) await this.#defineMacros(plan.timezone ?? this.#store.manifest.timezone, reach, options.signal)
    const limit = options.limitRows === undefined ? {} : { limitRows: options.limitRows }
    const answer = isDescription(sql)
      ? await this.#engine.describe(sql, options.signal).catch((error: unknown) => {
          throw pivotDescribed(error, plan.sql)
        })
      : await this.#engine.query(await castUnreadable(sql, this.#engine, options.signal), { ...signal, ...limit })
    return {
      ...answer,
      truncated: options.limitRows !== undefined && answer.rowCount > options.limitRows,
      sql: plan.sql,
      shellSql: shellSql(
        plan,
        this.#store.manifest,
        reads.map((read) => read.table),
        usesLocalTimes ? reach : null,
      ),
      rowsRead: needs.reduce((sum, need) => sum + need.partitions.reduce((rows, entry) => rows + entry.rows, 0), 0),
      notes: missingNotes(needs, this.#missing),
    }
  }

  /** A stored file or, where it is missing, what can be derived of it; what is still lacking is noted. */
  async #read(entry: PartitionEntry): Promise<Uint8Array | null> {
    const bytes = await this.#store.readPartition(entry)
    if (bytes !== null) return bytes
    const file = storedFiles(this.#store.manifest).find((one) => one.entry.path === entry.path)
    const derived = file === undefined ? null : await deriveFile(this.#store, file)
    if (derived?.isComplete !== true) this.#missing.add(entry.path)
    return derived?.bytes ?? null
  }

  /** What was missing when it was loaded may have been put back since: then all is loaded anew. */
  async #lookAgain(needs: readonly TableNeed[]): Promise<void> {
    for (const entry of needs.flatMap((need) => need.partitions)) {
      if (!this.#missing.has(entry.path) || (await this.#store.readPartition(entry)) === null) continue
      this.#missing.clear()
      this.#loaded.forget()
    }
  }

  /** What a text reads, asked of the engine once as long as the tables stay the same. */
  async #readsOf(sql: string, tables: readonly StoredTable[], signal?: AbortSignal): Promise<ReadingSql> {
    const named = tables.map((table) => ({
      name: table.name,
      columns: visibleColumns(table, []).map(({ name, sqlType }) => ({ name, sqlType })),
    }))
    const events = tables.filter((table) => table.isEvents).map((table) => table.name)
    if (await this.#empty.define(named, events.length === 0 ? [] : [{ name: ALL_EVENTS, of: events }], signal))
      this.#reads.clear()
    const known = this.#reads.get(sql)
    if (known !== undefined) return known
    const found = await readReadingSql(sql, this.#empty, this.#engine, signal)
    if (this.#reads.size >= REMEMBERED) this.#reads.delete(required(this.#reads.keys().next().value))
    this.#reads.set(sql, found)
    return found
  }

  /**
   * One view a table with all its columns, whether they are loaded or not, so that `*` and DESCRIBE mean the same at
   * all times; the users' names only where this query reads them, since the engine joins them even where nobody does.
   */
  async #defineViews(
    tables: readonly StoredTable[],
    withUsers: boolean,
    changed: boolean,
    signal?: AbortSignal,
  ): Promise<void> {
    if (this.#viewsOf !== this.#engine.generation) this.#views.clear()
    this.#viewsOf = this.#engine.generation
    const files = this.#store.manifest.sources.map((source) => source.name)
    const texts = new Map(
      tables.map((table) => [table.name, this.#selectView(table, visibleColumns(table, files), withUsers)]),
    )
    const events = tables.filter((table) => table.isEvents)
    if (events.length > 0)
      texts.set(ALL_EVENTS, events.map((table) => required(texts.get(table.name))).join(' UNION ALL BY NAME '))
    const isLoaded = (name: string): boolean =>
      name === ALL_EVENTS ? events.some((table) => isLoaded(table.name)) : this.#loaded.columns(name).length > 0
    const gone = [...this.#views.keys()].filter((name) => !texts.has(name))
    const stale = [...texts].filter(([name, text]) => this.#views.get(name) !== text || (changed && isLoaded(name)))
    if (gone.length === 0 && stale.length === 0) return
    await this.#engine.execute(
      [
        [
          ...gone.map((name) => `DROP VIEW IF EXISTS ${identifier(name)}`),
          ...stale.map(([name, text]) => `CREATE OR REPLACE VIEW ${identifier(name)} AS ${text}`),
        ].join(';\n'),
      ],
      signal,
    )
    for (const name of gone) this.#views.delete(name)
    for (const [name, text] of stale) this.#views.set(name, text)
  }

  #selectView(table: StoredTable, columns: readonly VisibleColumn[], withUsers: boolean): string {
    const loaded = new Set(this.#loaded.columns(table.name).map((column) => column.name))
    const isThere = (column: VisibleColumn): boolean =>
      column.of.every((name) => loaded.has(name)) && (!column.ofUsers || withUsers)
    const parts = columns.map(
      (column) => `${isThere(column) ? column.sql : notLoaded(table.name, column)} AS ${identifier(column.name)}`,
    )
    return loaded.size > 0
      ? `SELECT ${parts.join(', ')} FROM stored.${identifier(table.name)} s`
      : `SELECT ${parts.join(', ')} WHERE CAST(${literal(`The table ${table.name} is not loaded`)} AS BOOLEAN)`
  }

  async #defineMacros(timezone: string, reach: 'wide' | 'data', signal?: AbortSignal): Promise<void> {
    const catalog = this.catalog()
    const minTs = catalog.tables.reduce<number | null>(
      (low, table) => (table.minTs !== null && (low === null || table.minTs < low) ? table.minTs : low),
      null,
    )
    const maxTs = catalog.tables.reduce<number | null>(
      (high, table) => (table.maxTs !== null && (high === null || table.maxTs > high) ? table.maxTs : high),
      null,
    )
    const statements = zoneMacros(timezone, minTs, maxTs, reach)
    const key = `${this.#engine.generation}\n${statements.join('\n')}`
    if (key === this.#macros) return
    await this.#engine.execute(statements, signal)
    this.#macros = key
  }
}

/**
 * What stands in a view for a column that is not loaded: an error when it is read. The engine is asked before what a
 * query reads, so that nobody sees it; a column that was missed can never pass for one without values.
 */
function notLoaded(table: string, { name, sqlType }: VisibleColumn): string {
  const text = literal(`The column ${name} of ${table} is not loaded`)
  return sqlType === 'VARCHAR' ? `CAST(CAST(${text} AS BIGINT) AS VARCHAR)` : `CAST(${text} AS ${sqlType})`
}

/** PIVOT without IN takes its columns from values, which a description does not read. */
function pivotDescribed(error: unknown, sql: string): unknown {
  return sqlFault(error) === 'several-statements'
    ? new LatheError(
        'bad-sql',
        'A PIVOT that is described must name its values with IN (…).',
        { sql },
        { cause: error },
      )
    : error
}

/** DuckDB looks for near names among its own tables: the workspace's are what was meant. */
function withTables(error: unknown, tables: readonly StoredTable[]): unknown {
  const unknown = unknownTable(error)
  if (unknown === null || !isLatheError(error, 'bad-sql')) return error
  const names = tables.map((table) => table.name)
  const near = nearest(unknown, names)
  return new LatheError(
    'bad-sql',
    `There is no table “${unknown}”; ${near.length > 0 ? `did you mean ${near.join(' or ')}?` : `the tables are ${names.join(', ')}.`}`,
    error.payload,
    { cause: error },
  )
}
