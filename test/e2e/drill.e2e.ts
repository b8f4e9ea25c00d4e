import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chooseFiles, openAnalysisTab, type RunningApp, startApp } from './app'

/**
 * From a figure to its users, to their events, to the lines of the file; over samples/open-data/gamelaunch, read here
 * once more by hand.
 */
const FILE = 'samples/open-data/gamelaunch/gamelaunch.csv'
const lines = readFileSync(FILE, 'utf8')
  .split('\n')
  .map((line) => line.replaceAll('"', '').trim().split(','))
const events = lines
  .slice(1)
  .filter((line) => line.length === 3)
  .map(([user, time, event], index) => ({ user: user!, date: time!.slice(0, 10), event: event!, line: index + 2 }))
const daysOf = new Map<string, Set<string>>()
for (const one of events) daysOf.set(one.user, (daysOf.get(one.user) ?? new Set()).add(one.date))
const after = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)
/** Active again seven days after their first day. */
const backOnDay7 = [...daysOf].filter(([, days]) => days.has(after([...days].sort()[0]!, 7))).map(([user]) => user)

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
  await app.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: app.url })
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

const sheet = (page: Page): Locator => page.getByRole('dialog').first()
async function go(route: string): Promise<Page> {
  await app.page.goto(`${app.url}#/${route}`)
  return app.page
}
async function cellsOf(grid: Locator): Promise<string[][]> {
  await grid.getByRole('gridcell').first().waitFor()
  return grid
    .locator('[role=row]')
    .filter({ has: grid.page().getByRole('gridcell') })
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('[role=gridcell]')].map((cell) => cell.textContent)),
    )
}
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('.pane')?.getAttribute('aria-busy') === 'false' &&
      /\brows?\b.*( ms|kept from before)/.test(document.querySelector('.pane [role=status].status')?.textContent ?? ''),
    undefined,
    { timeout: 60_000 },
  )
}

describe('behind a figure', () => {
  it('are the 1,077 users retained on day 7, and the events of each with file and line', async () => {
    expect(backOnDay7).toHaveLength(1077)
    const page = await go('retention')
    await openAnalysisTab(page, 'Retention summary')
    await page.getByRole('tab', { name: 'Table', exact: true }).click()
    const row = page.getByRole('grid', { name: 'Retention summary' }).getByRole('row', { name: '8 7 3,683' })
    await row.getByRole('gridcell', { name: '1,077', exact: true }).dblclick()
    await sheet(page).getByText('1,077 users').first().waitFor()
    await sheet(page).getByRole('button', { name: 'Copy ids' }).click()
    await page.getByText('Copied 1,077 ids').waitFor()
    expect((await page.evaluate(() => navigator.clipboard.readText())).split('\n').sort()).toEqual(
      backOnDay7.toSorted(),
    )

    const wanted = backOnDay7.find((user) => events.filter((one) => one.user === user).length >= 5)!
    await sheet(page).getByRole('searchbox', { name: 'Search by id' }).fill(wanted.slice(0, 20).toUpperCase())
    await sheet(page).getByText('1 user of 1,077').waitFor()
    await sheet(page).getByRole('gridcell', { name: wanted }).click()
    const grid = page.getByRole('grid', { name: `Events of ${wanted}` })
    const shown = await cellsOf(grid)
    const expected = events
      .filter((one) => one.user === wanted)
      .toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.line - b.line))
    expect(shown).toEqual(
      expected
        .slice(0, shown.length)
        .map((one) => [`${one.date} 00:00:00`, one.event, `${one.date} 00:00:00`, 'gamelaunch.csv', String(one.line)]),
    )
    expect(shown.length).toBeGreaterThanOrEqual(5)
  })

  it('is a way back and forth by keyboard, and the reason for the figure', async () => {
    const { page } = app
    await page.keyboard.press('Escape')
    await sheet(page).getByRole('searchbox', { name: 'Search by id' }).fill('')
    await sheet(page).getByRole('grid', { name: 'Users' }).getByRole('gridcell').first().waitFor()
    await sheet(page).getByText('1,077 users').nth(1).waitFor()
    const users = (await cellsOf(sheet(page).getByRole('grid', { name: 'Users' }))).map(([id]) => id!)
    await sheet(page).getByRole('gridcell', { name: users[0]! }).click()
    await page.getByRole('grid', { name: `Events of ${users[0]!}` }).waitFor()
    await page.getByRole('grid', { name: `Events of ${users[0]!}` }).focus()
    await page.keyboard.press('Alt+ArrowDown')
    await page.getByRole('grid', { name: `Events of ${users[1]!}` }).waitFor()
    await sheet(page).getByText('2 of 1,077').waitFor()
    await page.keyboard.press('Escape')
    await sheet(page).getByRole('tab', { name: 'Why this number' }).click()
    const why = await sheet(page).getByRole('tabpanel', { name: 'Why this number' }).innerText()
    for (const part of [
      'Parameters',
      'Scope',
      'gamelaunch',
      'default',
      'rows read',
      'SELECT',
      'the first date in the data',
    ])
      expect(why).toContain(part)
    await sheet(page).getByRole('tab', { name: 'Users' }).click()
  })

  it('can be kept as a segment, and a funnel narrowed to it', async () => {
    const { page } = app
    await sheet(page).getByRole('button', { name: 'Save as segment…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Save as segment' })
    await dialog.getByRole('button', { name: 'Keep', exact: true }).click()
    await dialog.getByText('Give the segment a name.').waitFor()
    await dialog.getByLabel('Name').fill('Back on day 7')
    await dialog.getByRole('button', { name: 'Keep', exact: true }).click()
    await page.getByText(/^Kept as the segment/).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Segment/ }).click()
    await page.locator('.search-item', { hasText: /Back.on.day.7/ }).click()
    await go('funnel')
    await settle(page)
    await page.getByRole('tab', { name: 'Table', exact: true }).click()
    const steps = await cellsOf(page.getByRole('grid', { name: 'Funnel', exact: true }))
    const names = steps[0]!.map((_, column) => column).map((column) => steps.map((row) => row[column]!))
    const label = names.find((column) => column.some((text) => text === 'newPlayer' || text === 'gameStarted'))!
    const withEvent = (name: string): number =>
      backOnDay7.filter((user) => events.some((one) => one.user === user && one.event === name)).length
    expect(steps[0]).toContain(withEvent(label[0]!).toLocaleString('en'))
    // All 1,077 on a day in the middle: the segment looks at the whole log, whatever the dates of the answer.
    await go('active-users')
    await openAnalysisTab(page, 'Active users')
    await settle(page)
    await page.getByRole('tab', { name: 'Table', exact: true }).click()
    const days = await cellsOf(page.getByRole('grid', { name: 'Active users', exact: true }))
    for (const [date, dau] of days)
      expect(dau, date).toBe(backOnDay7.filter((user) => daysOf.get(user)!.has(date!)).length.toLocaleString('en'))
    await page.getByRole('button', { name: /^Segment/ }).click()
    await page.locator('.search-item', { hasText: 'Everyone' }).click()
  })
})

describe("a user's page", () => {
  it('is found by a part of the id, with days and sessions', async () => {
    const wanted = backOnDay7[0]!
    const page = await go('active-users')
    await page.keyboard.press('ControlOrMeta+K')
    await page.keyboard.type('Find a user')
    await page.keyboard.press('Enter')
    await page.getByRole('combobox', { name: 'User id' }).fill(wanted.slice(4, 24))
    await page.getByRole('option', { name: wanted }).click()
    await page.getByRole('heading', { name: wanted }).waitFor()
    const count = events.filter((one) => one.user === wanted).length
    await page.getByRole('application', { name: 'Events by day' }).waitFor()
    expect(await page.locator('dl', { hasText: 'Active days' }).innerText()).toMatch(
      new RegExp(`Events\\s+${count}\\s+Active days\\s+${daysOf.get(wanted)!.size}\\b`),
    )
    await page.reload()
    await page.getByRole('grid', { name: `Events of ${wanted}` }).waitFor()
    await go('user/nobody of that name')
    await page.getByText('User not found').waitFor()
  })
})

describe('an annotation', () => {
  it("is added from a chart's mark, stands on the charts, and is there after a restart", async () => {
    let page = await go('active-users')
    await page.getByRole('tab', { name: 'Chart', exact: true }).click()
    let chart = page.getByRole('application', { name: 'Active users', exact: true })
    await chart.focus()
    for (let key = 0; key < 9; key++) await page.keyboard.press('ArrowRight')
    // What the menu key does; headless browsers have no such key.
    await chart.dispatchEvent('contextmenu', { clientX: 700, clientY: 500, bubbles: true })
    await page.getByRole('menuitem', { name: 'Annotate Thu 5 May 2016…' }).click()
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('Say what happened.').waitFor()
    await page.getByLabel('What happened').fill('Server move')
    await page.getByRole('radio', { name: 'Outage' }).click()
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await chart.locator('text', { hasText: 'Server move' }).waitFor({ state: 'attached' })
    page = await app.restart()
    await page.goto(`${app.url}#/active-users`)
    chart = page.getByRole('application', { name: 'Active users', exact: true })
    await chart.locator('text', { hasText: 'Server move' }).waitFor({ state: 'attached' })
    await chart.focus()
    for (let key = 0; key < 9; key++) await page.keyboard.press('ArrowRight')
    expect(await page.locator('.chart-tooltip').innerText()).toContain('⚑ Server move')
    await page.keyboard.press('Escape')
    await page.keyboard.press('ControlOrMeta+K')
    await page.keyboard.type('Annotations')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Delete Server move' }).click()
    await page.getByText('No annotations yet').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Edit Server move' }).waitFor()
  })
})
