import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { isAbort, throwIfAborted } from '../../base/abort'
import { formatCount } from '../../chart/format'
import type { ByteSource, IngestPlan } from '../../ingest/contract'
import { Follower, type FollowStep, type GrowingFile } from '../../ingest/follow/follower'
import { gatherFiles } from '../../ingest/gatherFiles'
import { inspect, planFrom } from '../../ingest/inspect/inspect'
import { rejectText } from '../../ingest/rows/rejectReasons'
import { LatheError } from '../../model/error'
import { isTimeZone } from '../../model/zone'
import type { CommandLine } from './commandLine'
import { inspectOptions, lateAfter, noteInspection, refuseDoubt } from './inspectedFile'
import { ruleAfterImport } from './ruleAfterImport'
import { saidRules } from './saidRules'
import type { Streams } from './streams'
import { usageError } from './usageError'
import { openOrCreateWorkspace } from './workspaceFolder'

/** Small files of so many imports are gathered at once. */
const GATHER_AFTER = 64

/**
 * Imports what is appended to one file until it is stopped, which is how it ends well. Prints a JSON object for each
 * import that brought something.
 */
export async function followFile(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [path, ...surplus] = line.operands
  if (path === undefined || surplus.length > 0) throw usageError('FILE', '--follow goes with one file.')
  if (line.timezone !== null && !isTimeZone(line.timezone))
    throw usageError('--timezone', `"${line.timezone}" is no time zone; name one like Europe/Berlin or UTC.`)
  const options = inspectOptions(line)
  const workspace = await openOrCreateWorkspace(line, line.timezone ?? 'UTC', line.weekStart ?? 1)
  const planOf = async (piece: ByteSource): Promise<IngestPlan> => {
    const first = await inspect(piece, options, signal)
    refuseDoubt(first.file, first.doubt, line)
    const read = { ...planFrom(first, line.timezone ?? workspace.manifest.timezone), ...lateAfter(line) }
    const plan = line.rules === null ? read : { ...read, rules: saidRules(line.rules, first) }
    noteInspection(first, plan, streams)
    return plan
  }
  const file = growingFile(path)
  if ((await file.size()) === null) streams.note(`${path} is not there yet; waiting for it`)
  const follower = new Follower(workspace, file, planOf)
  let imports = 0
  let bytes = 0
  try {
    for (;;) {
      throwIfAborted(signal)
      const step = await follower.look({
        signal,
        onWait: (message) => {
          streams.note(`waiting: ${message}`)
        },
      })
      bytes = step.bytes
      await tell(step, path, streams)
      if (step.report !== null) await ruleAfterImport(workspace, step.report.table, streams, signal)
      if (step.report !== null && ++imports % GATHER_AFTER === 0)
        await gatherFiles(workspace, { signal, waitMs: 0 }).catch(() => 0)
      await pauseUnless(signal, line.everySeconds * 1000)
    }
  } catch (error) {
    if (!isAbort(error)) throw error
    streams.note(`stopped following ${path} after ${formatCount(bytes)} bytes; the same command goes on from there`)
    return 0
  }
}

async function tell({ restarted, report }: FollowStep, path: string, streams: Streams): Promise<void> {
  if (restarted !== null)
    streams.note(
      `${path} ${restarted === 'shorter' ? 'became shorter' : 'is another file now'}: it is read from its beginning`,
    )
  if (report === null) return
  await streams.out(`${JSON.stringify(report)}\n`)
  for (const one of report.rejects ?? []) streams.note(rejectText(one))
  if (report.rejected > 0) streams.note(`${report.rejected} of these lines were rejected`)
}

/** Resolves after that time, or as soon as it is stopped. */
function pauseUnless(signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}

function growingFile(path: string): GrowingFile {
  return {
    name: basename(path),
    async size() {
      const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === 'ENOENT') return null
        throw new LatheError('bad-file', `${path} cannot be read (${cause.message}).`, { file: path }, { cause })
      })
      if (found !== null && !found.isFile())
        throw new LatheError('bad-file', `${path} is no plain file; name a file that grows.`, { file: path })
      return found?.size ?? null
    },
    read: (from, to) =>
      to === from
        ? nothing()
        : (createReadStream(path, { start: from, end: to - 1, highWaterMark: 2 ** 20 }) as AsyncIterable<Uint8Array>),
  }
}

async function* nothing(): AsyncIterable<Uint8Array> {}
