import { writeFileSync } from 'node:fs'
import { LatheError } from '../../model/error'
import type { CommandLine } from './commandLine'
import type { Streams } from './streams'

/** Writes a command's result to --out, or to standard output. Throws `store-write` when the file cannot be written. */
export async function print(result: Uint8Array | string, line: CommandLine, streams: Streams): Promise<void> {
  if (line.out === null) {
    await streams.out(result)
    return
  }
  try {
    writeFileSync(line.out, result)
  } catch (cause) {
    throw new LatheError(
      'store-write',
      `The result could not be written to ${line.out} ` +
        `(${cause instanceof Error ? cause.message : String(cause)}); choose another --out.`,
      { path: line.out },
      { cause },
    )
  }
}
