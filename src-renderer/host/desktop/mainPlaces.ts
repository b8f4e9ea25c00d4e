import type { PortCalls } from '../../../src-main/ipc/contract'
import type { ByteSource } from '../../ingest/contract'
import type { GrowingFile } from '../../ingest/follow/follower'
import { LatheError } from '../../model/error'
import type { FileStore } from '../../store/files'
import { PIECE_BYTES } from '../browser/pieceBytes'
import { fileSource, type Places } from '../browser/places'
import { connect, type Caller, type Port } from '../rpc'
import type { ChosenHandle } from './desktop'

type Ask = Caller<PortCalls>

/**
 * Workspaces in folders and chosen files on disk, as the main process lends them to a worker over a port of its own.
 */
export function mainPlaces(port: Port & { start(): void }): Places {
  const ask = connect<PortCalls>(port)
  port.start()
  const labels = new Map<string, string>()
  return {
    list: () => ask('listWorkspaces', null),
    named: async (id) => {
      const info = await ask('namedWorkspace', id)
      labels.set(id, info.place ?? info.name)
      return info
    },
    create: async (name, place) => {
      const info = await ask('createWorkspace', { name, place })
      labels.set(info.id, info.place ?? info.name)
      return info
    },
    files: (id) => folderFiles(ask, id, labels.get(id) ?? 'the workspace'),
    put: async (info) => {
      await ask('putWorkspace', { ...info, tables: [...info.tables] })
    },
    setRemoved: async (id, removedAt) => {
      await ask('setWorkspaceRemoved', { id, removedAt })
    },
    purge: async () => {
      await ask('purgeWorkspaces', null)
    },
    source: (handle) => (handle instanceof File ? fileSource(handle) : chosenSource(ask, handle as ChosenHandle)),
    growing: (handle, name) => followedSource(ask, handle as string, name),
  }
}

/** A workspace's folder behind the main process, with all that a FileStore promises. */
function folderFiles(ask: Ask, workspace: string, label: string): FileStore {
  return {
    label,
    read: async (path) => alone(await ask('storeRead', { workspace, path })),
    write: async (path, bytes) => {
      await ask('storeWrite', { workspace, path, bytes: alone(bytes) })
    },
    replace: async (path, bytes) => {
      await ask('storeReplace', { workspace, path, bytes: alone(bytes) })
    },
    remove: async (path) => {
      await ask('storeRemove', { workspace, path })
    },
    list: (folder) => ask('storeList', { workspace, folder }),
    lock: async () => {
      const lock = await ask('storeLock', { workspace })
      let isHeld = true
      return async () => {
        if (isHeld) await ask('storeUnlock', lock)
        isHeld = false
      }
    },
  }
}

/**
 * The same bytes with a buffer of their own: a message carries a view's whole buffer, and readers own what they get.
 */
function alone(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer
    ? (bytes as Uint8Array<ArrayBuffer>)
    : new Uint8Array(bytes)
}

/** A chosen file, pulled piece by piece at the reader's pace; the next piece is on its way while one is worked on. */
function chosenSource(ask: Ask, { id, name, bytes, changedMs }: ChosenHandle): ByteSource {
  const piece = (at: number): Promise<Uint8Array> | null =>
    at >= bytes ? null : ask('readFile', { file: id, at, length: Math.min(PIECE_BYTES, bytes - at) })
  return {
    name,
    size: bytes,
    changedMs,
    open: async function* () {
      let next = piece(0)
      for (let at = 0; next !== null; at += PIECE_BYTES) {
        const chunk = await next
        if (chunk.byteLength === 0)
          throw new LatheError('bad-file', `${name} ended early; choose it again.`, { file: name })
        next = piece(at + PIECE_BYTES)
        // A reader that stops early must not leave a rejection behind.
        next?.catch(() => undefined)
        yield chunk
      }
    },
  }
}

/** A followed file behind the main process, by the id that it remembers its path by. */
function followedSource(ask: Ask, id: string, name: string): GrowingFile {
  return {
    name,
    size: () => ask('followedSize', id),
    read: async function* (from, to) {
      for (let at = from; at < to;) {
        const piece = await ask('readFollowed', { id, at, length: Math.min(PIECE_BYTES, to - at) })
        if (piece.byteLength === 0) return
        at += piece.byteLength
        yield piece
      }
    },
  }
}
