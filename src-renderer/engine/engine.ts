import { AsyncDuckDB, VoidLogger } from '@duckdb/duckdb-wasm'
import { tableFromIPC } from 'apache-arrow'
import { throwIfAborted } from '../base/abort'
import { joinBytes } from '../base/joinBytes'
import { LatheError } from '../model/error'
import { countRows, hasDictionary } from './ipcStream'
import { isCrash, isOutOfMemory, sqlError } from './failures'
import type { EngineAssets, WorkerLike } from './workerLike'

export interface EngineOptions {
  /** How long the engine may take to start. */
  readonly startTimeoutMs?: number
  /** How long a cancelled query may take to stop before its worker is ended. */
  readonly cancelGraceMs?: number
  /** How much memory it may take, as DuckDB writes it (`50MB`); all that WebAssembly has where absent. */
  readonly memoryLimit?: string
}

/** A query's answer as one Arrow IPC stream. */
export interface EngineAnswer {
  readonly ipc: Uint8Array<ArrayBuffer>
  /** All rows of the answer; `ipc` holds at most `limitRows` and a batch more. */
  readonly rowCount: number
  readonly elapsedMs: number
}

interface Running {
  readonly database: AsyncDuckDB
  readonly worker: WorkerLike
  /** Rejects when the worker dies; never resolves. */
  readonly death: Promise<never>
  /** Makes it die, for who waits for an answer. */
  readonly die: (detail: string) => void
  connection: number
  /** On the database of empty tables, with the zone's macros and without them. */
  planning: number
  bare: number
}

/** The database of the workspace's rows, and the one of its tables without rows (engine/emptyTables). */
const DATABASE = 'lathe'
export const EMPTY_DATABASE = 'lathe_empty'
/** Where the zone's macros stand in it: what is planned looks there as well, what is bound without them does not. */
export const EMPTY_MACROS = `${EMPTY_DATABASE}.zone`

/**
 * What every engine begins with, in this order. Extensions are never fetched: Lathe has no network. Files of the
 * machine come in through ingest and never through SQL, and nothing sets any of this back.
 */
const DATABASES = [
  `ATTACH ':memory:' AS ${DATABASE} (COMPRESS)`,
  `ATTACH ':memory:' AS ${EMPTY_DATABASE}`,
  `CREATE SCHEMA ${EMPTY_MACROS}`,
]
const SETTINGS = [
  'SET autoinstall_known_extensions = false',
  'SET autoload_known_extensions = false',
  'SET allow_community_extensions = false',
  ...DATABASES,
  'SET enable_external_access = false',
  'SET lock_configuration = true',
]

/** What an engine may have held and still be used for another workspace. */
const KEPT_BYTES = 256 * 2 ** 20

/**
 * DuckDB-WASM behind a small interface: one query at a time, cancellable, rebuilt after a trap, a hang or a refused
 * cancel. What was loaded is gone after a rebuild: `generation` grows by one, and the owner loads it again.
 */
export class Engine {
  #running: Running | null = null
  #starting: Promise<Running> | null = null
  #queue: Promise<unknown> = Promise.resolve()
  #inQueue = 0
  #generation = 0
  readonly #assets: EngineAssets
  readonly #startTimeoutMs: number
  readonly #cancelGraceMs: number
  readonly #settings: readonly string[]

  constructor(assets: EngineAssets, options: EngineOptions = {}) {
    this.#assets = assets
    this.#startTimeoutMs = options.startTimeoutMs ?? 30_000
    this.#cancelGraceMs = options.cancelGraceMs ?? 350
    this.#settings = [
      ...(options.memoryLimit === undefined ? [] : [`SET memory_limit = '${options.memoryLimit}'`]),
      ...SETTINGS,
    ]
  }

  /** Grows each time the engine starts afresh with nothing loaded; 0 before the first start. */
  get generation(): number {
    return this.#generation
  }

  /** Starts the engine if it is not running. Throws `engine-start`. */
  async start(): Promise<void> {
    await this.#ensure()
  }

  /**
   * Runs one statement and gives its rows. Waits its turn. Throws `bad-sql`, `engine-memory`, `engine-crashed`,
   * `engine-start`; an aborted signal rejects with AbortError within half a second, whatever the engine does.
   */
  query(sql: string, options: { signal?: AbortSignal; limitRows?: number } = {}): Promise<EngineAnswer> {
    return this.#inTurn(() => this.#query(sql, options))
  }

  /**
   * Plans one statement over the tables without rows, and gives what it answers there (an EXPLAIN its plan). `bind`
   * only prepares it and gives null; `prepared` runs it prepared, so that a text of several statements is refused;
   * `plain` runs whatever the text holds, and nothing of it is optimized away. Waits its turn; throws and cancels as `query` does.
   */
  plan(sql: string, how: 'bind' | 'prepared' | 'plain', signal?: AbortSignal): Promise<Uint8Array | null> {
    return this.#inTurn(() =>
      this.#watched(sql, signal, async ({ database, planning }, step) => {
        if (how === 'plain') {
          try {
            await step(database.runQuery(planning, 'PRAGMA disable_optimizer'))
            return await step(database.runQuery(planning, sql))
          } finally {
            await step(database.runQuery(planning, 'PRAGMA enable_optimizer')).catch(() => undefined)
          }
        }
        const statement = await step(database.createPrepared(planning, sql))
        try {
          return how === 'bind' ? null : await step(database.runPrepared(planning, statement, []))
        } finally {
          await step(database.closePrepared(planning, statement)).catch(() => undefined)
        }
      }),
    )
  }

  /**
   * Whether one statement can be prepared over the tables without rows where there are no macros of the zone: it is
   * known to be well formed, so that it uses them where it cannot. Waits its turn and cancels as `query` does.
   */
  standsWithoutMacros(sql: string, signal?: AbortSignal): Promise<boolean> {
    return this.#inTurn(() =>
      this.#watched(sql, signal, async ({ database, bare }, step) => {
        const statement = await step(database.createPrepared(bare, sql).catch(unlessCrashed))
        if (statement === null) return false
        await step(database.closePrepared(bare, statement)).catch(() => undefined)
        return true
      }),
    )
  }

  /**
   * A statement's rows over the tables without rows: for one that describes tables, whose columns of few values then
   * have the type of their text, whatever is loaded. Throws and cancels as `query` does.
   */
  async describe(sql: string, signal?: AbortSignal): Promise<EngineAnswer> {
    const startedAt = performance.now()
    const ipc = (await this.plan(sql, 'prepared', signal)) as Uint8Array<ArrayBuffer>
    return { ipc, rowCount: tableFromIPC(ipc).numRows, elapsedMs: performance.now() - startedAt }
  }

  /** Runs statements that give no rows. */
  async execute(statements: readonly string[], signal?: AbortSignal): Promise<void> {
    for (const sql of statements) await this.query(sql, signal === undefined ? {} : { signal })
  }

  /**
   * Takes in one complete Arrow IPC stream (schema … end of stream), whose buffer is given away: as a new table, or at
   * the end of an existing one with the same columns in the same order, cast to its types. Uses a connection of its
   * own, since a decode error would poison it.
   */
  insert(
    table: string,
    ipc: Uint8Array<ArrayBuffer>,
    into: { schema: string; create: boolean } = { schema: 'main', create: true },
  ): Promise<void> {
    return this.#inTurn(async () => {
      const running = await this.#ensure()
      const alive = <T>(work: Promise<T>): Promise<T> => Promise.race([work, running.death])
      try {
        const connection = await alive(this.#connect(running.database))
        await alive(running.database.insertArrowFromIPCStream(connection, ipc, { name: table, ...into }))
        await alive(running.database.disconnect(connection))
      } catch (error) {
        throw await this.#failure(error, `insert into ${table}`)
      }
    })
  }

  /**
   * Forgets all tables. The engine keeps running, because a new one compiles everything again; one that is at work, or
   * holds much memory (WebAssembly gives none back), is ended instead.
   */
  async clear(): Promise<void> {
    if (this.#inQueue > 0) this.close()
    await this.#inTurn(async () => {
      const running = this.#running
      if (running === null) return
      try {
        await Promise.race([this.#renew(running), running.death])
        this.#generation++
      } catch {
        this.close()
      }
    })
  }

  /** Ends the worker; the next call starts a new one. */
  close(): void {
    this.#running?.worker.terminate()
    this.#running?.die('it was ended')
    this.#running = null
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#inQueue++
    const turn = this.#queue.then(work, work).finally(() => this.#inQueue--)
    this.#queue = turn.catch(() => undefined)
    return turn
  }

  async #ensure(): Promise<Running> {
    if (this.#running !== null) return this.#running
    this.#starting ??= this.#open().finally(() => {
      this.#starting = null
    })
    this.#running = await this.#starting
    return this.#running
  }

  async #open(): Promise<Running> {
    const startedAt = performance.now()
    const worker = this.#assets.startWorker()
    const database = new AsyncDuckDB(new VoidLogger(), worker as unknown as Worker)
    let timer: ReturnType<typeof setTimeout> | undefined
    let die: (detail: string) => void = () => undefined
    const death = new Promise<never>((_resolve, reject) => {
      die = (detail) => {
        reject(new LatheError('engine-crashed', 'The query engine stopped; run the query again.', { detail }))
      }
      worker.addEventListener('error', (event) => {
        die((event as ErrorEvent).message)
      })
      worker.addEventListener('close', () => {
        die('the worker ended')
      })
    })
    death.catch(() => undefined)
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error('timed out'))
      }, this.#startTimeoutMs)
    })
    try {
      await Promise.race([this.#setUp(database), death, timeout])
      const connections = await Promise.race([this.#connections(database), death, timeout])
      this.#generation++
      return { database, worker, death, die, ...connections }
    } catch (error) {
      worker.terminate()
      const waitedMs = Math.round(performance.now() - startedAt)
      throw new LatheError(
        'engine-start',
        `The query engine did not start within ${Math.round(waitedMs / 1000)} s; close other programs that use ` +
          'much memory and try again.',
        { waitedMs },
        { cause: error },
      )
    } finally {
      clearTimeout(timer)
    }
  }

  /** `open` must come before any connection; the compressed in-memory database holds what is loaded. */
  async #setUp(database: AsyncDuckDB): Promise<void> {
    await database.instantiate(this.#assets.wasm)
    await database.open({ path: ':memory:', query: { queryPollingInterval: 20 } })
    const connection = await database.connectInternal()
    for (const sql of this.#settings) await database.runQuery(connection, sql)
    await database.disconnect(connection)
  }

  async #connections(database: AsyncDuckDB): Promise<Pick<Running, 'connection' | 'planning' | 'bare'>> {
    const connection = await this.#connect(database)
    const bare = await this.#connect(database, EMPTY_DATABASE)
    const planning = await this.#connect(database, EMPTY_DATABASE)
    await database.runQuery(planning, `SET search_path = '${EMPTY_DATABASE}.main,${EMPTY_MACROS}'`)
    return { connection, planning, bare }
  }

  /** New databases in the place of those that are there, and connections to them. */
  async #renew(running: Running): Promise<void> {
    const { database } = running
    for (const connection of [running.connection, running.planning, running.bare]) await database.disconnect(connection)
    const connection = await database.connectInternal()
    const used = tableFromIPC(
      await database.runQuery(connection, 'SELECT sum(memory_usage_bytes)::DOUBLE FROM duckdb_memory()'),
    )
    if (Number(used.getChildAt(0)?.get(0) ?? 0) > KEPT_BYTES) throw new Error('much memory')
    for (const sql of [`DETACH ${DATABASE}`, `DETACH ${EMPTY_DATABASE}`, ...DATABASES])
      await database.runQuery(connection, sql)
    await database.disconnect(connection)
    Object.assign(running, await this.#connections(database))
  }

  async #connect(database: AsyncDuckDB, to: string = DATABASE): Promise<number> {
    const connection = await database.connectInternal()
    await database.runQuery(connection, `USE ${to}`)
    return connection
  }

  #query(sql: string, options: { signal?: AbortSignal; limitRows?: number }): Promise<EngineAnswer> {
    const limit = options.limitRows ?? Infinity
    return this.#watched(sql, options.signal, async (running, step) => {
      const startedAt = performance.now()
      let header = await step(running.database.startPendingQuery(running.connection, sql, true))
      while (header === null) header = await step(running.database.pollPendingQuery(running.connection))
      if (hasDictionary(header)) {
        // A stream leaves dictionaries out, and every value of an ENUM would read as null; the file form carries them.
        await step(running.database.cancelPendingQuery(running.connection))
        const file = (await step(running.database.runQuery(running.connection, sql))) as Uint8Array<ArrayBuffer>
        return { ipc: file, rowCount: tableFromIPC(file).numRows, elapsedMs: performance.now() - startedAt }
      }
      const chunks: Uint8Array[] = [header]
      let rowCount = 0
      for (;;) {
        const chunk = await step(running.database.fetchQueryResults(running.connection))
        if (chunk === null) continue
        if (chunk.byteLength === 0) break
        if (rowCount < limit) chunks.push(chunk)
        rowCount += countRows(chunk)
      }
      return { ipc: joinBytes(chunks), rowCount, elapsedMs: performance.now() - startedAt }
    })
  }

  /** Does work in the worker, each step of which ends when the worker dies or the signal is aborted. */
  async #watched<T>(
    sql: string,
    signal: AbortSignal | undefined,
    work: (running: Running, step: <S>(call: Promise<S>) => Promise<S>) => Promise<T>,
  ): Promise<T> {
    throwIfAborted(signal)
    const running = await this.#ensure()
    throwIfAborted(signal)
    let stopListening = (): void => undefined
    const aborted = new Promise<never>((_resolve, reject) => {
      const onAbort = (): void => {
        reject(new DOMException('Cancelled', 'AbortError'))
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      stopListening = () => {
        signal?.removeEventListener('abort', onAbort)
      }
    })
    aborted.catch(() => undefined)
    let inFlight: Promise<unknown> = Promise.resolve()
    const step = <S>(call: Promise<S>): Promise<S> => {
      inFlight = call.catch(() => undefined)
      return Promise.race([call, running.death, aborted])
    }
    try {
      return await work(running, step)
    } catch (error) {
      if (signal?.aborted === true) {
        await this.#stop(running, inFlight)
        throw new DOMException('Cancelled', 'AbortError')
      }
      throw await this.#failure(error, sql)
    } finally {
      stopListening()
    }
  }

  /** Cancels what runs; a worker that does not answer in time is ended (and started again when next needed). */
  async #stop(running: Running, inFlight: Promise<unknown>): Promise<void> {
    const stopped = (async () => {
      await inFlight
      await running.database.cancelPendingQuery(running.connection)
      await running.database.disconnect(running.connection)
      running.connection = await this.#connect(running.database)
      return true
    })().catch(() => false)
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => {
        resolve(false)
      }, this.#cancelGraceMs)
    })
    const done = await Promise.race([stopped, late])
    clearTimeout(timer)
    if (!done && this.#running === running) this.close()
  }

  /**
   * Turns what went wrong into a LatheError; after a trap the worker is ended, after a failed query the connection is
   * renewed.
   */
  async #failure(error: unknown, sql: string): Promise<LatheError> {
    const running = this.#running
    if (error instanceof LatheError) {
      if (error.code === 'engine-crashed') this.close()
      return error
    }
    const message = error instanceof Error ? error.message : String(error)
    if (isCrash(message)) {
      this.close()
      return new LatheError(
        'engine-crashed',
        'The query engine stopped while it ran this query; it has been restarted and your data is safe. Simplify ' +
          'the query or narrow the dates if it happens again.',
        { detail: message },
        { cause: error },
      )
    }
    if (isOutOfMemory(message)) {
      return new LatheError(
        'engine-memory',
        'This query needs more memory than the engine has (4 GB at most); narrow the dates, name fewer columns, ' +
          'or aggregate first.',
        { detail: message },
        { cause: error },
      )
    }
    if (running !== null) {
      try {
        const renewed = (async () => {
          await running.database.disconnect(running.connection)
          running.connection = await this.#connect(running.database)
        })()
        // Who ended it meanwhile gets no answer from it.
        await Promise.race([renewed, running.death])
      } catch {
        this.close()
      }
    }
    return sqlError(message, sql, error)
  }
}

/** Null for what the engine refuses; throws what broke it. */
function unlessCrashed(error: unknown): null {
  if (error instanceof Error && !isCrash(error.message) && !isOutOfMemory(error.message)) return null
  throw error
}
