import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { RunningDesktop } from './desktop'
import { launch } from './launch'

const POLL = { timeout: 15_000 }
let app: RunningDesktop
let log: string
beforeAll(async () => {
  app = await launch()
  log = writeLog('visits.csv', 300)
})
afterAll(async () => {
  await app.close()
})
afterEach(() => {
  expect(app.complaints).toEqual([])
})

function writeLog(name: string, rows: number): string {
  const path = join(app.folder, 'documents', name)
  const lines = Array.from(
    { length: rows },
    (_, i) => `u${i % 40},${i % 3 === 0 ? 'buy' : 'view'},2024-01-${String(1 + (i % 28)).padStart(2, '0')}T10:00:00Z`,
  )
  writeFileSync(path, `user_id,event,ts\n${lines.join('\n')}\n`)
  return path
}

interface Manifest {
  readonly tables: Readonly<
    Record<string, { readonly rows: number; readonly partitions: readonly { readonly path: string }[] }>
  >
}
function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'lathe.json'), 'utf8')) as Manifest
}

async function importNow(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page
    .getByText(/^Imported \S+ in /)
    .first()
    .waitFor()
}

const workspace = (): string => join(app.folder, 'documents/Lathe/visits')

describe('the desktop app', () => {
  it('imports a file that was chosen in the system dialog into a folder on disk', async () => {
    const { page } = app
    await app.answerOpen([log])
    await page.getByRole('button', { name: 'Open files…' }).first().click()
    await importNow(page)
    const { tables } = manifest(workspace())
    expect(tables['visits']?.rows).toBe(300)
    for (const { path } of tables['visits']!.partitions) expect(existsSync(join(workspace(), path))).toBe(true)
    expect(readdirSync(workspace()).filter((name) => name.startsWith('.'))).toEqual([])
    // Nothing that the window reads of the workspace was refused to it.
    expect(await page.locator('.toast.bad').allInnerTexts()).toEqual([])
    expect((await app.asked()).at(-1)).toMatchObject({
      kind: 'open',
      options: { defaultPath: join(app.folder, 'documents') },
    })
  })

  it('answers in a panel, and its menus follow the window', async () => {
    const { page } = app
    await page.getByRole('button', { name: 'Active users' }).first().click()
    await page.locator('figure.chart .view svg').first().waitFor()
    await expect.poll(() => app.menuText(), POLL).toContain('Show workspace folder\n')
    await app.menu('Go', 'Funnel')
    await expect.poll(() => page.url(), POLL).toContain('#/funnel')
    await app.menu('File', 'Show workspace folder')
    await expect.poll(() => app.revealed(), POLL).toEqual([workspace()])
    expect(await app.menuText()).toMatch(/Open Recent\n\s+\S*visits\.csv/)
    if (app.standIn !== null) expect(app.standIn.app.recent).toEqual([log])
  })

  it('saves an export where the save dialog says, and nothing when it is closed', async () => {
    const { page } = app
    await app.menu('Go', 'Active users')
    await page.locator('figure.chart .view svg').first().waitFor()
    const target = join(app.folder, 'documents/chart.svg')
    await app.answerSave(target)
    const save = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Copy or save the chart' }).first().click()
      await page.getByRole('menuitem', { name: 'Save as SVG…' }).click()
    }
    await save()
    await expect.poll(() => existsSync(target) && readFileSync(target, 'utf8'), POLL).toContain('<svg')
    const saved = page.locator('.toast').filter({ hasText: 'active-users.svg saved' })
    await expect.poll(() => saved.count(), POLL).toBe(1)
    await expect.poll(() => saved.count(), POLL).toBe(0)
    expect((await app.asked()).at(-1)?.options).toMatchObject({
      defaultPath: join(app.folder, 'downloads/active-users.svg'),
      filters: [{ name: 'SVG', extensions: ['svg'] }],
    })
    const before = (await app.asked()).length
    await app.answerSave(null)
    await save()
    await expect.poll(async () => (await app.asked()).length, POLL).toBe(before + 1)
    // The dialog begins where the last one ended.
    expect((await app.asked()).at(-1)?.options).toMatchObject({
      defaultPath: join(app.folder, 'documents/active-users.svg'),
    })
    // Long enough for the toast of a saved file to come, as it did above.
    await page.waitForTimeout(500)
    expect(await saved.count()).toBe(0)
  })

  it('shows a query as soon as somebody puts its file into the folder', async () => {
    const { page } = app
    mkdirSync(join(workspace(), 'queries'), { recursive: true })
    writeFileSync(
      join(workspace(), 'queries/by-hand.sql'),
      `-- title: Put there by hand
-- tables: visits
SELECT event, count(*) AS events FROM visits GROUP BY 1 ORDER BY 1
`,
    )
    await page.getByRole('link', { name: 'Put there by hand' }).click()
    await page.getByRole('heading', { level: 1, name: 'Put there by hand' }).waitFor()
    await expect.poll(() => page.getByRole('gridcell').allInnerTexts(), POLL).toEqual(['buy', '100', 'view', '200'])
  })

  it('opens again as it was left', async () => {
    await app.restart()
    const { page } = app
    await page.getByRole('button', { name: 'Workspace visits' }).waitFor()
    await expect.poll(() => page.url(), POLL).toContain('#/query/by-hand')
    await expect.poll(() => page.getByRole('gridcell').allInnerTexts(), POLL).toEqual(['buy', '100', 'view', '200'])
    expect(await page.locator('.toast.bad').allInnerTexts()).toEqual([])
  })

  it('offers the files of before on the start screen', async () => {
    const { page } = app
    await page.evaluate(() => {
      location.hash = '#/start'
    })
    await page.getByRole('region', { name: 'Recent files' }).getByRole('button').first().click()
    await page.getByText('First rows').first().waitFor()
    await page.getByRole('button', { name: 'Leave out visits.csv' }).click()
    await page.getByRole('button', { name: 'Leave out visits.csv' }).waitFor({ state: 'detached' })
  })

  it('follows a file into a workspace of its own, over a restart, by a path that the window never sees', async () => {
    const grows = writeLog('grows.csv', 20)
    const rows = (): number | undefined => manifest(join(app.folder, 'documents/Lathe/grows')).tables['grows']?.rows
    await app.answerOpen([grows])
    await app.menu('File', 'Open files…')
    await app.page.getByText('First rows').first().waitFor()
    await app.page.getByRole('radio', { name: 'New workspace' }).click()
    await app.page.getByRole('switch', { name: 'Follow this file' }).click()
    await app.page.getByLabel('How often the file is looked at').selectOption('every second')
    await importNow(app.page)
    appendFileSync(grows, 'u1,view,2024-01-30T10:00:00Z\nu2,vi')
    await expect.poll(rows, POLL).toBe(21)
    await app.restart()
    await app.page.getByRole('button', { name: 'following grows.csv' }).waitFor()
    appendFileSync(grows, 'ew,2024-01-30T11:00:00Z\n')
    await expect.poll(rows, POLL).toBe(22)
    await app.page.getByRole('button', { name: 'following grows.csv' }).click()
    await app.page.getByText(/1 row at .*22 rows in all/).waitFor()
    expect(await app.page.content()).not.toContain(grows)
    rmSync(grows)
    await app.page.getByText('grows.csv is not there; it is looked for every second.').first().waitFor()
    await app.page.getByRole('button', { name: 'Stop following grows.csv' }).click()
    await app.page.getByRole('region', { name: 'Followed files' }).waitFor({ state: 'detached' })
    await app.menu('File', 'Recent Workspaces', 'visits')
    await app.page.getByRole('button', { name: 'Workspace visits' }).waitFor()
  })

  it('takes files that are dropped, and adds them to the open workspace', async () => {
    const { page } = app
    const more = writeLog('more.csv', 50)
    await app.drop(more)
    await importNow(page)
    await expect
      .poll(() => Object.values(manifest(workspace()).tables).reduce((sum, table) => sum + table.rows, 0), POLL)
      .toBe(350)
  })

  it('makes a workspace in a folder that the person names, and refuses one that holds other things', async () => {
    const { page } = app
    const place = join(app.folder, 'documents/Elsewhere/Named here')
    await app.answerOpen([log])
    await app.menu('File', 'Open files…')
    await page
      .getByRole('radio', { name: 'New workspace' })
      .or(page.getByText('New workspace', { exact: true }))
      .first()
      .click()
    await app.answerSave(join(app.folder, 'documents'), place)
    await page.getByRole('button', { name: 'Choose its folder…' }).click()
    await page
      .getByText(/holds files already/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await page.getByRole('button', { name: 'Choose its folder…' }).click()
    await page.getByRole('button', { name: 'In the folder Named here' }).waitFor()
    await importNow(page)
    expect(manifest(place).tables['visits']?.rows).toBe(300)
    await page.getByRole('button', { name: 'Workspace Named here' }).waitFor()
  })

  it('opens a folder that holds a workspace, and says so when one does not', async () => {
    const { page } = app
    await app.answerOpen([join(app.folder, 'downloads')], [workspace()])
    await app.menu('File', 'Open workspace folder…')
    await page
      .getByText(/There is no Lathe workspace in downloads/)
      .first()
      .waitFor()
    await app.menu('File', 'Open workspace folder…')
    await page.getByRole('button', { name: 'Workspace visits' }).waitFor()
    await app.menu('File', 'Recent Workspaces', 'Named here')
    await page.getByRole('button', { name: 'Workspace Named here' }).waitFor()
  })

  it('opens what the command line and a second start name, in the window that is there', async () => {
    await app.restart([workspace()])
    await app.page.getByRole('button', { name: 'Workspace visits' }).waitFor()
    await app.secondStart({ paths: [log] })
    await app.page.getByRole('button', { name: 'Import', exact: true }).waitFor()
    await app.secondStart({ paths: [join(app.folder, 'gone.csv')] })
    await app.page
      .getByText(/There is no file gone\.csv/)
      .first()
      .waitFor()
    await app.secondStart('not as agreed')
    expect(await app.pages()).toHaveLength(1)
  })

  it('has several windows, of which one at a time writes to a workspace', async () => {
    await app.menu('File', 'New Window')
    await expect.poll(async () => (await app.pages()).length, POLL).toBe(2)
    const second = (await app.pages())[1]!
    await second.getByRole('button', { name: 'Workspace visits' }).waitFor()
    // Somebody else holds the lock: the process that started this one is alive, so that it is no stale one.
    const lock = join(workspace(), '.lathe-lock')
    writeFileSync(lock, `${process.ppid} ${hostname()}`)
    const third = writeLog('third.csv', 10)
    await app.answerOpen([third])
    await second.getByRole('button', { name: 'Add files…' }).click()
    await second.getByRole('button', { name: 'Import', exact: true }).click()
    // It says for whom it waits, and goes on by itself.
    await second
      .getByText(/Waiting: Process \d+ on .* has been working on/)
      .first()
      .waitFor()
    rmSync(lock)
    await second
      .getByText(/^Imported \S+ in /)
      .first()
      .waitFor()
    expect(existsSync(lock)).toBe(false)
    await second.close()
    await expect.poll(async () => (await app.pages()).length, POLL).toBe(1)
  })
})
