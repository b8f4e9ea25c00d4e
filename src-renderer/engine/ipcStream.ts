import { DataType, Message, RecordBatchReader, type Field } from 'apache-arrow'

/** Rows in the record batches of a stretch of an Arrow IPC stream, without decoding them. */
export function countRows(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let rows = 0
  let at = 0
  while (at + 4 <= bytes.byteLength) {
    const continuation = view.getInt32(at, true) === -1
    const metadataLength = view.getInt32(at + (continuation ? 4 : 0), true)
    if (metadataLength === 0) break
    const start = at + (continuation ? 8 : 4)
    const message = Message.decode(bytes.subarray(start, start + metadataLength))
    if (message.isRecordBatch()) rows += message.header().length
    at = start + metadataLength + message.bodyLength
  }
  return rows
}

/** Whether a stream's schema has a dictionary type anywhere, also inside lists and structs. */
export function hasDictionary(header: Uint8Array): boolean {
  const deep = (field: Field): boolean =>
    DataType.isDictionary(field.type) ||
    (((field.type as DataType).children as readonly Field[] | null) ?? []).some(deep)
  return RecordBatchReader.from(header).open().schema.fields.some(deep)
}
