import type { Parsers } from '../../ingest/parallel/parsedBlock'
import { parserAt, parserCount } from '../parserCalls'
import workerUrl from './parser.worker.ts?worker&url'
import { startWorker } from './startWorker'

/** The workers that read an import's files; none where there is one processor. */
export function parsersOf(processors: number): { readonly parsers?: Parsers } {
  // Memory is shared by pages that are isolated, as the window is.
  const count = self.crossOriginIsolated ? parserCount(processors) : 0
  return count === 0 ? {} : { parsers: { count, start } }
}

function start(): ReturnType<Parsers['start']> {
  const worker = startWorker(workerUrl, { type: 'module' })
  const died = new Promise<never>((_, reject) => {
    worker.addEventListener('error', ({ message }) => reject(new Error(message)))
  })
  return parserAt(worker, died, () => worker.terminate())
}
