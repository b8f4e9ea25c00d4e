import type { CommandLine } from './commandLine'
import type { Streams } from './streams'

/**
 * A command of the terminal: one file in `host/terminal/commands`, one line in its index. The program's help is made of
 * all of them.
 */
export interface TerminalCommand {
  /** The word after `lathe`. */
  readonly name: string
  readonly usage: Usage
  /** Does it, and gives the exit status: 0 done, 1 failed, 3 done with rejects where that is strict. Throws `usage`. */
  readonly run: (line: CommandLine, streams: Streams, signal: AbortSignal) => Promise<number>
}

/** How help shows a command. */
interface Usage {
  /** What follows the name: operands and options. */
  readonly words: string
  /** What it does, in a few words. */
  readonly about?: string
  /** Lines below: more options, or what else it does. */
  readonly more?: readonly string[]
}
