import { createRequire } from 'node:module'
import { startNodeWorker } from './nodeWorker'
import type { EngineAssets } from './workerLike'

/** The engine's files as Node finds them in the package @duckdb/duckdb-wasm. */
export function nodeAssets(): EngineAssets {
  const require = createRequire(import.meta.url)
  const script = require.resolve('@duckdb/duckdb-wasm/dist/duckdb-node-eh.worker.cjs')
  return {
    startWorker: () => startNodeWorker(script),
    wasm: require.resolve('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm'),
  }
}
