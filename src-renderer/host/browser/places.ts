import type { ByteSource } from '../../ingest/contract'
import type { GrowingFile } from '../../ingest/follow/follower'
import { LatheError } from '../../model/error'
import type { FileStore } from '../../store/files'
import { OpfsFiles } from '../../store/opfsFiles'
import type { WorkspaceInfo } from '../workbench'
import { growingFile } from './growingFile'
import { PIECE_BYTES } from './pieceBytes'
import { WORKSPACES_FOLDER, workspaceFolder } from './folders'
import { WorkspaceList } from './workspaceList'

/**
 * Where a window's workspaces and chosen files are, as its workers see it: the origin's private file system (browser),
 * or folders and files on disk behind the main process (desktop).
 */
export interface Places {
  /** The workspaces that are not removed. */
  list(): Promise<readonly WorkspaceInfo[]>
  /** Throws `not-found`. */
  named(id: string): Promise<WorkspaceInfo>
  /**
   * An empty place for a new workspace. `chosen` is the place that the person chose for it, where the host has such.
   */
  create(name: string, chosen: string | null): Promise<WorkspaceInfo>
  /** A workspace's files. */
  files(id: string): FileStore
  /** Adds a workspace to the list, or says what it holds now. */
  put(info: WorkspaceInfo): Promise<void>
  /** Hides one, or shows it again. */
  setRemoved(id: string, removedAt: string | null): Promise<void>
  /** Clears away what was removed. Called at a start, when no undo is open any more. */
  purge(): Promise<void>
  /** The bytes behind a ChosenFile's handle. */
  source(handle: unknown): ByteSource
  /** The file behind what FollowedFiles.handleOf gave, as it is at each look. */
  growing(handle: unknown, name: string): GrowingFile
}

/**
 * A file that the window itself holds. Reading throws `bad-file` where it changed, moved or went away since it was
 * chosen.
 */
export function fileSource(file: File): ByteSource {
  return {
    name: file.name,
    size: file.size,
    changedMs: file.lastModified,
    open: async function* () {
      for (let at = 0; at < file.size; at += PIECE_BYTES) {
        const piece = await file
          .slice(at, at + PIECE_BYTES)
          .arrayBuffer()
          .catch((cause: unknown) => {
            throw new LatheError(
              'bad-file',
              `${file.name} changed since it was chosen, or cannot be read; choose it again, or a copy where something still ` +
                'writes to it.',
              { file: file.name },
              { cause },
            )
          })
        yield new Uint8Array(piece)
      }
    },
  }
}

/** The browser host's places: one folder a workspace in the origin's private file system. */
export function privatePlaces(): Places {
  const list = new WorkspaceList(new OpfsFiles(WORKSPACES_FOLDER))
  return {
    list: () => list.visible(),
    named: (id) => list.named(id),
    create: (name) => Promise.resolve({ id: crypto.randomUUID(), name, openedAt: '', rows: 0, tables: [] }),
    files: (id) => new OpfsFiles(workspaceFolder(id)),
    put: (info) => list.put(info),
    setRemoved: (id, removedAt) => list.setRemoved(id, removedAt),
    purge: () => list.purge(),
    source: (handle) => fileSource(handle as File),
    growing: (handle) => growingFile(handle as FileSystemFileHandle),
  }
}
