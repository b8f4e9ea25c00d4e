import { randomUUID } from 'node:crypto'
import type { MessagePortMain } from 'electron'
import { serve, type Handlers } from '../../src-renderer/host/rpc'
import { LatheError } from '../../src-renderer/model/error'
import type { ChosenFiles } from '../files/chosenFiles'
import type { WorkspaceFolders } from '../files/workspaceFolders'
import { guarded } from './answerCalls'
import { PORT_CALLS, type PortCall, type ReplyOf, type RequestOf } from './contract'

type PortHandlers = { readonly [K in PortCall]: (request: RequestOf<typeof PORT_CALLS, K>) => Promise<ReplyOf<typeof PORT_CALLS, K>> }

/** What a worker may have of the machine: the files that were chosen in its window, and the workspaces of the list. */
export interface Lent {
  readonly files: ChosenFiles
  readonly folders: WorkspaceFolders
}

/** Answers a worker's calls until its port closes; then its locks end, too. Messages that are no calls are dropped. */
export function servePort(port: Pick<MessagePortMain, 'postMessage' | 'on' | 'start'>, lent: Lent, onFault: (call: string, error: unknown) => void): void {
  const locks = new Map<string, () => Promise<void>>()
  let isClosed = false
  const handlers = portHandlers(lent, locks, () => isClosed)
  // No prototype: a method called `constructor` is none.
  const guardedHandlers = Object.assign(Object.create(null) as Record<string, Handlers[string]>, Object.fromEntries((Object.keys(PORT_CALLS) as PortCall[]).map((call) => {
    const handler = handlers[call] as (request: unknown) => Promise<unknown>
    return [call, async (request: unknown) => {
      try {
        return await handler(guarded(call, PORT_CALLS[call].request, request))
      } catch (error) {
        onFault(call, error)
        throw error
      }
    }]
  })))
  serve({
    // Buffers cannot be moved out of this process; they are copied.
    postMessage: (message) => { if (!isClosed) port.postMessage(message) },
    addEventListener: (_type, listener) => { port.on('message', (event) => { if (isCall(event.data)) listener(event as unknown as MessageEvent) }) },
  }, guardedHandlers)
  port.on('close', () => {
    isClosed = true
    for (const release of locks.values()) release().catch((error: unknown) => { onFault('storeUnlock', error) })
    locks.clear()
  })
  port.start()
}

function isCall(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || !Number.isSafeInteger((data as { id?: unknown }).id)) return false
  return ('abort' in data && data.abort === true) || ('method' in data && typeof data.method === 'string')
}

function portHandlers({ files, folders }: Lent, locks: Map<string, () => Promise<void>>, isClosed: () => boolean): PortHandlers {
  return {
    readFile: ({ file, at, length }) => files.read(file, at, length),
    listWorkspaces: () => folders.visible(),
    namedWorkspace: (id) => folders.named(id),
    createWorkspace: ({ name, place }) => folders.create(name, place),
    putWorkspace: async (info) => {
      await folders.put(info)
      return null
    },
    setWorkspaceRemoved: async ({ id, removedAt }) => {
      await folders.setRemoved(id, removedAt)
      return null
    },
    purgeWorkspaces: async () => {
      await folders.purge()
      return null
    },
    storeRead: async ({ workspace, path }) => (await folders.files(workspace)).read(path),
    storeWrite: async ({ workspace, path, bytes }) => {
      await (await folders.files(workspace)).write(path, bytes)
      return null
    },
    storeReplace: async ({ workspace, path, bytes }) => {
      await (await folders.files(workspace)).replace(path, bytes)
      return null
    },
    storeRemove: async ({ workspace, path }) => {
      await (await folders.files(workspace)).remove(path)
      return null
    },
    storeList: async ({ workspace, folder }) => [...await (await folders.files(workspace)).list(folder)],
    storeLock: async ({ workspace }) => {
      const release = await (await folders.files(workspace)).lock()
      // The worker that asked may have been ended meanwhile: nobody would give the lock back.
      if (isClosed()) await release()
      const id = randomUUID()
      locks.set(id, release)
      return id
    },
    storeUnlock: async (id) => {
      const release = locks.get(id)
      if (release === undefined) throw new LatheError('not-found', 'This lock is not held.', { what: 'workspace', name: id })
      locks.delete(id)
      await release()
      return null
    },
  }
}
