import { isAbort } from '../src-renderer/base/abort'
import { readCommandLine } from '../src-renderer/host/terminal/readCommandLine'
import { USAGE, usageText } from '../src-renderer/host/terminal/help'
import { useParquetFile } from '../src-renderer/host/terminal/parquetFile'
import { processStreams, type Streams } from '../src-renderer/host/terminal/streams'
import { isLatheError } from '../src-renderer/model/error'

/**
 * The terminal host: `lathe COMMAND …`. Answers the exit status: 0 done, 1 failed, 2 wrong usage, 3 rejects with
 * --strict.
 */
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
      if (words.length > 0) await streams.out(usageText(words.find((word) => word !== 'help' && !word.startsWith('-'))))
      else streams.note(USAGE.trimEnd())
      return words.length > 0 ? 0 : 2
    }
    // What commands do is read when one is run: help and a wrong word do without.
    const { commandNamed } = await import('../src-renderer/host/terminal/commands/index')
    return await commandNamed(line.command).run(line, streams, controller.signal)
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
