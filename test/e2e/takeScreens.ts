import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cutTexts } from './cutTexts'
import { clearWindow, openSample, type RunningApp, startApp } from './app'
import { hashOfRoute } from '../../src-renderer/shell/route'
import { screens, type Screen } from './screenRoutes'
import { shrinkPng } from './shrinkPng'

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const
const THEMES = ['light', 'dark'] as const

async function settle({ page }: RunningApp): Promise<void> {
  await page.waitForTimeout(300)
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null, null, { timeout: 120_000 })
  await page.waitForTimeout(300)
}

/** Scrolls a page to a place in heights of its view, and says whether it ends there. */
async function scrollTo({ page }: RunningApp, views: number): Promise<boolean> {
  return await page.evaluate((at) => {
    const view = document.querySelector('.page > .scroll, .scroll.charts')
    if (view === null) return true
    view.scrollTop = at * view.clientHeight
    return view.scrollTop + view.clientHeight >= view.scrollHeight - 1
  }, views)
}

/**
 * Pictures of a page in both themes and at both sizes, or in those that are asked for; a dashboard's and an analysis's
 * are of a window twice as tall, and go on, view by view, to its end.
 */
async function takePage(
  app: RunningApp,
  folder: string,
  { name }: Screen,
  asked: (word: string) => boolean,
): Promise<readonly string[]> {
  const cut = new Set<string>()
  const isTall = name.includes('/')
  for (const { width, height } of SIZES.filter((size) => asked(String(size.width))))
    for (const colorScheme of THEMES.filter(asked)) {
      await app.page.setViewportSize({ width, height: isTall ? 2 * height : height })
      await app.page.emulateMedia({ colorScheme })
      let isEnd = false
      for (let views = 0; !isEnd; views++) {
        isEnd = isTall ? await scrollTo(app, views) : true
        await settle(app)
        for (const text of await cutTexts(app.page)) cut.add(`${name} at ${width}: ${text}`)
        const file = `${name.replaceAll('/', '-')}-${width}-${colorScheme}${views === 0 ? '' : `-${views}`}.png`
        writeFileSync(join(folder, file), shrinkPng(await app.page.screenshot()))
      }
    }
  return [...cut]
}

/**
 * Takes pictures of pages into a folder, to be looked at: the pages of the newsfeed sample, every analysis on a sample
 * that answers it, the dashboard of every pack's sample. `words` are names of pages, or `analysis` and `dashboard` for
 * all of these; `1440`, `1024`, `light` and `dark` take only pictures of that size and theme. Throws when the window
 * complains about something, or cuts a text that says nowhere what it is in full.
 */
export async function takeScreens(folder: string, words: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const looks = [...SIZES.map(({ width }) => String(width)), ...THEMES]
  const names = words.filter((word) => !looks.includes(word))
  const asked = (look: string): boolean => {
    const alike = look.startsWith('1') ? SIZES.map(({ width }) => String(width)) : THEMES
    return words.includes(look) || !alike.some((one) => words.includes(one))
  }
  const taken = screens()
    .filter(({ name }) => names.length === 0 || names.includes(name) || names.includes(name.split('/')[0]!))
    .toSorted((a, b) => (a.sample < b.sample ? -1 : a.sample > b.sample ? 1 : 0))
  const app = await startApp({ ...SIZES[0], colorScheme: 'light' })
  try {
    let opened: string | null = null
    const cut: string[] = []
    for (const screen of taken) {
      if (screen.sample !== opened) await openSample(app, screen.sample)
      opened = screen.sample
      await app.page.goto(`${app.url}${hashOfRoute(screen.route)}`)
      await settle(app)
      await clearWindow(app)
      cut.push(...(await takePage(app, folder, screen, asked)))
    }
    const wrong = [...app.complaints, ...cut]
    if (wrong.length > 0) throw new Error(wrong.join('\n'))
  } finally {
    await app.close()
  }
}
