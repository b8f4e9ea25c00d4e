import { LatheError } from '../../model/error'
import type { KeptFiles } from '../following/followedFiles'
import { chosenHandle } from './lastingHandles'

/** What browsers with access to files have, and the DOM's types lack. */
interface LastingHandle extends FileSystemFileHandle {
  queryPermission?(how: { readonly mode: 'read' }): Promise<PermissionState>
  requestPermission?(how: { readonly mode: 'read' }): Promise<PermissionState>
}
interface FilePicker {
  showOpenFilePicker?(): Promise<readonly FileSystemFileHandle[]>
}

const STORE = 'handles'
const READ = { mode: 'read' } as const

/** Followed files of a browser that gives lasting handles: they lie in the origin's database, by their ids. */
export function browserFollowedFiles(scope: FilePicker = globalThis as FilePicker): KeptFiles {
  const find = async (id: string, name: string): Promise<LastingHandle> => {
    const handle = await withStore<LastingHandle | undefined>('readonly', (store) => store.get(id))
    if (handle !== undefined) return handle
    throw new LatheError(
      'not-found',
      `This browser does not know ${name} any more; stop following it, then open and follow it anew.`,
      { what: 'file', name },
    )
  }
  return {
    async choose() {
      const [handle] = (await scope.showOpenFilePicker?.().catch(ignoreClosed)) ?? []
      return handle === undefined ? null : chosenHandle(handle)
    },
    async keep(_workspace, { growing }) {
      const id = crypto.randomUUID()
      await withStore('readwrite', (store) => store.put(growing, id))
      return id
    },
    async handleOf(id, name) {
      const handle = await find(id, name)
      const state = (await handle.queryPermission?.(READ)) ?? 'granted'
      if (state === 'granted') return handle
      throw new LatheError('bad-file', `The browser asks anew before ${name} may be read; choose “Read it again”.`, {
        file: name,
      })
    },
    async allow(id) {
      const handle = await find(id, 'the file')
      return ((await handle.requestPermission?.(READ)) ?? 'granted') === 'granted'
    },
    async forget(id) {
      await withStore('readwrite', (store) => store.delete(id))
    },
  }
}

function ignoreClosed(error: unknown): readonly FileSystemFileHandle[] {
  if (error instanceof DOMException && error.name === 'AbortError') return []
  throw error
}

/** One request to the database of handles, which is made where it is missing. */
function withStore<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('lathe-followed', 1)
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(STORE)
    }
    opening.onerror = () => {
      reject(opening.error ?? new Error('The database of followed files cannot be opened.'))
    }
    opening.onsuccess = () => {
      const database = opening.result
      const request = ask(database.transaction(STORE, mode).objectStore(STORE))
      request.onsuccess = () => {
        database.close()
        resolve(request.result as T)
      }
      request.onerror = () => {
        database.close()
        reject(request.error ?? new Error('The database of followed files did not answer.'))
      }
    }
  })
}
