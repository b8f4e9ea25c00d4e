import type { Parsers } from '../../ingest/parallel/parsedBlock'
import { parserAt, parserCount } from '../parserCalls'
import workerUrl from './parser.worker.ts?worker&url'
import { startWorker } from './startWorker'

/** The workers that read an import's files; none where there is one processor. */
export function parsersOf(processors: number): { readonly parsers?: Parsers } {
  const count = parserCount(processors)
  return count === 0 ? {} : { parsers: { count, start } }
}

function start(): ReturnType<Parsers['start']> {
  const worker = startWorker(workerUrl, { type: 'module' })
  const died = new Promise<never>((_, reject) => {
    worker.addEventListener('error', ({ message }) => reject(new Error(message)))
  })
  return parserAt(worker, died, () => worker.terminate())
}
