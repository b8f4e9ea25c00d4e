import parquetScript from 'parquet-wasm/esm/parquet_wasm.js?url'
import parquetUrl from 'parquet-wasm/esm/parquet_wasm_bg.wasm?url'
import { required } from '../../base/required'
import { memberNamed } from '../../ingest/bytes/archive'
import type { ByteSource } from '../../ingest/contract'
import { ingest } from '../../ingest/ingest'
import { fileCrc32 } from '../../ingest/knownFiles'
import { inspect } from '../../ingest/inspect/inspect'
import { restore } from '../../ingest/repair/restore'
import { stepBetween } from '../../store/takeBack'
import { Workspace } from '../../store/workspace'
import { setParquetWasm } from '../../ingest/bytes/parquetWasm'
import { Looks } from '../following/looks'
import type { FilePart, IngestCalls } from '../ingestCalls'
import { serve } from '../rpc'
import { usersTaken } from '../usersTaken'
import { placesAt } from '../desktop/placesAt'
import type { Places } from './places'
import { parsersOf } from './startParser'

/** Where workspaces and chosen files are; `begin`, the first call, says it. */
let places: Places

const looks = new Looks(
  (workspace) => Workspace.open(places.files(workspace)),
  (handle, name) => places.growing(handle, name),
)

setParquetWasm({
  script: new URL(parquetScript, import.meta.url).href,
  wasm: async () => (await fetch(new URL(parquetUrl, import.meta.url))).arrayBuffer(),
})

/** The bytes behind chosen files; those of one archive are read by one reader of it. */
async function sourcesOf(parts: readonly FilePart[]): Promise<readonly ByteSource[]> {
  const outer = new Map<unknown, ByteSource>()
  const sources: ByteSource[] = []
  for (const { handle, member } of parts) {
    const source = outer.get(handle) ?? places.source(handle)
    outer.set(handle, source)
    sources.push(member === undefined ? source : await memberNamed(source, member))
  }
  return sources
}

serve<IngestCalls>(self, {
  begin: (port) => {
    places = placesAt(port)
    return Promise.resolve()
  },
  inspect: async ({ file, options }, { signal }) => {
    const [source] = await sourcesOf([file])
    return inspect(required(source), options, signal)
  },
  checksum: async ({ file }) => {
    const [source] = await sourcesOf([file])
    return fileCrc32(required(source))
  },
  ingest: async ({ plan, files, workspace: id, replaces }, { signal, progress }) => {
    const workspace = await Workspace.open(places.files(id))
    const sources = await sourcesOf(files)
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
      progress({ ...none, stage: 'waiting', waitingFor, file: sources[0]?.name ?? '' })
    }
    const before = workspace.manifest
    const report = await ingest(plan, sources, workspace, {
      signal,
      onProgress: progress,
      onWait,
      replaces,
      ...parsersOf(navigator.hardwareConcurrency),
    })
    const taken = await usersTaken(before, workspace)
    const remarks = taken === null ? report.remarks : [...report.remarks, taken]
    return { report: { ...report, remarks }, step: stepBetween(before, workspace.manifest) }
  },
  look: async ({ waitMs, ...request }, { signal, progress }) =>
    looks.look(request, { signal, onProgress: progress, ...(waitMs === undefined ? {} : { waitMs }) }),
  restoreMissing: async ({ files, workspace: id }, { signal }) => {
    const workspace = await Workspace.open(places.files(id))
    return restore(workspace, await sourcesOf(files), { signal })
  },
})
