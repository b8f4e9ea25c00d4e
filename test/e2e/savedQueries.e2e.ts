import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chooseFiles, startApp, type RunningApp } from './app'

/** Saved queries from the editor to the navigation and back, over samples/open-data/gamelaunch. */
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

const SQL =
  'SELECT local_date(ts) AS date, count(*) AS events, count(DISTINCT user_key) AS users\nFROM gamelaunch\nWHERE local_date(ts) >= $since\nGROUP BY ALL\nORDER BY date'

async function typeSql(page: Page, text: string): Promise<void> {
  await page.locator('.cm-content').click()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText(text)
}
function editorText(page: Page): Promise<string> {
  return page
    .locator('.cm-content')
    .evaluate((element) => [...element.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n'))
}
const rail = (page: Page) => page.getByRole('navigation', { name: 'Panels' })
const dialog = (page: Page) => page.getByRole('dialog')
/** The SQL panel's tab in front, by what it is called. */
const sqlTab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true, selected: true })
/** The answer's rows as its caption counts them. */
const rows = (page: Page, count: number) =>
  page.locator('.result-grid .caption', { hasText: new RegExp(`^${count} rows?\\b`) }).waitFor()

/** A file put into the open workspace's folder by somebody else. */
async function putFile(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(
    async ([file, content]) => {
      const root = await navigator.storage.getDirectory()
      const find = async (folder: FileSystemDirectoryHandle): Promise<FileSystemDirectoryHandle | null> => {
        for await (const [entry, handle] of folder.entries()) {
          if (handle.kind !== 'directory') continue
          if (entry === 'queries') return handle
          const found = await find(handle)
          if (found !== null) return found
        }
        return null
      }
      const handle = await (await find(root))!.getFileHandle(file, { create: true })
      const writable = await handle.createWritable()
      await writable.write(content)
      await writable.close()
      window.dispatchEvent(new Event('focus'))
    },
    [name, text] as const,
  )
}

describe('a saved query', () => {
  it('asks for the type of its parameter, and is saved with Ctrl+S', async () => {
    const { page } = app
    await page.goto(`${app.url}#/sql`)
    await typeSql(page, SQL)
    await page.keyboard.press('ControlOrMeta+Enter')
    await page.getByText('$since has no value').waitFor()
    expect(await rail(page).getByText('Queries', { exact: true }).count()).toBe(0)
    await typeSql(page, SQL.replace('$since', "DATE '2016-05-01'"))
    await page.keyboard.press('ControlOrMeta+Enter')
    await rows(page, 27)
    await typeSql(page, SQL)
    await page.keyboard.press('ControlOrMeta+S')
    await dialog(page).getByLabel('Title').fill('Events by day')
    expect(await dialog(page).getByLabel('Name').inputValue()).toBe('events-by-day')
    await dialog(page).getByLabel('About').fill('Events and users since a day.')
    expect(await dialog(page).getByLabel('Type of since').inputValue()).toBe('date')
    await dialog(page).getByLabel('Default of since').fill('2016-05-01')
    await dialog(page).getByRole('radio', { name: 'Line' }).click()
    expect(await dialog(page).getByLabel('Column along x').inputValue()).toBe('date')
    await dialog(page).getByLabel('users').check()
    await dialog(page).getByRole('button', { name: 'Save', exact: true }).click()
    await dialog(page).waitFor({ state: 'detached' })
    expect(await editorText(page)).toBe(
      `-- title: Events by day\n-- about: Events and users since a day.\n-- parameter: since date = 2016-05-01\n-- chart: line date events users\n\n${SQL}\n`,
    )
    await page.keyboard.press('ControlOrMeta+Enter')
    await page.getByText('$since = 2016-05-01').waitFor()
  })

  it('stands in the navigation and opens as form, chart and table', async () => {
    const { page } = app
    await rail(page).getByRole('link', { name: 'Events by day' }).click()
    await page.getByRole('heading', { level: 1, name: 'Events by day' }).waitFor()
    expect(new URL(page.url()).hash).toBe('#/query/events-by-day')
    await page.locator('figure, .card').getByText('Events and users since a day.').first().waitFor()
    expect(await page.locator('main svg').count()).toBeGreaterThan(0)
    await page.getByRole('tab', { name: 'Table' }).click()
    await rows(page, 27)
    await page.getByRole('tab', { name: 'SQL' }).click()
    await page.getByText("DATE '2016-05-01'").waitFor()
    await page.getByRole('tab', { name: 'Definition' }).click()
    await page.getByText('lathe query events-by-day').waitFor()
    await page.getByRole('tab', { name: 'Table' }).click()
    await page.getByLabel('Since').fill('2016-05-20')
    await page.getByLabel('Since').press('Tab')
    await rows(page, 8)
  })

  it('is found in the palette', async () => {
    const { page } = app
    await page.goto(`${app.url}#/tables`)
    await page.keyboard.press('ControlOrMeta+K')
    await page.keyboard.type('query: ev')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Events by day' }).waitFor()
    await rows(page, 8)
  })

  it('is edited in the SQL panel and saved at once', async () => {
    const { page } = app
    await page.getByRole('button', { name: 'Edit in SQL' }).click()
    await sqlTab(page, 'events-by-day').waitFor()
    const text = await editorText(page)
    await typeSql(page, text.replace('Events by day', 'Events a day').replace('ORDER BY date', 'ORDER BY date DESC'))
    await sqlTab(page, 'events-by-day not saved').waitFor()
    await page.keyboard.press('ControlOrMeta+S')
    await sqlTab(page, 'events-by-day').waitFor()
    expect(await dialog(page).count()).toBe(0)
    await rail(page).getByRole('link', { name: 'Events a day' }).click()
    await rows(page, 8)
    expect(await page.getByRole('grid', { name: 'Events a day' }).getByRole('gridcell').first().innerText()).toBe(
      '2016-05-27',
    )
  })

  it('is not written over by another one unasked', async () => {
    const { page } = app
    await page.goto(`${app.url}#/sql`)
    await page.getByRole('button', { name: 'Save query as…' }).click()
    await dialog(page).getByLabel('Name').fill('a/b')
    await dialog(page).getByText('leave / out').waitFor()
    await dialog(page).getByLabel('Name').fill('copy of it')
    await dialog(page).getByRole('button', { name: 'Save', exact: true }).click()
    await sqlTab(page, 'copy-of-it').waitFor()
    await page.getByRole('button', { name: 'Save query as…' }).click()
    await dialog(page).getByLabel('Name').fill('Events-by-day')
    await dialog(page).getByRole('button', { name: 'Save', exact: true }).click()
    await dialog(page).getByText('There is a query “events-by-day” already').waitFor()
    await dialog(page).getByRole('button', { name: 'Cancel' }).click()
    expect(
      await rail(page)
        .locator('a[href*="query/"]')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
    ).toEqual(['#/query/copy-of-it', '#/query/events-by-day'])
  })

  it('says what its answer has to be, and is held against it after an import', async () => {
    const { page } = app
    await page.getByRole('button', { name: 'Save query as…' }).click()
    await dialog(page).getByLabel('Expectations').fill('rows > 0\nusers unlikely')
    await dialog(page).getByRole('button', { name: 'Save', exact: true }).click()
    await dialog(page).getByText('“users unlikely” is no expectation').waitFor()
    await dialog(page).getByLabel('Expectations').fill('rows > 0\nusers between 1 and 3')
    await dialog(page).getByRole('button', { name: 'Save', exact: true }).click()
    await dialog(page).waitFor({ state: 'detached' })
    await rail(page).getByRole('link', { name: 'Checks' }).click()
    const row = page.getByRole('row', { name: /users between 1 and 3/ })
    await row.getByText('Failed').waitFor()
    expect(await row.innerText()).toMatch(/\d+ of 27 rows have another value, such as \d+/)
    await page
      .getByRole('row', { name: /rows > 0/ })
      .getByText('Passed')
      .waitFor()
    await rail(page).getByRole('link', { name: 'Checks 1 failed' }).waitFor()
    await chooseFiles(page, 'samples/open-data/gamelaunch/gamelaunch.csv', 'Add files…')
    await page.getByRole('button', { name: 'Import it once more' }).click()
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('After the import 1 check failed. The page Checks lists them.').waitFor()
    await page.goto(`${app.url}#/checks`)
    await row.getByRole('button', { name: 'Events a day' }).click()
    await page.getByRole('heading', { level: 1, name: 'Events a day' }).waitFor()
  })

  it('is renamed', async () => {
    const { page } = app
    await page.goto(`${app.url}#/query/copy-of-it`)
    await page.getByRole('button', { name: 'Rename…' }).click()
    await dialog(page).getByLabel('Title').fill('The other one')
    await dialog(page).getByLabel('Name').fill('other')
    await dialog(page).getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'The other one' }).waitFor()
    expect(
      await rail(page)
        .locator('a[href*="query/"]')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
    ).toEqual(['#/query/events-by-day', '#/query/other'])
  })

  it('is deleted, comes back with Undo, and is there after a restart', async () => {
    const { page } = app
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Deleted other.').waitFor()
    expect(await rail(page).getByRole('link', { name: 'The other one' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('heading', { level: 1, name: 'The other one' }).waitFor()
    await rail(page).getByRole('link', { name: 'Events a day' }).click()
    await rows(page, 8)
    const again = await app.restart()
    await again.getByRole('heading', { level: 1, name: 'Events a day' }).waitFor({ timeout: 60_000 })
    await rows(again, 8)
    await rail(again).getByRole('link', { name: 'The other one' }).waitFor()
  })

  it('shows what is wrong with it, with its line', async () => {
    const { page } = app
    await putFile(page, 'broken header.sql', '-- title: Broken\n-- colour: red\nSELECT 1\n')
    await rail(page).getByRole('link', { name: 'broken header' }).click()
    await page.getByText('broken header, line 2: "colour" is no header key').waitFor()
    await putFile(
      page,
      'wrong.sql',
      '-- title: Wrong\n-- parameter: since date = 2016-05-01; first day\n\nSELECT event,\n  evnt\nFROM gamelaunch\nWHERE ts >= $since\n',
    )
    await rail(page).getByRole('link', { name: 'Wrong' }).click()
    await page.getByText(/Line 5 of wrong\.sql: .*evnt/).waitFor()
    await page.getByRole('main').getByRole('button', { name: 'Edit in SQL' }).first().click()
    await sqlTab(page, 'wrong').waitFor()
    await page.locator('.cm-content').click()
    await page.keyboard.press('ControlOrMeta+Enter')
    await page.getByText('Line 5, column 3').waitFor()
    await putFile(
      page,
      'odd-chart.sql',
      '-- title: Odd chart\n-- chart: bar event many\nSELECT event, count(*) AS n FROM gamelaunch GROUP BY ALL\n',
    )
    await rail(page).getByRole('link', { name: 'Odd chart' }).click()
    await page.getByText('names the column "many", which the answer does not have').waitFor()
  })
})
