import { isAbort } from '../src-renderer/base/abort'
import { readCommandLine, USAGE } from '../src-renderer/host/terminal/commandLine'
import { listQueries, listRejects, listTables, verifyWorkspace } from '../src-renderer/host/terminal/listings'
import { useParquetFile } from '../src-renderer/host/terminal/parquetFile'
import { runDeleteUser } from '../src-renderer/host/terminal/runDeleteUser'
import { runIngest } from '../src-renderer/host/terminal/runIngest'
import { runQuery, runSql } from '../src-renderer/host/terminal/runQuery'
import { runRestore } from '../src-renderer/host/terminal/runRestore'
import { processStreams, type Streams } from '../src-renderer/host/terminal/streams'
import { isLatheError } from '../src-renderer/model/error'

/** The terminal host: `lathe COMMAND …`. Answers the exit status: 0 done, 1 failed, 2 wrong usage, 3 rejects with --strict. */
export async function main(words: readonly string[], streams: Streams = processStreams()): Promise<number> {
  useParquetFile()
  const controller = new AbortController()
  const onInterrupt = (): void => {
    controller.abort()
  }
  process.once('SIGINT', onInterrupt)
  try {
    const line = readCommandLine(words)
    if (line === null) {
      if (words.length > 0) await streams.out(USAGE)
      else streams.note(USAGE.trimEnd())
      return words.length > 0 ? 0 : 2
    }
    switch (line.command) {
      case 'ingest':
        return await runIngest(line, streams, controller.signal)
      case 'query':
        return await runQuery(line, streams, controller.signal)
      case 'sql':
        return await runSql(line, streams, controller.signal)
      case 'queries':
        return await listQueries(line, streams)
      case 'tables':
        return await listTables(line, streams)
      case 'rejects':
        return await listRejects(line, streams, controller.signal)
      case 'verify':
        return await verifyWorkspace(line, streams, controller.signal)
      case 'restore':
        return await runRestore(line, streams, controller.signal)
      case 'delete-user':
        return await runDeleteUser(line, streams, controller.signal)
    }
  } catch (error) {
    streams.endProgress()
    if (isAbort(error)) {
      streams.note('lathe: cancelled')
      return 1
    }
    if (!isLatheError(error)) throw error
    streams.note(`lathe: ${error.message.trim().replace(/\s*\n\s*/g, ' ')} [${error.code}]`)
    return error.code === 'usage' ? 2 : 1
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}
