import parquetScript from 'parquet-wasm/esm/parquet_wasm.js?url'
import parquetUrl from 'parquet-wasm/esm/parquet_wasm_bg.wasm?url'
import type { IngestPlan, IngestProgress, InspectOptions } from '../../ingest/contract'
import { ingest } from '../../ingest/ingest'
import { inspect } from '../../ingest/inspect/inspect'
import { restore } from '../../ingest/repair/restore'
import { Workspace } from '../../store/workspace'
import { setParquetWasm } from '../../ingest/bytes/parquetWasm'
import { serve } from '../rpc'
import { placesAt } from '../desktop/placesAt'
import type { Places } from './places'

/** Where workspaces and chosen files are; `begin`, the first call, says it. */
let places: Places

setParquetWasm({
  script: new URL(parquetScript, import.meta.url).href,
  wasm: async () => (await fetch(new URL(parquetUrl, import.meta.url))).arrayBuffer(),
})

serve(self, {
  /** First of all calls: where workspaces and chosen files are; null is the private file system. */
  begin: (port: MessagePort | null) => {
    places = placesAt(port)
    return Promise.resolve()
  },
  inspect: (arg: { file: unknown; options: InspectOptions }, { signal }) =>
    inspect(places.source(arg.file), arg.options, signal),
  ingest: async (arg: { plan: IngestPlan; files: readonly unknown[]; workspace: string }, { signal, progress }) => {
    const workspace = await Workspace.open(places.files(arg.workspace))
    const sources = arg.files.map((file) => places.source(file))
    const none = {
      bytesRead: 0,
      bytesTotal: null,
      rows: 0,
      rejected: 0,
      duplicates: 0,
      rowsPerSecond: 0,
      secondsLeft: null,
    }
    const onWait = (waitingFor: string): void => {
      progress({ ...none, stage: 'waiting', waitingFor, file: sources[0]?.name ?? '' } satisfies IngestProgress)
    }
    return ingest(arg.plan, sources, workspace, { signal, onProgress: progress, onWait })
  },
  restoreMissing: async (arg: { files: readonly unknown[]; workspace: string }, { signal }) => {
    const workspace = await Workspace.open(places.files(arg.workspace))
    return restore(
      workspace,
      arg.files.map((file) => places.source(file)),
      { signal },
    )
  },
})
