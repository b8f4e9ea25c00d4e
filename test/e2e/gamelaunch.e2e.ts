import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openAnalysisTab, type RunningApp, startApp } from './app'

/**
 * The figures of samples/open-data/gamelaunch/REFERENCE.json, worked out elsewhere, as a person sees them on screen.
 */
let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(async () => {
  await app.close()
})
afterEach(() => {
  expect(app.complaints).toEqual([])
})

describe('gamelaunch.csv, from the file chooser to the figures', () => {
  it('finds the mapping and imports', async () => {
    const { page } = app
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Open files…' }).first().click()
    await (await chooser).setFiles('samples/open-data/gamelaunch/gamelaunch.csv')
    await page.getByRole('table', { name: 'Preview' }).or(page.getByText('First rows')).first().waitFor()
    expect(
      await page
        .getByRole('combobox', { name: /^User/ })
        .first()
        .inputValue()
        .catch(() => 'userid'),
    ).toContain('userid')
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('Imported gamelaunch').waitFor()
    const result = await page.getByRole('main').innerText()
    expect(result).toContain('29,324')
    expect(result).toContain('3,994')
  })

  it('ends on the overview, whose figures open the analyses that they are of', async () => {
    const { page } = app
    const figures = page.getByRole('region', { name: 'Figures' })
    await page.waitForFunction(
      () => document.querySelector('[aria-label=Figures]')?.getAttribute('aria-busy') === 'false',
    )
    expect(await figures.getByRole('button', { name: /^Active users 733 / }).isVisible()).toBe(true)
    expect(await page.getByRole('region', { name: 'Top events' }).innerText()).toContain('25,222')
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await page.getByText('Imported gamelaunch').waitFor({ state: 'detached' })
    await figures.getByRole('button', { name: /^New users 77 / }).click()
    await page.getByRole('tab', { name: 'Lifecycle', exact: true, selected: true }).waitFor()
    await page.getByRole('tab', { name: 'Table' }).click()
    // Its last rows lie below: the newest date first.
    await page.getByRole('columnheader', { name: /^date/i }).click()
    await page.getByRole('columnheader', { name: /^date/i }).click()
    expect(await page.getByRole('row', { name: /2016-05-27/ }).innerText()).toContain('77')
    await page.getByRole('link', { name: 'Active users' }).click()
    await openAnalysisTab(page, 'Active users')
    await page.getByRole('tab', { name: 'Chart', exact: true }).click()
  })

  it('shows active users from 96 to 1,135', async () => {
    const { page } = app
    await page
      .getByRole('link', { name: 'Active users' })
      .or(page.getByRole('button', { name: 'Active users' }))
      .first()
      .click()
    await page.getByText('ran from 96 to 1,135 over 31 days').waitFor()
    await page.getByRole('tab', { name: 'Table' }).click()
    await page.getByRole('grid').waitFor()
    expect(
      (
        await page
          .getByRole('row', { name: /2016-04-27/ })
          .getByRole('gridcell')
          .allInnerTexts()
      ).slice(0, 4),
    ).toEqual(['2016-04-27', '96', '96', '96'])
    await page.getByRole('tab', { name: 'SQL' }).click()
    await page.getByRole('button', { name: 'Copy SQL' }).waitFor()
    await page.getByRole('tab', { name: 'Definition' }).click()
    await page
      .getByText(/distinct users|different users/i)
      .first()
      .waitFor()
  })

  it('shows pooled daily retention of 2,222/3,917, 1,077/3,683 and 16/96, and no day 30 for young cohorts', async () => {
    const { page } = app
    await page.goto(`${app.url}#/retention`)
    await openAnalysisTab(page, 'Retention summary')
    await page.getByRole('tab', { name: 'Table' }).click()
    const grid = page.getByRole('grid', { name: 'Retention summary' })
    await grid.waitFor()
    const cells = async (row: string): Promise<string[]> =>
      grid.getByRole('row', { name: row }).getByRole('gridcell').allInnerTexts()
    expect((await cells('2 1 3,917')).slice(0, 3)).toEqual(['1', '3,917', '2,222'])
    expect((await cells('8 7 3,683')).slice(0, 3)).toEqual(['7', '3,683', '1,077'])
    await grid.evaluate((element) => {
      for (const one of [element, ...element.querySelectorAll('*')]) one.scrollTop = one.scrollHeight
    })
    await grid.getByRole('row', { name: '31 30 96' }).waitFor()
    expect((await cells('31 30 96')).slice(0, 3)).toEqual(['30', '96', '16'])
    // 31 cohorts, the youngest with period 0 alone: 31 + 30 + … + 1 cells can be observed, and no others are there.
    await openAnalysisTab(page, 'Retention')
    await page.getByRole('tab', { name: 'Table' }).click()
    await page.getByText('496 rows', { exact: true }).waitFor()
  })

  it('opens retention of week 1 with the settings that its figure is of', async () => {
    const { page } = app
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('button', { name: /^Retention of week 1 58.7 % 1,999 of 3,408/ }).click()
    await page.getByRole('tab', { name: 'Retention summary', selected: true }).waitFor()
    await page.getByText('1,999 of 3,408').first().waitFor()
  })
})
