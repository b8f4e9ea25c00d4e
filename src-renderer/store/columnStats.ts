import { DataType, type Data, type RecordBatch } from 'apache-arrow'
import { decodeArrowFile } from './arrowFile'

/** A number as JSON has it; what JSON has no number for goes by its name. NaN is the greatest, as it is to the engine. */
export type Edge = number | 'NaN' | 'Infinity' | '-Infinity'
type Edges = readonly [least: Edge, greatest: Edge]

/**
 * What the rows of one file have in one column, or more than that: the least and the greatest value, by its type (dates as
 * days, times as µs, truth values as 0 and 1; whole numbers beyond 2^53 rounded), or of a text of few values each of them.
 * Of other texts, what the least one begins with, which is no greater, and what the greatest one begins with. Without any
 * of these all is NULL, or nothing is known (`unknown`).
 */
export interface ColumnStats {
  /** How many are NULL, where there are any. */
  readonly nulls?: number
  readonly number?: Edges
  readonly date?: Edges
  readonly time?: Edges
  readonly boolean?: Edges
  readonly text?: readonly [least: string, greatest: string]
  readonly texts?: readonly string[]
  readonly unknown?: true
}

/** What is known of a file's columns. */
export interface FileStats {
  /** By the names in the file. A column that is not here is not in the file, unless the list is partial. */
  readonly columns: Readonly<Record<string, ColumnStats>>
  /** Set where columns were left out, because there are too many. */
  readonly isPartial?: true
}

/** A text of more different values in a file, or of longer ones together, is told by its edges. */
const MOST_TEXTS = 32
const MOST_LETTERS = 400
const EDGE_LETTERS = 24
/** How much may be written of a file: the manifest is read at each start. */
const MOST_WRITTEN = 3_000

/** What the rows of a file are, column by column; null where that cannot be told. */
export function statsOfFile(bytes: Uint8Array): FileStats | null {
  const table = decodeArrowFile(bytes)
  const [batch] = table.batches
  if (batch === undefined || table.batches.length > 1) return null
  const found: [string, ColumnStats][] = []
  let written = 0
  for (const { name } of table.schema.fields) {
    const stats = statsOfColumn(batch, name)
    written += JSON.stringify([name, stats]).length
    if (written > MOST_WRITTEN) return { columns: Object.fromEntries(found), isPartial: true }
    found.push([name, stats])
  }
  return { columns: Object.fromEntries(found) }
}

function statsOfColumn(batch: RecordBatch, name: string): ColumnStats {
  const data = batch.getChild(name)?.data[0] as Data | undefined
  if (data === undefined) return { unknown: true }
  const nulls = data.nullCount === 0 ? {} : { nulls: data.nullCount }
  if (data.nullCount === data.length) return nulls
  return { ...nulls, ...valuesOf(data) }
}

function valuesOf(data: Data): ColumnStats {
  const { type } = data
  const values: unknown = data.values
  if (DataType.isDictionary(type)) return textsOf(data)
  if (DataType.isUtf8(type)) return { text: textEdges(data) }
  if (DataType.isBool(type)) return { boolean: bitEdges(data) }
  if (values instanceof BigInt64Array) {
    if (DataType.isTimestamp(type)) return { time: longEdges(data, values) }
    return DataType.isInt(type) ? { number: longEdges(data, values) } : { unknown: true }
  }
  if (values instanceof Int32Array) {
    if (DataType.isDate(type)) return { date: numberEdges(data, values) }
    return DataType.isInt(type) ? { number: numberEdges(data, values) } : { unknown: true }
  }
  return values instanceof Float64Array ? { number: numberEdges(data, values) } : { unknown: true }
}

/** Which rows have a value: a bit each, null where all have. */
function bitsOf({ nullCount, nullBitmap }: Data): Uint8Array | null {
  return nullCount === 0 ? null : (nullBitmap ?? null)
}

function isSet(bits: Uint8Array, at: number): boolean {
  return ((bits[at >> 3]! >> (at & 7)) & 1) === 1
}

function numberEdges(data: Data, values: Int32Array | Float64Array): Edges {
  const { length, offset } = data
  const valid = bitsOf(data)
  let [least, greatest, hasNaN] = [Infinity, -Infinity, false]
  let isEmpty = true
  for (let row = 0; row < length; row += 1) {
    if (valid !== null && !isSet(valid, offset + row)) continue
    const value = values[row]!
    if (Number.isNaN(value)) {
      hasNaN = true
      continue
    }
    isEmpty = false
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return [isEmpty ? 'NaN' : edgeOf(least), hasNaN ? 'NaN' : edgeOf(greatest)]
}

/** Numbers of 64 bits, which are rounded where a double does not hold them: the order of two stays, or they are equal. */
function longEdges(data: Data, { buffer, byteOffset }: BigInt64Array): Edges {
  const { length, offset } = data
  const halves = new Int32Array(buffer, byteOffset, 2 * length)
  const valid = bitsOf(data)
  let [least, greatest] = [Infinity, -Infinity]
  for (let row = 0; row < length; row += 1) {
    if (valid !== null && !isSet(valid, offset + row)) continue
    const value = halves[2 * row + 1]! * 4_294_967_296 + (halves[2 * row]! >>> 0)
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return [edgeOf(least), edgeOf(greatest)]
}

function edgeOf(value: number): Edge {
  return Number.isFinite(value) ? value : (String(value) as Edge)
}

function bitEdges(data: Data): Edges {
  const { length, offset } = data
  const bits = data.values as Uint8Array
  const valid = bitsOf(data)
  const seen = [false, false]
  for (let row = 0; row < length && !(seen[0] && seen[1]); row += 1)
    if (valid === null || isSet(valid, offset + row)) seen[isSet(bits, offset + row) ? 1 : 0] = true
  return [seen[0] ? 0 : 1, seen[1] ? 1 : 0]
}

/** The texts of a dictionary, used or not: it is the file's own. */
function textsOf({ dictionary }: Data): ColumnStats {
  if (dictionary === undefined) return { unknown: true }
  const texts = Array.from(dictionary as Iterable<unknown>, (text) => String(text))
  const letters = texts.reduce((sum, text) => sum + text.length, 0)
  if (texts.length <= MOST_TEXTS && letters <= MOST_LETTERS) return { texts }
  texts.sort(compareTexts)
  return { text: [beginning(texts[0]!), beginning(texts.at(-1)!)] }
}

/** What the least and the greatest of a column's texts begin with, by their UTF-8. */
function textEdges(data: Data): readonly [string, string] {
  const { length, offset } = data
  const offsets = data.valueOffsets as Int32Array
  const bytes = data.values as Uint8Array
  const valid = bitsOf(data)
  let [least, greatest] = [-1, -1]
  for (let row = 0; row < length; row += 1) {
    if (valid !== null && !isSet(valid, offset + row)) continue
    if (least < 0) least = greatest = row
    else if (compareBytes(bytes, offsets, row, least) < 0) least = row
    else if (compareBytes(bytes, offsets, row, greatest) > 0) greatest = row
  }
  const text = (row: number): string =>
    beginning(new TextDecoder().decode(bytes.subarray(offsets[row], Math.min(offsets[row + 1]!, offsets[row]! + 200))))
  return [text(least), text(greatest)]
}

function compareBytes(bytes: Uint8Array, offsets: Int32Array, one: number, other: number): number {
  let [at, with_] = [offsets[one]!, offsets[other]!]
  const [end, otherEnd] = [offsets[one + 1]!, offsets[other + 1]!]
  while (at < end && with_ < otherEnd) {
    const difference = bytes[at++]! - bytes[with_++]!
    if (difference !== 0) return difference
  }
  return end - at - (otherEnd - with_)
}

/** A text's first letters, no half of one among them. */
function beginning(text: string): string {
  const cut = text.slice(0, EDGE_LETTERS)
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut
}

/** Orders texts as the engine does, by their UTF-8: by code points, which UTF-16 does not keep above U+FFFF. */
export function compareTexts(one: string, other: string): number {
  const length = Math.min(one.length, other.length)
  for (let at = 0; at < length; at += 1) {
    const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)]
    if (a !== b) return placed(a) - placed(b)
  }
  return one.length - other.length
}

/** A code unit's place where halves of code points stand behind all others. */
function placed(unit: number): number {
  return unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x10000 : unit
}
