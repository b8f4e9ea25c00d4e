import { elementAt, required } from '../base/required'
import {
  Dictionary,
  Field,
  Int32,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  tableFromIPC,
  Utf8,
  type Data,
  type DataType,
  type Table,
  type Vector,
} from 'apache-arrow'
import type { Shard } from './shard'
import { keysOfShard, pickRows, rowsOfShard } from './shardRows'
import { utf8Vector } from './utf8Vector'

interface SharedDictionary {
  readonly type: Dictionary<Utf8, Int32>
  readonly vector: Vector<Utf8>
}

function codesData(
  length: number,
  nullCount: number,
  nullBitmap: Uint8Array | undefined,
  codes: Int32Array,
  dictionary: SharedDictionary,
): Data<Dictionary<Utf8, Int32>> {
  return makeData({
    type: dictionary.type,
    length,
    nullCount,
    data: codes,
    dictionary: dictionary.vector,
    ...(nullCount > 0 && nullBitmap !== undefined ? { nullBitmap } : {}),
  })
}

/** Some columns of some rows. */
export interface ColumnBatch {
  readonly names: readonly string[]
  readonly rowCount: number
  readonly columns: readonly Data[]
}

/**
 * Reads chosen columns out of partition files and joins them into Arrow IPC streams for the engine. Dictionaries differ
 * from file to file; here each column gets one dictionary for all, because a stream must not change its dictionaries.
 */
export class PartitionReader {
  readonly #dictionaries = new Map<string, Map<string, number>>()
  readonly #shard: Shard | null

  /** With a shard, only its users' rows are read of files that belong to users. */
  constructor(shard: Shard | null = null) {
    this.#shard = shard
  }

  /** Values seen so far in a dictionary column, in the order first seen. */
  values(column: string): readonly string[] {
    return [...(this.#dictionaries.get(column)?.keys() ?? [])]
  }

  /** The chosen columns of one partition file (those that it has), with dictionary codes of this reader. */
  read(file: Uint8Array, columns: readonly string[]): readonly ColumnBatch[] {
    const table = tableFromIPC(file)
    const names = columns.filter((name) => table.schema.fields.some((field) => field.name === name))
    if (this.#shard !== null) return this.#readShard(table, names, columns, this.#shard)
    return table.batches.map((batch) => ({
      names,
      rowCount: batch.numRows,
      columns: names.map((name) => this.#recode(name, required(batch.getChild(name)).data[0] as Data<DataType>)),
    }))
  }

  #readShard(table: Table, names: readonly string[], columns: readonly string[], shard: Shard): readonly ColumnBatch[] {
    return table.batches.map((batch) => {
      const keys = batch.getChild('user_key')?.data[0] as Data | undefined
      // Row n of the users file is the user with key n.
      const own = keys === undefined ? keysOfShard(batch.numRows, shard) : rowsOfShard(keys, shard)
      const picked = names.map((name) =>
        this.#recode(name, pickRows(required(batch.getChild(name)).data[0] as Data<DataType>, own)),
      )
      if (keys !== undefined || !columns.includes('user_key')) return { names, rowCount: own.length, columns: picked }
      const key = makeData({ type: new Int32(), length: own.length, nullCount: 0, data: own })
      return { names: ['user_key', ...names], rowCount: own.length, columns: [key, ...picked] }
    })
  }

  /** One complete stream. Batches must have the same columns and types; dictionaries are taken as they are now. */
  stream(batches: readonly ColumnBatch[]): Uint8Array<ArrayBuffer> {
    const first = elementAt(batches, 0)
    const shared = first.columns.map((data, index) =>
      data.type instanceof Dictionary ? this.#dictionary(elementAt(first.names, index)) : null,
    )
    const fields = first.columns.map(
      (data, index) => new Field(elementAt(first.names, index), shared[index]?.type ?? data.type, true),
    )
    const schema = new Schema(fields)
    const writer = new RecordBatchStreamWriter()
    for (const batch of batches) {
      const children = batch.columns.map((data, index) => {
        const dictionary = shared[index]
        return dictionary == null
          ? data
          : codesData(data.length, data.nullCount, data.nullBitmap, data.values as Int32Array, dictionary)
      })
      writer.write(
        new RecordBatch(schema, makeData({ type: new Struct(fields), length: batch.rowCount, nullCount: 0, children })),
      )
    }
    writer.finish()
    return writer.toUint8Array(true) as Uint8Array<ArrayBuffer>
  }

  #dictionary(column: string): SharedDictionary {
    const id = [...this.#dictionaries.keys()].indexOf(column)
    return { type: new Dictionary(new Utf8(), new Int32(), id, false), vector: utf8Vector(this.values(column)) }
  }

  #recode(column: string, data: Data<DataType>): Data<DataType> {
    if (!(data.type instanceof Dictionary)) return data
    const known = this.#dictionaries.get(column) ?? new Map<string, number>()
    this.#dictionaries.set(column, known)
    const own = required(data.dictionary)
    const codes = new Int32Array(own.length)
    for (let index = 0; index < own.length; index++) {
      const value = String(own.get(index))
      const code = known.get(value) ?? known.size
      if (code === known.size) known.set(value, code)
      codes[index] = code
    }
    const source = data.values as ArrayLike<number>
    const recoded = new Int32Array(data.length)
    for (let row = 0; row < data.length; row++) recoded[row] = codes[source[row]!] ?? 0
    const type = new Dictionary(new Utf8(), new Int32(), 0, false)
    return codesData(data.length, data.nullCount, data.nullBitmap, recoded, { type, vector: utf8Vector([]) })
  }
}
