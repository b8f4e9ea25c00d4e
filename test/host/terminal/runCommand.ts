import { readCommandLine } from '../../../src-renderer/host/terminal/readCommandLine'
import { commandNamed } from '../../../src-renderer/host/terminal/commands/index'
import type { Streams } from '../../../src-renderer/host/terminal/streams'
import { isLatheError } from '../../../src-renderer/model/error'

/** What a command did: its exit status, or the error that it ended with, and all that it wrote. */
export interface CommandRun {
  status: number | null
  code: string | null
  message: string
  out: string
  notes: string[]
  progress: string[]
}

/** Runs a command of the terminal that needs no engine, without the program around it. */
export async function runCommand(...words: string[]): Promise<CommandRun> {
  const done: CommandRun = { status: null, code: null, message: '', out: '', notes: [], progress: [] }
  const streams: Streams = {
    out: (bytes) => {
      done.out += typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes)
      return Promise.resolve()
    },
    note: (line) => {
      done.notes.push(line)
    },
    progress: (line) => {
      done.progress.push(line)
    },
    endProgress: () => {
      done.progress.push('end')
    },
  }
  try {
    const line = readCommandLine(words)!
    done.status = await commandNamed(line.command).run(line, streams, new AbortController().signal)
  } catch (error) {
    if (!isLatheError(error)) throw error
    done.code = error.code
    done.message = error.message
  }
  return done
}
