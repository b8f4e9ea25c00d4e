import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { panels } from '../../queries/index'
import { packs } from '../../queries/packs'
import { SAMPLES } from '../../samples'
import { clearWindow, openSample, type RunningApp, startApp } from './app'
import { shrinkPng } from './shrinkPng'

/** Pages that are no analyses' panels. */
const PAGES = ['start', 'overview', 'dashboards', 'sql', 'tables', 'model', 'checks', 'segments']
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const

async function settle({ page }: RunningApp): Promise<void> {
  await page.waitForTimeout(300)
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null, null, { timeout: 120_000 })
  await page.waitForTimeout(300)
}

/** Scrolls a dashboard to a place in heights of its view, and says whether it ends there. */
async function scrollTo({ page }: RunningApp, views: number): Promise<boolean> {
  return await page.locator('.page .scroll').evaluate((view, at) => {
    view.scrollTop = at * view.clientHeight
    return view.scrollTop + view.clientHeight >= view.scrollHeight - 1
  }, views)
}

/**
 * Pictures of a page in both themes and at both sizes; a dashboard's are of a window twice as tall, and go on, view by
 * view, to its end.
 */
async function takePage(app: RunningApp, folder: string, route: string): Promise<void> {
  const isDashboard = route.startsWith('dashboard/')
  for (const { width, height } of SIZES)
    for (const colorScheme of ['light', 'dark'] as const) {
      await app.page.setViewportSize({ width, height: isDashboard ? 2 * height : height })
      await app.page.emulateMedia({ colorScheme })
      let isEnd = false
      for (let views = 0; !isEnd; views++) {
        isEnd = isDashboard ? await scrollTo(app, views) : true
        await settle(app)
        const name = `${route.replaceAll('/', '-')}-${width}-${colorScheme}${views === 0 ? '' : `-${views}`}.png`
        writeFileSync(join(folder, name), shrinkPng(await app.page.screenshot()))
      }
    }
}

/** The sample that a page is shown of: a pack's own for its dashboard, else the newsfeed. */
function sampleOf(route: string): string {
  const pack = route.startsWith('dashboard/') ? route.slice('dashboard/'.length) : 'newsfeed'
  return SAMPLES.find((one) => one.pack === pack)!.title
}

/**
 * Takes a picture of every page of the newsfeed sample, and of the dashboard of every pack's sample, into a folder, in
 * light and dark, at both sizes: to be looked at. Names take only these pages. Throws when the window complains about
 * something.
 */
export async function takeScreens(folder: string, names: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const app = await startApp({ ...SIZES[0], colorScheme: 'light' })
  const dashboards = packs().map(({ name }) => `dashboard/${name}`)
  const routes = [...PAGES, ...panels.map(({ name }) => name), ...dashboards].filter(
    (one) => names.length === 0 || names.includes(one),
  )
  try {
    let opened: string | null = null
    for (const route of routes) {
      const sample = sampleOf(route)
      if (sample !== opened) await openSample(app, sample)
      opened = sample
      await app.page.goto(`${app.url}#/${route}`)
      await settle(app)
      await clearWindow(app)
      await takePage(app, folder, route)
    }
    if (app.complaints.length > 0) throw new Error(app.complaints.join('; '))
  } finally {
    await app.close()
  }
}
