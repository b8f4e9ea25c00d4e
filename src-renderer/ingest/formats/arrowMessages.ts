import { elementAt, required } from '../../base/required'
import { LatheError } from '../../model/error'
import { checkArrowBody, checkArrowDictionary } from './arrowBody'
import { FOOTER, HEADER, MESSAGE } from './arrowMetadata'
import { readArrowSchema } from './arrowSchema'
import type { ArrowSchema } from './arrowSchema'
import { ByteQueue } from '../bytes/byteQueue'
import { checkedFlatBuffer } from './flatTable'
import type { FlatTable } from './flatTable'

const FILE_MAGIC = 'ARROW1'
/** The mark and its padding. */
const MAGIC_BYTES = 8
/** Enough to hold the first message's header. */
const HEAD_BYTES = 64 * 1024
const CONTINUATION = -1
/** A schema of a hundred thousand columns takes less. */
const MOST_METADATA_BYTES = 64 * 2 ** 20

export function isArrowFile(head: Uint8Array): boolean {
  return String.fromCharCode(...head.subarray(0, FILE_MAGIC.length)) === FILE_MAGIC
}

/**
 * The bytes of an Arrow stream or file as Arrow's own reader takes them, each message checked before it is handed on:
 * that reader trusts lengths, counts and offsets, and one flipped bit in them can keep it busy for ever. Throws
 * RangeError where a message does not hold together, LatheError `unsupported` for compressed batches.
 *
 * The file form is the stream form between two marks and a footer: without its first mark it reads as a stream. Writers
 * that keep the schema in the footer alone (Arrow's own for JavaScript) are the exception: then the whole file is
 * gathered.
 */
export async function* checkedArrow(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const queue = new ByteQueue(bytes)
  try {
    const head = await queue.peek(HEAD_BYTES)
    const isFile = isArrowFile(head)
    if (isFile && !startsWithSchema(head)) {
      const all = await queue.take(Infinity)
      checkFile(all)
      yield all
      return
    }
    if (isFile) await queue.take(MAGIC_BYTES)
    yield* checkedStream(queue, isFile)
  } finally {
    await queue.end()
  }
}

async function* checkedStream(queue: ByteQueue, isFile: boolean): AsyncIterable<Uint8Array> {
  const check = new MessageCheck()
  for (;;) {
    const prefix = await queue.take(4)
    // A stream may just stop between two messages; a file has an end and a footer.
    if (prefix.length === 0 && !isFile) return
    let length = int32At(prefix, 0)
    const isContinued = length === CONTINUATION
    if (isContinued) length = int32At(await queue.take(4), 0)
    if (length === 0) return
    checkMetadataLength(length)
    const metadata = await queue.take(length)
    const bodyBytes = check.metadata(metadata, length)
    const body = await queue.take(bodyBytes)
    check.body(body)
    yield framed(metadata)
    yield body
  }
}

/** A message's metadata behind its length, as a chunk of its own. */
function framed(metadata: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(8 + metadata.length)
  const view = new DataView(chunk.buffer)
  view.setInt32(0, CONTINUATION, true)
  view.setInt32(4, metadata.length, true)
  chunk.set(metadata, 8)
  return chunk
}

/** Checks a whole file by its footer, which says where the messages are. */
function checkFile(all: Uint8Array): void {
  const endsAt = all.length - FILE_MAGIC.length
  if (!isArrowFile(all.subarray(Math.max(0, endsAt))))
    throw new RangeError('it is cut off: the mark at its end is missing')
  const footerBytes = int32At(all, endsAt - 4)
  if (footerBytes <= 0 || footerBytes > endsAt - 4 - MAGIC_BYTES)
    throw new RangeError('the footer is longer than the file')
  const footer = checkedFlatBuffer(all.subarray(endsAt - 4 - footerBytes, endsAt - 4), FOOTER)
  const schema = footer.table(1)
  if (schema === null) throw new RangeError('its footer has no schema')
  const check = new MessageCheck(readArrowSchema(schema))
  const taken: (readonly [number, number])[] = []
  const messageAt = ([offset]: readonly number[], kind: number): void => {
    if (offset === undefined || offset < MAGIC_BYTES || offset + 8 > all.length)
      throw new RangeError('its footer leads outside the file')
    const isContinued = int32At(all, offset) === CONTINUATION
    const from = offset + (isContinued ? 8 : 4)
    const length = int32At(all, from - 4)
    checkMetadataLength(length)
    const bodyBytes = check.metadata(all.subarray(from, from + length), length)
    if (check.kind !== kind) throw new RangeError('its footer leads to another kind of message')
    check.body(all.subarray(from + length, from + length + bodyBytes))
    taken.push([offset, from + length + bodyBytes])
  }
  for (const block of footer.longs(2, 24, [0])) messageAt(block, HEADER.dictionary)
  for (const block of footer.longs(3, 24, [0])) messageAt(block, HEADER.batch)
  taken.sort(([a], [b]) => a - b)
  if (taken.some(([from], index) => index > 0 && from < elementAt(taken, index - 1)[1]))
    throw new RangeError('its batches lie over one another')
}

/** Checks messages in their order: schema, then dictionaries and batches. */
class MessageCheck {
  kind = 0
  readonly #dictionaryLengths = new Map<number, number>()
  #schema: ArrowSchema | null
  #header: FlatTable | null = null
  #bodyBytes = 0
  #version = 0

  constructor(schema: ArrowSchema | null = null) {
    this.#schema = schema
  }

  /** Takes a message's metadata, of which `length` bytes were announced; answers how long its body is. */
  metadata(bytes: Uint8Array, length: number): number {
    if (bytes.length < length) throw new RangeError('it ends inside a message')
    const message = checkedFlatBuffer(bytes, MESSAGE)
    this.#version = message.short(0)
    this.kind = message.byte(1)
    this.#header = message.table(2)
    this.#bodyBytes = message.long(3)
    if (this.#header === null || this.#bodyBytes < 0) throw new RangeError('a message has no content')
    if ((this.kind === HEADER.schema) !== (this.#schema === null))
      throw new RangeError(this.#schema === null ? 'it does not begin with a schema' : 'it has a second schema')
    if (this.kind === HEADER.schema) this.#schema = readArrowSchema(this.#header)
    return this.#bodyBytes
  }

  /** Takes the message's body, whose first bytes these are when the data ends too early. */
  body(body: Uint8Array): void {
    if (body.length < this.#bodyBytes) throw new RangeError('it ends inside a message')
    const [header, schema] = [required(this.#header), required(this.#schema)]
    if (this.kind === HEADER.schema) return
    const batch = this.kind === HEADER.dictionary ? header.table(1) : header
    if (batch?.has(3) === true)
      throw new LatheError(
        'unsupported',
        'The Arrow data is compressed, which Lathe does not unpack: write the file again without compression, or ' +
          'as Parquet.',
        { feature: 'arrow compression' },
      )
    if (this.kind === HEADER.dictionary) {
      const { id, length } = checkArrowDictionary(header, body, schema, this.#dictionaryLengths, this.#version)
      this.#dictionaryLengths.set(id, length)
    } else if (this.kind === HEADER.batch)
      checkArrowBody(header, body, schema.columns, this.#dictionaryLengths, this.#version)
    else throw new RangeError(`it has a message of a kind (${this.kind}) that is no table`)
  }
}

function checkMetadataLength(length: number): void {
  if (length < 0 || length > MOST_METADATA_BYTES)
    throw new RangeError(`a message says that its metadata has ${length} bytes`)
}

function int32At(bytes: Uint8Array, at: number): number {
  if (at < 0 || at + 4 > bytes.length) throw new RangeError('it is cut off')
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(at, true)
}

/**
 * Whether the first message of a file is its schema: its kind is the second field of a flatbuffer of four bytes' length
 * mark and length.
 */
function startsWithSchema(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  try {
    const table = 16 + view.getUint32(16, true)
    const kindAt = view.getUint16(table - view.getInt32(table, true) + 6, true)
    return view.getUint8(table + kindAt) === HEADER.schema
  } catch {
    return false
  }
}
