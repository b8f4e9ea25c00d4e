import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Parsers } from '../../ingest/parallel/parsedBlock'
import { parserAt, parserCount } from '../parserCalls'
import { portOf } from './threadPort'

/** Beside the built terminal host. */
const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), 'parserThread.mjs')

/** The threads that read an import's files, as many as were asked for; none where the script is not built. */
export function parserThreads(asked: number | null): { readonly parsers?: Parsers } {
  const count = asked ?? parserCount(availableParallelism())
  return count === 0 || !existsSync(SCRIPT) ? {} : { parsers: { count, start } }
}

function start(): ReturnType<Parsers['start']> {
  const thread = new Worker(SCRIPT)
  const died = new Promise<never>((_, reject) => {
    thread.on('error', reject)
    thread.on('exit', () => reject(new Error('it ended')))
  })
  return parserAt(portOf(thread), died, () => void thread.terminate())
}
