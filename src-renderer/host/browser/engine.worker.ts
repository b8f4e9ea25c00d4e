import workerUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url'
import parquetScript from 'parquet-wasm/esm/parquet_wasm.js?url'
import parquetUrl from 'parquet-wasm/esm/parquet_wasm_bg.wasm?url'
import wasmUrl from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url'
import { Engine } from '../../engine/engine'
import { exportIpc } from '../../export/exportIpc'
import { SpreadsheetGuard } from '../../export/spreadsheetGuard'
import { LatheError } from '../../model/error'
import type { DataModel } from '../../model/dataModel'
import { Session } from '../../query/session/session'
import { stepBetween, takeBack } from '../../store/takeBack'
import { readOnlyFiles } from '../../store/readOnlyFiles'
import { Workspace } from '../../store/workspace'
import { gatherFiles } from '../../ingest/gatherFiles'
import { remapTable } from '../../ingest/remapTable'
import { reshapeTable } from '../../ingest/reshapeTable'
import { dropDays, previewDrop } from '../../ingest/retention/dropDays'
import { mend } from '../../ingest/repair/mend'
import { setParquetWasm } from '../../ingest/bytes/parquetWasm'
import { packs } from '../../../queries/packs/index'
import { readKeptChecks, writeKeptChecks } from '../checks/keptChecks'
import { readFollowing, writeFollowing } from '../following/savedFollowing'
import { readOpened } from '../packs/openedPacks'
import { openPack } from '../packs/openPack'
import { renameEverywhere } from '../renameEverywhere'
import { builtVersion } from '../builtVersion'
import { readersOf } from '../readersOf'
import { renameInViews } from '../renameInViews'
import { SavedDocuments } from '../savedDocuments'
import { SavedQueries } from '../savedQueries'
import { SavedAnnotations } from '../savedAnnotations'
import { SavedSegments } from '../savedSegments'
import { StoredAnswers } from '../storedAnswers'
import { archiveWorkspace, unpackWorkspace } from '../workspaceArchive'
import { changeUser } from '../userEverywhere'
import { workspaceCatalog, WorkspaceModel } from '../workspaceModel'
import type { EngineCalls } from '../engineCalls'
import { serve, Transferred } from '../rpc'
import { runPlan } from '../runPlan'
import type { WorkspaceInfo, WorkspaceState } from '../workbench'
import { placesAt } from '../desktop/placesAt'
import type { Places } from './places'
import { startWorker } from './startWorker'

/**
 * The worker behind the window: workspaces where the host keeps them (`begin`, the first call, says where), and the
 * engine.
 */
let places: Places
const newEngine = (): Engine =>
  new Engine({ startWorker: () => startWorker(workerUrl), wasm: new URL(wasmUrl, import.meta.url).href })
const engine = newEngine()
/** Those that share the users of a large log, for what adds up over them. */
let engines: readonly Engine[] = []
interface Open {
  info: WorkspaceInfo
  readonly workspace: Workspace
  session: Session
  readonly answers: StoredAnswers
  readonly readOnly: boolean
}
let open: Open | null = null

function current(): Open {
  if (open === null)
    throw new LatheError('not-found', 'No workspace is open; open one or import a file first.', {
      what: 'workspace',
      name: '',
    })
  return open
}

async function stateOf({ info, workspace, readOnly }: Open): Promise<WorkspaceState> {
  return {
    info,
    catalog: await workspaceCatalog(workspace),
    sources: workspace.manifest.sources,
    damage: workspace.damage,
    ...(readOnly ? { readOnly } : {}),
  }
}

const readModelOf = (workspace: Workspace) => (): Promise<DataModel> => new WorkspaceModel(workspace.files).read()

function sessionOf(workspace: Workspace): Session {
  return new Session(workspace, engine, readModelOf(workspace), { engines })
}

/** A session is ended before another has the engines; what it had loaded is of no use any more. */
async function endSession(session: Session): Promise<void> {
  await session.end()
  await Promise.all([engine, ...engines].map((one) => one.clear()))
}

async function show(info: WorkspaceInfo, workspace: Workspace, readOnly = false): Promise<WorkspaceState> {
  if (open !== null) await endSession(open.session)
  open = {
    info,
    workspace,
    session: sessionOf(workspace),
    answers: new StoredAnswers(workspace, readModelOf(workspace), builtVersion(import.meta.url)),
    readOnly,
  }
  return update()
}

/** Keeps the list's sums as they are now. */
async function update(): Promise<WorkspaceState> {
  const now = current()
  const tables = Object.values(now.workspace.manifest.tables)
  now.info = {
    ...now.info,
    openedAt: new Date().toISOString(),
    rows: tables.reduce((sum, table) => sum + table.rows, 0),
    tables: tables.map((table) => table.name),
  }
  await places.put(now.info)
  return stateOf(now)
}

setParquetWasm({
  script: new URL(parquetScript, import.meta.url).href,
  wasm: async () => (await fetch(new URL(parquetUrl, import.meta.url))).arrayBuffer(),
})

/** Ends the gathering of a workspace that is being opened. */
let gathering: AbortController | null = null

serve<EngineCalls>(self, {
  begin: (port) => {
    places = placesAt(port)
    return Promise.resolve()
  },
  warmUp: async () => {
    await places.purge()
    await engine.start()
  },
  share: async (count) => {
    if (count === Math.max(1, engines.length)) return
    if (open !== null) await endSession(open.session)
    for (const one of engines) one.close()
    engines = count < 2 ? [] : Array.from({ length: count }, newEngine)
    if (open !== null) open.session = sessionOf(open.workspace)
  },
  list: () => places.list(),
  create: async (arg) => {
    const info = await places.create(arg.name, arg.place ?? null)
    const workspace = await Workspace.create(places.files(info.id), arg)
    return show(info, workspace)
  },
  open: async (id, { progress }) => {
    const info = await places.named(id)
    const workspace = await Workspace.open(places.files(id))
    // What a cancelled import or a crash left behind; while somebody imports into it, that is theirs.
    await workspace.cleanLitter().catch(() => 0)
    await workspace.lookForFiles()
    // Where files are many and small, opening them takes longer than reading their rows.
    gathering = new AbortController()
    const { signal } = gathering
    await gatherFiles(workspace, { waitMs: 0, signal, onProgress: progress }).catch(() => 0)
    // Without it, forms count the events themselves, and every file is read whatever is looked for.
    await workspace.describeRows({ signal, onProgress: progress }).catch(() => undefined)
    return show(info, workspace)
  },
  leaveFiles: () => {
    gathering?.abort()
    return Promise.resolve()
  },
  openReadOnly: async (id) => {
    const workspace = await Workspace.open(readOnlyFiles(places.files(id)))
    await workspace.lookForFiles()
    return show(await places.named(id), workspace, true)
  },
  archive: async (id) => {
    const bytes = await archiveWorkspace(await Workspace.open(places.files(id)))
    return new Transferred(bytes, [bytes.buffer])
  },
  unpack: async ({ name, handle }) => {
    const info = await places.create(name, null)
    try {
      await unpackWorkspace(places.source(handle), places.files(info.id))
      const workspace = await Workspace.open(places.files(info.id))
      await workspace.lookForFiles()
      return await show(info, workspace)
    } catch (error) {
      // What was unpacked goes at the next start.
      await places.put(info)
      await places.setRemoved(info.id, new Date().toISOString())
      throw error
    }
  },
  rename: async ({ id, name }) => {
    await places.put({ ...(await places.named(id)), name })
    if (open?.info.id === id) open.info = { ...open.info, name }
  },
  remove: async (id) => {
    await places.setRemoved(id, new Date().toISOString())
    if (open?.info.id !== id) return
    const { session } = open
    open = null
    await session.end()
  },
  restore: (id) => places.setRemoved(id, null),
  refresh: async () => {
    await current().workspace.reload()
    await current().workspace.lookForFiles()
    return update()
  },
  takeBack: async (step) => {
    await takeBack(current().workspace, step)
    return update()
  },
  openedPacks: () => readOpened(current().workspace.files),
  openPack: async ({ name, names }) => {
    const pack = packs().find((one) => one.name === name)
    if (pack === undefined) throw new Error(`There is no pack ${name}.`)
    const answer = await openPack(pack, current().workspace, names)
    return { answer, state: await update() }
  },
  renameTable: async ({ from, to }) => {
    const answer = await renameEverywhere(current().workspace, from, to)
    return { answer, state: await update() }
  },
  deleteTable: async (name) => {
    const answer = await current().workspace.deleteTable(name)
    return { answer, state: await update() }
  },
  restoreTable: async (deleted) => {
    await current().workspace.restoreTable(deleted)
    return update()
  },
  remapTable: async ({ table, mapping }, { signal }) => {
    const { workspace } = current()
    const before = workspace.manifest
    const report = await remapTable(workspace, table, mapping, { signal })
    return { answer: { ...report, step: stepBetween(before, workspace.manifest) }, state: await update() }
  },
  reshapeTable: async ({ table, changes }, { signal }) => {
    const { workspace } = current()
    const before = workspace.manifest
    const report = await reshapeTable(workspace, table, changes, { signal })
    const renamed = report.columns.flatMap(({ was, name }) => (was === name ? [] : [was]))
    const open = await readersOf(workspace.files, renamed)
    return { answer: { ...report, open, step: stepBetween(before, workspace.manifest) }, state: await update() }
  },
  previewDrop: ({ table, which }) => previewDrop(current().workspace, table, which),
  dropDays: async ({ table, which, how }, { signal }) => {
    const { workspace } = current()
    const before = workspace.manifest
    const dropped = await dropDays(workspace, table, which, how, { signal })
    return { answer: { ...dropped, step: stepBetween(before, workspace.manifest) }, state: await update() }
  },
  changeUser: async ({ user, fate }, { signal }) => {
    const answer = await changeUser(current().workspace, user, fate, { signal })
    return { answer, state: await update() }
  },
  listQueries: () => new SavedQueries(current().workspace.files).list(),
  saveQuery: ({ name, text }) => new SavedQueries(current().workspace.files).save(name, text),
  removeQuery: (name) => new SavedQueries(current().workspace.files).remove(name),
  listDocuments: (kind) => new SavedDocuments(current().workspace.files, kind).list(),
  replaceDocument: ({ kind, name, before, text }) =>
    new SavedDocuments(current().workspace.files, kind).replace(name, before, text),
  removeDocument: ({ kind, name }) => new SavedDocuments(current().workspace.files, kind).remove(name),
  renameInViews: ({ what, from, to }) => renameInViews(current().workspace.files, what, from, to),
  listSegments: () => new SavedSegments(current().workspace.files).list(),
  saveSegment: ({ name, segment }) => new SavedSegments(current().workspace.files).save(name, segment),
  removeSegment: (name) => new SavedSegments(current().workspace.files).remove(name),
  listAnnotations: () => new SavedAnnotations(current().workspace.files).list(),
  saveAnnotations: (annotations) => new SavedAnnotations(current().workspace.files).replace(annotations),
  readChecks: async () => {
    const { workspace } = current()
    return { revision: workspace.manifest.revision, kept: await readKeptChecks(workspace.files) }
  },
  keepChecks: (kept) => writeKeptChecks(current().workspace.files, kept),
  readFollowing: () => readFollowing(current().workspace.files),
  keepFollowing: (files) => writeFollowing(current().workspace.files, files),
  readModelText: () => new WorkspaceModel(current().workspace.files).text(),
  replaceModelText: async ({ before, text }) => {
    await new WorkspaceModel(current().workspace.files).replace(before, text)
    return stateOf(current())
  },
  run: async ({ plan, limit }, { signal, progress }) => {
    const { session, workspace, answers } = current()
    const answer = await answers.run(plan, limit, () =>
      runPlan(session, plan, {
        signal,
        ...(limit === null ? {} : { limitRows: limit }),
        onLoad: ({ loadedBytes, totalBytes }) => {
          progress({ stage: loadedBytes < totalBytes ? 'loading' : 'running', loaded: loadedBytes, total: totalBytes })
        },
      }),
    )
    await mend(workspace)
    return new Transferred(answer, [answer.ipc.buffer])
  },
  export: async ({ plan, format, safe }, { signal }) => {
    const answer = await runPlan(current().session, plan, { signal })
    const guard = safe ? new SpreadsheetGuard() : null
    const bytes = await exportIpc(answer.ipc, format, guard)
    return new Transferred({ bytes, guarded: guard?.count ?? 0 }, [bytes.buffer])
  },
})
