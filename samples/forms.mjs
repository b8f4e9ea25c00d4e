import { createRequire } from 'node:module'
import {
  Bool,
  Field,
  Float64,
  Int64,
  Schema,
  Table,
  TimestampMicrosecond,
  Utf8,
  tableToIPC,
  vectorFromArray,
} from 'apache-arrow'
import { gzipSync } from 'fflate'

/** The forms besides CSV that logs come in. Both packages are plain code and WebAssembly: the same bytes everywhere. */

/** One JSON object a line; what is null is left out. @param {readonly Record<string, unknown>[]} rows */
export function ndjsonText(rows) {
  const known = (row) => Object.fromEntries(Object.entries(row).filter(([, value]) => (value ?? null) !== null))
  return rows.map((row) => `${JSON.stringify(known(row))}\n`).join('')
}

/** @param {string} text @returns {Uint8Array} */
export function gzipped(text) {
  return gzipSync(new TextEncoder().encode(text), { mtime: 0, level: 9 })
}

const A_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/

/** What a warehouse would keep these values as: numbers, truths, times (`2024-03-04 08:12:33`, UTC) or texts. */
function typeOf(values) {
  if (values.every((value) => typeof value === 'boolean')) return new Bool()
  if (values.every((value) => Number.isInteger(value))) return new Int64()
  if (values.every((value) => typeof value === 'number')) return new Float64()
  if (values.every((value) => typeof value === 'string' && A_TIME.test(value))) return new TimestampMicrosecond('UTC')
  return new Utf8()
}

/** A value as Arrow takes it. */
function stored(value, type) {
  if ((value ?? null) === null) return null
  if (type instanceof Int64) return BigInt(value)
  if (type instanceof TimestampMicrosecond) return Date.parse(`${value.replace(' ', 'T')}Z`)
  return type instanceof Utf8 ? String(value) : value
}

/**
 * Parquet with a type for each column, as its values are.
 * @param {readonly string[]} columns
 * @param {readonly Record<string, unknown>[]} rows
 * @returns {Uint8Array}
 */
export function parquetFile(columns, rows) {
  const {
    Compression,
    Table: Packed,
    WriterPropertiesBuilder,
    writeParquet,
  } = createRequire(import.meta.url)('parquet-wasm/node')
  const vectors = columns.map((name) => {
    const type = typeOf(rows.map((row) => row[name]).filter((value) => (value ?? null) !== null))
    return [
      name,
      vectorFromArray(
        rows.map((row) => stored(row[name], type)),
        type,
      ),
    ]
  })
  const schema = new Schema(vectors.map(([name, vector]) => new Field(name, vector.type, true)))
  const table = new Table(schema, Object.fromEntries(vectors))
  const properties = new WriterPropertiesBuilder().setCompression(Compression.ZSTD).build()
  return writeParquet(Packed.fromIPCStream(tableToIPC(table, 'stream')), properties)
}
