import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { serve, type RunningServer } from '../../src-main/serve'
import { chromiumOptions } from './browser'

/** The browser host as a person has it: the built window, served on loopback, in a browser with a profile on disk. */
export interface RunningApp {
  readonly url: string
  readonly page: Page
  readonly context: BrowserContext
  /** What must never happen, in words: console errors, policy violations, requests that leave this machine. */
  readonly complaints: string[]
  /** Ends the browser and starts it again on the same profile and address. */
  restart(): Promise<Page>
  close(): Promise<void>
}

/** The built window; LATHE_RENDERER names another build of it. */
export const RENDERER = resolve(process.env['LATHE_RENDERER'] ?? resolve(import.meta.dirname, '../../out/renderer'))

function watch(page: Page, url: string, complaints: string[]): void {
  // Choosers are caught from the start: a browser that is told so only when one is waited for may be too busy to hear
  // it in time.
  page.on('filechooser', () => undefined)
  page.on('console', (message) => {
    if (message.type() === 'error' || /Content Security Policy/i.test(message.text()))
      complaints.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => {
    complaints.push(`page error: ${error.message}`)
  })
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED')
      complaints.push(`request failed: ${request.url()} ${request.failure()?.errorText ?? ''}`)
  })
  page.on('request', (request) => {
    const at = request.url()
    if (!at.startsWith(url) && !at.startsWith(`blob:${url}`) && !at.startsWith('data:'))
      complaints.push(`request leaves the machine: ${at}`)
  })
}

/** Starts everything; `width` and `height` are the window's inside. */
export async function startApp(
  options: { width?: number; height?: number; colorScheme?: 'light' | 'dark' } = {},
): Promise<RunningApp> {
  const server: RunningServer = await serve(RENDERER, 0)
  const profile = mkdtempSync(join(tmpdir(), 'lathe-e2e-'))
  const complaints: string[] = []
  const launch = async (): Promise<{ context: BrowserContext; page: Page }> => {
    const context = await chromium.launchPersistentContext(profile, {
      ...(await chromiumOptions()),
      viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
      colorScheme: options.colorScheme ?? 'light',
      acceptDownloads: true,
      reducedMotion: 'reduce',
    })
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(
          `Content Security Policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
        )
      })
    })
    context.setDefaultTimeout(60_000)
    const page = context.pages()[0] ?? (await context.newPage())
    watch(page, server.url, complaints)
    await page.goto(server.url)
    return { context, page }
  }
  let running = await launch()
  return {
    url: server.url,
    complaints,
    get page() {
      return running.page
    },
    get context() {
      return running.context
    },
    restart: async () => {
      await running.context.close()
      running = await launch()
      return running.page
    },
    close: async () => {
      await running.context.close()
      await server.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

/** Chooses files as a person does: by the button in view that opens the file chooser. */
export async function chooseFiles(page: Page, files: string | string[], button = 'Open files…'): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: button }).first().click()
  await (await chooser).setFiles(files)
}

/** Brings an analysis of the page to the front: by its tab, or by the menu of those that do not fit. */
export async function openAnalysisTab(page: Page, name: string): Promise<void> {
  const tabs = page.getByRole('tablist', { name: /^Analyses of / })
  await tabs.getByRole('tab').first().waitFor()
  const tab = tabs.getByRole('tab', { name, exact: true })
  // All tabs stand in the row until they have been measured.
  await page.waitForFunction(() => {
    const list = document.querySelector('header [role=tablist]')
    return list !== null && list.clientWidth <= (list.parentElement?.clientWidth ?? 0)
  })
  if (await tab.isVisible()) await tab.click()
  else {
    await page.getByRole('button', { name: /^\d+ more$/ }).click()
    await page.getByRole('menuitem', { name, exact: true }).click()
  }
  await tabs.getByRole('tab', { name, exact: true, selected: true }).waitFor()
}

/** Takes away what is not of a page in pictures: the notice that opening leaves, and tools under the mouse. */
export async function clearWindow({ page }: RunningApp): Promise<void> {
  const notice = page.getByRole('button', { name: 'Dismiss' })
  if (await notice.isVisible()) await notice.click()
  await page.mouse.move(0, 0)
}

/** Opens a sample from the start page and waits for its first panel, or for its pack's dashboard. */
export async function openSample(app: RunningApp, title: string): Promise<void> {
  const { page } = app
  await page.goto(`${app.url}#/start`)
  await page.locator('button.sample', { has: page.getByText(title, { exact: true }) }).click()
  await page.getByRole('button', { name: `Workspace ${title}` }).waitFor({ timeout: 90_000 })
  // The sample goes to its panel by itself; going elsewhere before that would be undone.
  await page.waitForURL((at) => at.hash !== '#/start')
}

/** Runs SQL in the SQL panel and gives the cells in sight, row by row. */
export async function runSql(app: RunningApp, sql: string): Promise<string[][]> {
  const { page } = app
  await page.goto(`${app.url}#/sql`)
  const editor = page.locator('.cm-content')
  await editor.click()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText(sql)
  const ran = await page.evaluateHandle(() => {
    // Answers may look alike: what counts is that one was under way and came.
    let isRunning = false
    const done = new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        const isBusy = document.querySelector('.answer')?.getAttribute('aria-busy') === 'true'
        if (isRunning && !isBusy) {
          observer.disconnect()
          resolve()
        }
        isRunning = isBusy
      })
      observer.observe(document.body, { subtree: true, attributes: true, attributeFilter: ['aria-busy'] })
    })
    return { done }
  })
  await page.keyboard.press('ControlOrMeta+Enter')
  await ran.evaluate(async ({ done }) => done)
  const caption = page.locator('.result-grid .caption')
  const isEmpty = (await page.locator('.failure').count()) > 0 || /^0 rows/.test(await caption.innerText())
  if (!isEmpty) await page.getByRole('grid', { name: 'SQL result' }).getByRole('gridcell').first().waitFor()
  return page
    .getByRole('grid', { name: 'SQL result' })
    .locator('[role=row]')
    .filter({ has: page.getByRole('gridcell') })
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('[role=gridcell]')].map((cell) => cell.textContent)),
    )
}
