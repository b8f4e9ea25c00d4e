import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { constants, Script as VmScript } from 'node:vm'
import { chromium } from 'playwright-core'
import { chromiumOptions } from '../e2e/browser'
import { dropFile, findItem, menuLines, type Asked, type RunningDesktop } from './desktop'
import { launchReal } from './real'
import { createStandIn, type Script, type StandIn } from './standIn'

/** The built app; LATHE_OUT names another build of it. */
const OUT = resolve(process.env['LATHE_OUT'] ?? resolve(import.meta.dirname, '../../out'))

/** Node's own import: the built main process must not go through the test runner's. */
const nativeImport = new VmScript('(url) => import(url)', {
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}).runInThisContext() as (url: string) => Promise<unknown>

/**
 * The real app where LATHE_ELECTRON names Electron's executable; else the built main process and preload on the
 * stand-in, with the built window in a real Chromium.
 */
export function launch(words: readonly string[] = []): Promise<RunningDesktop> {
  const executable = process.env['LATHE_ELECTRON']
  return executable === undefined ? launchStandIn(words) : launchReal(executable, words)
}

async function launchStandIn(words: readonly string[]): Promise<RunningDesktop> {
  const folder = mkdtempSync(join(tmpdir(), 'lathe-desktop-'))
  const script: Script = { open: [], save: [], asked: [] }
  const complaints: string[] = []
  for (const name of ['documents', 'downloads', 'profile']) mkdirSync(join(folder, name), { recursive: true })
  let running = await start(words, folder, script, complaints)
  return {
    folder,
    complaints,
    get page() {
      return running.page
    },
    get standIn() {
      return running.standIn
    },
    answerOpen: (...answers) => Promise.resolve(void script.open.push(...answers)),
    answerSave: (...answers) => Promise.resolve(void script.save.push(...answers)),
    asked: () => Promise.resolve(script.asked as readonly Asked[]),
    revealed: () => Promise.resolve(running.standIn.revealed),
    pages: () => Promise.all(running.standIn.windows.map((window) => window.page)),
    menu: (...labels) =>
      Promise.resolve().then(() => {
        findItem(running.standIn.menu(), labels).click?.()
      }),
    menuText: () => Promise.resolve(menuLines(running.standIn.menu()).join('\n')),
    drop: async (path) => {
      running.standIn.windows[0]!.webContents.givePath(basename(path), path)
      await dropFile(running.page, path)
    },
    secondStart: (data) =>
      Promise.resolve().then(() => {
        running.standIn.app.emit('second-instance', {}, [], '', data)
      }),
    restart: async (next = []) => {
      await running.end()
      running = await start(next, folder, script, complaints)
    },
    close: async () => {
      await running.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function start(words: readonly string[], folder: string, script: Script, complaints: string[]) {
  let standIn: StandIn | null = null
  const server = createServer((request, response) => {
    const url = `app://lathe${request.url ?? '/'}`
    void standIn!.answer(new Request(url)).then(
      async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers))
        response.end(Buffer.from(await answer.arrayBuffer()))
      },
      () => {
        response.writeHead(500).end()
      },
    )
  })
  // The window's origin must be the same after a restart: what it remembers belongs to it.
  const portFile = join(folder, 'port')
  const wanted = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0
  await new Promise<void>((done) => {
    server.listen(wanted, '127.0.0.1', () => {
      done()
    })
  })
  const { port } = server.address() as AddressInfo
  writeFileSync(portFile, String(port))
  const origin = `http://127.0.0.1:${port}`

  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    ...(await chromiumOptions()),
    acceptDownloads: true,
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(15_000)
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(
        `Content Security Policy: ${event.violatedDirective} ${event.blockedURI} ` +
          `${event.sourceFile}:${event.lineNumber} ${event.sample}`,
      )
    })
  })
  context.on('page', (page) => {
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`console: ${message.text()}`)
    })
    page.on('pageerror', (error) => {
      complaints.push(`page error: ${error.message}`)
    })
  })
  standIn = createStandIn({
    context,
    origin,
    script,
    folders: {
      userData: join(folder, 'userData'),
      documents: join(folder, 'documents'),
      downloads: join(folder, 'downloads'),
    },
  })

  const built = mkdtempSync(join(tmpdir(), 'lathe-built-'))
  for (const name of ['preload', 'renderer']) symlinkSync(join(OUT, name), join(built, name))
  mkdirSync(join(built, 'main'))
  writeFileSync(join(built, 'package.json'), '{"type":"module"}')
  const key = `lathe-electron-${built}`
  const names = Object.keys(standIn.modules)
  ;(globalThis as unknown as Record<string, unknown>)[key] = standIn.modules
  writeFileSync(
    join(built, 'main/electron.js'),
    `export const { ${names.join(', ')} } = globalThis[${JSON.stringify(key)}]\n`,
  )
  for (const file of readdirSync(join(OUT, 'main')).filter((name) => name.endsWith('.js'))) {
    writeFileSync(
      join(built, 'main', file),
      readFileSync(join(OUT, 'main', file), 'utf8').replace(/from\s*["']electron["']/g, 'from "./electron.js"'),
    )
  }

  const listeners = (['uncaughtException', 'unhandledRejection'] as const).map(
    (name) => [name, process.listeners(name as 'uncaughtException')] as const,
  )
  const { argv } = process
  process.argv = ['electron', built, ...words]
  try {
    await nativeImport(pathToFileURL(join(built, 'main/main.js')).href)
  } finally {
    process.argv = argv
  }
  while (standIn.windows.length === 0)
    await new Promise((done) => {
      setTimeout(done, 10)
    })
  const page = await standIn.windows[0]!.page
  await page.locator('.window').waitFor()
  return {
    page,
    standIn,
    end: async () => {
      await context.close()
      await new Promise((done) => {
        setTimeout(done, 50)
      })
      for (const [name, before] of listeners)
        for (const listener of process.listeners(name as 'uncaughtException'))
          if (!before.includes(listener)) process.off(name, listener)
      const log = join(folder, 'userData/lathe.log')
      if (existsSync(log))
        complaints.push(
          ...readFileSync(log, 'utf8')
            .split('\n')
            .filter((line) => line.includes(' fault ')),
        )
      rmSync(log, { force: true })
      rmSync(built, { recursive: true, force: true })
      server.closeAllConnections()
      await new Promise((done) => {
        server.close(done)
      })
    },
  }
}
