import { isLatheError, LatheError } from '../../model/error'
import { DiskFiles } from '../../store/diskFiles'
import type { FileStore } from '../../store/files'
import { MemoryFiles } from '../../store/memoryFiles'
import { Workspace } from '../../store/workspace'
import { usageError } from './usageError'

/** Opens the workspace of --workspace. Throws `usage` without one, `not-found` when the folder holds none. */
export async function openWorkspace(folder: string | null): Promise<Workspace> {
  if (folder === null) throw usageError('--workspace', 'Say which workspace: --workspace DIR.')
  if (folder === ':memory:')
    throw new LatheError('not-found', 'A workspace in memory is empty; name a folder that lathe ingest wrote.', {
      what: 'workspace',
      name: folder,
    })
  try {
    return await Workspace.open(new DiskFiles(folder))
  } catch (error) {
    if (isLatheError(error, 'not-found'))
      throw new LatheError(
        'not-found',
        `There is no workspace in ${folder}; make one with lathe ingest FILE --workspace ${folder}.`,
        { what: 'workspace', name: folder },
        { cause: error },
      )
    throw error
  }
}

/** Opens the workspace, or makes it where there is none. */
export async function openOrCreateWorkspace(
  folder: string | null,
  timezone: string,
  weekStart: number,
): Promise<Workspace> {
  if (folder === null)
    throw usageError('--workspace', 'Say where to keep it: --workspace DIR (or :memory: to keep nothing).')
  const files = folder === ':memory:' ? new MemoryFiles() : new DiskFiles(folder)
  try {
    const workspace = await Workspace.open(files)
    // What a crash left behind; while somebody imports into it, that is theirs.
    await workspace.cleanLitter().catch(() => 0)
    return workspace
  } catch (error) {
    if (!isLatheError(error, 'not-found')) throw error
    return createOrOpen(files, timezone, weekStart)
  }
}

/** Of two who make one workspace at once, the second opens what the first has made. */
async function createOrOpen(files: FileStore, timezone: string, weekStart: number): Promise<Workspace> {
  try {
    return await Workspace.create(files, { timezone, weekStart })
  } catch (error) {
    if (!isLatheError(error, 'store-write')) throw error
    return Workspace.open(files).catch(() => {
      throw error
    })
  }
}
