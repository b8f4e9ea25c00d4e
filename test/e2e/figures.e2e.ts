import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { chooseFiles, openAnalysisTab, type RunningApp, startApp } from './app'

/** From figures to questions: another tool's, held against definitions; two, and what lies between. Read here once more. */
const FILE = 'samples/open-data/gamelaunch/gamelaunch.csv'
const daysOf = new Map<string, string[]>()
for (const line of readFileSync(FILE, 'utf8').split('\n').slice(1)) {
  const [user, time] = line.replaceAll('"', '').trim().split(',')
  if (user === undefined || time === undefined) continue
  daysOf.set(user, [...(daysOf.get(user) ?? []), time.slice(0, 10)])
}
const after = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)
const last = [...daysOf.values()].flat().toSorted().at(-1)!
/** Users whose seventh day is over, by their first day; and those of them who came then or later. */
const eligible = [...daysOf.values()].filter((days) => after(days.toSorted()[0]!, 7) <= last)
const later = eligible.filter((days) => days.some((day) => day >= after(days.toSorted()[0]!, 7)))

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
  await chooseFiles(app.page, FILE)
  await app.page.getByRole('button', { name: 'Import', exact: true }).click()
  await app.page.getByText('Imported gamelaunch').waitFor({ timeout: 60_000 })
})
afterAll(async () => {
  await app.close()
})
afterEach(() => {
  expect(app.complaints).toEqual([])
})

it('finds the definition that gives it, and asks by that', async () => {
  expect(eligible).toHaveLength(3683)
  const { page } = app
  await page.goto(`${app.url}#/retention`)
  await openAnalysisTab(page, 'Retention summary')
  await page.getByRole('tab', { name: 'Table', exact: true }).click()
  const pane = page.getByRole('grid', { name: 'Retention summary' })
  await pane.getByRole('gridcell').first().waitFor()
  await page.getByRole('button', { name: 'Another tool says…' }).click()
  const sheet = page.getByRole('dialog', { name: 'Another tool says…' })
  await sheet.getByLabel('period', { exact: true }).selectOption('7')
  await sheet.getByText('Here it is 29.2 %.', { exact: false }).waitFor()
  await sheet.getByLabel('The figure there').fill('many')
  await page.keyboard.press('Enter')
  await sheet.getByText('"many" is no number').waitFor()

  const share = `${((100 * later.length) / eligible.length).toFixed(1)} %`
  await sheet.getByLabel('The figure there').fill(share)
  await page.keyboard.press('Enter')
  const exact = sheet.getByRole('list', { name: 'Definitions that give the figure' })
  const first = exact.getByRole('listitem').filter({ hasText: 'Criterion On or after instead of On' }).first()
  await first.waitFor()
  await sheet.getByRole('button', { name: 'Cancel' }).click()
  await first.getByRole('button', { name: 'Open' }).click()
  await sheet.waitFor({ state: 'detached' })
  const row = pane.getByRole('row', { name: `8 7 3,683 ${later.length.toLocaleString('en')}` })
  await row.waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await pane.getByRole('row', { name: '8 7 3,683 1,077' }).waitFor()
})

it('explains the change between two figures of a table', async () => {
  const { page } = app
  const counts = new Map<string, number>()
  for (const day of [...daysOf.values()].flat()) counts.set(day, (counts.get(day) ?? 0) + 1)
  const count = (date: string): string => counts.get(date)!.toLocaleString('en')
  await page.goto(`${app.url}#/trends`)
  await page.getByRole('tab', { name: 'Table', exact: true }).click()
  const grid = page.getByRole('grid', { name: 'Trends' })
  const valueOn = (date: string): ReturnType<typeof grid.locator> =>
    grid.getByRole('row', { name: date }).getByRole('gridcell', { name: count(date), exact: true })
  await valueOn('2016-05-03').dblclick()
  await page.getByRole('button', { name: 'Explain the change from the one before' }).click()
  const tiles = page.locator('dl[aria-label="Figures of Explain the change"]')
  await tiles.getByText(count('2016-05-02'), { exact: true }).waitFor()
  await tiles.getByText(count('2016-05-03'), { exact: true }).waitFor()
  expect(await tiles.innerText()).toMatch(/Unexplained\s*0/)

  await page.getByRole('button', { name: 'Undo' }).click()
  await valueOn('2016-05-09').dblclick()
  await page.getByRole('button', { name: 'Explain the change to another figure…' }).click()
  await page.getByText('Explain the change from value, 2016-05-09').waitFor()
  await valueOn('2016-05-05').click()
  await page.keyboard.press('Enter')
  await tiles.getByText(count('2016-05-05'), { exact: true }).waitFor()
  await tiles.getByText(count('2016-05-09'), { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
})

it('explains the change between marks, cells and tiles by mouse and keyboard, or says why not', async () => {
  const { page } = app
  const tiles = page.locator('dl[aria-label="Figures of Explain the change"]')
  const isExact = async (): Promise<void> => {
    await tiles.getByText('Unexplained').waitFor()
    expect(await tiles.innerText()).toMatch(/Unexplained\s*0/)
    await page.getByRole('button', { name: 'Undo' }).click()
  }
  await page.goto(`${app.url}#/active-users`)
  await openAnalysisTab(page, 'Active users')
  await page.getByRole('tab', { name: 'Chart', exact: true }).click()
  const chart = page.getByRole('application').first()
  await chart.focus()
  await page.keyboard.press('End')
  await page.keyboard.press('E')
  await page.getByText('Explain the change from ').waitFor()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('E')
  await isExact()

  await page.getByRole('button', { name: 'Explain the change of Daily from the one before' }).click()
  await isExact()
  expect(await page.getByRole('button', { name: /of Users in all .* not here/ }).getAttribute('aria-disabled')).toBe(
    'true',
  )

  await page.getByRole('tab', { name: 'Table', exact: true }).click()
  const grid = page.getByRole('grid', { name: 'Active users' })
  const cell = (row: number, column: number): ReturnType<typeof grid.locator> =>
    grid.locator(`[aria-rowindex="${row}"] [aria-colindex="${column}"]`)
  await cell(4, 2).click()
  await cell(6, 2).click({ modifiers: ['Shift'] })
  await page.keyboard.press('E')
  await isExact()
  await cell(4, 1).click({ button: 'right' })
  const entry = page.getByRole('menuitem', { name: 'Explain the change' })
  expect(await entry.getAttribute('aria-disabled')).toBe('true')
  expect(await entry.innerText()).toContain('date is no number of users')
  await page.keyboard.press('Escape')

  await page.goto(`${app.url}#/retention`)
  await openAnalysisTab(page, 'Retention summary')
  await page.getByRole('tab', { name: 'Table', exact: true }).click()
  await page.getByRole('grid', { name: 'Retention summary' }).getByRole('gridcell').first().dblclick()
  await page.getByRole('grid', { name: 'Retention summary' }).getByRole('gridcell').first().click({ button: 'right' })
  await page.getByRole('menuitem', { name: /Retention summary has no counts/ }).waitFor()
  await page.keyboard.press('Escape')
})
