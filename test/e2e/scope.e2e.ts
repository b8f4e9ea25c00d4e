import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openAnalysisTab, openSample, type RunningApp, runSql, startApp } from './app'

/** The bar above every analysis, and the segments that it narrows to. */
let app: RunningApp
beforeAll(async () => {
  app = await startApp({ width: 1024, height: 700 })
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

/** The large figures, by name, of an answer that says all these words in its status line. */
async function figures(page: Page, ...said: string[]): Promise<Record<string, string>> {
  await page.waitForFunction(
    (words) => {
      const status = document.querySelector('.pane [role=status].status')?.textContent ?? ''
      return (
        document.querySelector('.pane')?.getAttribute('aria-busy') === 'false' &&
        / ms|kept from before/.test(status) &&
        words.every((word) => status.includes(word))
      )
    },
    said,
    { timeout: 30_000 },
  )
  const tiles = await page
    .locator('.tile')
    .evaluateAll((all) =>
      all.map(
        (tile) =>
          [
            tile.querySelector('dt span')?.textContent ?? '',
            tile.querySelector('.value')?.textContent.trim() ?? '',
          ] as const,
      ),
    )
  return Object.fromEntries(tiles)
}

async function choose(page: Page, list: string, item: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${list}:`) }).click()
  await page
    .locator('.search-item')
    .filter({ has: page.getByText(item, { exact: true }) })
    .first()
    .click()
  await page.getByRole('button', { name: `${list}: ${item}` }).waitFor()
}

const LIKERS =
  "SELECT count(DISTINCT user_key) FROM newsfeed WHERE event = 'post_like' AND user_key NOT IN (SELECT user_key FROM users WHERE is_test)"

describe('a segment', () => {
  it('is made on its page, with the number of users that SQL counts too', async () => {
    // The newsfeed's log alone, whose pack brings no segments and no people.
    await openSample(app, 'Stickiness')
    const [[likers]] = (await runSql(app, LIKERS)) as [[string]]
    const page = await go('segments')
    await page.getByText('No segments yet').waitFor()
    await page.getByRole('button', { name: 'New segment' }).click()
    await page.getByLabel('Name').fill('Likers')
    await page.getByRole('button', { name: /^Event of rule 1/ }).click()
    await page.getByRole('combobox', { name: /^Search/ }).fill('post_like')
    await page
      .locator('.search-item')
      .filter({ has: page.getByText('post_like', { exact: true }) })
      .click()
    await page
      .getByRole('dialog')
      .getByText(new RegExp(`^${likers} of \\d+ users`))
      .waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).last().click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByText('did post_like').waitFor()
  })

  it('narrows every analysis once the bar says so, and stays in force after a restart', async () => {
    const [[likers]] = (await runSql(app, LIKERS)) as [[string]]
    let page = await go('active-users')
    await choose(page, 'Segment', 'Likers')
    // It comes with a query of its own, after the answer.
    await expect
      .poll(async () => (await figures(page, 'users: Likers'))['Users in all'], { timeout: 60_000 })
      .toBe(likers)
    page = await app.restart()
    await page.getByRole('button', { name: 'Segment: Likers' }).waitFor()
    page = await go('retention')
    expect((await figures(page, 'users: Likers'))['Started']).toBe(likers)
  })

  it('is compared with everyone else, in the table and in the figures', async () => {
    const page = await go('active-users')
    await choose(page, 'Compare with', 'Everyone else')
    await figures(page, 'compared with everyone else')
    await page.locator('.tile .compared .change').first().waitFor()
    await page.getByRole('tab', { name: 'Table', exact: true }).click()
    const header = page.getByRole('grid', { name: 'Active users', exact: true }).getByRole('columnheader')
    expect(await header.first().innerText()).toContain('compared')
    await page.getByRole('tab', { name: 'Chart', exact: true }).click()
  })

  it('leaves the bar when it is deleted, and comes back with Undo', async () => {
    const page = await go('segments')
    await page.getByRole('button', { name: 'Delete Likers' }).click()
    await page.getByText('No segments yet').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('did post_like').waitFor()
    await page.getByText('in force').waitFor()
    await go('active-users')
    await page.getByRole('button', { name: 'Reset', exact: true }).click()
    await page.getByRole('button', { name: 'Segment: Everyone' }).waitFor()
  })
})

describe('the bar', () => {
  it('cuts the dates of every analysis, compares with the period before, and resets', async () => {
    const page = await go('active-users')
    await page.getByRole('button', { name: /^Dates:/ }).click()
    await page.getByRole('button', { name: /^Last 7 days/ }).click()
    await figures(page, '7 rows')
    await choose(page, 'Compare with', 'Previous period')
    await figures(page, '14 rows', 'compared with previous period')
    expect(await page.locator('figure.chart .summary').first().innerText()).toContain('Dashed: previous period.')
    await openAnalysisTab(page, 'Lifecycle')
    await figures(page, '14 rows', 'compared with previous period')
    await page.getByRole('button', { name: 'Reset', exact: true }).click()
    await figures(page, '28 rows')
    expect(await page.getByRole('button', { name: 'Reset', exact: true }).count()).toBe(0)
  })

  it('fits 1024 pixels in one line, and is worked by the keyboard', async () => {
    const page = await go('active-users')
    const bar = page.getByRole('group', { name: 'Scope of every analysis' })
    expect(
      await bar.evaluate((element) => [element.clientHeight < 40, element.scrollWidth <= element.clientWidth]),
    ).toEqual([true, true])
    await page.getByRole('button', { name: /^Dates:/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'From' }).fill('2024-03-20')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await figures(page, '12 rows')
    await page.getByRole('button', { name: 'Dates: 20 – 31 Mar 2024' }).click()
    // The same in the calendar: a week before its last day back to the day before that, then by the pointer.
    const calendar = page.getByRole('grid', { name: 'March 2024' })
    const dates = page.getByRole('group', { name: 'Calendar' }).locator('.hint')
    expect(await calendar.locator('[aria-selected=true]').count()).toBe(12)
    await calendar.getByRole('gridcell', { name: '31 March 2024' }).focus()
    for (const key of ['ArrowRight', 'ArrowUp', 'Enter']) await page.keyboard.press(key)
    expect(await dates.innerText()).toContain('From 2024-03-24')
    for (const key of ['ArrowLeft', 'Enter']) await page.keyboard.press(key)
    await figures(page, '2 rows')
    await calendar.getByRole('gridcell', { name: '11 March 2024' }).click()
    await calendar.getByRole('gridcell', { name: '5 March 2024', exact: true }).click()
    await figures(page, '7 rows')
    // Nothing was logged before the 4th: it is no day to begin with, nor has a previous year figures.
    await calendar.getByRole('gridcell', { name: '1 March 2024', exact: true }).click({ force: true })
    expect(await dates.innerText()).toBe('Choose the first day.')
    expect(await page.getByRole('button', { name: /^Previous year/ }).innerText()).toContain('data start on 2024-03-04')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Reset', exact: true }).click()
  })
})
