import type { BrowserWindow } from 'electron'
import { ChosenFiles } from '../files/chosenFiles'
import { LentWorkspaces } from '../files/lentWorkspaces'
import { EVENT_CHANNEL, type MenuCommand, type WindowEvent } from '../ipc/contract'
import { watchQueries } from './watchFolder'

/**
 * What main knows of one window: its chosen files, the workspaces that are lent to it, its commands, and what waits to
 * be told.
 */
export class OpenWindow {
  readonly browser: BrowserWindow
  readonly files = new ChosenFiles()
  readonly lent = new LentWorkspaces()
  commands: readonly MenuCommand[] = []
  #listens = false
  readonly #waiting: WindowEvent[] = []
  #stopWatching: () => void = () => undefined

  constructor(browser: BrowserWindow) {
    this.browser = browser
    // A page that is loaded anew listens when it says so.
    browser.webContents.on('did-navigate', () => {
      this.#listens = false
      this.lent.clear()
    })
    browser.once('closed', () => {
      this.#stopWatching()
    })
  }

  /** At once, or as soon as the page listens. */
  tell(event: WindowEvent): void {
    if (this.browser.isDestroyed()) return
    if (this.#listens) this.browser.webContents.send(EVENT_CHANNEL, event)
    else this.#waiting.push(event)
  }

  listens(): void {
    this.#listens = true
    for (const event of this.#waiting.splice(0)) this.tell(event)
  }

  /** Tells of changes of the saved queries in this workspace's folder; null ends it. */
  watch(folder: string | null): void {
    this.#stopWatching()
    this.#stopWatching =
      folder === null
        ? () => undefined
        : watchQueries(folder, () => {
            this.tell({ kind: 'queries' })
          })
  }

  show(): void {
    if (this.browser.isMinimized()) this.browser.restore()
    this.browser.focus()
  }
}
