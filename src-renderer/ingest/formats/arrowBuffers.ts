import { decompress } from 'fzstd'
import type xxhash from 'xxhash-wasm'
import { elementAt } from '../../base/required'
import { unpackLz4Frame } from '../bytes/lz4'
import type { BatchLayout } from './arrowWriting'
import type { ArrowLayout } from './arrowSchema'
import type { FlatTable } from './flatTable'

type Hashes = Awaited<ReturnType<typeof xxhash>>

/** `CompressionType` in Message.fbs. */
const LZ4_FRAME = 0
const ZSTD = 1
/** A batch unpacked: 64 k rows of a thousand columns of texts have less. */
const MOST_PLAIN_BYTES = 2 ** 30
const ALIGNED = 8
/** A view: a length, then up to 12 bytes of text, or its beginning, buffer and offset. */
const VIEW_BYTES = 16
const INLINE_BYTES = 12

/** A batch in the form that Arrow's reader for JavaScript takes. */
export interface PlainBatch {
  readonly layout: BatchLayout
  readonly body: Uint8Array
}

/**
 * Unpacks the buffers of a record batch (a checked table) and gathers the texts of its views, so that what is left are
 * plain buffers of the types that {@link plainSchema} says. Throws RangeError where they do not hold together.
 */
export function plainBatch(
  batch: FlatTable,
  body: Uint8Array,
  columns: readonly ArrowLayout[],
  hashes: Hashes,
): PlainBatch {
  const buffers = unpackedBuffers(batch, body, hashes)
  const nodes = batch.longs(1, 16, [0, 8])
  const counts = batch.longs(4, 8, [0]).map(([count = 0]) => count)
  const gathering = new Gathering(nodes, buffers, counts)
  for (const column of columns) gathering.column(column)
  return joined(batch.long(0), nodes, gathering.plain)
}

function unpackedBuffers(batch: FlatTable, body: Uint8Array, hashes: Hashes): readonly Uint8Array[] {
  const compression = batch.table(3)
  const codec = compression?.byte(0) ?? LZ4_FRAME
  let left = MOST_PLAIN_BYTES
  return batch.longs(2, 16, [0, 8]).map(([at = 0, length = 0]) => {
    if (at < 0 || length < 0 || at + length > body.length) throw new RangeError('a buffer lies outside its batch')
    const bytes = body.subarray(at, at + length)
    if (compression === null || length === 0) return bytes
    if (length < 8) throw new RangeError('a packed buffer does not say how long it is')
    const plainBytes = Number(viewOf(bytes).getBigInt64(0, true))
    // Buffers that would not have become smaller are as they were.
    if (plainBytes === -1) return bytes.subarray(8)
    left -= plainBytes
    if (plainBytes < 0 || left < 0) throw new RangeError(`a batch says that it unpacks to ${plainBytes} bytes`)
    return plainBytes === 0 ? bytes.subarray(0, 0) : unpacked(bytes.subarray(8), plainBytes, codec, hashes)
  })
}

function unpacked(bytes: Uint8Array, plainBytes: number, codec: number, hashes: Hashes): Uint8Array {
  if (codec === LZ4_FRAME) return unpackLz4Frame(bytes, plainBytes, hashes)
  if (codec !== ZSTD) throw new RangeError(`it is packed in a way (${codec}) that there is not`)
  const plain = unzstd(bytes, plainBytes)
  if (plain.length !== plainBytes)
    throw new RangeError(`${plain.length} bytes are packed where ${plainBytes} should be`)
  return plain
}

function unzstd(bytes: Uint8Array, plainBytes: number): Uint8Array {
  try {
    return decompress(bytes, new Uint8Array(plainBytes))
  } catch (error) {
    throw new RangeError('its packed data cannot be read', { cause: error })
  }
}

/** Goes through the columns of a batch, buffer by buffer. */
class Gathering {
  readonly plain: Uint8Array[] = []
  readonly #nodes: readonly (readonly number[])[]
  readonly #buffers: readonly Uint8Array[]
  readonly #counts: readonly number[]
  #node = 0
  #buffer = 0
  #count = 0

  constructor(nodes: readonly (readonly number[])[], buffers: readonly Uint8Array[], counts: readonly number[]) {
    this.#nodes = nodes
    this.#buffers = buffers
    this.#counts = counts
  }

  column({ kind, bits, children }: ArrowLayout): void {
    const [rows = 0, nulls = 0] = this.#nodes[this.#node++] ?? []
    switch (kind) {
      case 'null':
        break
      case 'view':
        this.#view(rows, nulls)
        break
      case 'varying':
        this.#take(3)
        break
      case 'list':
        this.#take(1)
        this.plain.push(bits === 64 ? narrowed(this.#next(), rows) : this.#next())
        break
      case 'fixed':
      case 'dense-union':
        this.#take(2)
        break
      case 'fixed-list':
      case 'struct':
      case 'sparse-union':
        this.#take(1)
        break
    }
    for (const child of children) this.column(child)
  }

  #take(buffers: number): void {
    for (let taken = 0; taken < buffers; taken++) this.plain.push(this.#next())
  }

  #next(): Uint8Array {
    const buffer = this.#buffers[this.#buffer++]
    if (buffer === undefined) throw new RangeError('a batch has fewer buffers than its columns need')
    return buffer
  }

  /** Validity and views, and the buffers that the views lead to, become validity, offsets and texts. */
  #view(rows: number, nulls: number): void {
    const [validity, views] = [this.#next(), this.#next()]
    const count = this.#counts[this.#count++] ?? 0
    if (count < 0 || count > this.#buffers.length) throw new RangeError('a column says buffers that are not there')
    const data = Array.from({ length: count }, () => this.#next())
    if (rows < 0 || views.length < rows * VIEW_BYTES || (nulls > 0 && validity.length * 8 < rows))
      throw new RangeError('a column has fewer values than rows')
    const view = viewOf(views)
    const offsets = new Int32Array(rows + 1)
    const isFilled = (row: number): boolean => nulls === 0 || ((validity[row >> 3]! >> (row & 7)) & 1) === 1
    let total = 0
    for (let row = 0; row < rows; row++) {
      const length = isFilled(row) ? view.getInt32(row * VIEW_BYTES, true) : 0
      if (length < 0) throw new RangeError('a text has a negative length')
      total += length
      if (total > MOST_PLAIN_BYTES) throw new RangeError('the texts of a column are too long to be gathered')
      offsets[row + 1] = total
    }
    const texts = new Uint8Array(total)
    for (let row = 0; row < rows; row++) {
      const at = row * VIEW_BYTES
      const length = offsets[row + 1]! - offsets[row]!
      if (length === 0) continue
      if (length <= INLINE_BYTES) {
        texts.set(views.subarray(at + 4, at + 4 + length), offsets[row])
        continue
      }
      const from = view.getInt32(at + 12, true)
      const buffer = data[view.getInt32(at + 8, true)]
      if (buffer === undefined || from < 0 || from + length > buffer.length)
        throw new RangeError('a text lies outside its column')
      texts.set(buffer.subarray(from, from + length), offsets[row])
    }
    this.plain.push(validity, bytesOf(offsets), texts)
  }
}

/** Offsets of 64 bits as those of 32. */
function narrowed(wide: Uint8Array, rows: number): Uint8Array {
  if (wide.length === 0) return wide
  if (wide.length < (rows + 1) * 8) throw new RangeError('a column has fewer lists than rows')
  const view = viewOf(wide)
  const offsets = Int32Array.from({ length: rows + 1 }, (_, row) => {
    const offset = view.getBigInt64(row * 8, true)
    if (offset < 0n || offset > 0x7fffffffn) throw new RangeError('a list lies outside its column')
    return Number(offset)
  })
  return bytesOf(offsets)
}

function joined(rows: number, nodes: readonly (readonly number[])[], parts: readonly Uint8Array[]): PlainBatch {
  const buffers: [number, number][] = []
  let length = 0
  for (const part of parts) {
    buffers.push([length, part.length])
    length += Math.ceil(part.length / ALIGNED) * ALIGNED
  }
  if (length > MOST_PLAIN_BYTES) throw new RangeError(`a batch unpacks to ${length} bytes`)
  const body = new Uint8Array(length)
  parts.forEach((part, index) => {
    body.set(part, elementAt(buffers, index)[0])
  })
  return { layout: { rows, nodes, buffers }, body }
}

function bytesOf(numbers: Int32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
