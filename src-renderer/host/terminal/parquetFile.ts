import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { setParquetWasm } from '../../ingest/bytes/parquetWasm'

/** Tells Parquet where its files are in node_modules. */
export function useParquetFile(): void {
  const { resolve } = createRequire(import.meta.url)
  setParquetWasm({
    script: pathToFileURL(resolve('parquet-wasm/esm/parquet_wasm.js')).href,
    wasm: () => readFile(resolve('parquet-wasm/esm/parquet_wasm_bg.wasm')),
  })
}
