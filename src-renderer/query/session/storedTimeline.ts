import { required } from '../../base/required'
import type { LoadProgress, TableNeed } from '../../engine/loadedTables'
import { SOURCE_COLUMN, type ColumnSchema } from '../../model/schema'
import { ColumnCodes } from '../../sequence/columnCodes'
import type { ReadRows } from '../../sequence/keptTimeline'
import { LocalDates } from '../../sequence/localDates'
import { NumberValues } from '../../sequence/numberValues'
import type { ColumnValues } from '../../sequence/readColumns'
import { spread, StoredRows, type StoredRequest } from '../../sequence/storedRows'
import { TupleCodes, type CodedColumn } from '../../sequence/tupleCodes'
import { readAhead, type ReadInto } from '../../store/readAhead'
import type { SequenceRequest, StoredEvents } from '../contract/plan'
import { identifier } from '../sql/literal'
import { askTuples, type AskedEngine } from './askTuples'
import { LOCAL_DATE, plannedRows, withRowDates } from './rowDates'
import { columnSql, MOST_ROWS } from './timelines'

/** What reading a timeline's files needs of its session. */
export interface StoredAccess extends AskedEngine {
  /** The stored columns that a SELECT over the table tells each row by; null where it is told by anything else. */
  toldBy(sql: string): Promise<readonly ColumnSchema[] | null>
  readonly need: TableNeed
  readonly read: ReadInto
  /** The keys of the users for whom SQL over `user_key` holds. */
  usersOf(where: string): Promise<Int32Array>
  /** The local date of a time in the question's zone, as days since 1970. */
  dayOf(micros: number): number
  readonly onProgress?: (progress: LoadProgress) => void
}

/** SQL over a row, and the tuples that tell what it says. */
interface Told {
  readonly sql: string
  readonly tuples: TupleCodes
}

/** Tells SQL over a row by tuples: those of the same use and columns are the same. */
class Telling {
  readonly #stored: StoredEvents
  readonly #access: StoredAccess
  readonly #dates: LocalDates
  readonly #coded = new Map<string, ColumnCodes>()
  readonly #tuples = new Map<string, TupleCodes>()

  constructor(stored: StoredEvents, access: StoredAccess) {
    this.#stored = stored
    this.#access = access
    this.#dates = new LocalDates(LOCAL_DATE, (micros) => access.dayOf(micros))
  }

  /** Null where it is told by anything else than the row's stored columns and its local date. */
  async by(text: string, use: string): Promise<Told | null> {
    const { time = 'ts', from } = this.#stored
    const { sql, dates } = withRowDates(text, time)
    const columns = await this.#access.toldBy(`SELECT ${sql} FROM ${dates === 0 ? from : plannedRows(from)}`)
    if (columns === null) return null
    const ofUser = (column: ColumnSchema): boolean => dates > 0 && column.name === 'user_key'
    const coded = columns.map((column) => (ofUser(column) ? this.#dates : this.codesOf(column)))
    return { sql, tuples: this.#tuplesOf(coded, use) }
  }

  codesOf(column: ColumnSchema): ColumnCodes {
    const codes = this.#coded.get(column.name) ?? new ColumnCodes(column, roomOf(this.#access))
    this.#coded.set(column.name, codes)
    return codes
  }

  #tuplesOf(columns: readonly CodedColumn[], use: string): TupleCodes {
    const id = JSON.stringify([use, columns.map(({ column }) => column.name)])
    const tuples = this.#tuples.get(id) ?? new TupleCodes(columns)
    this.#tuples.set(id, tuples)
    return tuples
  }
}

/**
 * A request's events with some of its columns, read from their files: typed arrays, which the engine never holds. What
 * is asked of each row (which rows, flags, numbers, texts) the engine is asked once for all rows that are equal in what
 * tells it, stored columns and the local date. Null where that cannot be known of a row by itself, or where nearly every
 * row is another.
 */
export async function readStoredTimeline(
  request: SequenceRequest,
  stored: StoredEvents,
  names: readonly string[],
  access: StoredAccess,
): Promise<ReadRows | null> {
  const { need } = access
  const { there = [], time = 'ts' } = stored
  const isHere = (name: string): boolean => need.columns.some((one) => one.name === name)
  if (![time, ...there].every(isHere)) return null
  const telling = new Telling(stored, access)
  const isAll = stored.where === 'TRUE' && request.where === 'TRUE'
  const which = `coalesce((${stored.where}) AND (${request.where}), FALSE) AS is_in`
  const kept = isAll ? null : await telling.by(which, 'which')
  if (kept === null && !isAll) return null
  const plain = new Map<string, ColumnCodes>()
  const numbers = new Map<string, NumberValues>()
  const told = new Map<string, Told>()
  for (const name of names) {
    const column = required(request.columns[name])
    const [text, number] = [bareText(column, need), bareNumber(column, need)]
    if (text !== null) plain.set(name, telling.codesOf(text))
    else if (number !== null) numbers.set(name, new NumberValues(number))
    else {
      const found = await telling.by(columnSql(name, column), 'columns')
      if (found === null) return null
      told.set(name, found)
    }
  }
  const asked = {
    time,
    place: isHere(SOURCE_COLUMN) ? SOURCE_COLUMN : null,
    users: stored.users === undefined ? null : userFlags(await access.usersOf(stored.users)),
    there,
    kept: kept?.tuples ?? null,
    test: async (from: number) =>
      (await askTuples(required(kept).tuples, from, [required(kept).sql], access)).column(
        'is_in',
        'flag',
      ) as Uint8Array,
    tuples: [...new Set([...told.values()].map(({ tuples }) => tuples))],
    plain: [...new Set(plain.values())],
    numbers: [...numbers.values()],
    mostRows: MOST_ROWS,
  }
  const rows = await readFiles(asked, access)
  if (rows === null) return null
  const columns = new Map<string, () => ColumnValues>()
  for (const tuples of asked.tuples) {
    const own = [...told].filter(([, one]) => one.tuples === tuples)
    const values = await askTuples(
      tuples,
      0,
      own.map(([, { sql }]) => sql),
      access,
    )
    for (const [name] of own) {
      const { kind } = required(request.columns[name])
      const column = `timeline_${name}`
      columns.set(column, () => spread(values.column(column, kind), rows.codes(tuples)))
    }
  }
  for (const [name, codes] of plain)
    columns.set(`timeline_${name}`, () =>
      required(request.columns[name]).kind === 'key'
        ? rows.codes(codes)
        : { codes: rows.codes(codes), texts: codes.texts() },
    )
  for (const [name, values] of numbers) columns.set(`timeline_${name}`, () => rows.numbers(values))
  return rows.read(columns)
}

/** The stored column of texts that a timeline's column is, as it is; null for any other. */
function bareText({ kind, sql }: SequenceRequest['columns'][string], { columns }: TableNeed): ColumnSchema | null {
  if (kind !== 'key' && kind !== 'text') return null
  const found = columns.find(({ name }) => sql === name || sql === identifier(name))
  return found?.type === 'string' || found?.type === 'json' ? found : null
}

/** The stored column of numbers, or of times in microseconds, that a timeline's column is; null for any other. */
function bareNumber({ kind, sql }: SequenceRequest['columns'][string], { columns }: TableNeed): ColumnSchema | null {
  if (kind !== 'number') return null
  const isOf = ({ type }: ColumnSchema, text: string): boolean =>
    type === 'timestamp' ? sql === `epoch_us(${text})` : (type === 'integer' || type === 'double') && sql === text
  return columns.find((one) => isOf(one, one.name) || isOf(one, identifier(one.name))) ?? null
}

/** 1 for each of some users, by their key. */
function userFlags(keys: Int32Array): Uint8Array {
  const flags = new Uint8Array(keys.reduce((most, key) => Math.max(most, key), -1) + 1)
  for (const key of keys) flags[key] = 1
  return flags
}

function roomOf({ need }: StoredAccess): number {
  return need.partitions.reduce((sum, entry) => sum + entry.rows, 0)
}

async function readFiles(asked: StoredRequest, access: StoredAccess): Promise<StoredRows | null> {
  const { partitions } = access.need
  const room = roomOf(access)
  if (asked.kept === null && room > MOST_ROWS) return null
  const rows = new StoredRows(asked, room)
  const totalBytes = partitions.reduce((sum, entry) => sum + entry.bytes, 0)
  let loadedBytes = 0
  for await (const { entry, bytes } of readAhead(partitions, access.read, access.signal)) {
    if (bytes !== null && !(await rows.add(bytes))) return null
    loadedBytes += entry.bytes
    access.onProgress?.({ loadedBytes, totalBytes })
  }
  return rows
}
