import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { dropFile, findItem, menuLines, type Asked, type MenuItem, type RunningDesktop } from './desktop'

const ROOT = resolve(import.meta.dirname, '../..')

/** What the test keeps in the real main process. */
interface InMain {
  lathe: { open: (readonly string[] | null)[]; save: (string | null)[]; asked: Asked[]; revealed: string[] }
}

/** Starts the real desktop app by Playwright. `executable` is Electron's. */
export async function launchReal(
  executable: string,
  words: readonly string[],
  folder = mkdtempSync(join(tmpdir(), 'lathe-desktop-')),
): Promise<RunningDesktop> {
  const complaints: string[] = []
  for (const name of ['documents', 'downloads']) mkdirSync(join(folder, name), { recursive: true })
  let { app, page } = await start(executable, words, folder, complaints)
  const onItem = (labels: readonly string[]): Promise<void> =>
    app.evaluate(({ Menu, BrowserWindow }, path) => {
      let items = Menu.getApplicationMenu()?.items ?? []
      for (const [index, label] of path.entries()) {
        const item = items.find(
          (one) => one.label.replaceAll('&&', '\0').replaceAll('&', '').replaceAll('\0', '&') === label,
        )
        if (index === path.length - 1) item?.click(undefined, BrowserWindow.getFocusedWindow() ?? undefined)
        items = item?.submenu?.items ?? []
      }
    }, labels)
  const readMenu = (): Promise<readonly MenuItem[]> =>
    app.evaluate(({ Menu }) => {
      const plain = (
        items: Electron.MenuItem[],
      ): { label: string; role: string; enabled: boolean; submenu: unknown }[] =>
        items.map((item) => ({
          label: item.label,
          role: item.role ?? '',
          enabled: item.enabled,
          submenu: plain(item.submenu?.items ?? []),
        }))
      return plain(Menu.getApplicationMenu()?.items ?? []) as never
    })
  return {
    folder,
    complaints,
    standIn: null,
    get page() {
      return page
    },
    answerOpen: (...answers) =>
      app.evaluate((_electron, given) => {
        ;(globalThis as unknown as InMain).lathe.open.push(...given)
      }, answers),
    answerSave: (...answers) =>
      app.evaluate((_electron, given) => {
        ;(globalThis as unknown as InMain).lathe.save.push(...given)
      }, answers),
    asked: () => app.evaluate(() => (globalThis as unknown as InMain).lathe.asked),
    revealed: () => app.evaluate(() => (globalThis as unknown as InMain).lathe.revealed),
    pages: () => Promise.resolve(app.windows()),
    menu: async (...labels) => {
      findItem(await readMenu(), labels)
      await onItem(labels)
    },
    menuText: async () => menuLines(await readMenu()).join('\n'),
    drop: (path) => dropFile(page, path),
    secondStart: (data) =>
      app.evaluate(({ app: electronApp }, given) => {
        electronApp.emit('second-instance', {}, [], '', given)
      }, data),
    restart: async (next = []) => {
      await app.close()
      ;({ app, page } = await start(executable, next, folder, complaints))
    },
    close: async () => {
      await app.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function start(
  executable: string,
  words: readonly string[],
  folder: string,
  complaints: string[],
): Promise<{ app: ElectronApplication; page: Page }> {
  const app = await _electron.launch({
    executablePath: executable,
    args: [ROOT, ...words],
    env: { ...(process.env as Record<string, string>), LATHE_USER_DATA: join(folder, 'userData') },
  })
  app.context().setDefaultTimeout(15_000)
  await app.evaluate(
    ({ app: electronApp, dialog, session, shell }, folders) => {
      electronApp.setPath('documents', folders.documents)
      electronApp.setPath('downloads', folders.downloads)
      const kept: InMain['lathe'] = { open: [], save: [], asked: [], revealed: [] }
      ;(globalThis as unknown as InMain).lathe = kept
      const patched = dialog as unknown as Record<string, unknown>
      patched['showOpenDialog'] = (_window: unknown, options: Asked['options']) => {
        kept.asked.push({ kind: 'open', options })
        const filePaths = kept.open.shift() ?? null
        return Promise.resolve({ canceled: filePaths === null, filePaths: filePaths ?? [] })
      }
      patched['showSaveDialog'] = (_window: unknown, options: Asked['options']) => {
        kept.asked.push({ kind: 'save', options })
        const filePath = kept.save.shift() ?? null
        return Promise.resolve({ canceled: filePath === null, filePath: filePath ?? '' })
      }
      // After the app's own listener, which has set the dialog's options.
      session.defaultSession.on('will-download', (event, item) => {
        if (event.defaultPrevented) return
        kept.asked.push({ kind: 'save', options: item.getSaveDialogOptions() })
        const path = kept.save.shift() ?? null
        if (path === null) item.cancel()
        else item.setSavePath(path)
      })
      ;(shell as unknown as Record<string, unknown>)['showItemInFolder'] = (path: string) => {
        kept.revealed.push(path)
      }
    },
    { documents: join(folder, 'documents'), downloads: join(folder, 'downloads') },
  )
  const page = await app.firstWindow()
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => {
    complaints.push(`page error: ${error.message}`)
  })
  await page.locator('.window').waitFor()
  return { app, page }
}
