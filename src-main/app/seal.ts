import type { App, Session } from 'electron'
import { isAppUrl } from '../ipc/answerCalls'

/** The one permission that the window has: to put a chart, a table or SQL on the clipboard when the person says so. */
const COPYING = 'clipboard-sanitized-write'

/** Web preferences of every window. The spell checker is off because it would fetch dictionaries. */
export function sealedPreferences(preload: string, isPackaged: boolean) {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: !isPackaged,
  } as const
}

/**
 * Before the app is ready: every renderer is in the sandbox, whatever its preferences say; no name is ever resolved,
 * and Chromium's own services stay quiet.
 */
export function sealCommandLine(app: Pick<App, 'commandLine' | 'enableSandbox'>): void {
  app.enableSandbox()
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
  app.commandLine.appendSwitch('disable-background-networking')
  app.commandLine.appendSwitch('disable-component-update')
  app.commandLine.appendSwitch('disable-domain-reliability')
  app.commandLine.appendSwitch('no-pings')
  app.commandLine.appendSwitch('force-webrtc-ip-handling-policy', 'disable_non_proxied_udp')
}

/** Whether a request stays inside the app. */
export function isInside(url: string, allowDevTools: boolean): boolean {
  if (isAppUrl(url)) return true
  if (!URL.canParse(url)) return false
  const { protocol, pathname } = new URL(url)
  return (protocol === 'blob:' && isAppUrl(pathname)) || (allowDevTools && protocol === 'devtools:')
}

/** Everything outside app://lathe is refused: requests, permissions, navigation, windows, frames. */
export function seal(
  app: Pick<App, 'on'>,
  session: Pick<
    Session,
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'webRequest'
  >,
  isPackaged: boolean,
  onRefused: (what: string) => void,
): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(permission === COPYING)
  })
  session.setPermissionCheckHandler((_contents, permission) => permission === COPYING)
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest((details, answer) => {
    const cancel = !isInside(details.url, !isPackaged)
    if (cancel) onRefused(`a request to ${originOf(details.url)}`)
    answer({ cancel })
  })
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (isAppUrl(event.url)) return
      event.preventDefault()
      onRefused(`navigation to ${originOf(event.url)}`)
    })
    contents.on('will-redirect', (event) => {
      if (!isAppUrl(event.url)) event.preventDefault()
    })
    contents.on('will-frame-navigate', (event) => {
      if (!isAppUrl(event.url)) event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => {
      event.preventDefault()
    })
    contents.setWindowOpenHandler(({ url }) => {
      onRefused(`a window for ${originOf(url)}`)
      return { action: 'deny' }
    })
  })
}

/** Paths and queries may hold data; the log needs neither. */
function originOf(url: string): string {
  if (!URL.canParse(url)) return 'no address'
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}
