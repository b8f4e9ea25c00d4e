import {
  Bool,
  DateDay,
  Dictionary,
  Field,
  Float64,
  Int16,
  Int32,
  Int64,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
  Utf8,
  makeData,
  makeVector,
  tableFromIPC,
} from 'apache-arrow'
import type { Data, Table, Vector } from 'apache-arrow'

/** A column's data under its name; all columns of a file have the same length. */
export interface NamedData {
  readonly name: string
  readonly data: Data
}

/** Strings as Arrow keeps them: string n is bytes[offsets[n] … offsets[n + 1]). */
export interface Utf8Values {
  readonly bytes: Uint8Array
  readonly offsets: Int32Array
}

/** Gives its pieces away as they are. */
class PieceWriter extends RecordBatchFileWriter {
  readonly pieces: Uint8Array[] = []

  protected override _write(piece: ArrayBufferView): this {
    const { buffer, byteOffset, byteLength } = piece
    if (!this._started || byteLength === 0) return this
    this.pieces.push(new Uint8Array(buffer, byteOffset, byteLength))
    this._position += byteLength
    return this
  }
}

/**
 * An Arrow IPC file (not a stream) of one record batch. Equal columns give equal bytes. `room` gives the memory that it
 * is to lie in, of exactly so many bytes, whatever they are.
 */
export function encodeArrowFile(
  columns: readonly NamedData[],
  rows: number,
  room: (bytes: number) => Uint8Array = (bytes) => new Uint8Array(bytes),
): Uint8Array {
  const schema = new Schema(columns.map(({ name, data }) => new Field(name, data.type, true)))
  const data = makeData({
    type: new Struct(schema.fields),
    length: rows,
    nullCount: 0,
    children: columns.map((column) => column.data),
  })
  const writer = new PieceWriter()
  writer.write(new RecordBatch(schema, data))
  writer.finish()
  const { pieces } = writer
  const file = room(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    file.set(piece, at)
    at += piece.length
  }
  return file
}

export function decodeArrowFile(bytes: Uint8Array): Table {
  return tableFromIPC(bytes)
}

/** A validity byte a row (0 is null) as Arrow's bitmap; `valid` null means that there are no nulls. */
function validity(valid: Uint8Array | null, length: number): { nullCount: number; nullBitmap: Uint8Array | null } {
  if (valid === null) return { nullCount: 0, nullBitmap: null }
  const bitmap = new Uint8Array(((length + 63) >>> 6) << 3)
  let nulls = 0
  for (let i = 0; i < length; i++) {
    if (valid[i] === 0) nulls++
    else bitmap[i >>> 3] = bitmap[i >>> 3]! | (1 << (i & 7))
  }
  return nulls === 0 ? { nullCount: 0, nullBitmap: null } : { nullCount: nulls, nullBitmap: bitmap }
}

export function int32Data(values: Int32Array, valid: Uint8Array | null = null): Data {
  return makeData({ type: new Int32(), length: values.length, data: values, ...validity(valid, values.length) })
}

export function dateData(days: Int32Array, valid: Uint8Array | null = null): Data {
  return makeData({ type: new DateDay(), length: days.length, data: days, ...validity(valid, days.length) })
}

export function doubleData(values: Float64Array, valid: Uint8Array | null = null): Data {
  return makeData({ type: new Float64(), length: values.length, data: values, ...validity(valid, values.length) })
}

/** `bytes` has 0 or 1 a row. */
export function booleanData(bytes: Uint8Array, valid: Uint8Array | null = null): Data {
  const bits = new Uint8Array(((bytes.length + 63) >>> 6) << 3)
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 1) bits[i >>> 3] = bits[i >>> 3]! | (1 << (i & 7))
  return makeData({ type: new Bool(), length: bytes.length, data: bits, ...validity(valid, bytes.length) })
}

/** `halves` holds each integer as its low and its high 32 bits, which is how Arrow keeps an Int64 (little-endian). */
export function int64Data(halves: Int32Array, valid: Uint8Array | null = null): Data {
  const length = halves.length >>> 1
  return makeData({
    type: new Int64(),
    length,
    data: new BigInt64Array(halves.buffer as ArrayBuffer, halves.byteOffset, length),
    ...validity(valid, length),
  })
}

/** The values are written to `halves`, which they lie in from then on. */
export function timestampData(
  micros: Float64Array,
  valid: Uint8Array | null = null,
  halves: Int32Array = new Int32Array(micros.length * 2),
): Data {
  splitIntegers(micros, halves)
  return makeData({
    type: new TimestampMicrosecond(),
    length: micros.length,
    data: new BigInt64Array(halves.buffer as ArrayBuffer, halves.byteOffset, micros.length),
    ...validity(valid, micros.length),
  })
}

export function utf8Data(values: Utf8Values, valid: Uint8Array | null = null): Data {
  const length = values.offsets.length - 1
  return makeData({
    type: new Utf8(),
    length,
    data: values.bytes,
    valueOffsets: values.offsets,
    ...validity(valid, length),
  })
}

/**
 * Codes into `dictionary`; `id` tells a file's dictionaries apart. Codes have 16 bits where the dictionary allows it,
 * and lie in what `shorts` gives then.
 */
export function dictionaryData(
  codes: Int32Array,
  dictionary: Utf8Values,
  id: number,
  valid: Uint8Array | null = null,
  shorts: (count: number) => Int16Array = (count) => new Int16Array(count),
): Data {
  const values = makeVector(utf8Data(dictionary) as Data<Utf8>)
  const props = { length: codes.length, dictionary: values, ...validity(valid, codes.length) }
  if (dictionary.offsets.length - 1 > 32_767)
    return makeData({ type: new Dictionary(new Utf8(), new Int32(), id), data: codes, ...props })
  const narrow = shorts(codes.length)
  narrow.set(codes)
  return makeData({ type: new Dictionary(new Utf8(), new Int16(), id), data: narrow, ...props })
}

/** Whole numbers (exact doubles) as low and high 32 bits each, in `halves`. */
export function splitIntegers(
  values: Float64Array,
  halves: Int32Array = new Int32Array(values.length * 2),
): Int32Array {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    halves[2 * i] = value | 0
    halves[2 * i + 1] = Math.floor(value / 4_294_967_296)
  }
  return halves
}

/**
 * Int64 or Timestamp µs values as doubles; exact within ±2^53. Nulls give whatever lies there: ask for validBytes too.
 */
export function readMicros(vector: Vector): Float64Array {
  const result = new Float64Array(vector.length)
  let at = 0
  for (const data of vector.data) {
    const values = data.values as BigInt64Array
    const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2)
    for (let i = 0; i < data.length; i++) result[at++] = halves[2 * i + 1]! * 4_294_967_296 + (halves[2 * i]! >>> 0)
  }
  return result
}

/** Int32 values; nulls as `nullAs`. */
export function readInt32(vector: Vector, nullAs = -1): Int32Array {
  const result = new Int32Array(vector.length)
  let at = 0
  for (const data of vector.data) {
    result.set((data.values as Int32Array).subarray(0, data.length), at)
    if (data.nullCount > 0) for (let i = 0; i < data.length; i++) if (!data.getValid(i)) result[at + i] = nullAs
    at += data.length
  }
  return result
}

/** Larger ones grow by half. */
const MOST_DOUBLED = 2 ** 25

/** Adds strings in order, as UTF-8, growing as needed. */
export class Utf8Writer {
  #bytes: Uint8Array
  #end = 0
  static readonly #encoder = new TextEncoder()

  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity)
  }

  /** Where the next string begins, and the last one ends. */
  get end(): number {
    return this.#end
  }

  get capacity(): number {
    return this.#bytes.byteLength
  }

  /** What is written, and room behind it; another one after the next add. */
  get buffer(): Uint8Array {
    return this.#bytes
  }

  /** Appends the text and returns its end. Most texts are ASCII and short, for which a loop beats the encoder. */
  add(text: string): number {
    const length = text.length
    if (this.#bytes.byteLength - this.#end < length * 3) this.#grow(length * 3)
    const bytes = this.#bytes
    let at = this.#end
    if (length > 64) {
      this.#end += Utf8Writer.#encoder.encodeInto(text, bytes.subarray(at)).written
      return this.#end
    }
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      if (code > 127) {
        at += Utf8Writer.#encoder.encodeInto(text.slice(i), bytes.subarray(at)).written
        break
      }
      bytes[at++] = code
    }
    this.#end = at
    return at
  }

  /** Appends bytes[from … to) and returns the new end. */
  addBytes(bytes: Uint8Array, from: number, to: number): number {
    if (this.#bytes.byteLength - this.#end < to - from) this.#grow(to - from)
    const own = this.#bytes
    let at = this.#end
    if (to - from > 64) {
      own.set(bytes.subarray(from, to), at)
      return (this.#end += to - from)
    }
    for (let i = from; i < to; i++) own[at++] = bytes[i]!
    this.#end = at
    return at
  }

  /** A view of what was written; valid until the next add. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#end)
  }

  clear(): void {
    this.#end = 0
  }

  /** Lets what lies behind `end` go. */
  cut(end: number): void {
    this.#end = end
  }

  #grow(room: number): void {
    const factor = this.#bytes.byteLength < MOST_DOUBLED ? 2 : 1.5
    const larger = new Uint8Array(Math.max(Math.ceil(this.#bytes.byteLength * factor), this.#end + room))
    larger.set(this.view())
    this.#bytes = larger
  }
}

/** A whole list of strings at once. */
export function encodeUtf8(texts: readonly string[]): Utf8Values {
  const writer = new Utf8Writer(texts.length * 8 + 16)
  const offsets = new Int32Array(texts.length + 1)
  for (let i = 0; i < texts.length; i++) offsets[i + 1] = writer.add(texts[i]!)
  return { bytes: writer.view(), offsets }
}
