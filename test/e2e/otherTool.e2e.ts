import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { chooseFiles, openAnalysisTab, type RunningApp, startApp } from './app'

/** A figure that another tool shows, held against the definitions of a question; the file is read here once more. */
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
