import { ownValue } from '../base/ownValue'
import type { ByteSource, IngestPlan, IngestReport, Remark, RowBatch } from './contract'
import type { Workspace } from '../store/workspace'
import { crcText, Crc32 } from './bytes/crc32'
import { fileEncoding, isBinary } from './inspect/fileStart'
import { formatNamed } from './formats/index'
import { fileCrc32, shorterOf } from './knownFiles'
import { keepToRules } from './rows/rowRules'
import { importBatches, planOfFile } from './importBatches'
import type { BatchSource, IngestOptions } from './importBatches'
import { ParserTeam } from './parallel/parserTeam'
import { readParallel } from './parallel/readParallel'
import type { FileSetup } from './parallel/readParallel'
import { namingFile, readFormat, readOptionsOf, withChange } from './readFormat'
import { asUtf8 } from './bytes/textEncoding'
import { unpack, withSheet } from './bytes/unpack'

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
  const { signal, blockBytes, parsers } = options
  const team = parsers === undefined ? undefined : new ParserTeam(parsers)
  const files = sources.map((source, index) => {
    const marks = shorterOf(workspace.manifest.sources, plan.table, source)
    return batchSource(planOfFile(plan, index), source, encodings, { signal, blockBytes, team, marks })
  })
  try {
    const report = await importBatches(plan, files, workspace, options)
    return { ...report, remarks: [...encodings, ...(team?.remarks ?? []), ...report.remarks] }
  } finally {
    team?.end()
  }
}

/** How files are read, whatever they are. */
interface Reading {
  readonly signal?: AbortSignal | undefined
  readonly blockBytes?: number | undefined
  /** Reads large files in threads of their own. */
  readonly team?: ParserTeam | undefined
  /** Where the beginning of a file may be one that was imported before, in bytes. */
  readonly marks?: readonly number[]
}

/**
 * A file as the rows that a plan makes of it; it knows its checksum when it has been read to its end. `remarks` grows.
 */
export function batchSource(plan: IngestPlan, source: ByteSource, remarks: Remark[], reading: Reading): BatchSource {
  const { source: summed, crc32, crcAt } = withCrc32(source, reading.marks ?? [])
  return {
    name: source.name,
    size: source.size,
    plan,
    read: (keep) => byRules(readBatches(plan, withSheet(summed, plan.sheet), remarks, keep, reading), plan),
    crc32,
    crcAt,
    sum: () => fileCrc32(source),
  }
}

/** Batches whose rows keep to the rules of a plan. */
async function* byRules(batches: AsyncIterable<RowBatch>, plan: IngestPlan): AsyncIterable<RowBatch> {
  const { rules } = plan
  for await (const batch of batches) yield rules === undefined ? batch : keepToRules(batch, rules, plan)
}

/**
 * Sums up the bytes that go by, and those before each mark (a number of bytes). A reading that stops early gives no
 * checksum of all.
 */
function withCrc32(
  source: ByteSource,
  marks: readonly number[],
): { source: ByteSource; crc32: () => string | null; crcAt: (bytes: number) => string | null } {
  let sum: string | null = null
  const found = new Map<number, string>()
  const open = async function* (passing?: boolean): AsyncIterable<Uint8Array> {
    const crc = new Crc32()
    let at = 0
    for await (const chunk of source.open(passing)) {
      for (const mark of marks)
        if (mark > at && mark <= at + chunk.length) found.set(mark, crcTo(crc, chunk, mark - at))
      crc.add(chunk)
      at += chunk.length
      yield chunk
    }
    sum = crcText(crc)
  }
  return { source: { ...source, open }, crc32: () => sum, crcAt: (bytes) => found.get(bytes) ?? null }
}

function crcTo(before: Crc32, chunk: Uint8Array, end: number): string {
  const crc = before.copy()
  crc.add(chunk.subarray(0, end))
  return crcText(crc)
}

async function* readBatches(
  plan: IngestPlan,
  source: ByteSource,
  remarks: Remark[],
  keep: ReadonlySet<string> | undefined,
  { signal, blockBytes, team }: Reading,
): AsyncIterable<RowBatch> {
  const format = formatNamed(plan.format)
  const encoding = isBinary(format) ? 'utf-8' : (plan.encoding ?? (await fileEncoding(source)))
  if (encoding !== 'utf-8' && plan.encoding === undefined)
    remarks.push({ kind: 'encoding', column: null, count: 1, text: `${source.name} was read as ${encoding}.` })
  const options = withChange(
    { ...readOptionsOf(plan, keep), ...(blockBytes === undefined ? {} : { blockBytes }) },
    source,
  )
  const { blocks } = format
  // Blocks are cut by copying.
  const opened = (): ReturnType<typeof unpack> => unpack(source, blocks !== undefined)
  let unpacked = await opened()
  let isFirst = true
  const open = async (): Promise<AsyncIterable<Uint8Array>> => {
    if (!isFirst) unpacked = await opened()
    isFirst = false
    return asUtf8(unpacked.bytes, encoding)
  }
  const batches =
    team === undefined || blocks === undefined
      ? readFormat(format, source.name, await open(), options, signal)
      : namingFile(source.name, readParallel(blocks, open, options, setupOf(plan), team, signal))
  for await (const batch of batches) {
    // A reader counts unpacked UTF-8; progress is told in the bytes of the file.
    yield {
      ...batch,
      ...(plan.renames === undefined ? {} : { names: batch.names.map((name) => ownValue(plan.renames, name) ?? name) }),
      bytesRead: unpacked.compression === null && encoding === 'utf-8' ? batch.bytesRead : unpacked.compressedRead(),
    }
  }
}

/** What threads that read a file are told of it. Columns of a file that renames them are found by the import alone. */
function setupOf(plan: IngestPlan): FileSetup {
  const { format, mapping, timeFormat, timezone, isTimeFormatDetected, renames } = plan
  const { id, time, user, session } = renames === undefined ? mapping : {}
  return {
    format,
    ...(renames === undefined ? { cleaning: plan } : {}),
    ...(id === undefined ? {} : { id }),
    keyed: [user, session].filter((column) => column !== undefined),
    ...(time === undefined
      ? {}
      : { time: { column: time, format: timeFormat ?? 'iso', timezone, isDetected: isTimeFormatDetected === true } }),
  }
}
