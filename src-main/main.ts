import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import {
  app,
  BrowserWindow,
  crashReporter,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  protocol,
  screen,
  session,
  shell,
} from 'electron'
import { Dialogs } from './app/dialogs'
import { DownloadEnds, guardDownloads } from './app/downloads'
import { pathsOfCommandLine, readHandover, type Handover } from './app/handover'
import { FileLog } from './app/log'
import { menuTemplate } from './app/menu'
import { openPaths } from './app/openPaths'
import { OpenWindow } from './app/openWindow'
import { RecentFiles } from './app/recentFiles'
import { seal, sealCommandLine, sealedPreferences } from './app/seal'
import { Settings } from './app/settings'
import { userDataOf } from './app/userData'
import { windowCalls } from './app/windowCalls'
import { MIN_HEIGHT, MIN_WIDTH, placeWindow, stateOfWindow } from './app/windowState'
import { readAppUrl } from './appFiles'
import { FollowedPaths } from './files/followedPaths'
import { WorkspaceFolders } from './files/workspaceFolders'
import { answerCalls, isFromOurWindow } from './ipc/answerCalls'
import { PORT_CHANNEL } from './ipc/contract'
import { servePort } from './ipc/servePort'
import { isLatheError } from '../src-renderer/model/error'

/** The desktop app: this file only joins Electron's pieces with the plain modules beside it. */
const RENDERER = join(import.meta.dirname, '../renderer')
const PRELOAD = join(import.meta.dirname, '../preload/preload.cjs')
/** A page that crashes is loaded anew, but not for ever. */
const RELOAD_AFTER_MS = 10_000

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
])
sealCommandLine(app)
const elsewhere = userDataOf(process.env, app.isPackaged)
if (elsewhere !== null) app.setPath('userData', elsewhere)

const userData = app.getPath('userData')
const log = new FileLog(join(userData, 'lathe.log'))
const onFault = (what: string, error: unknown): void => {
  if (!isLatheError(error)) log.fault(what, error)
}
const later = (what: string, work: Promise<unknown>): void => {
  work.catch((error: unknown) => {
    onFault(what, error)
  })
}
const workspacesHome = (): string => join(app.getPath('documents'), 'Lathe')
const folders = new WorkspaceFolders(join(userData, 'workspaces.json'), workspacesHome)
const recent = new RecentFiles(join(userData, 'recent.json'), (path) => {
  app.addRecentDocument(path)
})
const followed = new FollowedPaths(join(userData, 'followed.json'))
const downloads = new DownloadEnds()
const settings = new Settings(
  join(userData, 'settings.json'),
  { files: () => app.getPath('documents'), workspaces: workspacesHome, exports: () => app.getPath('downloads') },
  (error) => {
    onFault('settings', error)
  },
)
const windows = new Map<number, OpenWindow>()
/** What was to be opened before the first window was there. */
const early: string[] = []
let isStarted = false

process.on('uncaughtException', (error) => {
  log.fault('main', error)
})
process.on('unhandledRejection', (error) => {
  log.fault('main', error)
})
app.on('child-process-gone', (_event, { type, reason }) => {
  log.fault('child process', `${type}: ${reason}`)
})
app.on('open-file', (event, path) => {
  event.preventDefault()
  open([path])
})

function frontWindow(): OpenWindow | null {
  const focused = BrowserWindow.getFocusedWindow()
  return (focused === null ? undefined : windows.get(focused.webContents.id)) ?? [...windows.values()].at(-1) ?? null
}

/** Opens files and folders in the front window, or in a new one. */
function open(paths: readonly string[]): void {
  if (!isStarted) {
    early.push(...paths)
    return
  }
  const window = frontWindow() ?? openWindow()
  window.show()
  later('opening files', openPaths(paths, window, folders, recent).then(showMenus))
}

function openWindow(): OpenWindow {
  const saved = settings.window
  const browser = new BrowserWindow({
    ...placeWindow(
      saved,
      screen.getAllDisplays().map((display) => display.workArea),
      windows.size,
    ),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    title: 'Lathe',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#14171c' : '#f7f8fa',
    webPreferences: sealedPreferences(PRELOAD, app.isPackaged),
  })
  const window = new OpenWindow(browser)
  const { id } = browser.webContents
  windows.set(id, window)
  let crashedAt = -Infinity
  browser.once('ready-to-show', () => {
    if (saved?.isMaximized === true) browser.maximize()
    browser.show()
  })
  browser.on('close', () => {
    settings.keepWindow(stateOfWindow(browser))
  })
  browser.on('focus', showMenus)
  browser.once('closed', () => {
    windows.delete(id)
    showMenus()
  })
  browser.webContents.on('render-process-gone', (_event, { reason }) => {
    log.fault('window', `its process ended: ${reason}`)
    const now = performance.now()
    if (reason !== 'clean-exit' && now - crashedAt > RELOAD_AFTER_MS) browser.webContents.reload()
    crashedAt = now
  })
  browser.on('unresponsive', () => {
    log.fault('window', 'does not answer')
  })
  later('loading the window', browser.loadURL('app://lathe/index.html'))
  return window
}

let menuTurn: Promise<unknown> = Promise.resolve()
function showMenus(): void {
  menuTurn = menuTurn
    .then(async () => {
      const front = frontWindow()
      const state = {
        platform: process.platform,
        commands: front?.commands ?? [],
        recentFiles: await recent.list(),
        recentWorkspaces: await folders.visible(),
        isPackaged: app.isPackaged,
      }
      Menu.setApplicationMenu(
        Menu.buildFromTemplate(
          menuTemplate(state, {
            runCommand: (id) => {
              frontWindow()?.tell({ kind: 'command', id })
            },
            openFile: (path) => {
              open([path])
            },
            openWorkspace: (id) => {
              ;(frontWindow() ?? openWindow()).tell({ kind: 'workspace', id })
            },
            clearRecentFiles: () => {
              app.clearRecentDocuments()
              later('clearing recent files', recent.clear().then(showMenus))
            },
            newWindow: openWindow,
            showLog: () => {
              shell.showItemInFolder(log.path)
            },
            showAbout: () => {
              app.showAboutPanel()
            },
          }),
        ),
      )
    })
    .catch((error: unknown) => {
      onFault('menus', error)
    })
}

function serveWindow(): void {
  protocol.handle('app', async (request) => {
    const file = await readAppUrl(RENDERER, request.url, randomBytes(16).toString('base64'))
    return new Response(file.body as BodyInit, { status: file.status, headers: file.headers })
  })
  answerCalls(
    ipcMain,
    windowCalls({
      dialogs: new Dialogs(dialog, settings),
      downloads,
      folders,
      followed,
      recent,
      shell,
      log,
      openWindow,
      menusChanged: showMenus,
    }),
    (event) => windows.get(event.sender.id) ?? null,
    onFault,
  )
  ipcMain.on(PORT_CHANNEL, (event) => {
    const window = isFromOurWindow(event) ? windows.get(event.sender.id) : undefined
    const [port] = event.ports
    if (port === undefined) return
    if (window === undefined) port.close()
    else servePort(port, { files: window.files, followed, folders, lent: window.lent }, onFault)
  })
}

const handed: Handover = { paths: [...pathsOfCommandLine(process.argv, process.cwd(), app.isPackaged)] }
if (app.requestSingleInstanceLock(handed)) {
  crashReporter.start({ uploadToServer: false })
  app.on('second-instance', (_event, _words, _folder, data) => {
    open(readHandover(data).paths)
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('activate', () => {
    if (isStarted && windows.size === 0) openWindow()
  })
  let isFlushed = false
  app.on('will-quit', (event) => {
    if (isFlushed) return
    event.preventDefault()
    isFlushed = true
    void settings.flushed().then(() => {
      app.quit()
    })
  })
  later(
    'starting',
    app.whenReady().then(async () => {
      log.info(`Lathe ${app.getVersion()} starts on ${process.platform} ${process.arch}`)
      app.setAboutPanelOptions({
        applicationName: 'Lathe',
        applicationVersion: app.getVersion(),
        copyright: 'MIT licence',
        credits: 'Turns event logs into answers, offline.',
      })
      seal(app, session.defaultSession, app.isPackaged, (what) => {
        log.info(`Refused ${what}`)
      })
      guardDownloads(session.defaultSession, settings, downloads, (error) => {
        log.fault('download', error)
        frontWindow()?.tell({ kind: 'problem', message: error instanceof Error ? error.message : String(error) })
      })
      serveWindow()
      await settings.load()
      isStarted = true
      const window = openWindow()
      showMenus()
      const paths = [...handed.paths, ...early.splice(0)]
      if (paths.length > 0) await openPaths(paths, window, folders, recent)
    }),
  )
} else {
  app.quit()
}
