import type { BrowserWindow, Dialog } from 'electron'
import { basename, dirname, join } from 'node:path'
import type { FolderMemory } from './downloads'

/** The system's dialogs over a window; each begins in the folder where the last of its kind ended. */
export class Dialogs {
  readonly #dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>
  readonly #memory: FolderMemory

  constructor(dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>, memory: FolderMemory) {
    this.#dialog = dialog
    this.#memory = memory
  }

  /** Paths of files to open, first of those with the extensions; empty when the dialog was closed. */
  async files(window: BrowserWindow, extensions: readonly string[]): Promise<readonly string[]> {
    const { canceled, filePaths } = await this.#dialog.showOpenDialog(window, {
      title: 'Open log files',
      defaultPath: this.#memory.folder('files'),
      filters: [
        { name: 'Event logs', extensions: [...extensions] },
        { name: 'All files', extensions: ['*'] },
      ],
      properties: ['openFile', 'multiSelections'],
    })
    const [first] = filePaths
    if (canceled || first === undefined) return []
    this.#memory.keep('files', dirname(first))
    return filePaths
  }

  /** A folder that holds a workspace, or null. */
  async workspace(window: BrowserWindow): Promise<string | null> {
    const {
      canceled,
      filePaths: [folder],
    } = await this.#dialog.showOpenDialog(window, {
      title: 'Open a workspace folder',
      buttonLabel: 'Open',
      defaultPath: this.#memory.folder('workspaces'),
      properties: ['openDirectory'],
    })
    if (canceled || folder === undefined) return null
    this.#memory.keep('workspaces', dirname(folder))
    return folder
  }

  /** A folder for a new workspace, which need not be there yet, and its name; or null. */
  async newPlace(window: BrowserWindow): Promise<{ readonly folder: string; readonly name: string } | null> {
    const { canceled, filePath } = await this.#dialog.showSaveDialog(window, {
      title: 'Folder for the new workspace',
      buttonLabel: 'Choose',
      nameFieldLabel: 'Folder',
      defaultPath: join(this.#memory.folder('workspaces'), 'New workspace'),
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    })
    if (canceled || filePath === '') return null
    this.#memory.keep('workspaces', dirname(filePath))
    return { folder: filePath, name: basename(filePath) }
  }
}
