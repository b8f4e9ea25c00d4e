import parquetUrl from 'parquet-wasm/esm/parquet_wasm_bg.wasm?url'
import type { ByteSource, IngestPlan, InspectOptions } from '../../ingest/contract'
import { ingest } from '../../ingest/ingest'
import { inspect } from '../../ingest/inspect'
import { OpfsFiles } from '../../store/opfsFiles'
import { Workspace } from '../../store/workspace'
import { setParquetWasm } from '../../ingest/parquetWasm'
import { serve } from '../rpc'
import { workspaceFolder } from './folders'

/** A chosen file, read in pieces: a 2 GB file never stands in memory whole. */
const PIECE_BYTES = 2 ** 20

function fileSource(file: File): ByteSource {
  return {
    name: file.name, size: file.size,
    open: async function* () {
      for (let at = 0; at < file.size; at += PIECE_BYTES) yield new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer())
    },
  }
}

setParquetWasm(async () => (await fetch(new URL(parquetUrl, import.meta.url))).arrayBuffer())

serve(self, {
  inspect: (arg: { file: File; options: InspectOptions; timezone: string }, { signal }) => inspect(fileSource(arg.file), arg.options, arg.timezone, signal),
  ingest: async (arg: { plan: IngestPlan; files: readonly File[]; workspace: string }, { signal, progress }) => {
    const workspace = await Workspace.open(new OpfsFiles(workspaceFolder(arg.workspace)))
    return ingest(arg.plan, arg.files.map(fileSource), workspace, { signal, onProgress: progress })
  },
})
