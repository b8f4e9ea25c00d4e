import { link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'

/** A new file that is being written. */
export interface DiskHandle {
  write(bytes: Uint8Array): Promise<void>
  /** Its bytes are on the disk when this resolves. */
  sync(): Promise<void>
  close(): Promise<void>
}

/**
 * The steps that a folder on disk is worked with, one call to the system each, so that tests can let every single one
 * of them fail. Paths are full paths; failures are the system's own, with its `code`.
 */
export interface DiskIo {
  /** The whole file, in `room` where it has room for it. */
  read(full: string, room?: Uint8Array): Promise<Uint8Array>
  /** A new file; fails with EEXIST where there is one. */
  create(full: string): Promise<DiskHandle>
  rename(from: string, to: string): Promise<void>
  /** A second name for a file; fails with EEXIST where the name is taken. */
  link(existing: string, added: string): Promise<void>
  /** Removes a file; one that is not there is fine. */
  remove(full: string): Promise<void>
  /** Makes a folder with all above it; answers the first that was not there, undefined when all were. */
  makeFolder(full: string): Promise<string | undefined>
  /** Makes the names in a folder last; a folder that is gone has none. */
  syncFolder(full: string): Promise<void>
  list(full: string): Promise<readonly DiskName[]>
  stat(full: string): Promise<{ readonly size: number; readonly mtimeMs: number; readonly ino: number }>
}

interface DiskName {
  readonly name: string
  readonly isFolder: boolean
  readonly isFile: boolean
}

export const nodeIo: DiskIo = {
  read: (full, room) => (room === undefined ? readFile(full) : readInto(full, room)),
  create: async (full) => {
    const file = await open(full, 'wx')
    return { write: (bytes) => file.writeFile(bytes), sync: () => file.sync(), close: () => file.close() }
  },
  rename: (from, to) => rename(from, to),
  link: (existing, added) => link(existing, added),
  remove: (full) => rm(full, { force: true }),
  makeFolder: (full) => mkdir(full, { recursive: true }),
  syncFolder,
  list: async (full) =>
    (await readdir(full, { withFileTypes: true })).map((entry) => ({
      name: entry.name,
      isFolder: entry.isDirectory(),
      isFile: entry.isFile(),
    })),
  stat: (full) => stat(full),
}

async function readInto(full: string, room: Uint8Array): Promise<Uint8Array> {
  const file = await open(full)
  try {
    const { size } = await file.stat()
    if (size > room.byteLength) return await file.readFile()
    let end = 0
    while (end < size) {
      const { bytesRead } = await file.read(room, end, size - end, end)
      if (bytesRead === 0) break
      end += bytesRead
    }
    return room.subarray(0, end)
  } finally {
    await file.close()
  }
}

/** Windows cannot open folders, and needs no such step. */
async function syncFolder(full: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(full, 'r').catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return null
    throw cause
  })
  if (handle === null) return
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The system's code of a failure (`ENOENT`), if it has one. */
export function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined
}
