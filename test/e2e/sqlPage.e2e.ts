import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chooseFiles, runSql, startApp, type RunningApp } from './app'

/** The SQL page as a person works on it, over samples/open-data/gamelaunch. */
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

const sqlTab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true, selected: true })
const caption = (page: Page, text: RegExp) => page.locator('.result-grid .caption', { hasText: text }).waitFor()

describe('the SQL page', () => {
  it('runs one of several statements or all, and keeps what each tab holds', async () => {
    const { page } = app
    await runSql(app, 'SELECT 1 AS one;\nSELECT 2 AS two\nUNION ALL SELECT 3')
    await caption(page, /^2 rows/)
    await page.getByRole('button', { name: 'Run all' }).click()
    const which = page.getByRole('combobox', { name: 'Statement' })
    await which.waitFor()
    await which.selectOption({ index: 0 })
    await caption(page, /^1 row/)
    await page.getByRole('button', { name: 'New SQL tab' }).click()
    await sqlTab(page, 'Untitled 2').waitFor()
    await page.getByText('Nothing has run yet').waitFor()
    await page.keyboard.insertText('SELECT nothing FROM gamelaunch')
    await page.keyboard.press('ControlOrMeta+Enter')
    await page.getByText('Line 1, column 8').waitFor()
    expect(await page.getByText('Nothing has run yet').count()).toBe(0)
    await page.getByRole('tab', { name: 'Untitled 1 not saved' }).click()
    await caption(page, /^1 row/)
    const tabs = page.getByRole('tablist', { name: 'SQL texts' }).getByRole('tab')
    const [first, second] = [(await tabs.nth(0).boundingBox())!, (await tabs.nth(1).boundingBox())!]
    await page.mouse.move(first.x + 20, first.y + 10)
    await page.mouse.down()
    await page.mouse.move(second.x + second.width - 5, first.y + 10, { steps: 4 })
    await page.mouse.up()
    expect(await tabs.allInnerTexts()).toEqual([expect.stringContaining('2'), expect.stringContaining('1')])
    await tabs.nth(1).press('ControlOrMeta+Shift+ArrowLeft')
    expect(await tabs.allInnerTexts()).toEqual([expect.stringContaining('1'), expect.stringContaining('2')])
  })

  it('brings a text of the history back, undoes the closing of a tab, and is as it was after a restart', async () => {
    const { page } = app
    await page.getByRole('tab', { name: /^History/ }).click()
    const runs = page.getByRole('list', { name: 'Runs' }).getByRole('button')
    expect(await runs.count()).toBe(4)
    await runs.filter({ hasText: 'SELECT nothing' }).click()
    await sqlTab(page, 'Untitled 2 not saved').waitFor()
    await page.keyboard.press('ControlOrMeta+Alt+W')
    await sqlTab(page, 'Untitled 1 not saved').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await sqlTab(page, 'Untitled 2 not saved').waitFor()
    const again = await app.restart()
    await sqlTab(again, 'Untitled 2 not saved').waitFor({ timeout: 60_000 })
    await again.getByRole('tab', { name: /^History/ }).click()
    expect(await again.getByRole('list', { name: 'Runs' }).getByRole('button').count()).toBe(4)
  })
  it('says what a column holds', async () => {
    const { page } = app
    const tree = page.getByRole('navigation', { name: 'Tables and columns' })
    await tree.getByRole('button', { name: 'What gamelaunch.event holds' }).click()
    await tree.getByText('100 % filled · 2 distinct').waitFor()
    expect(
      await tree
        .getByRole('listitem')
        .filter({ hasText: /^gameStarted86.0 %/ })
        .count(),
    ).toBe(1)
    await tree.getByRole('button', { name: 'What gamelaunch.ts holds' }).click()
    await tree.getByRole('img', { name: /from 2016-04-27 .* to 2016-05-27/ }).waitFor()
  })

  it('draws an answer at once, and keeps the chosen chart in the text', async () => {
    const { page } = app
    await page.getByRole('button', { name: 'New SQL tab' }).click()
    await runSql(app, 'SELECT local_date(ts) AS date, event, count(*) AS n FROM gamelaunch GROUP BY ALL ORDER BY date')
    await page.getByRole('tab', { name: 'Chart', exact: true }).click()
    const mark = page.getByRole('combobox', { name: 'Chart' })
    expect(await mark.inputValue()).toBe('line')
    await page.locator('.drawing svg').getByText('newPlayer').waitFor()
    await mark.selectOption('stacked')
    await page.locator('.cm-line').first().getByText('-- chart: stacked date n by event').waitFor()
    await page.getByRole('button', { name: 'Take it out' }).click()
    await page.locator('.cm-line').first().getByText('SELECT').waitFor()
    await page.getByRole('tab', { name: 'Result' }).click()
  })

  it('remarks what may not be meant, counts keys first, and leads to the analysis', async () => {
    const { page } = app
    const remarks = page.getByRole('list', { name: 'Remarks on the SQL' })
    await runSql(app, "SELECT count(*) FROM gamelaunch WHERE event = 'a' OR event = 'b' AND user_key = 1")
    await remarks.getByText('AND binds before OR').waitFor()
    await runSql(
      app,
      'SELECT a.date, count(DISTINCT b.user_key) AS n\nFROM gamelaunch_user_days a JOIN gamelaunch_user_days b ON b.date BETWEEN a.date - 6 AND a.date\nGROUP BY 1',
    )
    await remarks.getByText('the 7 days up to it').waitFor()
    expect(await remarks.getByText('AND binds').count()).toBe(0)
    await remarks.getByRole('button', { name: 'Open Active users' }).click()
    await page.getByRole('heading', { level: 1, name: 'Active users' }).waitFor()
    await page.goto(`${app.url}#/sql`)
  })

  it('asks for the parameters of a header beside the text', async () => {
    const { page } = app
    await runSql(
      app,
      '-- parameter: since date = 2016-05-20\n\nSELECT DISTINCT local_date(ts) AS d FROM gamelaunch WHERE d >= $since',
    )
    await caption(page, /^8 rows.*\$since = 2016-05-20/)
    const form = page.getByRole('complementary', { name: 'Parameters of the SQL' })
    await form.getByLabel('Since').fill('2016-05-27')
    await form.getByLabel('Since').press('Tab')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await caption(page, /^1 row.*\$since = 2016-05-27/)
  })

  it('explains what ran, and measures each step', async () => {
    const { page } = app
    await runSql(app, 'SELECT event, count(*) AS n FROM gamelaunch GROUP BY event ORDER BY n')
    await page.getByRole('tab', { name: 'Plan' }).click()
    await page.getByRole('row', { name: /Seq scan/ }).waitFor()
    await page.getByRole('button', { name: 'Run and measure' }).click()
    await page.getByText('in all steps').waitFor()
    await page.getByRole('row', { name: /Order by.* 2 / }).waitFor()
    await page.getByRole('tab', { name: 'Result' }).click()
  })

  it('scrolls, sorts and filters a million rows without running again', async () => {
    const { page } = app
    const sql = 'SELECT range AS n, (range * 7919) % 1000003 AS m FROM range(1000000)'
    await runSql(app, sql)
    await caption(page, /^1,000,000 rows/)
    const grid = page.getByRole('grid', { name: 'SQL result' })
    const first = grid.getByRole('gridcell').first()
    await page.getByRole('columnheader', { name: /^n/ }).click()
    await first.getByText('999,999', { exact: true }).waitFor()
    await grid.evaluate((one) => {
      one.scrollTop = one.scrollHeight
    })
    await grid.getByRole('rowheader', { name: '1000000', exact: true }).waitFor()
    await page.getByRole('searchbox', { name: 'Filter rows' }).fill('>= 999999')
    await page.getByRole('combobox', { name: 'Column to filter by' }).selectOption('n')
    await page.getByText('1 row shown').waitFor()
    await first.getByText('999,999', { exact: true }).waitFor()
    await page.getByRole('tab', { name: /^History/ }).click()
    const runs = page.getByRole('list', { name: 'Runs' }).getByRole('button').filter({ hasText: sql })
    expect(await runs.count()).toBe(1)
    await page.getByRole('tab', { name: 'Result' }).click()
  })

  it('completes columns, tables and functions, and Escape cancels with the list open', async () => {
    const { page } = app
    const list = page.getByRole('listbox').getByRole('option')
    await page.getByRole('button', { name: 'New SQL tab' }).click()
    await page.keyboard.type('select ev')
    await list.filter({ hasText: 'gamelaunch' }).first().waitFor()
    expect(await list.first().innerText()).toBe('eventstring · gamelaunch')
    // A key pressed as the list opens is not its; a click is.
    await list.first().click()
    await page.keyboard.type(', date_tr')
    await list.filter({ hasText: 'date_trunc(part, timestamp)' }).click()
    expect(await page.locator('.cm-content').innerText()).toBe('select event, date_trunc()')
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.insertText(
      'SELECT count(*) FROM range(100000000) a, range(100000) b WHERE (a.range*b.range)%7=3',
    )
    await page.keyboard.press('ControlOrMeta+Enter')
    await page.getByRole('toolbar').getByRole('button', { name: 'Cancel' }).waitFor()
    await page.keyboard.type(' AND cou')
    await list.first().waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
  })
})
