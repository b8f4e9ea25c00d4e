import engineUrl from './browser/engine.worker.ts?worker&url'
import ingestUrl from './browser/ingest.worker.ts?worker&url'
import type { IngestProgress, IngestReport, Inspection } from '../ingest/contract'
import type { RestoreReport } from '../ingest/repair/restore'
import type { Annotation } from '../model/annotation'
import { LatheError } from '../model/error'
import { readArrowResult } from '../query/session/arrowResult'
import type { Segment } from '../query/contract/segment'
import type { SessionAnswer } from '../query/session/session'
import { startWorker } from './browser/startWorker'
import type { Desktop } from './desktop/desktop'
import { connect, type CallOptions } from './rpc'
import type { ExportedFile, KeptQuery, RunProgress, Workbench, WorkspaceInfo, WorkspaceState } from './workbench'

type Call = ReturnType<typeof connect>

/**
 * A worker that is started when first called; one that cannot start, or dies, fails the calls that wait for it, and the
 * next call starts another. `prepare` runs first in each.
 */
function lazyWorker(start: () => Worker, prepare: (call: Call) => Promise<unknown>): Call & { end(): void } {
  let call: Call | null = null
  let worker: Worker | null = null
  let fail: ((error: Error) => void) | null = null
  let death: Promise<never> | null = null
  const begin = (): Call => {
    worker = start()
    death = new Promise<never>((_resolve, reject) => {
      fail = reject
    })
    death.catch(() => undefined)
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      fail?.(new LatheError('engine-crashed', 'A background worker stopped; try again.', { detail: event.message }))
      end()
    })
    const made = connect(worker)
    const ready = prepare(made)
    ready.catch(() => undefined)
    call = async <T>(method: string, arg: unknown, options?: CallOptions): Promise<T> => {
      await ready
      return made<T>(method, arg, options)
    }
    return call
  }
  const end = (): void => {
    worker?.terminate()
    worker = null
    call = null
  }
  const run = <T>(method: string, arg: unknown, options?: CallOptions): Promise<T> => {
    const live = call ?? begin()
    return Promise.race([live<T>(method, arg, options), death!])
  }
  return Object.assign(run, { end })
}

/** What the desktop's main process does for the window's workers; see host/desktop/desktop. */
export type Lender = Pick<Desktop, 'portToMain' | 'lendWorkspaces' | 'lendEntry'>

/**
 * The window's workbench: everything heavy in two workers. `lender` gives a worker its own port to the main process,
 * behind which workspaces and chosen files are, and says which of them the workers may use; without it they are in the
 * origin's private file system and the window.
 */
export function createWorkbench(lender: Lender | null = null): Workbench {
  let open: WorkspaceState | null = null
  let turning: Promise<unknown> = Promise.resolve()
  const begin = (call: Call): Promise<unknown> => {
    const port = lender?.portToMain() ?? null
    return call('begin', port, port === null ? {} : { transfer: [port] })
  }
  const engine = lazyWorker(
    () => startWorker(engineUrl, { type: 'module' }),
    async (call) => {
      await begin(call)
      // A worker that follows one that died opens the same workspace again.
      if (open !== null) await call('open', open.info.id)
    },
  )
  const ingest = lazyWorker(() => startWorker(ingestUrl, { type: 'module' }), begin)
  const keep = (state: WorkspaceState): WorkspaceState => {
    open = state
    return state
  }
  /** Turns to another workspace, one at a time: the workers may use both until the next one is there, so that what is being saved is saved. */
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
    listWorkspaces: () => engine<readonly WorkspaceInfo[]>('list', null),
    createWorkspace: (name, options) => turnTo(null, () => engine<WorkspaceState>('create', { name, ...options })),
    openWorkspace: (id) => turnTo(id, () => engine<WorkspaceState>('open', id)),
    removeWorkspace: async (id) => {
      await lender?.lendEntry(id)
      await engine<void>('remove', id)
    },
    restoreWorkspace: async (id) => {
      await lender?.lendEntry(id)
      await engine<void>('restore', id)
    },
    refresh: async () => keep(await engine<WorkspaceState>('refresh', null)),
    listQueries: () => engine<readonly KeptQuery[]>('listQueries', null),
    saveQuery: (name, text) => engine<string>('saveQuery', { name, text }),
    removeQuery: (name) => engine<void>('removeQuery', name),
    listSegments: () => engine<readonly Segment[]>('listSegments', null),
    saveSegment: (name, segment) => engine<string>('saveSegment', { name, segment }),
    removeSegment: (name) => engine<void>('removeSegment', name),
    listAnnotations: () => engine<readonly Annotation[]>('listAnnotations', null),
    saveAnnotations: (annotations) => engine<void>('saveAnnotations', annotations),
    inspect: (file, options) => ingest<Inspection>('inspect', { file: file.handle, options }),
    ingest: async (plan, files, onProgress, signal) => {
      if (open === null)
        throw new LatheError('not-found', 'No workspace is open; create one first.', { what: 'workspace', name: '' })
      try {
        return await ingest<IngestReport>(
          'ingest',
          { plan, files: files.map((file) => file.handle), workspace: open.info.id },
          {
            signal,
            onProgress: (value) => {
              onProgress(value as IngestProgress)
            },
          },
        )
      } finally {
        // wasm and large buffers of an import are given back only with their worker.
        ingest.end()
      }
    },
    restoreMissing: async (files, signal) => {
      if (open === null)
        throw new LatheError('not-found', 'No workspace is open; open the one to restore.', {
          what: 'workspace',
          name: '',
        })
      try {
        return await ingest<RestoreReport>(
          'restoreMissing',
          { files: files.map((file) => file.handle), workspace: open.info.id },
          { signal },
        )
      } finally {
        ingest.end()
      }
    },
    run: async (plan, { limit, signal, onProgress }) => {
      const answer = await engine<SessionAnswer>(
        'run',
        { plan, limit: limit ?? null },
        {
          signal,
          ...(onProgress === undefined
            ? {}
            : {
                onProgress: (value) => {
                  onProgress(value as RunProgress)
                },
              }),
        },
      )
      const { ipc, rowCount: _rowCount, ...rest } = answer
      return { ...rest, table: readArrowResult(ipc, limit) }
    },
    export: (plan, format, { safe, signal }) => engine<ExportedFile>('export', { plan, format, safe }, { signal }),
  }
}
