import { RecordBatchReader } from 'apache-arrow'
import { isAbort, throwIfAborted } from '../../base/abort'
import { LatheError } from '../../model/error'
import type { Format, RowBatch } from '../contract'
import { arrowCells } from './arrowCells'
import type { TextColumns } from './binaryCells'

/** Rows of one batch that is handed on; batches of a file can be of any size. */
const BATCH_ROWS = 8192
const FILE_MAGIC = 'ARROW1'
/** The mark and its padding. */
const MAGIC_BYTES = 8
/** Enough to hold the first message's header. */
const HEAD_BYTES = 64 * 1024

/** Arrow IPC, as a stream or as a file (also known as Feather 2). One batch of the file is in memory at a time. */
export const arrow: Format = {
  name: 'arrow',
  title: 'Arrow IPC (Feather)',
  extensions: ['arrow', 'arrows', 'feather', 'ipc'],
  sniff(head, fileName) {
    if (String.fromCharCode(...head.subarray(0, FILE_MAGIC.length)) === FILE_MAGIC) return 1
    const isStream = head.length > 8 && head[0] === 0xff && head[1] === 0xff && head[2] === 0xff && head[3] === 0xff
    return isStream ? (/\.(?:arrows?|feather|ipc)\b/i.test(fileName) ? 1 : 0.9) : 0
  },
  read: readArrow,
}

async function* readArrow(bytes: AsyncIterable<Uint8Array>, _options: unknown, signal?: AbortSignal): AsyncIterable<RowBatch> {
  let bytesRead = 0
  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const chunk of withoutFileMagic(bytes)) {
      throwIfAborted(signal)
      bytesRead += chunk.length
      yield chunk
    }
  }
  let row = 1
  const texts: TextColumns = new Map()
  try {
    const reader = await RecordBatchReader.from(counted())
    for await (const batch of reader) {
      for (let from = 0; from < batch.numRows; from += BATCH_ROWS) {
        throwIfAborted(signal)
        const part = batch.slice(from, Math.min(from + BATCH_ROWS, batch.numRows))
        yield arrowCells(part, row, bytesRead, texts)
        row += part.numRows
      }
    }
  } catch (error) {
    if (isAbort(error) || error instanceof LatheError) throw error
    throw new LatheError('bad-file', `The Arrow data cannot be read after row ${row - 1}; write the file again, without compression.`, { file: '', line: row }, { cause: error })
  }
}

/**
 * The file form is the stream form between two marks and a footer: without its first mark it reads as a stream. Writers
 * that keep the schema in the footer alone (Arrow's own for JavaScript) are the exception: then the whole file is gathered.
 */
async function* withoutFileMagic(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let held: Uint8Array[] | null = []
  let heldBytes = 0
  let whole = false
  for await (const chunk of bytes) {
    if (held === null) {
      yield chunk
      continue
    }
    held.push(chunk)
    heldBytes += chunk.length
    if (whole || heldBytes < HEAD_BYTES) continue
    const head = join(held, heldBytes)
    held = [head]
    whole = isFile(head) && !startsWithSchema(head)
    if (whole) continue
    yield isFile(head) ? head.subarray(MAGIC_BYTES) : head
    held = null
  }
  if (held === null || heldBytes === 0) return
  const all = join(held, heldBytes)
  yield isFile(all) && startsWithSchema(all) ? all.subarray(MAGIC_BYTES) : all
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function isFile(head: Uint8Array): boolean {
  return String.fromCharCode(...head.subarray(0, FILE_MAGIC.length)) === FILE_MAGIC
}

/** Whether the first message of a file is its schema: its kind is the second field of a flatbuffer of four bytes' length mark and length. */
function startsWithSchema(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  try {
    const table = 16 + view.getUint32(16, true)
    const kindAt = view.getUint16(table - view.getInt32(table, true) + 6, true)
    return view.getUint8(table + kindAt) === 1
  } catch {
    return false
  }
}
