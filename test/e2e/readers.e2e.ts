import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axeCore from 'axe-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { chooseFiles, openSample, startApp, type RunningApp } from './app'

/** What the window is like for screen readers and for weak eyes, by the rules of axe. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(async () => {
  await app.close()
})

/** What is serious or critical on the screen in view, in both themes, each as `screen, theme: rule at place (why)`. */
async function findings(screen: string): Promise<string[]> {
  const { page } = app
  const found: string[] = []
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme)
    const { violations } = await page.evaluate(async () =>
      (window as unknown as { axe: typeof axeCore }).axe.run({ resultTypes: ['violations'] }),
    )
    for (const { id, impact, nodes } of violations)
      if (impact === 'serious' || impact === 'critical')
        for (const { target, failureSummary = '' } of nodes)
          found.push(`${screen}, ${theme}: ${id} at ${target.join(' ')} (${failureSummary.replace(/\s+/g, ' ')})`)
  }
  return found
}

it('shows nothing that axe finds serious, on any screen, in either theme', async () => {
  await openSample(app, 'Newsfeed')
  const { page } = app
  const found: string[] = []
  /** Looks at a screen once nothing runs: what is out of date while it does is dimmed. */
  const look = async (screen: string): Promise<void> => {
    await page.waitForFunction(() => document.querySelector('[aria-busy=true], .dimmed') === null)
    found.push(...(await findings(screen)))
  }
  await page.evaluate(AXE)
  await look('dashboard')
  const links = page.getByRole('navigation', { name: 'Panels' }).getByRole('link')
  const screens = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
  expect(screens.length).toBeGreaterThan(20)
  for (const screen of screens) {
    await page.goto(`${app.url}${screen}`)
    await page.locator(`nav a[aria-current=page][href="${screen}"]`).waitFor()
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await look(screen)
  }

  await page.goto(`${app.url}#/active-users`)
  await page.getByTitle('Show the users behind Daily').click()
  await page.getByRole('dialog').getByRole('row').nth(3).waitFor()
  await look('users behind a figure')
  await page.keyboard.press('Escape')
  await page.getByRole('tab', { name: 'Table', exact: true }).click()
  await page.getByRole('grid').getByRole('gridcell').first().waitFor()
  await page.getByRole('button', { name: /^Dates:/ }).click()
  await page.getByRole('group', { name: 'Quick choices' }).waitFor()
  await look('table, and dates open')
  await page.getByRole('button', { name: 'Last 7 days' }).click()
  await page.getByRole('button', { name: /^Segment:/ }).click()
  await page.getByRole('listbox').waitFor()
  await look('dates set, and a list open')
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Workspace Newsfeed' }).click()
  await page.getByRole('menu').waitFor()
  await look('menu')
  await page.keyboard.press('Escape')
  await page.goto(`${app.url}#/segments`)
  await page.getByRole('button', { name: 'New segment' }).first().click()
  await page.getByRole('dialog').waitFor()
  await look('dialog')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await page.keyboard.press('ControlOrMeta+K')
  await page.getByRole('dialog').waitFor()
  await look('palette')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('?')
  await page.getByRole('dialog').waitFor()
  await look('help')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await chooseFiles(page, 'samples/open-data/gamelaunch/gamelaunch.csv', 'Add files…')
  await page.getByRole('table', { name: 'Preview' }).waitFor()
  await look('import')
  await page.goto(`${app.url}#/start`)
  await page.getByRole('heading', { name: 'Samples' }).waitFor()
  await look('start')
  expect(found).toEqual([])
  expect(app.complaints).toEqual([])
})
