import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { app, BrowserWindow, Menu, protocol, session } from 'electron'
import { readAppFile } from './appFiles'

const ORIGIN = 'app://lathe'
/** The one permission that the window has: to put a chart, a table or SQL on the clipboard when the person says so. */
const COPYING = 'clipboard-sanitized-write'
const RENDERER = join(import.meta.dirname, '../renderer')

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])

/** Everything outside app://lathe is refused: Lathe has no network. */
function seal(): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, permission, answer) => { answer(permission === COPYING) })
  defaultSession.setPermissionCheckHandler((_contents, permission) => permission === COPYING)
  defaultSession.webRequest.onBeforeRequest((details, answer) => {
    const url = URL.parse(details.url)
    answer({ cancel: !(url !== null && (url.origin === ORIGIN || url.href.startsWith(`${ORIGIN}/`) || url.protocol === 'blob:' || url.protocol === 'devtools:')) })
  })
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => { if (!event.url.startsWith(`${ORIGIN}/`)) event.preventDefault() })
    contents.on('will-attach-webview', (event) => { event.preventDefault() })
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

function openWindow(): void {
  const window = new BrowserWindow({
    width: 1440, height: 900, minWidth: 1024, minHeight: 640, show: false, backgroundColor: '#f7f8fa', title: 'Lathe',
    webPreferences: { preload: join(import.meta.dirname, '../preload/preload.cjs'), sandbox: true, contextIsolation: true, nodeIntegration: false },
  })
  window.once('ready-to-show', () => { window.show() })
  void window.loadURL(`${ORIGIN}/index.html`)
}

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows()
    if (window?.isMinimized() === true) window.restore()
    window?.focus()
  })
  app.on('window-all-closed', () => { if (process.platform !== 'darwin') app.quit() })
  app.on('activate', () => { if (BrowserWindow.getAllWindows().length === 0) openWindow() })
  void app.whenReady().then(() => {
    seal()
    protocol.handle('app', async (request) => {
      const url = new URL(request.url)
      if (url.host !== 'lathe') return new Response('Not found', { status: 404 })
      const file = await readAppFile(RENDERER, url.pathname === '/' ? '/index.html' : url.pathname, randomBytes(16).toString('base64'))
      return new Response(file.body as BodyInit, { status: file.status, headers: file.headers })
    })
    Menu.setApplicationMenu(Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
      { role: 'fileMenu' }, { role: 'editMenu' }, { role: 'viewMenu' }, { role: 'windowMenu' },
    ]))
    openWindow()
  })
} else {
  app.quit()
}
