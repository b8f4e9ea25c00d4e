import { required } from '../base/required'
import type { ByteBlock } from '../ingest/contract'
import { BlockParser } from '../ingest/parallel/blockParser'
import type { ParsedBlock, Parser, ParserSetup } from '../ingest/parallel/parsedBlock'
import { connect, serve } from './rpc'
import type { Call, Port } from './rpc'

/** All that an import asks of a thread that reads blocks of its files. Bytes and figures lie in memory
 * that both share: a thread that moves a buffer is slower ever after, as arrays may lose theirs.
 */
interface ParserCalls {
  readonly open: Call<ParserSetup, void>
  readonly parse: Call<{ readonly block: ByteBlock; readonly spare: readonly SharedArrayBuffer[] }, ParsedBlock>
}

/** The thread's side. */
export function serveParser(port: Port): void {
  let parser: BlockParser | null = null
  serve<ParserCalls>(port, {
    open: (setup) => {
      parser = new BlockParser(setup)
      return Promise.resolve()
    },
    parse: ({ block, spare }) => {
      const parsed = required(parser).parse(block, spare)
      return Promise.resolve(parsed)
    },
  })
}

/** The import's side. `died` rejects when the thread ends of itself; `end` ends it. */
export function parserAt(port: Port, died: Promise<never>, end: () => void): Parser {
  const call = connect<ParserCalls>(port)
  died.catch(() => undefined)
  return {
    open: (setup) => Promise.race([call('open', setup), died]),
    parse: (block, spare) => Promise.race([call('parse', { block, spare }), died]),
    end,
  }
}

/** How many threads read an import's files beside the one that keeps the rows, with so many processors. */
export function parserCount(processors: number): number {
  return Math.max(0, Math.min(3, processors - 1))
}
