import { Message, RecordBatchReader } from 'apache-arrow'
import { elementAt } from '../../base/required'
import { checkArrowBody, checkArrowDictionary } from './arrowBody'
import { FOOTER, HEADER, MESSAGE } from './arrowMetadata'
import { PlainMessages } from './arrowPlain'
import type { ArrowMessage } from './arrowPlain'
import { readArrowSchema } from './arrowSchema'
import type { ArrowSchema } from './arrowSchema'
import { ByteQueue } from '../bytes/byteQueue'
import { checkedFlatBuffer } from './flatTable'

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
 * The bytes of an Arrow stream or file as Arrow's own reader takes them (see {@link PlainMessages}), each message checked
 * before it is handed on: that reader trusts lengths, counts and offsets, and one flipped bit in them can keep it busy for ever. Throws
 * RangeError where a message does not hold together, LatheError `unsupported` for what Lathe does not read.
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
      yield* messagesByFooter(await queue.take(Infinity))
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
  const messages = new PlainMessages()
  for (;;) {
    const prefix = await queue.take(4)
    // A stream may just stop between two messages; a file has an end and a footer.
    if (prefix.length === 0 && !isFile) return
    let length = int32At(prefix, 0)
    const isContinued = length === CONTINUATION
    if (isContinued) length = int32At(await queue.take(4), 0)
    if (length === 0) return
    checkMetadataLength(length)
    const raw = await queue.take(length)
    const bodyBytes = bodyBytesOf(raw, length)
    const body = await queue.take(bodyBytes)
    if (body.length < bodyBytes) throw new RangeError('it ends inside a message')
    const plain = await messages.plain({ metadata: raw, body })
    check.message(plain)
    yield framed(plain.metadata)
    yield plain.body
  }
}

/** How long the body of a message is, of whose metadata `length` bytes were announced. */
function bodyBytesOf(metadata: Uint8Array, length: number): number {
  if (metadata.length < length) throw new RangeError('it ends inside a message')
  const bodyBytes = checkedFlatBuffer(metadata, MESSAGE).long(3)
  if (bodyBytes < 0) throw new RangeError('a message has no content')
  return bodyBytes
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

/**
 * The messages of a whole file, by its footer, which says where they are: its schema first, then dictionaries, then
 * batches.
 */
async function* messagesByFooter(all: Uint8Array): AsyncIterable<Uint8Array> {
  const endsAt = all.length - FILE_MAGIC.length
  if (!isArrowFile(all.subarray(Math.max(0, endsAt))))
    throw new RangeError('it is cut off: the mark at its end is missing')
  const footerBytes = int32At(all, endsAt - 4)
  if (footerBytes <= 0 || footerBytes > endsAt - 4 - MAGIC_BYTES)
    throw new RangeError('the footer is longer than the file')
  const footerAt = endsAt - 4 - footerBytes
  const footer = checkedFlatBuffer(all.subarray(footerAt, endsAt - 4), FOOTER)
  const schema = footer.table(1)
  if (schema === null) throw new RangeError('its footer has no schema')
  const blocks = [
    ...footer.longs(2, 24, [0]).map(([offset]) => ({ offset, kind: HEADER.dictionary })),
    ...footer.longs(3, 24, [0]).map(([offset]) => ({ offset, kind: HEADER.batch })),
  ]
  const taken: (readonly [number, number])[] = []
  const found = blocks.map(({ offset, kind }): ArrowMessage => {
    if (offset === undefined || offset < MAGIC_BYTES || offset + 8 > all.length)
      throw new RangeError('its footer leads outside the file')
    const isContinued = int32At(all, offset) === CONTINUATION
    const from = offset + (isContinued ? 8 : 4)
    const length = int32At(all, from - 4)
    checkMetadataLength(length)
    const metadata = all.subarray(from, from + length)
    const end = from + length + bodyBytesOf(metadata, length)
    if (end > all.length) throw new RangeError('it ends inside a message')
    if (checkedFlatBuffer(metadata, MESSAGE).byte(1) !== kind)
      throw new RangeError('its footer leads to another kind of message')
    taken.push([offset, end])
    return { metadata, body: all.subarray(from + length, end) }
  })
  taken.sort(([a], [b]) => a - b)
  if (taken.some(([from], index) => index > 0 && from < elementAt(taken, index - 1)[1]))
    throw new RangeError('its batches lie over one another')
  const messages = new PlainMessages()
  const check = new MessageCheck()
  const plainFooter = messages.schema(all.subarray(footerAt), schema)
  const first = { metadata: schemaMessage(plainFooter, footer.placeOf(2)), body: new Uint8Array(0) }
  check.message(first)
  yield framed(first.metadata)
  for (const message of found) {
    const plain = await messages.plain(message)
    check.message(plain)
    yield framed(plain.metadata)
    yield plain.body
  }
}

/**
 * The message of the schema in a footer (checked), which is followed by its length and the file's mark; its list of
 * dictionaries is at a place, 0 for none.
 */
function schemaMessage(footer: Uint8Array, dictionariesAt: number): Uint8Array {
  const mark = new TextEncoder().encode(`${FILE_MAGIC}\0\0`)
  const file = new Uint8Array(mark.length + footer.length)
  file.set(mark)
  file.set(footer, mark.length)
  const view = new DataView(file.buffer)
  const at = mark.length + dictionariesAt
  // The dictionaries themselves are not here to be read.
  if (dictionariesAt > 0) view.setUint32(at + view.getUint32(at, true), 0, true)
  const { schema } = RecordBatchReader.from(file).open()
  const bytes = Message.encode(Message.from(schema))
  const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8)
  padded.set(bytes)
  return padded
}

/** Checks messages in their order: schema, then dictionaries and batches. */
class MessageCheck {
  readonly #dictionaryLengths = new Map<number, number>()
  #schema: ArrowSchema | null = null

  message({ metadata, body }: ArrowMessage): void {
    const message = checkedFlatBuffer(metadata, MESSAGE)
    const [version, kind, header] = [message.short(0), message.byte(1), message.table(2)]
    if (header === null) throw new RangeError('a message has no content')
    if ((kind === HEADER.schema) !== (this.#schema === null))
      throw new RangeError(this.#schema === null ? 'it does not begin with a schema' : 'it has a second schema')
    if (this.#schema === null) this.#schema = readArrowSchema(header)
    else if (kind === HEADER.dictionary) {
      const { id, length } = checkArrowDictionary(header, body, this.#schema, this.#dictionaryLengths, version)
      this.#dictionaryLengths.set(id, length)
    } else if (kind === HEADER.batch)
      checkArrowBody(header, body, this.#schema.columns, this.#dictionaryLengths, version)
    else throw new RangeError(`it has a message of a kind (${kind}) that is no table`)
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
