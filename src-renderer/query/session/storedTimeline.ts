import { throwIfAborted } from '../../base/abort'
import { required } from '../../base/required'
import type { NamedTable } from '../../engine/emptyTables'
import type { Engine } from '../../engine/engine'
import type { LoadProgress, TableNeed } from '../../engine/loadedTables'
import { PartitionReader } from '../../engine/partitionReader'
import type { ColumnSchema } from '../../model/schema'
import { ColumnCodes } from '../../sequence/columnCodes'
import type { ReadRows } from '../../sequence/keptTimeline'
import { ReadColumns, type ColumnValues } from '../../sequence/readColumns'
import { spread, StoredRows } from '../../sequence/storedRows'
import { TupleCodes } from '../../sequence/tupleCodes'
import { int32Data } from '../../store/arrowFile'
import type { PartitionEntry } from '../../store/manifest'
import type { SequenceRequest, StoredEvents } from '../contract/plan'
import { identifier } from '../sql/literal'
import { columnSql, MOST_ROWS } from './timelines'

/** What reading a timeline's files needs of its session. */
export interface StoredAccess {
  readonly engine: Engine
  /** The stored columns that a SELECT over the table tells each row by; null where it is told by anything else. */
  toldBy(sql: string): Promise<readonly ColumnSchema[] | null>
  readonly need: TableNeed
  /** All columns that SQL may name of the table: one that is named need not be read (`x AND FALSE`). */
  readonly named: NamedTable['columns']
  read(entry: PartitionEntry): Promise<Uint8Array | null>
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: LoadProgress) => void
}

/** Files that are read before their turn. */
const READ_AHEAD = 4
const TUPLES = 'tuples'
/** The place of a tuple, which no column of a log is called. */
const TUPLE = 'lathe tuple'

/** A column of the timeline that is told by tuples. */
interface Told {
  readonly name: string
  readonly tuples: TupleCodes
}

/**
 * A request's events with some of its columns, read from their files: typed arrays, which the engine never holds. What
 * is asked of each row (which rows, flags, numbers, texts) the engine is asked once for all rows that are equal in the
 * stored columns that tell it. Null where that cannot be known of a row by itself, or where nearly every row is another.
 */
export async function readStoredTimeline(
  request: SequenceRequest,
  stored: StoredEvents,
  names: readonly string[],
  access: StoredAccess,
): Promise<ReadRows | null> {
  const coded = new Map<string, ColumnCodes>()
  const codesOf = (column: ColumnSchema): ColumnCodes => {
    const codes = coded.get(column.name) ?? new ColumnCodes(column)
    coded.set(column.name, codes)
    return codes
  }
  const sets = new Map<string, TupleCodes>()
  const tuplesOf = (columns: readonly ColumnSchema[], use: string): TupleCodes => {
    const id = JSON.stringify([use, columns.map(({ name }) => name)])
    const tuples = sets.get(id) ?? new TupleCodes(columns.map(codesOf))
    sets.set(id, tuples)
    return tuples
  }
  const which = `coalesce((${stored.where}) AND (${request.where}), FALSE) AS is_in`
  const isAll = stored.where === 'TRUE' && request.where === 'TRUE'
  const toldWhich = isAll ? [] : await access.toldBy(`SELECT ${which} FROM ${stored.from}`)
  if (toldWhich === null) return null
  const plain = new Map<string, ColumnCodes>()
  const told: Told[] = []
  for (const name of names) {
    const column = required(request.columns[name])
    const bare = bareText(column, access.need)
    if (bare !== null) plain.set(name, codesOf(bare))
    else {
      const columns = await access.toldBy(`SELECT ${columnSql(name, column)} FROM ${stored.from}`)
      if (columns === null) return null
      told.push({ name, tuples: tuplesOf(columns, 'columns') })
    }
  }
  const kept = isAll ? null : tuplesOf(toldWhich, 'which')
  const test = async (from: number): Promise<Uint8Array> =>
    (await askOfTuples(required(kept), from, [which], access)).column('is_in', 'flag') as Uint8Array
  const asked = {
    kept,
    test,
    tuples: [...new Set(told.map(({ tuples }) => tuples))],
    plain: [...new Set(plain.values())],
    mostRows: MOST_ROWS,
  }
  const rows = await readFiles(asked, access)
  if (rows === null) return null
  const columns = new Map<string, () => ColumnValues>()
  for (const tuples of asked.tuples) {
    const own = told.filter((one) => one.tuples === tuples)
    const select = own.map(({ name }) => columnSql(name, required(request.columns[name])))
    const values = await askOfTuples(tuples, 0, select, access)
    for (const { name } of own) {
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
  return rows.read(columns)
}

/** The stored column of texts that a timeline's column is, as it is; null for any other. */
function bareText({ kind, sql }: SequenceRequest['columns'][string], { columns }: TableNeed): ColumnSchema | null {
  if (kind !== 'key' && kind !== 'text') return null
  const found = columns.find(({ name }) => sql === name || sql === identifier(name))
  return found?.type === 'string' || found?.type === 'json' ? found : null
}

async function readFiles(
  asked: ConstructorParameters<typeof StoredRows>[0],
  access: StoredAccess,
): Promise<StoredRows | null> {
  const { partitions } = access.need
  const rows = new StoredRows(
    asked,
    partitions.reduce((sum, entry) => sum + entry.rows, 0),
  )
  const totalBytes = partitions.reduce((sum, entry) => sum + entry.bytes, 0)
  let loadedBytes = 0
  const reads: Promise<Uint8Array | null>[] = []
  for (const [index, entry] of partitions.entries()) {
    throwIfAborted(access.signal)
    for (const next of partitions.slice(reads.length, index + READ_AHEAD)) {
      const file = access.read(next)
      file.catch(() => undefined)
      reads.push(file)
    }
    const bytes = await required(reads[index])
    reads[index] = Promise.resolve(null)
    if (bytes !== null && !(await rows.add(bytes))) return null
    loadedBytes += entry.bytes
    access.onProgress?.({ loadedBytes, totalBytes })
  }
  return rows
}

/** What SQL over a row says of each tuple from one on. */
async function askOfTuples(
  tuples: TupleCodes,
  from: number,
  selected: readonly string[],
  { engine, named, signal }: StoredAccess,
): Promise<ReadColumns> {
  const values = tuples.values(from)
  const places = int32Data(Int32Array.from({ length: tuples.count - from }, (_, index) => from + index))
  const columns = [{ name: TUPLE, data: places }, ...values]
  const stream = new PartitionReader().stream([
    { names: columns.map(({ name }) => name), rowCount: places.length, columns: columns.map(({ data }) => data) },
  ])
  await engine.execute([`CREATE SCHEMA IF NOT EXISTS ${TUPLES}`, `DROP TABLE IF EXISTS ${TUPLES}.asked`])
  await engine.insert('asked', stream, { schema: TUPLES, create: true })
  const has = new Set(columns.map(({ name }) => name))
  const unread = named
    .filter(({ name }) => !has.has(name))
    .map(({ name, sqlType }) => `NULL::${sqlType} AS ${identifier(name)}`)
  const rows = `(SELECT ${['*', ...unread].join(', ')} FROM ${TUPLES}.asked)`
  const sql = `SELECT ${selected.join(', ')} FROM ${rows} ORDER BY ${identifier(TUPLE)}`
  const { ipc } = await engine.query(sql, signal === undefined ? {} : { signal })
  await engine.execute([`DROP TABLE ${TUPLES}.asked`])
  return new ReadColumns(ipc)
}
