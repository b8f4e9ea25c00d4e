import { MessageChannel } from 'node:worker_threads'
import { parserAt, serveParser } from '../../src-renderer/host/parserCalls'
import { portOf } from '../../src-renderer/host/terminal/threadPort'
import type { Parsers } from '../../src-renderer/ingest/parallel/parsedBlock'

/** Parsers behind message ports of this thread: what crosses is moved and cloned as between threads. */
export interface ChannelParsers extends Parsers {
  /** Blocks that were parsed. */
  blocks: number
  /** Parsers that were started and not ended. */
  running: number
  /** Lets the one die that is given the block with this number. */
  diesAt: number
  /** Lets so many fail when a file is opened. */
  failing: number
}

export function channelParsers(count: number): ChannelParsers {
  const parsers: ChannelParsers = {
    count,
    ownBlocks: 1,
    blocks: 0,
    running: 0,
    diesAt: Infinity,
    failing: 0,
    start: () => {
      const channel = new MessageChannel()
      let die: (error: Error) => void = () => undefined
      const died = new Promise<never>((_, reject) => {
        die = reject
      })
      serveParser(portOf(channel.port2))
      parsers.running++
      const parser = parserAt(portOf(channel.port1), died, () => {
        parsers.running--
        channel.port1.close()
      })
      return {
        ...parser,
        open: (setup) => (parsers.failing-- > 0 ? Promise.reject(new Error('failed')) : parser.open(setup)),
        parse: (block, spare) => {
          if (parsers.blocks++ === parsers.diesAt) die(new Error('died'))
          return parser.parse(block, spare)
        },
      }
    },
  }
  return parsers
}
