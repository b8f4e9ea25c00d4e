import { randomUUID } from 'node:crypto'
import type { MessagePortMain } from 'electron'
import { serve, type Handlers } from '../../src-renderer/host/rpc'
import { LatheError } from '../../src-renderer/model/error'
import type { ChosenFiles } from '../files/chosenFiles'
import type { FollowedPaths } from '../files/followedPaths'
import type { GuardedFiles } from '../files/guardedFiles'
import type { LentWorkspaces } from '../files/lentWorkspaces'
import type { WorkspaceFolders } from '../files/workspaceFolders'
import { guarded } from './answerCalls'
import { PORT_CALLS, type PortCalls } from './contract'

/**
 * What a worker may have of the machine: the files that were chosen in its window, the list of workspaces, and, of those
 * that are lent to the window, their files and the files that are followed into them.
 */
export interface Lent {
  readonly files: ChosenFiles
  readonly followed: FollowedPaths
  readonly folders: WorkspaceFolders
  readonly lent: LentWorkspaces
}

interface Lock {
  readonly workspace: string
  readonly release: () => Promise<void>
}

/** Answers a worker's calls until its port closes; then its locks end, too. Messages that are no calls are dropped. */
export function servePort(
  port: Pick<MessagePortMain, 'postMessage' | 'on' | 'start'>,
  lent: Lent,
  onFault: (call: string, error: unknown) => void,
): void {
  const locks = new Map<string, Lock>()
  let isClosed = false
  serve<PortCalls>(
    {
      // Buffers cannot be moved out of this process; they are copied.
      postMessage: (message) => {
        if (!isClosed) port.postMessage(message)
      },
      addEventListener: (_type, listener) => {
        port.on('message', (event) => {
          if (isCall(event.data)) listener(event as unknown as MessageEvent)
        })
      },
    },
    portHandlers(lent, locks, () => isClosed),
    { read: (call, request) => guarded(call, PORT_CALLS[call].request, request), onFault },
  )
  port.on('close', () => {
    isClosed = true
    for (const { release } of locks.values())
      release().catch((error: unknown) => {
        onFault('storeUnlock', error)
      })
    locks.clear()
  })
  port.start()
}

function isCall(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || !Number.isSafeInteger((data as { id?: unknown }).id)) return false
  return ('abort' in data && data.abort === true) || ('method' in data && typeof data.method === 'string')
}

function notLent(workspace: string): LatheError<'not-found'> {
  return new LatheError('not-found', 'This workspace is not open in this window; open it first.', {
    what: 'workspace',
    name: workspace,
  })
}

function portHandlers(
  { files, followed, folders, lent }: Lent,
  locks: Map<string, Lock>,
  isClosed: () => boolean,
): Handlers<PortCalls> {
  /** Whoever writes may end what was begun, also when the window has turned to another workspace. */
  const filesOf = async (workspace: string): Promise<GuardedFiles> => {
    if (!lent.hasFiles(workspace) && ![...locks.values()].some((lock) => lock.workspace === workspace))
      throw notLent(workspace)
    return folders.files(workspace)
  }
  const isLent = (workspace: string): boolean => lent.hasFiles(workspace)
  return {
    readFile: ({ file, at, length }) => files.read(file, at, length),
    followedSize: (id) => followed.size(id, isLent),
    readFollowed: ({ id, at, length }) => followed.read(id, at, length, isLent),
    listWorkspaces: () => folders.visible(),
    namedWorkspace: (id) => folders.named(id),
    createWorkspace: async ({ name, place }) => {
      const info = await folders.create(name, place)
      lent.made(info.id)
      return info
    },
    putWorkspace: async (info) => {
      if (!lent.hasFiles(info.id)) throw notLent(info.id)
      await folders.put(info)
      return null
    },
    setWorkspaceRemoved: async ({ id, removedAt }) => {
      if (!lent.hasEntry(id)) throw notLent(id)
      await folders.setRemoved(id, removedAt)
      return null
    },
    purgeWorkspaces: async () => {
      await folders.purge()
      return null
    },
    storeRead: async ({ workspace, path }) => (await filesOf(workspace)).read(path),
    storeWrite: async ({ workspace, path, bytes }) => {
      await (await filesOf(workspace)).write(path, bytes)
      return null
    },
    storeReplace: async ({ workspace, path, bytes }) => {
      await (await filesOf(workspace)).replace(path, bytes)
      return null
    },
    storeRemove: async ({ workspace, path }) => {
      await (await filesOf(workspace)).remove(path)
      return null
    },
    storeList: async ({ workspace, folder }) => [...(await (await filesOf(workspace)).list(folder))],
    storeLock: async ({ workspace }) => {
      const release = await (await filesOf(workspace)).lock()
      // The worker that asked may have been ended meanwhile: nobody would give the lock back.
      if (isClosed()) await release()
      const id = randomUUID()
      locks.set(id, { workspace, release })
      return id
    },
    storeUnlock: async (id) => {
      const lock = locks.get(id)
      if (lock === undefined)
        throw new LatheError('not-found', 'This lock is not held.', { what: 'workspace', name: id })
      locks.delete(id)
      await lock.release()
      return null
    },
  }
}
