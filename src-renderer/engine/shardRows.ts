import { DataType, makeData, type Data } from 'apache-arrow'
import { shardOfUser, type Shard } from './shard'

function isNull(data: Data, row: number): boolean {
  const at = data.offset + row
  return ((data.nullBitmap[at >> 3]! >> (at & 7)) & 1) === 0
}

/** The places of a shard's rows among rows with these user keys; rows without a user are the first shard's. */
export function rowsOfShard(keys: Data, { index, of }: Shard): Int32Array {
  const values = keys.values as ArrayLike<number | bigint>
  const rows = new Int32Array(keys.length)
  let count = 0
  for (let row = 0; row < keys.length; row += 1) {
    const shard = keys.nullCount > 0 && isNull(keys, row) ? 0 : shardOfUser(Number(values[row]), of)
    if (shard === index) rows[count++] = row
  }
  return rows.subarray(0, count)
}

/** The users file is a dictionary, row n the user with key n. */
export function keysOfShard(users: number, { index, of }: Shard): Int32Array {
  const keys = new Int32Array(users)
  let count = 0
  for (let key = 0; key < users; key += 1) if (shardOfUser(key, of) === index) keys[count++] = key
  return keys.subarray(0, count)
}

function pickedNulls(data: Data, rows: Int32Array): { nullCount: number; nullBitmap?: Uint8Array } {
  if (data.nullCount === 0) return { nullCount: 0 }
  const nullBitmap = new Uint8Array(((rows.length + 63) >>> 6) << 3)
  let nullCount = 0
  for (let at = 0; at < rows.length; at += 1) {
    if (isNull(data, rows[at]!)) nullCount += 1
    else nullBitmap[at >> 3]! |= 1 << (at & 7)
  }
  return { nullCount, nullBitmap }
}

function pickedTexts(data: Data, rows: Int32Array): { valueOffsets: Int32Array; data: Uint8Array } {
  const offsets = data.valueOffsets as Int32Array
  const bytes = data.values as Uint8Array
  const valueOffsets = new Int32Array(rows.length + 1)
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at]!
    valueOffsets[at + 1] = valueOffsets[at]! + offsets[row + 1]! - offsets[row]!
  }
  const picked = new Uint8Array(valueOffsets[rows.length]!)
  for (let at = 0; at < rows.length; at += 1) {
    const from = offsets[rows[at]!]!
    let to = valueOffsets[at]!
    const end = from + valueOffsets[at + 1]! - to
    if (end - from > 48) picked.set(bytes.subarray(from, end), to)
    else for (let byte = from; byte < end; byte += 1) picked[to++] = bytes[byte]!
  }
  return { valueOffsets, data: picked }
}

type Numbers = Int8Array | Int16Array | Int32Array | Float64Array | BigInt64Array

/** Some rows of a stored column, in their order. */
export function pickRows(data: Data, rows: Int32Array): Data {
  const { type } = data
  const nulls = pickedNulls(data, rows)
  const length = rows.length
  if (DataType.isUtf8(type)) return makeData({ type, length, ...nulls, ...pickedTexts(data, rows) })
  if (DataType.isBool(type)) {
    const bits = new Uint8Array(((length + 63) >>> 6) << 3)
    const values = data.values as Uint8Array
    for (let at = 0; at < length; at += 1) {
      const bit = data.offset + rows[at]!
      bits[at >> 3]! |= ((values[bit >> 3]! >> (bit & 7)) & 1) << (at & 7)
    }
    return makeData({ type, length, ...nulls, data: bits })
  }
  const values = data.values as Numbers
  const picked = new (values.constructor as new (length: number) => Numbers)(length)
  for (let at = 0; at < length; at += 1) picked[at] = values[rows[at]!]!
  const dictionary = data.dictionary === undefined ? {} : { dictionary: data.dictionary }
  return makeData({ type, length, ...nulls, data: picked, ...dictionary } as never)
}
