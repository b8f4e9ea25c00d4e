import type { ByteSource, IngestPlan, IngestReport, Remark, RowBatch } from './contract'
import type { Workspace } from '../store/workspace'
import { Crc32 } from './bytes/crc32'
import { fileEncoding, isBinary } from './inspect/fileStart'
import { formatNamed } from './formats/index'
import { importBatches, planOfFile } from './importBatches'
import type { BatchSource, IngestOptions } from './importBatches'
import { readFormat, readOptionsOf } from './readFormat'
import { asUtf8 } from './bytes/textEncoding'
import { unpack } from './bytes/unpack'

export type { IngestOptions }

/**
 * Imports files of one kind into one table of a workspace, in one commit: rows, rejects, users, user days and sessions.
 * What is there stays; rows whose event id is known are left out. When it throws, or is cancelled (AbortError), the
 * workspace is as it was. Throws `bad-file`, `bad-parameter`, `mapping-uncertain` (an encoding), `workspace-locked` and
 * what the store throws.
 */
export async function ingest(
  plan: IngestPlan,
  sources: readonly ByteSource[],
  workspace: Workspace,
  options: IngestOptions = {},
): Promise<IngestReport> {
  const encodings: Remark[] = []
  const files = sources.map((source, index) => batchSource(planOfFile(plan, index), source, encodings, options.signal))
  const report = await importBatches(plan, files, workspace, options)
  return { ...report, remarks: [...encodings, ...report.remarks] }
}

/**
 * A file as the rows that a plan makes of it; it knows its checksum when it has been read to its end. `remarks` grows.
 */
export function batchSource(
  plan: IngestPlan,
  source: ByteSource,
  remarks: Remark[],
  signal?: AbortSignal,
): BatchSource {
  const { source: summed, crc32 } = withCrc32(source)
  return {
    name: source.name,
    size: source.size,
    plan,
    read: (keep) => readBatches(plan, summed, remarks, keep, signal),
    crc32,
  }
}

/** Sums up the bytes that go by. A reading that stops early gives no checksum. */
function withCrc32(source: ByteSource): { source: ByteSource; crc32: () => string | null } {
  let sum: string | null = null
  const open = async function* (): AsyncIterable<Uint8Array> {
    const crc = new Crc32()
    for await (const chunk of source.open()) {
      crc.add(chunk)
      yield chunk
    }
    sum = crc.value().toString(16).padStart(8, '0')
  }
  return { source: { name: source.name, size: source.size, open }, crc32: () => sum }
}

async function* readBatches(
  plan: IngestPlan,
  source: ByteSource,
  remarks: Remark[],
  keep: ReadonlySet<string> | undefined,
  signal: AbortSignal | undefined,
): AsyncIterable<RowBatch> {
  const unpacked = await unpack(source)
  const format = formatNamed(plan.format)
  const encoding = isBinary(format) ? 'utf-8' : (plan.encoding ?? (await fileEncoding(source)))
  if (encoding !== 'utf-8' && plan.encoding === undefined)
    remarks.push({ kind: 'encoding', column: null, count: 1, text: `${source.name} was read as ${encoding}.` })
  for await (const batch of readFormat(
    format,
    source.name,
    asUtf8(unpacked.bytes, encoding),
    readOptionsOf(plan, keep),
    signal,
  )) {
    // A reader counts unpacked UTF-8; progress is told in the bytes of the file.
    yield {
      ...batch,
      ...(plan.renames === undefined ? {} : { names: batch.names.map((name) => plan.renames?.[name] ?? name) }),
      bytesRead: unpacked.compression === null && encoding === 'utf-8' ? batch.bytesRead : unpacked.compressedRead(),
    }
  }
}
