import type { Engine } from '../engine/engine'
import { LoadedTables, type LoadProgress, type TableNeed } from '../engine/loadedTables'
import { zoneMacros } from '../engine/zoneMacros'
import { deriveFile } from '../ingest/deriveStored'
import { isLatheError, LatheError } from '../model/error'
import type { ColumnSchema } from '../model/schema'
import { storedFiles } from '../store/damage'
import type { Manifest, PartitionEntry } from '../store/manifest'
import { catalogOf } from './catalog'
import type { AnswerNote, Catalog, QueryPlan } from './definition'
import { identifier } from './literal'
import { missingNotes } from './missingNotes'
import { nearest } from './nearest'
import { readsOtherTimes, storedTables, tableNeeds, type StoredTable } from './needs'
import { castUnreadable } from './castUnreadable'
import { shellSql } from './shellSql'
import { ALL_EVENTS } from './source'

/** What a session reads of a workspace. */
export interface SessionStore {
  readonly manifest: Manifest
  /** Null for a file that is missing. Throws `workspace-changed` where it is gone because the manifest is not the newest. */
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

/**
 * A workspace's tables and the engine together: brings in what a query names, defines the macros of its zone, runs it.
 * One query at a time; the same in the window's worker and in the terminal.
 */
export class Session {
  readonly #store: SessionStore
  readonly #engine: Engine
  readonly #loaded: LoadedTables
  #turn: Promise<unknown> = Promise.resolve()
  /** Files that were missing when their rows were asked for: the engine lacks them, or has what could be derived of them. */
  readonly #missing = new Set<string>()
  #macros = ''
  #views = ''

  constructor(store: SessionStore, engine: Engine) {
    this.#store = store
    this.#engine = engine
    this.#loaded = new LoadedTables(engine, (entry) => this.#read(entry))
  }

  catalog(): Catalog {
    return catalogOf(this.#store.manifest)
  }

  /** Runs a plan. Throws what the engine and the store throw; a name that the SQL gives in a way that the text scan missed makes it load all columns and try once more. */
  run(plan: QueryPlan, options: SessionOptions = {}): Promise<SessionAnswer> {
    const turn = this.#turn.then(() => this.#run(plan, options), () => this.#run(plan, options))
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #run(plan: QueryPlan, options: SessionOptions): Promise<SessionAnswer> {
    try {
      return await this.#attempt(plan, options, false)
    } catch (error) {
      if (isLatheError(error, 'workspace-changed')) {
        await this.#store.reload()
        return this.#attempt(plan, options, false)
      }
      const missingName = isLatheError(error, 'bad-sql') && /not found|does not have|Referenced column|does not exist/i.test(error.message)
      if (!missingName) throw error
      return this.#attempt(plan, options, true).catch((second: unknown) => { throw this.#withTables(second) })
    }
  }

  /** DuckDB looks for near names among its own tables: the workspace's are what was meant. */
  #withTables(error: unknown): unknown {
    const unknown = isLatheError(error, 'bad-sql') ? /Table with name (.+?) does not exist/.exec(error.message)?.[1] : undefined
    if (unknown === undefined || !isLatheError(error, 'bad-sql')) return error
    const names = storedTables(this.#store.manifest).map((table) => table.name)
    const near = nearest(unknown, names)
    return new LatheError('bad-sql', `There is no table “${unknown}”; ${near.length > 0 ? `did you mean ${near.join(' or ')}?` : `the tables are ${names.join(', ')}.`}`, error.payload, { cause: error })
  }

  async #attempt(plan: QueryPlan, options: SessionOptions, allColumns: boolean): Promise<SessionAnswer> {
    const tables = storedTables(this.#store.manifest)
    const needs = tableNeeds(plan.sql, tables, plan.range, allColumns)
    await this.#lookAgain(needs)
    const signal = options.signal === undefined ? {} : { signal: options.signal }
    const users = needs.some((need) => need.name === 'users') ? [] : tableNeeds('users', tables, undefined).map((need) => ({ ...need, partitions: [] }))
    const changed = await this.#loaded.ensure([...needs, ...(this.#loaded.columns('users').length === 0 ? users : [])],
      { ...signal, ...(options.onLoad === undefined ? {} : { onProgress: options.onLoad }) })
    await this.#defineViews(tables, changed, options.signal)
    await this.#defineMacros(plan.timezone ?? this.#store.manifest.timezone, readsOtherTimes(plan.sql, needs) ? 'wide' : 'data', options.signal)
    const answer = await this.#engine.query(await castUnreadable(plan.sql, this.#engine, options.signal), { ...signal, ...(options.limitRows === undefined ? {} : { limitRows: options.limitRows }) })
    return {
      ...answer,
      truncated: options.limitRows !== undefined && answer.rowCount > options.limitRows,
      sql: plan.sql,
      shellSql: shellSql(plan, this.#store.manifest),
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
      if (!this.#missing.has(entry.path) || await this.#store.readPartition(entry) === null) continue
      this.#missing.clear()
      this.#loaded.forget()
    }
  }

  /** One view a table: event tables get user_id back from the dictionary, `_source` opens into _file and _line. */
  async #defineViews(tables: readonly StoredTable[], changed: boolean, signal?: AbortSignal): Promise<void> {
    const statements: string[] = []
    for (const table of tables) {
      const columns = this.#loaded.columns(table.name)
      if (columns.length > 0) statements.push(`CREATE OR REPLACE VIEW ${identifier(table.name)} AS ${this.#selectView(table, columns)}`)
    }
    const events = tables.filter((table) => table.isEvents && this.#loaded.columns(table.name).length > 0)
    if (events.length > 0) {
      statements.push(`CREATE OR REPLACE VIEW ${ALL_EVENTS} AS ${events.map((table) => this.#selectView(table, this.#loaded.columns(table.name))).join(' UNION ALL BY NAME ')}`)
    }
    const key = `${this.#engine.generation}\n${statements.join('\n')}`
    if (!changed && key === this.#views) return
    await this.#engine.execute(statements, signal)
    this.#views = key
  }

  #selectView(table: StoredTable, columns: readonly ColumnSchema[]): string {
    const parts = columns.map((column) => `s.${identifier(column.name)}`)
    if (table.isEvents) parts.splice(1, 0, '(SELECT u.user_id FROM stored.users u WHERE u.user_key = s.user_key) AS user_id')
    if (columns.some((column) => column.name === '_source')) {
      parts.push('(s._source >> 40)::INTEGER AS _file_index', '(s._source & 1099511627775)::BIGINT AS _line', this.#fileNames())
    }
    return `SELECT ${parts.join(', ')} FROM stored.${identifier(table.name)} s`
  }

  #fileNames(): string {
    const names = this.#store.manifest.sources.map((source) => `'${source.name.replaceAll("'", "''")}'`)
    return names.length === 0 ? 'NULL::VARCHAR AS _file' : `([${names.join(', ')}])[(s._source >> 40) + 1] AS _file`
  }

  async #defineMacros(timezone: string, reach: 'wide' | 'data', signal?: AbortSignal): Promise<void> {
    const catalog = this.catalog()
    const minTs = catalog.tables.reduce<number | null>((low, table) => (table.minTs !== null && (low === null || table.minTs < low) ? table.minTs : low), null)
    const maxTs = catalog.tables.reduce<number | null>((high, table) => (table.maxTs !== null && (high === null || table.maxTs > high) ? table.maxTs : high), null)
    const statements = zoneMacros(timezone, minTs, maxTs, reach)
    const key = `${this.#engine.generation}\n${statements.join('\n')}`
    if (key === this.#macros) return
    await this.#engine.execute(statements, signal)
    this.#macros = key
  }
}
