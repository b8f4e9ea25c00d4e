import { LatheError, isLatheError } from '../model/error'
import type { Format, ReadOptions, RowBatch } from './contract'

/**
 * A format's batches of a file's plain bytes (text as UTF-8). A reader knows no names: what it throws gets the file's
 * here.
 */
export async function* readFormat(
  format: Format,
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  options: ReadOptions,
  signal?: AbortSignal,
): AsyncIterable<RowBatch> {
  try {
    yield* format.read(bytes, options, signal)
  } catch (error) {
    if (!isLatheError(error, 'bad-file') || error.payload.file !== '') throw error
    throw new LatheError('bad-file', `${file}: ${error.message}`, { ...error.payload, file }, { cause: error.cause })
  }
}
