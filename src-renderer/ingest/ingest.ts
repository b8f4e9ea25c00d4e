import type { ByteSource, IngestPlan, IngestReport, RowBatch } from './contract'
import type { Workspace } from '../store/workspace'
import { formatNamed } from './formats/index'
import { importBatches } from './importBatches'
import type { IngestOptions } from './importBatches'
import { unpack } from './unpack'

export type { IngestOptions }

/**
 * Imports files of one kind into one table of a workspace, in one commit: rows, rejects, users, user days and sessions.
 * What is there stays; rows whose event id is known are left out. When it throws, or is cancelled (AbortError), the
 * workspace is as it was. Throws `bad-file`, `bad-parameter`, `workspace-locked` and what the store throws.
 */
export function ingest(plan: IngestPlan, sources: readonly ByteSource[], workspace: Workspace, options: IngestOptions = {}): Promise<IngestReport> {
  const files = sources.map((source) => ({ name: source.name, size: source.size, read: () => readBatches(plan, source, options.signal) }))
  return importBatches(plan, files, workspace, options)
}

async function* readBatches(plan: IngestPlan, source: ByteSource, signal: AbortSignal | undefined): AsyncIterable<RowBatch> {
  const unpacked = await unpack(source)
  const readOptions = { ...(plan.delimiter === undefined ? {} : { delimiter: plan.delimiter }), ...(plan.header === undefined ? {} : { header: plan.header }) }
  for await (const batch of formatNamed(plan.format).read(unpacked.bytes, readOptions, signal)) {
    // A reader counts unpacked bytes; progress is told in the bytes of the file.
    yield { ...batch, bytesRead: unpacked.compression === null ? batch.bytesRead : unpacked.compressedRead() }
  }
}
