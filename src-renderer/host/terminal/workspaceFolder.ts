import { isLatheError, LatheError } from '../../model/error'
import { DiskFiles } from '../../store/diskFiles'
import type { FileStore } from '../../store/files'
import { readOnlyFiles } from '../../store/readOnlyFiles'
import { MemoryFiles } from '../../store/memoryFiles'
import { Workspace } from '../../store/workspace'
import type { CommandLine } from './commandLine'
import { usageError } from './usageError'

/** What of a command line says which workspace is meant, and how. */
type Named = Pick<CommandLine, 'workspace'> & Partial<Pick<CommandLine, 'readOnly'>>

function filesOf(folder: string, readOnly: boolean): FileStore {
  const files = new DiskFiles(folder)
  return readOnly ? readOnlyFiles(files) : files
}

/** Opens the workspace of --workspace. Throws `usage` without one, `not-found` when the folder holds none. */
export async function openWorkspace({ workspace: folder, readOnly = false }: Named): Promise<Workspace> {
  if (folder === null) throw usageError('--workspace', 'Say which workspace: --workspace DIR.')
  if (folder === ':memory:')
    throw new LatheError('not-found', 'A workspace in memory is empty; name a folder that lathe ingest wrote.', {
      what: 'workspace',
      name: folder,
    })
  try {
    return await Workspace.open(filesOf(folder, readOnly))
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
  { workspace: folder, readOnly = false }: Named,
  timezone: string,
  weekStart: number,
): Promise<Workspace> {
  if (folder === null)
    throw usageError('--workspace', 'Say where to keep it: --workspace DIR (or :memory: to keep nothing).')
  const files = folder === ':memory:' ? new MemoryFiles() : filesOf(folder, readOnly)
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
