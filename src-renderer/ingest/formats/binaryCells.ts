import { DataType } from 'apache-arrow'
import type { Vector } from 'apache-arrow'
import type { Cell } from '../contract'
import { isWellFormed } from '../bytes/wellFormed'

/** Which columns of bytes hold text, by name, as their first values told: it holds for all of a file. */
export type TextColumns = Map<string, boolean>

/** Whether values of a type are bytes, also as a dictionary's. */
export function isBytes(type: DataType): boolean {
  if (DataType.isDictionary(type)) return isBytes(type.dictionary as DataType)
  return DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isFixedSizeBinary(type)
}

/**
 * Reads a column of bytes so that different bytes are different cells. Values of 16 bytes each are UUIDs: Parquet's
 * type for them does not come through, and hashes of that length stay as different. A column of bytes is text when all
 * that it begins with is UTF-8 without control characters, as ClickHouse and Impala write their texts (of a fixed
 * length, when that is more than a few bytes, which numbers may look like);
 * then the rows whose bytes are none are added to `badRows`. All else is hex.
 */
export function bytesCells(name: string, vector: Vector, texts: TextColumns, badRows: Set<number>): Cell[] {
  const fixed = DataType.isFixedSizeBinary(vector.type as DataType)
  const values = Array.from({ length: vector.length }, (_, row) => vector.get(row) as Uint8Array | null)
  const filled = values.filter((value) => value !== null)
  let isText = texts.get(name)
  if (isText === undefined && (fixed || filled.length > 0)) {
    isText = filled.every(isPlainText) && (!fixed || filled.length * (filled[0]?.length ?? 0) >= TELLING_BYTES)
    texts.set(name, isText)
  }
  return values.map((value, row) => {
    if (value === null) return null
    if (isText !== true) return fixed && value.length === 16 ? uuidText(value) : hexText(value)
    if (isWellFormed(value, 0, value.length)) return DECODER.decode(value)
    badRows.add(row)
    return null
  })
}

const TELLING_BYTES = 16
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true })

function isPlainText(bytes: Uint8Array): boolean {
  return isWellFormed(bytes, 0, bytes.length) && bytes.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13))
}

export function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function uuidText(bytes: Uint8Array): string {
  return hexText(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
