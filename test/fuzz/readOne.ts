import { checkFile, isBinary } from '../../src-renderer/ingest/inspect/fileStart'
import { inspect, planFrom } from '../../src-renderer/ingest/inspect/inspect'
import { asUtf8 } from '../../src-renderer/ingest/bytes/textEncoding'
import type { ByteSource, FormatName, RowBatch } from '../../src-renderer/ingest/contract'
import { formatNamed } from '../../src-renderer/ingest/formats/index'
import { ingest } from '../../src-renderer/ingest/ingest'
import { unpack } from '../../src-renderer/ingest/bytes/unpack'
import { isLatheError } from '../../src-renderer/model/error'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { Workspace } from '../../src-renderer/store/workspace'

/** What became of one input: it was read to its end, or refused with a code. Anything else is thrown: a fault. */
export interface Outcome {
  readonly ending: 'read' | 'refused'
  readonly code: string | null
  readonly rows: number
  readonly rejects: number
  readonly batches: number
}

/** Codes that a damaged file may end with. */
const CODES: ReadonlySet<string> = new Set(['bad-file', 'unsupported'])
/**
 * No reader gives more rows than this for a byte of (unpacked) input; Parquet repeats values, so that it has a bound of
 * its own.
 */
const MOST_ROWS_A_BYTE = 8
const MOST_ROWS = 2_000_000
const SPARE = 16_384

/** A source that is cut into pieces of the given size. */
export function piecesOf(name: string, bytes: Uint8Array, pieceBytes: number): ByteSource {
  return {
    name,
    size: bytes.length,
    async *open() {
      for (let at = 0; at < bytes.length; at += pieceBytes)
        yield await Promise.resolve(bytes.subarray(at, at + pieceBytes))
    },
  }
}

/**
 * Reads an input as a format. Throws what is no LatheError of a known code, and where a batch breaks what readers
 * promise.
 */
export async function readOne(name: FormatName, source: ByteSource, encoding = 'utf-8'): Promise<Outcome> {
  const format = formatNamed(name)
  let [rows, rejects, batches, plainBytes] = [0, 0, 0, 0]
  async function* counted(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of bytes) {
      plainBytes += chunk.length
      yield chunk
    }
  }
  try {
    let before: RowBatch | null = null
    const { bytes } = await unpack(source)
    for await (const batch of format.read(counted(isBinary(format) ? bytes : asUtf8(bytes, encoding)), {})) {
      holdPromises(batch, before)
      before = batch
      rows += batch.count
      rejects += batch.rejects.length
      batches++
      const mostRows = name === 'parquet' ? MOST_ROWS : plainBytes * MOST_ROWS_A_BYTE + SPARE
      if (rows + rejects > mostRows) throw new Error(`${rows + rejects} rows came from ${plainBytes} bytes`)
      if (batches > rows + rejects + plainBytes + 4) throw new Error(`${batches} batches came from ${plainBytes} bytes`)
    }
    return { ending: 'read', code: null, rows, rejects, batches }
  } catch (error) {
    return { ending: 'refused', code: codeOf(error), rows, rejects, batches }
  }
}

/** What a person does with a file: looks at it, and imports it. */
export async function importOne(source: ByteSource): Promise<Outcome> {
  try {
    const found = await inspect(source, {})
    const plan = planFrom(found, 'UTC')
    if (!found.certain)
      return { ending: 'read', code: null, rows: found.sampledRows, rejects: found.rejects.length, batches: 1 }
    await checkFile(source, plan.format, plan.encoding)
    const report = await ingest(
      plan,
      [source],
      await Workspace.create(new MemoryFiles(), { timezone: 'UTC', weekStart: 1, now: () => 0 }),
    )
    return { ending: 'read', code: null, rows: report.rows, rejects: report.rejected, batches: 1 }
  } catch (error) {
    return {
      ending: 'refused',
      code: codeOf(error, ['bad-parameter', 'mapping-uncertain']),
      rows: 0,
      rejects: 0,
      batches: 0,
    }
  }
}

function codeOf(error: unknown, more: readonly string[] = []): string {
  if (!isLatheError(error)) throw error
  if (!CODES.has(error.code) && !more.includes(error.code))
    throw new Error(`ended with ${error.code}: ${error.message}`, { cause: error })
  if (error.message === '' || error.message.includes('\n'))
    throw new Error(`said this: ${error.message}`, { cause: error })
  return error.code
}

function holdPromises(batch: RowBatch, before: RowBatch | null): void {
  const { count, names, cells, lines } = batch
  if (cells.length !== names.length || lines.length !== count || cells.some((column) => column.length !== count))
    throw new Error('a batch is not as wide or long as it says')
  if (new Set(names).size !== names.length) throw new Error(`names come twice: ${names.join()}`)
  if (
    before !== null &&
    (before.names.some((name, index) => names[index] !== name) || batch.bytesRead < before.bytesRead)
  )
    throw new Error('names or bytes were taken back')
  for (const column of cells) {
    for (let row = 0; row < count; row++) {
      const cell = column.at(row)
      if (
        cell === undefined ||
        (typeof cell === 'object' && cell !== null) ||
        typeof cell === 'symbol' ||
        typeof cell === 'function'
      )
        throw new Error(`a cell is ${typeof cell}`)
    }
  }
  for (const { line, column, excerpt, detail } of batch.rejects) {
    if (!(line >= 1) || !(column >= 1) || excerpt.length > 200 || detail === '')
      throw new Error(`a reject is ${JSON.stringify({ line, column, excerpt, detail })}`)
  }
}
