import { joinBytes } from '../base/joinBytes'
import { DataType, Message, RecordBatchReader, type Field } from 'apache-arrow'

/** Where a message of an Arrow IPC stream begins and ends; null at the stream's end. */
function messageAt(view: DataView, at: number): { readonly start: number; readonly metadataLength: number } | null {
  if (at + 4 > view.byteLength) return null
  const continuation = view.getInt32(at, true) === -1
  const metadataLength = view.getInt32(at + (continuation ? 4 : 0), true)
  return metadataLength === 0 ? null : { start: at + (continuation ? 8 : 4), metadataLength }
}

/** Rows in the record batches of a stretch of an Arrow IPC stream, without decoding them. */
export function countRows(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let rows = 0
  let at = 0
  for (let found = messageAt(view, at); found !== null; found = messageAt(view, at)) {
    const { start, metadataLength } = found
    const message = Message.decode(bytes.subarray(start, start + metadataLength))
    if (message.isRecordBatch()) rows += message.header().length
    at = start + metadataLength + message.bodyLength
  }
  return rows
}

/** Streams of the same columns, none of them with dictionaries, as one: the rows of the first come first. */
export function joinStreams(streams: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const pieces = streams.map((bytes, index) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let at = 0
    let from = 0
    for (let found = messageAt(view, at); found !== null; found = messageAt(view, at)) {
      const message = Message.decode(bytes.subarray(found.start, found.start + found.metadataLength))
      at = found.start + found.metadataLength + message.bodyLength
      if (message.isSchema() && index > 0) from = at
    }
    return bytes.subarray(from, at)
  })
  return joinBytes(pieces)
}

/** Whether a stream's schema has a dictionary type anywhere, also inside lists and structs. */
export function hasDictionary(header: Uint8Array): boolean {
  const deep = (field: Field): boolean =>
    DataType.isDictionary(field.type) ||
    (((field.type as DataType).children as readonly Field[] | null) ?? []).some(deep)
  return RecordBatchReader.from(header).open().schema.fields.some(deep)
}
