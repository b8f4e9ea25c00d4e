import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { startNodeWorker } from './nodeWorker'
import type { EngineAssets } from './workerLike'

/**
 * The engine's files: its script as Node finds it in the package @duckdb/duckdb-wasm, its wasm as the build of the
 * terminal host wrote it beside itself (src-main/leanEngine), else the package's.
 */
export function nodeAssets(): EngineAssets {
  const require = createRequire(import.meta.url)
  const script = require.resolve('@duckdb/duckdb-wasm/dist/duckdb-node-eh.worker.cjs')
  const built = fileURLToPath(new URL('./duckdb-eh.wasm', import.meta.url))
  return {
    startWorker: () => startNodeWorker(script),
    wasm: existsSync(built) ? built : require.resolve('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm'),
  }
}
