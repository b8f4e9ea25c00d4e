import { RecordBatchReader } from 'apache-arrow'
import { isAbort, throwIfAborted } from '../../base/abort'
import { LatheError } from '../../model/error'
import type { Format, ReadOptions, RowBatch } from '../contract'
import { arrowCells, arrowReading, flatWidth } from './arrowCells'
import { checkedArrow, isArrowFile } from './arrowMessages'
import { batchRowsOf } from '../columns/columnLimit'

/** Rows of one batch that is handed on; batches of a file can be of any size. */
const BATCH_ROWS = 8192

/** Arrow IPC, as a stream or as a file (also known as Feather 2). One batch of the file is in memory at a time. */
export const arrow: Format = {
  name: 'arrow',
  title: 'Arrow IPC (Feather)',
  kind: 'binary',
  extensions: ['arrow', 'arrows', 'feather', 'ipc'],
  sample: null,
  sniff(head, fileName) {
    if (isArrowFile(head)) return 1
    const isStream = head.length > 8 && head[0] === 0xff && head[1] === 0xff && head[2] === 0xff && head[3] === 0xff
    return isStream ? (/\.(?:arrows?|feather|ipc)\b/i.test(fileName) ? 1 : 0.9) : 0
  },
  read: readArrow,
}

async function* readArrow(
  bytes: AsyncIterable<Uint8Array>,
  options: ReadOptions,
  signal?: AbortSignal,
): AsyncIterable<RowBatch> {
  let bytesRead = 0
  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const chunk of bytes) {
      throwIfAborted(signal)
      bytesRead += chunk.length
      yield chunk
    }
  }
  let row = 1
  const reading = arrowReading(options.keep)
  try {
    const reader = await RecordBatchReader.from(checkedArrow(counted()))
    for await (const batch of reader) {
      const batchRows = batchRowsOf(flatWidth(batch.schema), BATCH_ROWS)
      for (let from = 0; from < batch.numRows; from += batchRows) {
        throwIfAborted(signal)
        const part = batch.slice(from, Math.min(from + batchRows, batch.numRows))
        yield arrowCells(part, row, bytesRead, reading)
        row += part.numRows
      }
    }
  } catch (error) {
    if (isAbort(error) || error instanceof LatheError) throw error
    const why = error instanceof RangeError ? ` (${error.message})` : ''
    throw new LatheError(
      'bad-file',
      `The Arrow data cannot be read after row ${row - 1}${why}: it is damaged or cut off; write or fetch it again.`,
      { file: '', line: row },
      { cause: error },
    )
  }
}
