import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { MANIFEST_PATH } from '../../src-renderer/store/layout'
import { isLatheError } from '../../src-renderer/model/error'
import type { WorkspaceFolders } from '../files/workspaceFolders'
import type { ChosenHandle } from '../ipc/contract'
import type { OpenWindow } from './openWindow'
import type { RecentFiles } from './recentFiles'

/**
 * Opens in a window what a person named outside of it (command line, file association, menu, second start): files are
 * offered for import, a workspace's folder or manifest opens the workspace. What cannot be opened is told there in
 * words.
 */
export async function openPaths(
  paths: readonly string[],
  window: Pick<OpenWindow, 'files' | 'tell'>,
  folders: WorkspaceFolders,
  recent: RecentFiles,
): Promise<void> {
  const files: string[] = []
  for (const path of paths) {
    const isFolder = await stat(path).then(
      (info) => info.isDirectory(),
      () => false,
    )
    if (!isFolder && basename(path) !== MANIFEST_PATH) {
      files.push(path)
      continue
    }
    await told(window, async () => {
      window.tell({ kind: 'workspace', id: (await folders.adopt(isFolder ? path : dirname(path))).id })
    })
  }
  const handles: ChosenHandle[] = []
  for (const path of files)
    await told(window, async () => {
      handles.push(await window.files.add(path))
    })
  if (handles.length > 0) window.tell({ kind: 'files', files: handles })
  await recent.add(files)
}

async function told(window: Pick<OpenWindow, 'tell'>, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isLatheError(error)) throw error
    window.tell({ kind: 'problem', message: error.message })
  }
}
