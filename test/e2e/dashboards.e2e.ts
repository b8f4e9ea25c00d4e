import { read, utils } from '@e965/xlsx'
import { unzipSync } from 'fflate'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chooseFiles, startApp, type RunningApp } from './app'

/** A dashboard from its first pin to the next start, over samples/open-data/gamelaunch. */
let app: RunningApp
beforeAll(async () => {
  app = await startApp()
  await chooseFiles(app.page, 'samples/open-data/gamelaunch/gamelaunch.csv')
  await app.page.getByRole('button', { name: 'Import', exact: true }).click()
  await app.page.getByText('Imported gamelaunch').waitFor({ timeout: 60_000 })
})
afterAll(async () => {
  await app.close()
})
afterEach(() => {
  expect(app.complaints).toEqual([])
})

const dialog = (page: Page) => page.getByRole('dialog')
const tile = (page: Page, name: string) => page.getByRole('article', { name, exact: true })
const handle = (page: Page, name: string) => page.getByRole('button', { name: `Move or resize ${name}` })
/** Where tiles lie on the grid, as the browser has it. */
const areas = (page: Page): Promise<Readonly<Record<string, string>>> =>
  page
    .getByRole('article')
    .evaluateAll((all) =>
      Object.fromEntries(
        all.map((one): [string, string] => [
          one.getAttribute('aria-label') ?? '',
          `${getComputedStyle(one).gridColumn} / ${getComputedStyle(one).gridRow}`,
        ]),
      ),
    )

describe('a dashboard', () => {
  it('is made by pinning, and takes numbers and texts', async () => {
    const { page } = app
    await page.goto(`${app.url}#/trends`)
    await page.getByRole('button', { name: 'Pin to dashboard…' }).click()
    await dialog(page).getByLabel('Title of the dashboard').fill('Launch')
    await dialog(page).getByLabel('Title', { exact: true }).fill('Events by day')
    await dialog(page).getByRole('button', { name: 'Pin', exact: true }).click()
    await page.getByText('Pinned to Launch.').waitFor()
    await page.getByRole('navigation', { name: 'Panels' }).getByText('Launch', { exact: true }).click()
    await tile(page, 'Events by day').getByRole('application').waitFor()
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Number…' }).click()
    await dialog(page).getByLabel('Title').fill('Events of a week')
    await dialog(page).getByRole('combobox', { name: 'Bucket' }).selectOption('week')
    await dialog(page).getByLabel('Target').fill('1')
    await dialog(page).getByRole('button', { name: 'Add', exact: true }).click()
    await tile(page, 'Events of a week').getByText('Target 1 reached').waitFor()
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Text…' }).click()
    await dialog(page).getByLabel('Text').fill('# What was **launched**\n\n<b>No HTML</b>')
    await dialog(page).getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('heading', { name: 'What was launched' }).waitFor()
    await page.getByText('<b>No HTML</b>').waitFor()
  })

  it('is moved and resized by keyboard, taken back, and found again as it was left', async () => {
    const { page } = app
    const before = await areas(page)
    expect(before['Events by day']).toBe('1 / span 6 / 1 / span 8')
    expect(before['Events of a week']).toBe('7 / span 3 / 1 / span 4')
    await handle(page, 'Events by day').press('ArrowRight')
    await handle(page, 'Events by day').press('Shift+ArrowDown')
    await expect.poll(async () => (await areas(page))['Events by day']).toBe('2 / span 6 / 1 / span 9')
    expect((await areas(page))['Events of a week']).toBe('7 / span 3 / 10 / span 4')
    await page.keyboard.press('ControlOrMeta+Z')
    await expect.poll(async () => (await areas(page))['Events by day']).toBe('2 / span 6 / 1 / span 8')
    await handle(page, 'Events of a week').press('ArrowUp')
    await expect.poll(async () => (await areas(page))['Events of a week']).toBe('7 / span 3 / 1 / span 4')
    const left = await areas(page)
    await page.locator('.page[aria-busy=false]').waitFor()
    await page.reload()
    await tile(page, 'Events by day').getByRole('application').waitFor()
    await tile(page, 'Events of a week').getByText('Target 1 reached').waitFor()
    expect(await areas(page)).toEqual(left)
  })

  it('is moved and resized by mouse, and taken back', async () => {
    const { page } = app
    const before = (await areas(page))['Events of a week']
    const head = await tile(page, 'Events of a week').locator('header').boundingBox()
    const box = await tile(page, 'Events of a week').boundingBox()
    if (head === null || box === null) throw new Error('The tile is not in view.')
    await page.mouse.move(head.x + head.width / 2, head.y + head.height / 2)
    await page.mouse.down()
    await page.mouse.move(head.x + head.width / 2 + box.width + 8, head.y + head.height / 2, { steps: 4 })
    await page.mouse.up()
    const moved = (await areas(page))['Events of a week']
    expect(moved).toMatch(/^10 \/ span 3 \/ 1 \/ span 4$/)
    const now = await tile(page, 'Events of a week').boundingBox()
    if (now === null) throw new Error('The tile is not in view.')
    await page.mouse.move(now.x + now.width - 4, now.y + now.height - 4)
    await page.mouse.down()
    await page.mouse.move(now.x + now.width - 4, now.y + now.height + 76, { steps: 4 })
    await page.mouse.up()
    expect((await areas(page))['Events of a week']).toBe('10 / span 3 / 1 / span 6')
    await page.keyboard.press('ControlOrMeta+Z')
    await page.keyboard.press('ControlOrMeta+Z')
    await expect.poll(async () => (await areas(page))['Events of a week']).toBe(before)
  })

  it('is narrowed by a mark to what it stands for, in all tiles, until the chip goes', async () => {
    const { page } = app
    const view = { analysis: 'trends', parameters: { breakdown: ['event'], interval: 'month', show: 'bars' } }
    await page.goto(`${app.url}#/link/${encodeURIComponent(JSON.stringify(view))}`)
    await page.getByRole('button', { name: 'Pin to dashboard…' }).click()
    await dialog(page).getByLabel('Title', { exact: true }).fill('By event')
    await dialog(page).getByRole('button', { name: 'Pin', exact: true }).click()
    await page.getByRole('navigation', { name: 'Panels' }).getByText('Launch', { exact: true }).click()
    const chart = tile(page, 'By event').getByRole('application')
    await chart.locator('svg').waitFor()
    // The tile is below the window's edge: focus scrolls to it, which must not lose the mark.
    await chart.press('ArrowRight')
    await page.locator('.chart-tooltip', { hasText: 'in all tiles' }).waitFor()
    await chart.press('Enter')
    const chip = page.getByRole('button', { name: /^Take away the filter event = / })
    await tile(page, 'Events by day')
      .getByTitle(/All dates · event = /)
      .waitFor()
    await chip.click()
    await chip.waitFor({ state: 'detached' })
  })

  it('has its dates changed for all tiles, and opens a tile as an analysis that can be saved', async () => {
    const { page } = app
    await page
      .getByRole('group', { name: 'Scope of all tiles' })
      .getByRole('button', { name: /dates/i })
      .first()
      .click()
    await page.getByRole('button', { name: /Last 7 days/ }).click()
    await tile(page, 'Events by day')
      .getByTitle(/Last 7 days/)
      .waitFor()
    await page.getByRole('button', { name: 'Keep in the dashboard' }).waitFor()
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Dashboard actions' }).click()
    await page.getByRole('menuitem', { name: 'Save as report…' }).click()
    const file = await saved
    expect(file.suggestedFilename()).toBe('launch.html')
    const html = readFileSync(await file.path(), 'utf8')
    for (const text of ['<h3>Events by day</h3>', '<h3>Events of a week</h3>', '21 – 27 May 2016', 'gamelaunch.csv'])
      expect(html).toContain(text)
    const workbook = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Dashboard actions' }).click()
    await page.getByRole('menuitem', { name: 'Save as Excel…' }).click()
    expect((await workbook).suggestedFilename()).toBe('launch.xlsx')
    const book = read(readFileSync(await (await workbook).path()))
    expect(book.SheetNames).toEqual(expect.arrayContaining(['Contents', 'Events by day', 'Events of a week']))
    expect(utils.sheet_to_json(book.Sheets['Events by day']!)).toHaveLength(7)
    const bundle = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Dashboard actions' }).click()
    await page.getByRole('menuitem', { name: 'Save as bundle…' }).click()
    expect((await bundle).suggestedFilename()).toBe('launch.zip')
    const packed = unzipSync(readFileSync(await (await bundle).path()))
    expect(new TextDecoder().decode(packed['bundle.json'])).toContain('gamelaunch.csv')
    await page.getByRole('button', { name: 'Open Events by day' }).click()
    await page.getByRole('heading', { name: 'Events by day', level: 1 }).waitFor()
    await page.getByRole('button', { name: 'Save as…' }).click()
    await dialog(page).getByRole('button', { name: 'Save', exact: true }).last().click()
    await page.getByRole('navigation', { name: 'Panels' }).getByText('Saved analyses').waitFor()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Deleted Events by day.').waitFor()
    await page.getByRole('button', { name: 'Undo' }).last().click()
    await page.getByRole('heading', { name: 'Events by day', level: 1 }).waitFor()
    // A copy opens in a tab of its own; two stand side by side, each with its settings, until one is closed.
    await page.getByRole('button', { name: 'Duplicate' }).click()
    const copy = 'Events by day (copy)'
    await page.getByRole('heading', { name: copy, level: 1 }).waitFor()
    const tabs = page.getByRole('tablist', { name: 'Open analyses' })
    await page.keyboard.press('ControlOrMeta+Alt+B')
    await expect.poll(() => page.getByRole('heading', { level: 1 }).allInnerTexts()).toHaveLength(2)
    await tabs.getByRole('tab', { selected: true }).focus()
    await page.keyboard.press('ControlOrMeta+Shift+ArrowLeft')
    const order = (await tabs.getByRole('tab').allInnerTexts()).map((text) => text.split('\n')[0])
    expect(order.indexOf(copy)).toBe(order.length - 2)
    await page.keyboard.press('Delete')
    await page.getByText(`Closed ${copy}.`).waitFor()
    expect(await page.getByRole('heading', { level: 1 }).allInnerTexts()).toEqual(['Events by day'])
    await page.getByRole('button', { name: 'Undo' }).last().click()
    await page.getByRole('heading', { name: copy, level: 1 }).waitFor()
    await expect.poll(() => page.getByRole('heading', { level: 1 }).allInnerTexts()).toHaveLength(2)
  })

  it('comes from a pack that is opened on the tables that are here', async () => {
    const { page } = app
    await page.getByRole('navigation', { name: 'Panels' }).getByText('All dashboards').click()
    const packs = page.getByRole('region', { name: 'Domain packs' })
    const card = (title: string) => packs.getByRole('listitem').filter({ has: page.getByText(title, { exact: true }) })
    await card('Reels')
      .getByText(/It needs what is not here: “gamelaunch” has no column/)
      .waitFor()
    expect(await card('Reels').getByRole('button', { name: 'Open', exact: true }).isDisabled()).toBe(true)
    await card('Reels').getByRole('button', { name: 'Tables…' }).click()
    await page.getByLabel('Column for fact_reels_events.video_id').selectOption('event')
    await card('Reels').getByText('“video_id”').waitFor({ state: 'detached' })
    await card('Stickiness').getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByText(/^Opened Stickiness\./).waitFor()
    await page.getByRole('heading', { name: 'Stickiness', level: 1 }).waitFor()
    await page.getByRole('article').first().waitFor()
    await page.getByRole('navigation', { name: 'Panels' }).getByText('All dashboards').click()
    await card('Stickiness').getByRole('button', { name: 'Open again' }).waitFor()
  })
})
