import xxhash from 'xxhash-wasm'
import { required } from '../../base/required'
import { HEADER, MESSAGE, TYPE } from './arrowMetadata'
import { plainBatch } from './arrowBuffers'
import { batchMessage } from './arrowWriting'
import { readArrowSchema } from './arrowSchema'
import type { ArrowLayout, ArrowSchema } from './arrowSchema'
import { checkedFlatBuffer } from './flatTable'
import type { FlatTable } from './flatTable'

/** A message's metadata and body. */
export interface ArrowMessage {
  readonly metadata: Uint8Array
  readonly body: Uint8Array
}

/** Types that Arrow's reader for JavaScript does not have, and those that it reads instead. */
const PLAIN_TYPES: ReadonlyMap<number, number> = new Map([
  [TYPE.utf8View, TYPE.utf8],
  [TYPE.binaryView, TYPE.binary],
  [TYPE.largeList, TYPE.list],
])

/**
 * Turns messages into those that Arrow's reader for JavaScript takes: packed buffers (LZ4, zstd) are unpacked, texts of
 * views gathered, lists with offsets of 64 bits get such of 32. Other messages stay as they are. Throws RangeError where
 * a message does not hold together, and what {@link readArrowSchema} throws.
 */
export class PlainMessages {
  #schema: ArrowSchema | null = null
  #isPlain = true

  async plain({ metadata, body }: ArrowMessage): Promise<ArrowMessage> {
    const message = checkedFlatBuffer(metadata, MESSAGE)
    const header = message.table(2)
    const kind = message.byte(1)
    if (header === null) return { metadata, body }
    if (kind === HEADER.schema) return { metadata: this.schema(metadata, header), body }
    const schema = this.#schema
    const batch = kind === HEADER.dictionary ? header.table(1) : kind === HEADER.batch ? header : null
    if (schema === null || batch === null || (this.#isPlain && !batch.has(3))) return { metadata, body }
    const id = kind === HEADER.dictionary ? header.long(0) : null
    const values = id === null ? undefined : schema.dictionaries.get(id)
    if (id !== null && values === undefined) throw new RangeError(`no column has the dictionary ${id}`)
    const columns = id === null ? schema.columns : [required(values)]
    const plain = plainBatch(batch, body, columns, await xxhash())
    const dictionary = id === null ? null : { id, isDelta: header.byte(2) !== 0 }
    return { metadata: batchMessage(plain.layout, plain.body.length, message.short(0), dictionary), body: plain.body }
  }

  /** Takes a Schema table within some bytes (checked); answers the bytes with plain types. */
  schema(bytes: Uint8Array, schema: FlatTable): Uint8Array {
    this.#schema = readArrowSchema(schema)
    const layouts = [...this.#schema.columns, ...this.#schema.dictionaries.values()]
    this.#isPlain = layouts.every(isPlainLayout)
    if (this.#isPlain) return bytes
    const changed = Uint8Array.from(bytes)
    for (const field of schema.tables(1)) makePlain(field, changed)
    return changed
  }
}

function isPlainLayout({ kind, bits, children }: ArrowLayout): boolean {
  return kind !== 'view' && !(kind === 'list' && bits === 64) && children.every(isPlainLayout)
}

/** The tables of these types have no slots, so the number of the type is all that differs. */
function makePlain(field: FlatTable, bytes: Uint8Array): void {
  const plain = PLAIN_TYPES.get(field.byte(2))
  if (plain !== undefined) bytes[field.placeOf(2)] = plain
  for (const child of field.tables(5)) makePlain(child, bytes)
}
