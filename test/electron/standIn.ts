import { EventEmitter } from 'node:events'
import type { BrowserContext, Download, Page } from 'playwright-core'
import { preloadScript } from './preloadStandIn'
import { fromWire, toWire } from './wire'

/**
 * A stand-in for the pieces of Electron's main process that the app uses, in front of a real Chromium. What it stands
 * in for is the transport and the system's own surfaces (dialogs, menus, displays); the app's code runs as built.
 */
export interface Script {
  /** Answers of the next open and save dialogs, in order; null closes the dialog. */
  readonly open: (readonly string[] | null)[]
  readonly save: (string | null)[]
  /** What the dialogs were asked with. */
  readonly asked: { readonly kind: 'open' | 'save'; readonly options: Record<string, unknown> }[]
}

export interface StandInOptions {
  readonly context: BrowserContext
  /** Where the loopback bridge answers for app://lathe. */
  readonly origin: string
  readonly folders: { readonly userData: string; readonly documents: string; readonly downloads: string }
  readonly script: Script
}

type Handler = (event: unknown, request: unknown) => unknown
interface MenuItem {
  readonly label?: string
  readonly role?: string
  readonly id?: string
  readonly submenu?: readonly MenuItem[]
  readonly enabled?: boolean
  readonly click?: () => void
}

class Port extends EventEmitter {
  #isStarted = false
  #early: unknown[] = []
  constructor(
    readonly send: (data: unknown) => void,
    readonly end: () => void,
  ) {
    super()
  }
  start(): void {
    this.#isStarted = true
    for (const data of this.#early.splice(0)) this.emit('message', { data, ports: [] })
  }
  arrive(data: unknown): void {
    if (this.#isStarted) this.emit('message', { data, ports: [] })
    else this.#early.push(data)
  }
  postMessage(data: unknown): void {
    this.send(data)
  }
  close(): void {
    this.end()
  }
}

/** Everything that `import … from 'electron'` gives, and the test's own handles on it. */
export function createStandIn({ context, origin, folders, script }: StandInOptions) {
  const toApp = (url: string): string => url.replace(origin, 'app://lathe')
  const fromApp = (url: string): string => url.replace('app://lathe', origin)
  const handlers = new Map<string, Handler>()
  const ipcMain = Object.assign(new EventEmitter(), {
    handle: (channel: string, handler: Handler) => {
      handlers.set(channel, handler)
    },
  })
  let protocolHandler: (request: Request) => Promise<Response> = () =>
    Promise.resolve(new Response(null, { status: 404 }))
  let beforeRequest: (details: { url: string }, answer: (result: { cancel: boolean }) => void) => void = (
    _details,
    answer,
  ) => {
    answer({ cancel: false })
  }
  const refused: string[] = []
  const windows: BrowserWindow[] = []
  let focused: BrowserWindow | null = null
  let menu: { template: readonly MenuItem[] } = { template: [] }
  let nextContents = 1

  const paths: Record<string, string> = { ...folders }
  const app = Object.assign(new EventEmitter(), {
    isPackaged: false,
    commandLine: {
      switches: [] as string[],
      appendSwitch: (name: string, value?: string) => {
        app.commandLine.switches.push(value === undefined ? name : `${name}=${value}`)
      },
    },
    isSandboxed: false,
    enableSandbox: () => {
      app.isSandboxed = true
    },
    recent: [] as string[],
    setPath: (name: string, path: string) => {
      paths[name] = path
    },
    getPath: (name: string) => paths[name] ?? folders.userData,
    getVersion: () => '0.0.0',
    isReady: () => true,
    whenReady: () => Promise.resolve(),
    requestSingleInstanceLock: () => true,
    addRecentDocument: (path: string) => {
      app.recent.push(path)
    },
    clearRecentDocuments: () => {
      app.recent.length = 0
    },
    setAboutPanelOptions: () => undefined,
    showAboutPanel: () => undefined,
    hasQuit: false,
    quit: () => {
      let isPrevented = false
      app.emit('will-quit', {
        preventDefault: () => {
          isPrevented = true
        },
      })
      if (!isPrevented) app.hasQuit = true
    },
  })
  const session = Object.assign(new EventEmitter(), {
    permission: null as ((contents: unknown, permission: string) => boolean) | null,
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: (handler: (contents: unknown, permission: string) => boolean) => {
      session.permission = handler
    },
    setDevicePermissionHandler: () => undefined,
    webRequest: {
      onBeforeRequest: (handler: typeof beforeRequest) => {
        beforeRequest = handler
      },
    },
  })

  const setFocus = (window: BrowserWindow): void => {
    focused = window
  }
  const addWindow = (window: BrowserWindow): void => {
    windows.push(window)
    setFocus(window)
  }

  class WebContents extends EventEmitter {
    readonly id = nextContents++
    readonly mainFrame = { url: '', processId: 7, routingId: this.id }
    page: Page | null = null
    openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })
    readonly #ports = new Map<number, Port>()
    constructor(
      readonly window: BrowserWindow,
      readonly preload: string,
    ) {
      super()
    }

    setWindowOpenHandler(handler: typeof this.openHandler): void {
      this.openHandler = handler
    }
    send(channel: string, payload: unknown): void {
      this.#deliver({ kind: 'event', channel, payload })
    }
    reload(): void {
      void this.page?.reload()
    }

    async begin(): Promise<Page> {
      const page = await context.newPage()
      this.page = page
      await page.exposeBinding('__latheSend', ({ frame }, text: string) => {
        this.#receive(fromWire(text), frame === page.mainFrame())
      })
      await page.addInitScript({ content: preloadScript(this.preload) })
      let isLoaded = false
      await page.route('**/*', async (route) => {
        const request = route.request()
        const url = toApp(request.url())
        const cancel = await new Promise<boolean>((resolve) => {
          beforeRequest({ url }, (result) => {
            resolve(result.cancel)
          })
        })
        let isPrevented = cancel
        if (isLoaded && request.isNavigationRequest())
          this.emit('will-navigate', {
            url,
            preventDefault: () => {
              isPrevented = true
            },
          })
        if (!isPrevented) return route.continue()
        refused.push(url)
        // An answer without content leaves the page where it is, as a prevented navigation does.
        return request.isNavigationRequest() ? route.fulfill({ status: 204 }) : route.abort('blockedbyclient')
      })
      page.on('framenavigated', (frame) => {
        if (frame !== page.mainFrame()) return
        this.mainFrame.url = toApp(frame.url())
        if (isLoaded && !frame.url().includes('#')) {
          this.#closePorts()
          this.emit('did-navigate')
        }
        isLoaded = true
      })
      page.on('popup', (popup) => {
        const { action } = this.openHandler({ url: toApp(popup.url()) })
        if (action === 'deny') {
          refused.push('a window')
          void popup.close()
        }
      })
      page.on('download', (download) => {
        this.#download(download)
      })
      page.on('close', () => {
        this.#closePorts()
        this.window.closed()
      })
      return page
    }

    #download(download: Download): void {
      let options: Record<string, unknown> = {}
      let path = ''
      let isPrevented = false
      const item = Object.assign(new EventEmitter(), {
        getURL: () => toApp(download.url()),
        getFilename: () => download.suggestedFilename(),
        getSavePath: () => path,
        setSaveDialogOptions: (given: Record<string, unknown>) => {
          options = given
        },
      })
      session.emit(
        'will-download',
        {
          preventDefault: () => {
            isPrevented = true
          },
        },
        item,
      )
      if (isPrevented) {
        refused.push(toApp(download.url()))
        void download.cancel()
        return
      }
      script.asked.push({ kind: 'save', options })
      const chosen = script.save.shift() ?? null
      if (chosen === null) {
        void download.cancel().then(() => item.emit('done', {}, 'cancelled'))
        return
      }
      path = chosen
      void download.saveAs(chosen).then(
        () => item.emit('done', {}, 'completed'),
        () => item.emit('done', {}, 'interrupted'),
      )
    }

    #receive(message: unknown, isMainFrame: boolean): void {
      const { kind, id, channel, request, port, data, ports } = message as {
        kind: string
        id: number
        channel: string
        request: unknown
        port: number
        data: unknown
        ports: number[]
      }
      const event = { sender: this, senderFrame: isMainFrame ? this.mainFrame : { ...this.mainFrame, routingId: -1 } }
      if (kind === 'invoke') {
        const handler = handlers.get(channel)
        const work =
          handler === undefined
            ? Promise.reject(new Error(`No handler registered for '${channel}'`))
            : Promise.resolve().then(() => handler(event, request))
        work.then(
          (value) => {
            this.#deliver({ kind: 'answer', id, value })
          },
          (error: unknown) => {
            this.#deliver({ kind: 'answer', id, error: String(error) })
          },
        )
      } else if (kind === 'post') {
        const made = ports.map((one) => {
          const made = new Port(
            (sent) => {
              this.#deliver({ kind: 'port', port: one, data: sent })
            },
            () => {
              this.#deliver({ kind: 'port-closed', port: one })
            },
          )
          this.#ports.set(one, made)
          return made
        })
        ipcMain.emit(channel, { ...event, ports: made }, message)
      } else if (kind === 'port') this.#ports.get(port)?.arrive(data)
      else if (kind === 'port-closed') {
        this.#ports.get(port)?.emit('close')
        this.#ports.delete(port)
      }
    }

    #deliver(message: unknown): void {
      if (this.page === null || this.page.isClosed()) return
      this.page
        .evaluate((text) => {
          ;(window as unknown as { __latheReceive: (text: string) => void }).__latheReceive(text)
        }, toWire(message))
        .catch(() => undefined)
    }

    givePath(name: string, path: string): void {
      this.#deliver({ kind: 'path', name, path })
    }

    #closePorts(): void {
      for (const port of this.#ports.values()) port.emit('close')
      this.#ports.clear()
    }
  }

  class BrowserWindow extends EventEmitter {
    static getFocusedWindow(): BrowserWindow | null {
      return focused
    }
    readonly webContents: WebContents
    readonly page: Promise<Page>
    #bounds: { x: number; y: number; width: number; height: number }
    #isDestroyed = false
    constructor(
      readonly options: {
        width: number
        height: number
        x?: number
        y?: number
        webPreferences: { preload: string } & Record<string, unknown>
      },
    ) {
      super()
      this.#bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width, height: options.height }
      this.webContents = new WebContents(this, options.webPreferences.preload)
      addWindow(this)
      app.emit('web-contents-created', {}, this.webContents)
      this.page = this.webContents.begin()
    }

    async loadURL(url: string): Promise<void> {
      const page = await this.page
      await page.setViewportSize({ width: this.#bounds.width, height: this.#bounds.height })
      await page.goto(fromApp(url))
      this.emit('ready-to-show')
    }
    show(): void {
      this.focus()
    }
    focus(): void {
      setFocus(this)
      this.emit('focus')
    }
    maximize(): void {
      /* A page has no such state. */
    }
    isMaximized(): boolean {
      return false
    }
    isMinimized(): boolean {
      return false
    }
    restore(): void {
      this.focus()
    }
    isDestroyed(): boolean {
      return this.#isDestroyed
    }
    getNormalBounds() {
      return this.#bounds
    }
    setBounds(bounds: { x: number; y: number; width: number; height: number }): void {
      this.#bounds = bounds
    }
    closed(): void {
      if (this.#isDestroyed) return
      this.emit('close')
      this.#isDestroyed = true
      windows.splice(windows.indexOf(this), 1)
      if (focused === this) focused = windows.at(-1) ?? null
      this.emit('closed')
      if (windows.length === 0) app.emit('window-all-closed')
    }
  }

  const dialog = {
    showOpenDialog: (_window: unknown, options: Record<string, unknown>) => {
      script.asked.push({ kind: 'open', options })
      const filePaths = script.open.shift() ?? null
      return Promise.resolve({ canceled: filePaths === null, filePaths: filePaths ?? [] })
    },
    showSaveDialog: (_window: unknown, options: Record<string, unknown>) => {
      script.asked.push({ kind: 'save', options })
      const filePath = script.save.shift() ?? null
      return Promise.resolve({ canceled: filePath === null, filePath: filePath ?? '' })
    },
  }
  const revealed: string[] = []
  return {
    modules: {
      app,
      BrowserWindow,
      dialog,
      ipcMain,
      crashReporter: { start: () => undefined },
      Menu: {
        buildFromTemplate: (template: readonly MenuItem[]) => ({ template }),
        setApplicationMenu: (next: typeof menu) => {
          menu = next
        },
      },
      nativeTheme: { shouldUseDarkColors: false },
      protocol: {
        registerSchemesAsPrivileged: () => undefined,
        handle: (_scheme: string, handler: typeof protocolHandler) => {
          protocolHandler = handler
        },
      },
      screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
      session: { defaultSession: session },
      shell: {
        openPath: () => Promise.resolve(''),
        showItemInFolder: (path: string) => {
          revealed.push(path)
        },
      },
    },
    app,
    windows,
    session,
    refused,
    revealed,
    handlers,
    menu: () => menu.template,
    answer: (request: Request) => protocolHandler(request),
    emitPost: (event: unknown) => {
      ipcMain.emit('lathe:port', event)
    },
  }
}

export type StandIn = ReturnType<typeof createStandIn>
