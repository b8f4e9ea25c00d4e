import type { NamedTable } from '../../engine/emptyTables'
import type { Engine } from '../../engine/engine'
import { PartitionReader } from '../../engine/partitionReader'
import { ReadColumns } from '../../sequence/readColumns'
import type { TupleCodes } from '../../sequence/tupleCodes'
import { int32Data } from '../../store/arrowFile'
import { identifier } from '../sql/literal'
import { LOCAL_DATE } from './rowDates'

const TUPLES = 'tuples'
/** The place of a tuple, which no column of a log is called. */
const TUPLE = 'lathe tuple'

/** Who is asked, and all columns that SQL may name: one that is named need not be read (`x AND FALSE`). */
export interface AskedEngine {
  readonly engine: Engine
  readonly named: NamedTable['columns']
  readonly signal?: AbortSignal
}

/** What SQL over a row says of each tuple from one on. */
export async function askTuples(
  tuples: TupleCodes,
  from: number,
  selected: readonly string[],
  { engine, named, signal }: AskedEngine,
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
  const unread = [...named, { name: LOCAL_DATE, sqlType: 'DATE' }]
    .filter(({ name }) => !has.has(name))
    .map(({ name, sqlType }) => `NULL::${sqlType} AS ${identifier(name)}`)
  const rows = `(SELECT ${['*', ...unread].join(', ')} FROM ${TUPLES}.asked)`
  const sql = `SELECT ${selected.join(', ')} FROM ${rows} ORDER BY ${identifier(TUPLE)}`
  const { ipc } = await engine.query(sql, signal === undefined ? {} : { signal })
  await engine.execute([`DROP TABLE ${TUPLES}.asked`])
  return new ReadColumns(ipc)
}
