import { required } from '../base/required'
import type { ByteBlock } from '../ingest/contract'
import { BlockParser } from '../ingest/parallel/blockParser'
import type { ParsedBlock, Parser, ParserSetup } from '../ingest/parallel/parsedBlock'
import { Transferred, connect, serve } from './rpc'
import type { Call, Port } from './rpc'

/** All that an import asks of a thread that reads blocks of its files. Blocks are moved, not copied. */
interface ParserCalls {
  readonly open: Call<ParserSetup, void>
  readonly parse: Call<{ readonly block: ByteBlock; readonly spare: readonly ArrayBuffer[] }, ParsedBlock>
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
      return Promise.resolve(new Transferred(parsed, buffersOf(parsed)))
    },
  })
}

function buffersOf({ block, buffers }: ParsedBlock): ArrayBuffer[] {
  return [block.bytes.buffer as ArrayBuffer, ...buffers]
}

/** The import's side. `died` rejects when the thread ends of itself; `end` ends it. */
export function parserAt(port: Port, died: Promise<never>, end: () => void): Parser {
  const call = connect<ParserCalls>(port)
  died.catch(() => undefined)
  return {
    open: (setup) => Promise.race([call('open', setup), died]),
    parse: (block, spare) =>
      Promise.race([
        call('parse', { block, spare }, { transfer: [block.bytes.buffer as ArrayBuffer, ...spare] }),
        died,
      ]),
    end,
  }
}

/** How many threads read an import's files beside the one that keeps the rows, with so many processors. */
export function parserCount(processors: number): number {
  return Math.max(0, Math.min(3, processors - 1))
}
