import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { setParquetWasm } from '../../ingest/parquetWasm'

/** Tells Parquet where its wasm is in node_modules. */
export function useParquetFile(): void {
  setParquetWasm(() => readFile(createRequire(import.meta.url).resolve('parquet-wasm/esm/parquet_wasm_bg.wasm')))
}
