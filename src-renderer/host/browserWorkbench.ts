import engineUrl from './browser/engine.worker.ts?worker&url'
import ingestUrl from './browser/ingest.worker.ts?worker&url'
import { LatheError } from '../model/error'
import { readArrowResult } from '../query/session/arrowResult'
import { startWorker } from './browser/startWorker'
import type { Desktop } from './desktop/desktop'
import type { EngineCalls, WorkerCalls } from './engineCalls'
import { together, type Step } from '../store/takeBack'
import type { FilePart, IngestCalls } from './ingestCalls'
import { connect, type Caller, type CallList, type CallOptions } from './rpc'
import type { Changed, ChosenFile, Workbench, WorkspaceState } from './workbench'

type LazyWorker<C extends CallList<C>> = Caller<C> & {
  /** Ends the worker, and with it the calls that wait; the next call starts another. */
  end(): void
}

/**
 * A worker that is started when first called; one that cannot start, or dies, fails the calls that wait for it, and the
 * next call starts another. `prepare` runs first in each.
 */
function lazyWorker<C extends CallList<C>>(
  start: () => Worker,
  prepare: (call: Caller<C>) => Promise<unknown>,
): LazyWorker<C> {
  interface Live {
    readonly call: Caller<C>
    readonly worker: Worker
    /** Rejects when the worker dies. */
    readonly death: Promise<never>
  }
  let live: Live | null = null
  const begin = (): Live => {
    const worker = start()
    const death = new Promise<never>((_resolve, reject) => {
      worker.addEventListener('error', (event) => {
        event.preventDefault()
        reject(new LatheError('engine-crashed', 'A background worker stopped; try again.', { detail: event.message }))
        end()
      })
    })
    death.catch(() => undefined)
    const made = connect<C>(worker)
    const ready = prepare(made)
    ready.catch(() => undefined)
    const call: Caller<C> = async (method, request, options) => {
      await ready
      return made(method, request, options)
    }
    live = { call, worker, death }
    return live
  }
  const end = (): void => {
    live?.worker.terminate()
    live = null
  }
  const run: Caller<C> = (method, request, options) => {
    const { call, death } = live ?? begin()
    return Promise.race([call(method, request, options), death])
  }
  return Object.assign(run, { end })
}

/** What of a chosen file the worker that reads it is told. */
function partOf({ handle, member }: ChosenFile): FilePart {
  return { handle, ...(member === undefined ? {} : { member }) }
}

/** The call that both workers have. */
type BeginCall = (
  method: 'begin',
  request: WorkerCalls['begin']['request'],
  options?: CallOptions<never>,
) => Promise<void>

/** What the desktop's main process does for the window's workers; see host/desktop/desktop. */
export type Lender = Pick<Desktop, 'portToMain' | 'lendWorkspaces' | 'lendEntry'>

/**
 * The window's workbench: everything heavy in two workers. `lender` gives a worker its own port to the main process,
 * behind which workspaces and chosen files are, and says which of them the workers may use; without it they are in the
 * origin's private file system and the window.
 */
export function createWorkbench(lender: Lender | null = null): Workbench {
  let open: WorkspaceState | null = null
  let engines = 1
  let turning: Promise<unknown> = Promise.resolve()
  const begin = (call: BeginCall): Promise<void> => {
    const port = lender?.portToMain() ?? null
    return call('begin', port, port === null ? {} : { transfer: [port] })
  }
  const engine = lazyWorker<EngineCalls>(
    () => startWorker(engineUrl, { type: 'module' }),
    async (call) => {
      await begin(call)
      if (engines > 1) await call('share', engines)
      // A worker that follows one that died opens the same workspace again.
      if (open !== null) await call('open', open.info.id)
    },
  )
  const ingest = lazyWorker<IngestCalls>(() => startWorker(ingestUrl, { type: 'module' }), begin)
  /** Apart from the worker of imports, which ends with each: this one knows how far followed files were read. */
  const following = lazyWorker<IngestCalls>(() => startWorker(ingestUrl, { type: 'module' }), begin)
  /**
   * The commits of this window's imports into the open workspace; null for one that others mixed with, `nothing` for one
   * that brought nothing.
   */
  const imports: (Step | null | 'nothing')[] = []
  const keep = (state: WorkspaceState): WorkspaceState => {
    if (open?.info.id !== state.info.id) imports.length = 0
    open = state
    return state
  }
  const kept = <Answer>(changed: Changed<Answer>): Changed<Answer> => {
    keep(changed.state)
    return changed
  }
  /**
   * Turns to another workspace, one at a time: the workers may use both until the next one is there, so that what is
   * being saved is saved.
   */
  const turnTo = (id: string | null, work: () => Promise<WorkspaceState>): Promise<WorkspaceState> => {
    const turn = turning.then(async () => {
      const before = open === null ? [] : [open.info.id]
      if (id !== null) await lender?.lendWorkspaces([...new Set([...before, id])])
      try {
        return keep(await work())
      } finally {
        await lender?.lendWorkspaces(open === null ? [] : [open.info.id])
      }
    })
    turning = turn.catch(() => undefined)
    return turn
  }
  engine('warmUp', null).catch(() => undefined)
  return {
    shareUsers: (count) => {
      engines = count
      return engine('share', count)
    },
    listWorkspaces: () => engine('list', null),
    createWorkspace: (name, options) => turnTo(null, () => engine('create', { name, ...options })),
    openWorkspace: (id, onProgress) =>
      turnTo(id, () => engine('open', id, onProgress === undefined ? {} : { onProgress })),
    leaveFiles: () => engine('leaveFiles', null),
    openReadOnly: (id) => turnTo(id, () => engine('openReadOnly', id)),
    archiveWorkspace: (id) => {
      const turn = turning.then(async () => {
        const shown = open === null ? [] : [open.info.id]
        await lender?.lendWorkspaces([...new Set([...shown, id])])
        try {
          return await engine('archive', id)
        } finally {
          await lender?.lendWorkspaces(shown)
        }
      })
      turning = turn.catch(() => undefined)
      return turn
    },
    unpackWorkspace: (name, { handle }) => turnTo(null, () => engine('unpack', { name, handle })),
    renameWorkspace: async (id, name) => {
      await lender?.lendEntry(id)
      await engine('rename', { id, name })
    },
    removeWorkspace: async (id) => {
      await lender?.lendEntry(id)
      await engine('remove', id)
    },
    restoreWorkspace: async (id) => {
      await lender?.lendEntry(id)
      await engine('restore', id)
    },
    refresh: async () => keep(await engine('refresh', null)),
    listQueries: () => engine('listQueries', null),
    saveQuery: (name, text) => engine('saveQuery', { name, text }),
    removeQuery: (name) => engine('removeQuery', name),
    listDocuments: (kind) => engine('listDocuments', kind),
    replaceDocument: (kind, name, before, text) => engine('replaceDocument', { kind, name, before, text }),
    removeDocument: (kind, name) => engine('removeDocument', { kind, name }),
    renameInViews: (what, from, to) => engine('renameInViews', { what, from, to }),
    listSegments: () => engine('listSegments', null),
    saveSegment: (name, segment) => engine('saveSegment', { name, segment }),
    removeSegment: (name) => engine('removeSegment', name),
    listAnnotations: () => engine('listAnnotations', null),
    saveAnnotations: (annotations) => engine('saveAnnotations', annotations),
    readChecks: () => engine('readChecks', null),
    keepChecks: (kept) => engine('keepChecks', kept),
    readFollowing: () => engine('readFollowing', null),
    keepFollowing: (files) => engine('keepFollowing', files),
    look: ({ id, name, table }, handle, signal) => {
      const request = { id, name, table, handle, plan: null, workspace: open?.info.id ?? '', waitMs: 0 }
      return following('look', request, { signal })
    },
    endLooks: () => {
      following.end()
    },
    readModelText: () => engine('readModelText', null),
    replaceModelText: async (before, text) => keep(await engine('replaceModelText', { before, text })),
    inspect: (file, options) => ingest('inspect', { file: partOf(file), options }),
    checksum: (file) => ingest('checksum', { file: partOf(file) }),
    ingest: async (plan, files, onProgress, signal, how = {}) => {
      if (open === null)
        throw new LatheError('not-found', 'No workspace is open; create one first.', { what: 'workspace', name: '' })
      refuseReadOnly(open)
      const [first] = files
      if (how.follows !== undefined && first !== undefined) {
        const request = { ...how.follows, workspace: open.info.id, name: first.name, table: plan.table, plan }
        const { report, step, hasCommitted } = await following('look', request, { signal, onProgress })
        if (report === null) throw new Error('A first look at a file gives a report.')
        imports.push(hasCommitted ? step : 'nothing')
        return report
      }
      try {
        const { report, step } = await ingest(
          'ingest',
          { plan, files: files.map(partOf), workspace: open.info.id, replaces: how.replaces === true },
          { signal, onProgress },
        )
        imports.push(step)
        return report
      } finally {
        // wasm and large buffers of an import are given back only with their worker.
        ingest.end()
      }
    },
    takeBackImports: async (count) => {
      const taken = imports.splice(-count)
      const steps = taken.filter((one) => one !== 'nothing')
      if (taken.length > 0 && steps.length === 0) return keep(await engine('refresh', null))
      const step = steps.includes(null) ? null : together(steps.filter((one) => one !== null))
      if (steps.length === 0 || step === null || open === null)
        throw new LatheError(
          'workspace-changed',
          'This import cannot be taken back: the workspace was changed meanwhile. Delete the table instead.',
          { workspace: open?.info.name ?? '' },
        )
      return keep(await engine('takeBack', step))
    },
    openedPacks: () => engine('openedPacks', null),
    openPack: async (name, names) => kept(await engine('openPack', { name, names })),
    renameTable: async (from, to) => kept(await engine('renameTable', { from, to })),
    deleteTable: async (name) => kept(await engine('deleteTable', name)),
    restoreTable: async (deleted) => keep(await engine('restoreTable', deleted)),
    remapTable: async (table, mapping, signal) => kept(await engine('remapTable', { table, mapping }, { signal })),
    reshapeTable: async (table, changes, signal) => kept(await engine('reshapeTable', { table, changes }, { signal })),
    previewDrop: (table, which) => engine('previewDrop', { table, which }),
    dropDays: async (table, which, how, signal) => kept(await engine('dropDays', { table, which, how }, { signal })),
    changeUser: async (user, fate, signal) => kept(await engine('changeUser', { user, fate }, { signal })),
    takeBackChange: async (step) => keep(await engine('takeBack', step)),
    restoreMissing: async (files, signal) => {
      if (open === null)
        throw new LatheError('not-found', 'No workspace is open; open the one to restore.', {
          what: 'workspace',
          name: '',
        })
      refuseReadOnly(open)
      try {
        return await ingest('restoreMissing', { files: files.map(partOf), workspace: open.info.id }, { signal })
      } finally {
        ingest.end()
      }
    },
    run: async (plan, { limit, signal, onProgress }) => {
      const answer = await engine(
        'run',
        { plan, limit: limit ?? null },
        { signal, ...(onProgress === undefined ? {} : { onProgress }) },
      )
      const { ipc, rowCount: _rowCount, ...rest } = answer
      return { ...rest, table: readArrowResult(ipc, limit) }
    },
    export: (plan, format, { safe, signal }) => engine('export', { plan, format, safe }, { signal }),
  }
}

/** The worker that imports opens the workspace by itself, and to write. */
function refuseReadOnly({ info, readOnly }: WorkspaceState): void {
  if (readOnly === true)
    throw new LatheError(
      'store-write',
      `${info.name} is open to be read only, so nothing was imported; open it without that, or import into another.`,
      { path: '' },
    )
}
