import { LatheError, isLatheError } from '../model/error'
import type { ByteSource, Format, IngestPlan, ReadOptions, RowBatch } from './contract'

/** A format's batches of a file's plain bytes (text as UTF-8). */
export function readFormat(
  format: Format,
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  options: ReadOptions,
  signal?: AbortSignal,
): AsyncIterable<RowBatch> {
  return namingFile(file, format.read(bytes, options, signal))
}

/** A reader knows no names: what it throws gets the file's here. */
export async function* namingFile(file: string, batches: AsyncIterable<RowBatch>): AsyncIterable<RowBatch> {
  try {
    yield* batches
  } catch (error) {
    if (!isLatheError(error, 'bad-file') || error.payload.file !== '') throw error
    throw new LatheError('bad-file', `${file}: ${error.message}`, { ...error.payload, file }, { cause: error.cause })
  }
}

type TextForm = Pick<IngestPlan, 'delimiter' | 'header' | 'skip' | 'quoting'>

/** How a plan says that a file is read; `keep` as in ReadOptions. */
export function readOptionsOf(
  { delimiter, header, skip, quoting }: TextForm,
  keep?: ReadonlySet<string>,
): TextForm & Pick<ReadOptions, 'keep'> {
  return {
    ...(keep === undefined ? {} : { keep }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(header === undefined ? {} : { header }),
    ...(skip === undefined ? {} : { skip }),
    ...(quoting === undefined ? {} : { quoting }),
  }
}

/** Options for a file that was last changed at some time, where that is known. */
export function withChange(options: ReadOptions, { changedMs }: ByteSource): ReadOptions {
  return changedMs === undefined ? options : { ...options, changedMs }
}
