import { throwIfAborted } from '../../base/abort'
import { required } from '../../base/required'
import { EmptyTables } from '../../engine/emptyTables'
import type { Engine } from '../../engine/engine'
import { LoadedTables, type TableNeed } from '../../engine/loadedTables'
import type { Shard } from '../../engine/shard'
import { zoneMacros } from '../../engine/zoneMacros'
import { deriveFile } from '../../ingest/derived/deriveStored'
import { EMPTY_MODEL, type DataModel } from '../../model/dataModel'
import { isLatheError } from '../../model/error'
import { madeColumns } from '../../model/madeColumns'
import { USERS, type ColumnSchema } from '../../model/schema'
import { localDayReader } from '../../model/zone'
import type { ReadRows } from '../../sequence/keptTimeline'
import { ReadColumns } from '../../sequence/readColumns'
import type { ScannedRows } from '../../sequence/scannedRows'
import type { Timeline } from '../../sequence/timeline'
import { storedFiles } from '../../store/damage'
import type { PartitionEntry } from '../../store/manifest'
import type { ReadInto } from '../../store/readAhead'
import type { RowTest } from '../../store/rowTest'
import type { Catalog } from '../contract/catalog'
import type { QueryPlan, ScanRequest, SequenceRequest, StoredEvents } from '../contract/plan'
import { ReadableSql } from './readableSql'
import { catalogOf } from './catalog'
import { KeptAnswers } from './keptAnswers'
import { missingNotes } from './missingNotes'
import { modelReads, type ModelReads, type ModelTables } from './modelViews'
import { namedColumns, namedTables } from './namedTables'
import { askedTests, fewNeeds, readsOtherTimes, storedTables, tableNeeds, type StoredTable } from './needs'
import { tableSql } from '../sql/literal'
import { shownSql } from './passText'
import { isDescription, readReadingSql, type ReadingSql } from './readingSql'
import type { AnswerAbout, FilesRead, Planned, SessionAnswer, SessionOptions, SessionStore } from './sessionAnswer'
import { pivotDescribed, withTables } from './sessionFaults'
import { Shards } from './shards'
import { readStoredTimeline } from './storedTimeline'
import { sharedReads } from './sharedReads'
import { shellSql } from './shellSql'
import { shellAliases, shellViews, WorkspaceViews } from './workspaceViews'

/** How many texts' reads are remembered, and how long these texts may be. */
const REMEMBERED = 500
const LONGEST_REMEMBERED = 100_000

/** How a session shares out the users of its workspace. */
export interface Sharing {
  /** What its own engine has; all users where absent. */
  readonly shard?: Shard
  /** Further engines, each for a part of the users, for what adds up over users. */
  readonly engines?: readonly Engine[]
  /** From how many rows on they are asked. */
  readonly leastRows?: number
}

/**
 * A workspace's tables and the engine together: takes one statement that only reads, brings in what it reads, defines
 * the macros of its zone, runs it. One query at a time; the same in the window's worker and in the terminal.
 */
export class Session {
  readonly #store: SessionStore
  readonly #engine: Engine
  readonly #readModel: () => Promise<DataModel>
  readonly #loaded: LoadedTables
  readonly #empty: EmptyTables
  /** What each text reads of the tables as they are now. */
  readonly #reads = new Map<string, ReadingSql>()
  readonly #casts: ReadableSql
  readonly #ended = new AbortController()
  #turn: Promise<unknown> = Promise.resolve()
  /**
   * Files that were missing when their rows were asked for: the engine lacks them, or has what could be derived of
   * them.
   */
  readonly #missing = new Set<string>()
  #macros = ''
  readonly #kept = new KeptAnswers()
  readonly #views: WorkspaceViews
  readonly #shards: Shards
  readonly #readInto: ReadInto = (entry, room) => this.#read(entry, room)

  /** `readModel` gives the workspace's model as it is now; it is asked before each query. */
  constructor(
    store: SessionStore,
    engine: Engine,
    readModel: () => Promise<DataModel> = () => Promise.resolve(EMPTY_MODEL),
    { shard, engines = [], leastRows }: Sharing = {},
  ) {
    this.#store = store
    this.#engine = engine
    this.#casts = new ReadableSql(engine)
    this.#readModel = readModel
    this.#loaded = new LoadedTables(engine, (entry) => this.#read(entry), shard ?? null)
    this.#empty = new EmptyTables(engine)
    this.#views = new WorkspaceViews(engine, this.#loaded)
    const of = engines.length
    const read = sharedReads(store, of)
    this.#shards = new Shards(
      store,
      engines.map((one, index) => new Session(read, one, readModel, { shard: { index, of } })),
      leastRows,
    )
  }

  /** Files that were missing when their rows were asked for. */
  get missing(): ReadonlySet<string> {
    return new Set([...this.#missing, ...this.#shards.missing])
  }

  catalog(): Catalog {
    return catalogOf(this.#store.manifest)
  }

  /**
   * Runs a plan. Its SQL may be one statement that only reads, of the workspace's tables alone: anything else is
   * `bad-sql` before anything runs. Throws what the engine and the store throw.
   */
  run(plan: QueryPlan, options: SessionOptions = {}): Promise<SessionAnswer> {
    return this.#inTurn(options, (own) => this.#run(plan, own))
  }

  /**
   * Runs a plan whose answer is small and is asked for again and again (counts): it is remembered as long as data and
   * model stay. Throws what `run` throws.
   */
  runSmall(plan: QueryPlan, options: SessionOptions = {}): Promise<SessionAnswer> {
    return this.#inTurn(options, async (own) => {
      await this.#keepCurrent(plan.model)
      return this.#kept.small.get(plan, () => this.#run(plan, own))
    })
  }

  /**
   * The events that a plan's kernel goes through, read once as long as data and model stay, and what its answer says
   * beside its rows; null where they cannot be had as a timeline. Throws what `run` throws.
   */
  timeline(
    plan: QueryPlan,
    request: SequenceRequest,
    options: SessionOptions = {},
  ): Promise<{ readonly timeline: Timeline; readonly about: AnswerAbout } | null> {
    return this.#inTurn(options, (own) =>
      this.#again(async () => {
        await this.#keepCurrent(plan.model)
        const isDated = request.range !== undefined && (request.range.from !== null || request.range.to !== null)
        const range = isDated ? { range: required(request.range) } : {}
        const key = JSON.stringify([range, plan.timezone, plan.localTimes])
        const { range: _range, finish: _finish, leftOut: _leftOut, addUp: _addUp, ...kept } = plan
        const planned = await this.#plannedPass({ ...kept, ...range }, request, key, own)
        const timeline = await this.#kept.timelines.get(
          request,
          key,
          (sql, limitRows) => {
            const reading = { ...kept, ...range, sql }
            return request.acrossUsers !== true && this.#shards.takes(planned)
              ? this.#shards.rows(reading, { ...own, limitRows })
              : this.#attempt(reading, { ...own, limitRows })
          },
          (_, names) => this.#readStored({ ...kept, ...range }, request, names, own),
        )
        return timeline === null ? null : { timeline, about: this.#told(plan, planned) }
      }),
    )
  }

  /**
   * The stored rows that a plan's scan counts, and what its answer says beside its rows; null where they are not what its
   * SQL reads. Throws what `run` throws.
   */
  scan(
    plan: QueryPlan,
    { table, columns }: ScanRequest,
    options: SessionOptions = {},
  ): Promise<{ readonly rows: ScannedRows; readonly about: AnswerAbout } | null> {
    return this.#inTurn(options, (own) =>
      this.#again(async () => {
        await this.#keepCurrent(plan.model)
        const planned = await this.#planned(plan, own)
        const need = planned.needs.find(({ name }) => name === table)
        if (need === undefined || hasMade(planned.made, table) || planned.made.whole.has(table)) return null
        const isStored = (name: string): boolean => need.columns.some((one) => one.name === name)
        if (!Object.values(columns).every(({ column }) => isStored(column))) return null
        const rows = await this.#kept.rows.get(table, need.partitions, columns, this.#readInto, own.signal)
        return rows === null ? null : { rows, about: this.#told(plan, planned) }
      }),
    )
  }

  /** One after another; what is asked ends with the session. */
  #inTurn<T>(options: SessionOptions, work: (options: SessionOptions) => Promise<T>): Promise<T> {
    const ended = this.#ended.signal
    const signal = options.signal === undefined ? ended : AbortSignal.any([options.signal, ended])
    const turn = this.#turn.then(() => work({ ...options, signal }))
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  /**
   * Cancels all runs, those under way and those to come. Once it is done, nothing of this session touches the engine any
   * more: another workspace may have it.
   */
  async end(): Promise<void> {
    this.#ended.abort()
    await Promise.all([this.#turn, this.#shards.end()])
  }

  #run(plan: QueryPlan, options: SessionOptions): Promise<SessionAnswer> {
    return this.#again(() => this.#attempt(plan, options))
  }

  /** Does something once more where the workspace turns out to have changed. */
  async #again<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!isLatheError(error, 'workspace-changed')) throw error
      await this.#store.reload()
      return work()
    }
  }

  /** The model and the data as they are now: what was read of others is forgotten. */
  async #keepCurrent(tried?: DataModel): Promise<void> {
    const model = tried ?? (await this.#readModel())
    this.#kept.keepFor(JSON.stringify([this.#store.manifest.revision, model]))
  }

  async #attempt(plan: QueryPlan, options: SessionOptions): Promise<SessionAnswer> {
    const { sequence: _kernel, scan: _scan, ...bySql } = plan
    const planned = await this.#planned(plan, options)
    const shared = await this.#attemptShared(bySql, planned, options)
    if (shared !== null) return shared
    const { modelled, made, reach, looksUpUsers } = planned
    const { sql } = planned.asked
    const signal = options.signal === undefined ? {} : { signal: options.signal }
    const loading = { ...signal, ...(options.onLoad === undefined ? {} : { onProgress: options.onLoad }) }
    let needs = this.#fewest(planned, options)
    await this.#loaded.ensure(needs, loading)
    if (needs !== planned.needs && needs.some((need) => need.partitions.some(({ path }) => this.#missing.has(path))))
      await this.#loaded.ensure((needs = planned.needs), loading)
    if (reach !== null) await this.#defineMacros(plan.timezone ?? this.#store.manifest.timezone, reach, options.signal)
    const files = this.#store.manifest.sources.map((source) => source.name)
    await this.#views.define(modelled, made, { looksUpUsers, files }, options.signal)
    const limit = options.limitRows === undefined ? {} : { limitRows: options.limitRows }
    const answer = isDescription(sql)
      ? await this.#engine.describe(sql, options.signal).catch((error: unknown) => {
          throw pivotDescribed(error, plan.sql)
        })
      : await this.#engine.query(await this.#casts.of(sql, planned.asked, options.signal), { ...signal, ...limit })
    return {
      ...answer,
      truncated: options.limitRows !== undefined && answer.rowCount > options.limitRows,
      // Here the SQL itself answered.
      ...this.#told(bySql, { ...planned, needs }),
    }
  }

  /** The answer to what adds up over users, of engines that share them out; null where one engine is to answer. */
  async #attemptShared(plan: QueryPlan, planned: Planned, options: SessionOptions): Promise<SessionAnswer | null> {
    const { addUp, ...rest } = plan
    if (addUp === undefined || !this.#shards.takes(planned)) return null
    const startedAt = performance.now()
    const sql = await this.#shards.addUp(rest, addUp, options)
    if (sql === null) return null
    const answer = await this.#attempt({ ...rest, sql }, options)
    return { ...answer, elapsedMs: performance.now() - startedAt, ...this.#told(rest, planned) }
  }

  /** What is needed of rows that come in no order: as many as are taken, and one more to know that there are more. */
  #fewest({ asked, made, needs }: Planned, { limitRows }: SessionOptions): readonly TableNeed[] {
    const [read] = asked.reads
    if (asked.mostRows === null || read === undefined || made.whole.has(read.table) || hasMade(made, read.table))
      return needs
    const rows = Math.min(asked.mostRows, (limitRows ?? Infinity) + 1)
    return rows === Infinity ? needs : fewNeeds(needs, read.table, rows)
  }

  /**
   * What a plan with a kernel reads. Its SQL reads what the kernel's request does, whatever else is asked of it: that is
   * looked at once for all lookbacks and models.
   */
  async #plannedPass(
    plan: QueryPlan,
    request: SequenceRequest,
    key: string,
    options: SessionOptions,
  ): Promise<Planned> {
    const { analysis, from, where, columns, beside } = request
    const id = JSON.stringify([analysis, from, where, columns, beside, key])
    const known = this.#kept.passes.get(id)
    if (known === undefined) {
      const planned = await this.#planned(plan, options)
      if (this.#kept.passes.size >= REMEMBERED) this.#kept.passes.clear()
      this.#kept.passes.set(id, planned)
      return planned
    }
    await this.#lookAgain(known.needs)
    return known
  }

  /** What a plan reads of the tables as they are now. */
  async #planned(plan: QueryPlan, { signal }: SessionOptions): Promise<Planned> {
    throwIfAborted(signal)
    const tables = storedTables(this.#store.manifest)
    const modelled = await this.#modelTables(tables, plan.model)
    const asked = await this.#readsOf(plan.sql, modelled, signal).catch((error: unknown) => {
      throw withTables(error, tables)
    })
    const made = await modelReads(asked.reads, modelled, (text) => this.#readsOf(text, modelled, signal))
    const { reads } = made
    // A made column may look at other rows of its table.
    const tests = asked.reads.some(({ table }) => hasMade(made, table)) ? undefined : askedTests(asked.reads)
    const needs = tableNeeds(reads, tables, plan.range, made.whole, tests)
    await this.#lookAgain(needs)
    const looksUpUsers = reads.some(
      (read) => read.columns.has('user_id') && tables.some((table) => table.name === read.table && table.isEvents),
    )
    const isNear = plan.localTimes === 'stored' && !readsOtherTimes(reads, tables)
    const usesLocalTimes = asked.usesLocalTimes || made.usesLocalTimes
    const reach: 'data' | 'wide' | null = usesLocalTimes ? (isNear ? 'data' : 'wide') : null
    return { asked, modelled, made, needs, reach, looksUpUsers }
  }

  /** A timeline's rows straight from their files, where the request says which they are. */
  async #readStored(
    plan: QueryPlan,
    request: SequenceRequest,
    names: readonly string[],
    options: SessionOptions,
  ): Promise<ReadRows | null> {
    const { signal, onLoad } = options
    const { stored } = request
    const tables = storedTables(this.#store.manifest)
    const table = tables.find((one) => one.name === stored?.table)
    if (stored === undefined || table === undefined) return null
    const modelled = await this.#modelTables(tables, plan.model)
    const toldBy = (sql: string): Promise<readonly ColumnSchema[] | null> => this.#toldBy(sql, table, modelled, signal)
    const tests = await this.#storedTests(request, stored, table, modelled, signal)
    const all = [{ table: table.name, schema: 'main', columns: new Set<string>() }] as const
    const [need] = tableNeeds(all, tables, plan.range, new Set(), tests)
    return readStoredTimeline(request, stored, names, {
      engine: this.#engine,
      toldBy,
      need: required(need),
      named: namedColumns(table.name, modelled),
      read: this.#readInto,
      usersOf: (where) => this.#usersOf(where, plan, options),
      dayOf: localDayReader(plan.timezone ?? this.#store.manifest.timezone),
      ...(signal === undefined ? {} : { signal }),
      ...(onLoad === undefined ? {} : { onProgress: onLoad }),
    })
  }

  /** What a request's events have to meet, of its one table as it is stored. */
  async #storedTests(
    { where }: SequenceRequest,
    stored: StoredEvents,
    table: StoredTable,
    modelled: ModelTables,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, RowTest>> {
    const there = (stored.there ?? []).map((column): RowTest => ({ column, is: 'not null' }))
    const sql = `SELECT 1 FROM ${stored.from} WHERE (${stored.where}) AND (${where})`
    const asked = await this.#readsIfPlanned(sql, modelled, signal)
    const isStored = (name: string): boolean => table.columns.some((one) => one.name === name)
    const isOfRows = asked?.reads.every((read) => read.table === table.name && [...read.columns].every(isStored))
    const told = isOfRows === true ? askedTests(asked?.reads ?? []).get(table.name) : undefined
    return new Map([[table.name, { all: told === undefined ? there : [...there, told] }]])
  }

  /** What a text reads; null where it cannot be planned. */
  #readsIfPlanned(sql: string, modelled: ModelTables, signal?: AbortSignal): Promise<ReadingSql | null> {
    return this.#readsOf(sql, modelled, signal).catch((error: unknown) => {
      if (isLatheError(error, 'bad-sql')) return null
      throw error
    })
  }

  /** The keys of the users for whom a condition holds, which may look at all dates. */
  async #usersOf(where: string, plan: QueryPlan, options: SessionOptions): Promise<Int32Array> {
    const { range: _range, ...asked } = plan
    const users = { ...asked, sql: `SELECT user_key FROM ${tableSql(USERS)} WHERE ${where}` }
    const { ipc } = await this.#kept.small.get(users, () => this.#attempt(users, options))
    return new ReadColumns(ipc).integers('user_key')
  }

  /** The stored columns by which a SELECT tells each row of a table; null where it looks at more, or cannot be planned. */
  async #toldBy(
    sql: string,
    table: StoredTable,
    modelled: ModelTables,
    signal?: AbortSignal,
  ): Promise<readonly ColumnSchema[] | null> {
    const asked = await this.#readsIfPlanned(sql, modelled, signal)
    if (asked === null) return null
    const [read] = asked.reads
    if (!asked.ofEachRow || asked.usesLocalTimes || asked.reads.length !== 1 || read?.table !== table.name) return null
    const columns = [...read.columns].map((name) => table.columns.find((one) => one.name === name))
    return columns.every((one) => one !== undefined) ? columns : null
  }

  /** What an answer says beside its rows. */
  #told(plan: QueryPlan, planned: Planned): AnswerAbout {
    const { asked, modelled, made, needs, reach } = planned
    return {
      sql: shownSql(plan),
      shellSql: shellSql(
        plan,
        this.#store.manifest,
        made.reads.map((read) => read.table),
        reach,
        [...shellViews(modelled, made), ...shellAliases(asked.reads)],
      ),
      rowsRead: needs.reduce((sum, need) => sum + need.partitions.reduce((rows, entry) => rows + entry.rows, 0), 0),
      filesRead: filesOf(needs),
      tables: needs.map((need) => need.name),
      notes: missingNotes(needs, this.missing),
    }
  }

  /** A stored file or, where it is missing, what can be derived of it; what is still lacking is noted. */
  async #read(entry: PartitionEntry, room?: Uint8Array<ArrayBuffer>): Promise<Uint8Array | null> {
    const bytes = await this.#store.readPartition(entry, room)
    if (bytes !== null) return bytes
    const file = storedFiles(this.#store.manifest).find((one) => one.entry.path === entry.path)
    const derived = file === undefined ? null : await deriveFile(this.#store, file)
    if (derived?.isComplete !== true) this.#missing.add(entry.path)
    return derived?.bytes ?? null
  }

  /** What was missing when it was loaded may have been put back since: then all is loaded anew. */
  async #lookAgain(needs: readonly TableNeed[]): Promise<void> {
    const { missing } = this
    for (const entry of needs.flatMap((need) => need.partitions)) {
      if (!missing.has(entry.path) || (await this.#store.readPartition(entry)) === null) continue
      this.#missing.clear()
      this.#loaded.forget()
      this.#kept.clear()
    }
  }

  async #modelTables(tables: readonly StoredTable[], tried?: DataModel): Promise<ModelTables> {
    const model = tried ?? (await this.#readModel())
    return { model, tables, made: madeColumns(catalogOf(this.#store.manifest).tables, model) }
  }

  /** What a text reads, asked of the engine once as long as the tables and the model stay the same. */
  async #readsOf(sql: string, modelled: ModelTables, signal?: AbortSignal): Promise<ReadingSql> {
    const { named, unions } = namedTables(modelled)
    if (await this.#empty.define(named, unions, signal)) this.#reads.clear()
    const known = this.#reads.get(sql)
    if (known !== undefined) return known
    const found = await readReadingSql(sql, this.#empty, this.#engine, signal)
    if (sql.length > LONGEST_REMEMBERED) return found
    if (this.#reads.size >= REMEMBERED) this.#reads.delete(required(this.#reads.keys().next().value))
    this.#reads.set(sql, found)
    return found
  }

  async #defineMacros(timezone: string, reach: 'wide' | 'data', signal?: AbortSignal): Promise<void> {
    const times = this.catalog().tables.flatMap(({ minTs, maxTs }) =>
      minTs === null || maxTs === null ? [] : [minTs, maxTs],
    )
    const [minTs, maxTs] = times.length === 0 ? [null, null] : [Math.min(...times), Math.max(...times)]
    const statements = zoneMacros(timezone, minTs, maxTs, reach)
    const key = `${this.#engine.generation}\n${statements.join('\n')}`
    if (key === this.#macros) return
    throwIfAborted(signal)
    // Until all are there, the engine has neither zone.
    this.#macros = ''
    await this.#engine.execute(statements)
    this.#macros = key
  }
}

function hasMade(made: ModelReads, table: string): boolean {
  return (made.used.get(table)?.size ?? 0) > 0
}

/** Files of tables' rows; the one of the users is no part of any. */
function filesOf(needs: readonly TableNeed[]): FilesRead {
  const tables = needs.filter(({ name }) => name !== USERS)
  return {
    read: tables.reduce((sum, need) => sum + need.partitions.length, 0),
    of: tables.reduce((sum, need) => sum + need.current.size, 0),
  }
}
