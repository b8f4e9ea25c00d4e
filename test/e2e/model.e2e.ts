import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { runSql, startApp, type RunningApp } from './app'

const FILES = { 'newsfeed.ndjson': 'events.ndjson', 'accounts.csv': 'users.csv', 'identities.csv': 'identities.csv' }

/** Imports the files of the newsfeed under the names of its sample's tables, without the pack that the sample opens with. */
async function importNewsfeed(page: Page): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Open files…' }).first().click()
  await (
    await chooser
  ).setFiles(
    Object.entries(FILES).map(([name, file]) => ({
      name,
      mimeType: 'text/plain',
      buffer: readFileSync(`samples/newsfeed/${file}`),
    })),
  )
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByText('Imported newsfeed').waitFor({ timeout: 60_000 })
}

/** The page Model, as a person uses it: what it says is a column and a figure everywhere, and can be taken back. */
let app: RunningApp
beforeAll(async () => {
  app = await startApp({ width: 1024, height: 700 })
  await importNewsfeed(app.page)
})
afterAll(async () => {
  await app.close()
})
afterEach(() => {
  expect(app.complaints).toEqual([])
})

async function go(route: string): Promise<Page> {
  await app.page.goto(`${app.url}#/${route}`)
  return app.page
}

async function pick(page: Page, list: string | RegExp, item: string): Promise<void> {
  await page.getByRole('button', { name: list }).click()
  await page.getByRole('combobox', { name: /^Search/ }).fill(item)
  await page
    .locator('.search-item')
    .filter({ has: page.getByText(item, { exact: true }) })
    .first()
    .click()
}

async function tab(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('tab', { name }).click()
}

describe('the page Model', () => {
  it('is found from the keyboard, and relates two tables by one key press on what it proposes', async () => {
    const { page } = app
    await page.keyboard.press('ControlOrMeta+K')
    await page.keyboard.type('Model')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Model', exact: true }).waitFor()
    const accept = page.getByRole('button', { name: 'Accept newsfeed.user_id → accounts.user_id' })
    await accept.waitFor()
    await page.getByText('accounts has one row for each key').first().waitFor()
    await accept.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('list', { name: 'Relations' }).getByText('Each of 6,488 rows').waitFor()
    await accept.waitFor({ state: 'detached' })
    expect(await runSql(app, 'SELECT count("accounts.country") FROM model.newsfeed')).toEqual([['6,488']])
  })

  it('adds a computed column that the engine takes, and shows at the field why not', async () => {
    const page = await go('model')
    await tab(page, /^Computed columns/)
    await page.getByRole('button', { name: 'Add computed column…' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('abroad')
    await dialog.getByLabel('Type').selectOption('Yes or no')
    await dialog.getByLabel('Expression').fill('"accounts.countri" <> \'IN\'')
    await dialog.getByRole('alert').filter({ hasText: 'accounts.countri' }).waitFor()
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Expression').fill('"accounts.country" <> \'IN\'')
    await dialog.getByText('6,488 of 6,488 rows have a value (100.0 %)').waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('list', { name: 'Computed columns' }).getByText('abroad').waitFor()
  })

  it('adds a measure with limits, whose line it shows before it is saved', async () => {
    const page = await go('model')
    await tab(page, /^Measures/)
    await page.getByRole('button', { name: 'Add measure…' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('viewers')
    await dialog.getByLabel('Figure').selectOption('users')
    await pick(page, /^Event of the measure/, 'post_view')
    await dialog.getByLabel('Upper limit').fill('50')
    await dialog.locator('.preview svg path').first().waitFor({ state: 'attached' })
    await dialog.getByLabel('Upper limit').press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('users, of post_view; limits … to 50').waitFor()
  })

  it('is seen in Trends: the measure with its limit, and broken down by the computed column', async () => {
    const page = await go('trends')
    await pick(page, /^Add a measure of the model/, 'viewers')
    await page.getByRole('button', { name: 'Remove measure 1' }).click()
    await page.locator('.charts svg').getByText('Upper limit 50').waitFor({ timeout: 30_000 })
    await page.getByRole('group', { name: 'Break down by' }).getByRole('button', { name: 'Add column' }).click()
    await pick(page, /^Break down by 1/, 'abroad')
    await page.locator('.charts').getByText('true', { exact: true }).first().waitFor({ timeout: 30_000 })
    expect(await page.getByText('Upper limit 50').count()).toBe(0)
  })

  it('adds a sequence, which is a step of a funnel by the keyboard, under a heading of its own', async () => {
    let page = await go('model')
    await tab(page, /^Events/)
    await page.getByRole('button', { name: 'Add event…' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('radio', { name: 'The end of steps' }).click()
    await dialog.getByLabel('Name').fill('hooked')
    await pick(page, /^Step 1:/, 'post_view')
    await dialog.getByRole('button', { name: 'Add step' }).click()
    await pick(page, /^Step 2:/, 'post_like')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    const counted = `SELECT count(DISTINCT user_key) FROM model.newsfeed
      WHERE "completes hooked" AND user_key NOT IN (SELECT user_key FROM users WHERE is_test)`
    const [[users]] = (await runSql(app, counted)) as [[string]]
    page = await go('funnel')
    await page.getByRole('button', { name: /^Step 1:/ }).focus()
    await page.keyboard.press('ArrowDown')
    await page.getByRole('group', { name: 'Events of the model' }).getByRole('option', { name: 'hooked' }).waitFor()
    await page.keyboard.type('hook')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Step 1: hooked' }).waitFor()
    await page.getByRole('tab', { name: 'Table', exact: true }).click()
    const cells = page.getByRole('grid', { name: 'Funnel', exact: true }).getByRole('gridcell')
    await expect
      .poll(async () => (await cells.allInnerTexts()).slice(0, 3), { timeout: 30_000 })
      .toEqual(['1', 'hooked', users])
    await page.getByRole('tab', { name: 'Chart', exact: true }).click()
  })

  it('says which accounts are one person, after a look at how figures move', async () => {
    const page = await go('model')
    await tab(page, /^People/)
    await page.getByRole('button', { name: 'Add table of people…' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Table').selectOption('identities')
    await pick(page, /^Column of accounts/, 'account_id')
    await dialog.getByText('Choose the column that holds persons.').waitFor()
    await pick(page, /^Column of persons/, 'app')
    await dialog.getByText(/^\d+ users are \d+ people/).waitFor()
    await pick(page, /^Column of persons/, 'person_id')
    const figures = dialog.getByRole('table', { name: 'How figures move' })
    await figures.getByRole('row', { name: /^week-1 retention/ }).waitFor({ timeout: 30_000 })
    const users = await figures
      .getByRole('row', { name: /^users/ })
      .getByRole('cell')
      .allInnerTexts()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('list', { name: 'People' }).getByText('identities.account_id → identities.person_id').waitFor()
    expect(await page.getByRole('button', { name: 'Add table of people…' }).isDisabled()).toBe(true)
    // A segment of all counts people now, the same number.
    await go('segments')
    await page.getByRole('button', { name: 'New segment' }).click()
    await pick(page, /^Event of rule 1/, 'Any event')
    await page.getByRole('dialog').getByText(`${users[1]} of ${users[1]} people`).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  })

  it('takes every change back by the key, to the letter', async () => {
    const page = await go('model')
    const counts = async (): Promise<readonly string[]> =>
      (await page.getByRole('tab').allInnerTexts()).map((text) => text.replaceAll(/\D/g, ''))
    await expect.poll(counts).toEqual(['1', '1', '1', '1', '0', '1'])
    for (const left of [
      ['1', '1', '1', '1', '0', '0'],
      ['1', '1', '0', '1', '0', '0'],
      ['1', '1', '0', '0', '0', '0'],
      ['1', '0', '0', '0', '0', '0'],
      ['0', '0', '0', '0', '0', '0'],
    ]) {
      await page.keyboard.press('ControlOrMeta+Z')
      await expect.poll(counts, { timeout: 10_000 }).toEqual(left)
    }
    await page.getByText('No relations yet').waitFor()
    expect(await page.getByRole('button', { name: 'Undo the last change' }).isDisabled()).toBe(true)
  })
})
