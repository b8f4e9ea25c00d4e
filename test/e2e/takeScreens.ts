import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { panels } from '../../queries/index'
import { openSample, type RunningApp, startApp } from './app'
import { shrinkPng } from './shrinkPng'

/** Pages that are no analyses' panels. */
const PAGES = ['start', 'overview', 'dashboards', 'dashboard/newsfeed', 'sql', 'tables', 'model', 'checks', 'segments']
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const

async function settle({ page }: RunningApp): Promise<void> {
  await page.waitForTimeout(300)
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null, null, { timeout: 120_000 })
  await page.waitForTimeout(300)
}

/**
 * Takes a picture of every page of the newsfeed sample into a folder, in light and dark, at both sizes: to be looked at.
 * Names take only these pages. Throws when the window complains about something.
 */
export async function takeScreens(folder: string, names: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const app = await startApp({ ...SIZES[0], colorScheme: 'light' })
  const routes = [...PAGES, ...panels.map(({ name }) => name)].filter(
    (one) => names.length === 0 || names.includes(one),
  )
  try {
    await openSample(app, 'Newsfeed')
    for (const route of routes) {
      await app.page.goto(`${app.url}#/${route}`)
      await settle(app)
      for (const size of SIZES)
        for (const colorScheme of ['light', 'dark'] as const) {
          await app.page.setViewportSize(size)
          await app.page.emulateMedia({ colorScheme })
          await settle(app)
          const png = shrinkPng(await app.page.screenshot())
          writeFileSync(join(folder, `${route.replaceAll('/', '-')}-${size.width}-${colorScheme}.png`), png)
        }
    }
    if (app.complaints.length > 0) throw new Error(app.complaints.join('; '))
  } finally {
    await app.close()
  }
}
