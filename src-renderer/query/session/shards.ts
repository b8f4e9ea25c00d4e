import { DataType, Precision, TimeUnit, tableFromIPC } from 'apache-arrow'
import type { LoadProgress } from '../../engine/loadedTables'
import { joinStreams } from '../../engine/ipcStream'
import { required } from '../../base/required'
import type { AddUp } from '../contract/cte'
import type { QueryPlan } from '../contract/plan'
import { allSql, eachSql } from '../sql/addedUp'
import { readArrowResult } from './arrowResult'
import type { Planned, SessionAnswer, SessionOptions, SessionStore } from './sessionAnswer'

/** Fewer rows are answered as soon by one engine: each question costs some hundredths of a second besides. */
const LEAST_ROWS = 500_000

/** What asks one shard: a session whose engine has the rows of its own users. */
interface Shard {
  readonly missing: ReadonlySet<string>
  run(plan: QueryPlan, options: SessionOptions): Promise<SessionAnswer>
  end(): Promise<void>
}

function sqlTypeOf(type: DataType): string | null {
  if (DataType.isInt(type) && type.isSigned)
    return ({ 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' } as const)[type.bitWidth]
  if (DataType.isFloat(type)) return type.precision === Precision.DOUBLE ? 'DOUBLE' : null
  if (DataType.isDecimal(type)) return type.scale === 0 ? 'HUGEINT' : null
  if (DataType.isTimestamp(type))
    return type.unit === TimeUnit.MICROSECOND && type.timezone == null ? 'TIMESTAMP' : null
  if (DataType.isUtf8(type)) return 'VARCHAR'
  if (DataType.isDate(type)) return 'DATE'
  return DataType.isBool(type) ? 'BOOLEAN' : null
}

/** Columns' SQL types, by name, as the engine gave them. */
function typesOf(ipc: Uint8Array): ReadonlyMap<string, string | null> {
  return new Map(tableFromIPC(ipc).schema.fields.map(({ name, type }) => [name, sqlTypeOf(type as DataType)]))
}

/** What is made of answers to eachSql(), given as Arrow; null where their rows cannot be carried. */
export function addedSql(asked: AddUp, answers: readonly Uint8Array[]): string | null {
  const types = typesOf(required(answers[0]))
  return allSql(
    asked,
    answers.map((ipc) => readArrowResult(ipc)),
    (column) => types.get(column) ?? null,
  )
}

/** Several engines that share out the users of a workspace, asked at once. */
export class Shards {
  readonly #store: SessionStore
  readonly #shards: readonly Shard[]
  readonly #leastRows: number

  constructor(store: SessionStore, shards: readonly Shard[], leastRows = LEAST_ROWS) {
    this.#store = store
    this.#shards = shards
    this.#leastRows = leastRows
  }

  /**
   * Whether what is read can be shared out: it is much, and no row of a user needs another user's. Persons have several
   * users, and a relation may lead from one user's events to another's.
   */
  takes({ needs, made, modelled }: Planned): boolean {
    if (this.#shards.length < 2) return false
    const ofUsers = needs.filter((need) =>
      need.columns.some(({ name, role }) => name === 'user_key' && role === 'user'),
    )
    if (ofUsers.some(({ name }) => made.whole.has(name))) return false
    const joinsUsers = [...made.used].some(([table, names]) =>
      modelled.made.get(table)?.some(({ kind, name }) => names.has(name) && (kind === 'person' || kind === 'sequence')),
    )
    if (joinsUsers) return false
    const rows = ofUsers.flatMap((need) => need.partitions).reduce((sum, entry) => sum + entry.rows, 0)
    return rows >= this.#leastRows
  }

  /** The SQL that makes the answer of what each shard answers; null where their rows cannot be carried. */
  async addUp(plan: QueryPlan, asked: AddUp, options: SessionOptions): Promise<string | null> {
    const { limitRows: _all, ...rest } = options
    const answers = await this.#ask({ ...plan, sql: eachSql(asked) }, rest)
    return addedSql(
      asked,
      answers.map(({ ipc }) => ipc),
    )
  }

  /** The rows of all shards, those of the first one first. */
  async rows(
    plan: QueryPlan,
    options: SessionOptions & { readonly limitRows: number },
  ): Promise<{ readonly ipc: Uint8Array; readonly truncated: boolean }> {
    const answers = await this.#ask(plan, options)
    const rows = answers.reduce((sum, answer) => sum + answer.rowCount, 0)
    return { ipc: joinStreams(answers.map(({ ipc }) => ipc)), truncated: rows > options.limitRows }
  }

  /** Files that were missing when their rows were asked for. */
  get missing(): readonly string[] {
    return this.#shards.flatMap(({ missing }) => [...missing])
  }

  async end(): Promise<void> {
    await Promise.all(this.#shards.map((shard) => shard.end()))
  }

  /** Once more where the workspace changed meanwhile, so that all answer of the same data. */
  async #ask(plan: QueryPlan, options: SessionOptions): Promise<readonly SessionAnswer[]> {
    const { revision } = this.#store.manifest
    const answers = await this.#askAll(plan, options)
    return this.#store.manifest.revision === revision ? answers : this.#ask(plan, options)
  }

  /** What fails in one is cancelled in the others. */
  async #askAll(plan: QueryPlan, { signal, onLoad, ...options }: SessionOptions): Promise<readonly SessionAnswer[]> {
    const failed = new AbortController()
    const loads = this.#shards.map((): LoadProgress => ({ loadedBytes: 0, totalBytes: 0 }))
    const asked = this.#shards.map((shard, index) =>
      shard
        .run(plan, {
          ...options,
          signal: signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]),
          onLoad: (progress) => {
            loads[index] = progress
            onLoad?.(totalOf(loads))
          },
        })
        .catch((error: unknown) => {
          // The first to fail says why.
          if (!failed.signal.aborted) failed.abort(error)
          throw error
        }),
    )
    const settled = await Promise.allSettled(asked)
    if (failed.signal.aborted) throw failed.signal.reason
    return settled.map((one) => (one as PromiseFulfilledResult<SessionAnswer>).value)
  }
}

function totalOf(loads: readonly LoadProgress[]): LoadProgress {
  return {
    loadedBytes: loads.reduce((sum, one) => sum + one.loadedBytes, 0),
    totalBytes: loads.reduce((sum, one) => sum + one.totalBytes, 0),
  }
}
