import type { Shell } from 'electron'
import { LatheError } from '../../src-renderer/model/error'
import type { FollowedPaths } from '../files/followedPaths'
import type { WorkspaceFolders } from '../files/workspaceFolders'
import type { WindowHandlers } from '../ipc/answerCalls'
import type { ChosenHandle } from '../ipc/contract'
import type { Dialogs } from './dialogs'
import type { DownloadEnds } from './downloads'
import type { FileLog } from './log'
import { openPaths } from './openPaths'
import type { OpenWindow } from './openWindow'
import type { RecentFiles } from './recentFiles'

/** What the window's calls work with. */
export interface Services {
  readonly dialogs: Dialogs
  readonly downloads: Pick<DownloadEnds, 'ask'>
  readonly folders: WorkspaceFolders
  readonly followed: FollowedPaths
  readonly recent: RecentFiles
  readonly shell: Pick<Shell, 'openPath' | 'showItemInFolder'>
  readonly log: FileLog
  readonly openWindow: () => void
  /** The menus' commands or recent entries changed. */
  readonly menusChanged: () => void
}

/** How each call of the window is answered. */
export function windowCalls({
  dialogs,
  downloads,
  folders,
  followed,
  recent,
  shell,
  log,
  openWindow,
  menusChanged,
}: Services): WindowHandlers<OpenWindow> {
  const add = async (paths: readonly string[], window: OpenWindow): Promise<ChosenHandle[]> => {
    const handles = await Promise.all(paths.map((path) => window.files.add(path)))
    await recent.add(paths)
    menusChanged()
    return handles
  }
  return {
    chooseFiles: async (extensions, window) => add(await dialogs.files(window.browser, extensions), window),
    takeDropped: (paths, window) => add(paths, window),
    recentFiles: () => recent.named(),
    openRecentFile: async (id, window) => {
      const path = await recent.pathOf(id)
      if (path === null)
        throw new LatheError(
          'not-found',
          'This file is not in the list of recent files any more; open it with Open files….',
          { what: 'file', name: '' },
        )
      await openPaths([path], window, folders, recent)
      menusChanged()
      return null
    },
    chooseWorkspace: async (_request, window) => {
      const folder = await dialogs.workspace(window.browser)
      return folder === null ? null : (await folders.adopt(folder)).id
    },
    chooseNewPlace: async (_request, window) => {
      const chosen = await dialogs.newPlace(window.browser)
      return chosen === null ? null : { place: await folders.reserve(chosen.folder), name: chosen.name }
    },
    revealWorkspace: async (id) => {
      shell.showItemInFolder(await folders.folderOf(id))
      return null
    },
    watchWorkspace: async (id, window) => {
      window.watch(id === null ? null : await folders.folderOf(id))
      menusChanged()
      return null
    },
    lendWorkspaces: (ids, window) => {
      window.lent.lend(ids)
      return Promise.resolve(null)
    },
    lendEntry: (id, window) => {
      window.lent.lendEntry(id)
      return Promise.resolve(null)
    },
    followFile: async ({ file, workspace }, window) => {
      const path = window.files.pathOf(file)
      if (!window.lent.hasFiles(workspace))
        throw new LatheError('not-found', 'This workspace is not open in this window; open it first.', {
          what: 'workspace',
          name: workspace,
        })
      return await followed.add(path, workspace)
    },
    forgetFollowed: async (id) => {
      await followed.remove(id)
      return null
    },
    showCommands: (commands, window) => {
      window.commands = commands
      menusChanged()
      return Promise.resolve(null)
    },
    ready: (_request, window) => {
      window.listens()
      return Promise.resolve(null)
    },
    endOfDownload: (id) => downloads.ask(id),
    openWindow: () => {
      openWindow()
      return Promise.resolve(null)
    },
    showLog: () => {
      shell.showItemInFolder(log.path)
      return Promise.resolve(null)
    },
    logFault: (text) => {
      log.fault('window', text)
      return Promise.resolve(null)
    },
  }
}
