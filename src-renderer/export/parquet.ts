import { parquetWasm } from '../ingest/bytes/parquetWasm'

/** One Arrow IPC stream as a Parquet file, Zstandard-compressed. */
export async function encodeParquet(ipcStream: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const wasm = await parquetWasm()
  return wasm.run(({ Compression, Table, WriterPropertiesBuilder, writeParquet }) => {
    const properties = new WriterPropertiesBuilder().setCompression(Compression.ZSTD).build()
    return writeParquet(Table.fromIPCStream(ipcStream), properties) as Uint8Array<ArrayBuffer>
  })
}
