import { RecordBatchReader } from 'apache-arrow'
import type { ParquetFile, RecordBatch as WasmBatch } from 'parquet-wasm/esm'
import { isAbort, throwIfAborted } from '../../base/abort'
import { LatheError } from '../../model/error'
import type { Format, ReadOptions, RowBatch } from '../contract'
import { parquetWasm } from '../bytes/parquetWasm'
import { arrowCells, arrowReading } from './arrowCells'
import { checkedArrow } from './arrowMessages'
import { batchRowsOf } from '../columns/columnLimit'

const BATCH_ROWS = 8192
const MAGIC = 'PAR1'

/**
 * Parquet, all codecs. Its index is at the end of the file, so the packed bytes are gathered first (as a Blob, which a
 * browser may keep on disk); rows are then unpacked batch by batch.
 */
export const parquet: Format = {
  name: 'parquet',
  title: 'Parquet',
  kind: 'binary',
  extensions: ['parquet', 'pq'],
  sample: null,
  sniff: (head) => (String.fromCharCode(...head.subarray(0, MAGIC.length)) === MAGIC ? 1 : 0),
  read: readParquet,
}

async function* readParquet(
  bytes: AsyncIterable<Uint8Array>,
  options: ReadOptions,
  signal?: AbortSignal,
): AsyncIterable<RowBatch> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  for await (const chunk of bytes) {
    throwIfAborted(signal)
    parts.push(Uint8Array.from(chunk))
  }
  const blob = new Blob(parts)
  const wasm = await parquetWasm()
  let row = 1
  const reading = arrowReading(options.keep)
  try {
    const file = await wasm.run(({ ParquetFile }) => ParquetFile.fromFile(blob))
    const columns = await wasm.run(() => Promise.resolve(columnsOf(file)))
    const reader = await wasm.run(
      async () =>
        (
          await file.stream({ batchSize: batchRowsOf(columns, BATCH_ROWS) })
        ).getReader() as ReadableStreamDefaultReader<WasmBatch>,
    )
    try {
      for (;;) {
        throwIfAborted(signal)
        const { done, value } = await wasm.run(() => reader.read())
        if (done) break
        const ipc = await wasm.run(() => value.intoIPCStream())
        for await (const batch of await RecordBatchReader.from(checkedArrow(whole(ipc)))) {
          yield arrowCells(batch, row, blob.size, reading)
          row += batch.numRows
        }
      }
    } finally {
      // What a trap has left behind is not touched again.
      if (!wasm.isSpent) {
        await wasm.run(() => reader.cancel()).catch(() => undefined)
        if (!wasm.isSpent) file.free()
      }
    }
  } catch (error) {
    if (isAbort(error) || error instanceof LatheError) throw error
    throw new LatheError(
      'bad-file',
      `The Parquet file cannot be read after row ${row - 1}: it is damaged or cut off; write or fetch it again.`,
      { file: '', line: row },
      { cause: error },
    )
  }
}

async function* whole(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(bytes)
}

/** Columns of the file without nesting, as its first group of rows has them. */
function columnsOf(file: ParquetFile): number {
  const metadata = file.metadata()
  try {
    return metadata.numRowGroups() === 0 ? 0 : metadata.rowGroup(0).numColumns()
  } finally {
    metadata.free()
  }
}
