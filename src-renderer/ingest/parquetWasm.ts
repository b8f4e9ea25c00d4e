import type * as ParquetWasm from 'parquet-wasm/esm'
import { LatheError } from '../model/error'

type ParquetModule = typeof ParquetWasm

let loadWasm: (() => Promise<BufferSource>) | null = null
let loaded: Promise<ParquetModule> | null = null

/** Says where parquet_wasm_bg.wasm comes from; each host calls it once, before Parquet is first read or written. */
export function setParquetWasm(load: () => Promise<BufferSource>): void {
  loadWasm = load
}

/** parquet-wasm, started when first needed. Its memory never shrinks: in a browser, use it in a worker that ends afterwards. */
export function parquetWasm(): Promise<ParquetModule> {
  loaded ??= (async () => {
    if (loadWasm === null) throw new LatheError('unsupported', 'Parquet is not available here.', { feature: 'parquet' })
    const module = await import('parquet-wasm/esm')
    await module.default({ module_or_path: await loadWasm() })
    return module
  })()
  return loaded
}
