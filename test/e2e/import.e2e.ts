import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chooseFiles, runSql, startApp, type RunningApp } from './app'

let app: RunningApp
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-import-'))
  app = await startApp()
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(() => {
  expect(app.complaints).toEqual([])
})

const ROWS = 3000
/** One event a minute from 1 March 2024 on; 97 users, a quarter as many devices. */
function logLine(index: number): string {
  return JSON.stringify({
    event_id: `e${index}`,
    user_id: `u${index % 97}`,
    event: ['open', 'view', 'buy'][index % 3],
    ts: new Date(Date.UTC(2024, 2, 1) + index * 60_000).toISOString(),
    device_id: `d${index % 24}`,
    country: ['DE', 'FR', 'JP'][index % 3],
  })
}
const LOG = Array.from({ length: ROWS }, (_, index) => logLine(index))

function put(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** From a window that holds nothing of what the test before left in it. */
async function fromStart(page: Page, files: string | string[]): Promise<void> {
  await page.goto(`${app.url}#/start`)
  await page.reload()
  await chooseFiles(page, files)
}

function role(page: Page, title: string): Locator {
  return page.getByRole('table', { name: 'Roles' }).getByRole('row', { name: new RegExp(`^${title}\\b`) })
}

/** Imports what is chosen and gives the figures of the result by their label. */
async function importAll(page: Page): Promise<Record<string, string>> {
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  const result = page.getByRole('region', { name: 'Import result' })
  await result.waitFor({ timeout: 60_000 })
  return figuresOf(result)
}

async function figuresOf(section: Locator): Promise<Record<string, string>> {
  return Object.fromEntries(
    await section
      .locator('dl > div')
      .evaluateAll((all) =>
        all.map((one) => [one.querySelector('dt')?.textContent ?? '', one.querySelector('dd')?.textContent ?? '']),
      ),
  )
}

async function workspaceNames(page: Page): Promise<string[]> {
  await page.goto(`${app.url}#/start`)
  await page.getByRole('heading', { name: 'Samples' }).waitFor()
  return page.locator('.recent .entry-name').allInnerTexts()
}

describe('an NDJSON log', () => {
  it('shows the mapping and how sure it is, and follows a correction at once', async () => {
    const { page } = app
    await fromStart(page, put('shop.ndjson', LOG.join('\n')))
    await page.getByRole('table', { name: 'Preview' }).waitFor()
    expect(await page.getByLabel('User column').inputValue()).toBe('user_id')
    expect(await page.getByLabel('Event column').inputValue()).toBe('event')
    expect(await page.getByLabel('Time column').inputValue()).toBe('ts')
    expect(await page.getByLabel('Event id column').inputValue()).toBe('event_id')
    for (const title of ['User', 'Event', 'Time', 'Event id'])
      expect(await role(page, title).locator('td').nth(1).innerText()).toMatch(/^(sure|likely)$/)

    const header = (name: string): Locator =>
      page.getByRole('table', { name: 'Preview' }).getByRole('columnheader', { name: new RegExp(`^${name}\\b`) })
    expect(await header('user_id').innerText()).toMatch(/user_id\s+string\s+user_id/)
    await page.getByLabel('User column').selectOption('device_id')
    await page.waitForFunction(() =>
      [...document.querySelectorAll('table[aria-label=Preview] th')].some((head) =>
        /device_id\s*string\s*user_id/.test(head.textContent),
      ),
    )
    expect(await role(page, 'User').locator('td').nth(1).innerText()).toBe('your choice')
    expect(await header('user_id').innerText()).not.toMatch(/string\s+user_id/)
    await page.getByLabel('User column').selectOption('user_id')
    await page.waitForFunction(() =>
      [...document.querySelectorAll('table[aria-label=Preview] th')].some((head) =>
        /user_id\s*string\s*user_id/.test(head.textContent),
      ),
    )
    expect(await importAll(page)).toEqual({ Rows: '3,000', Users: '97', Rejected: '0', Duplicates: '0' })
  })

  it('imported twice changes no figure: events with an id that is there already are duplicates', async () => {
    const { page } = app
    await chooseFiles(page, join(folder, 'shop.ndjson'), 'Import more…')
    await page.getByText('This table exists: the rows are added to it.').waitFor()
    expect(await importAll(page)).toEqual({ Rows: '0', Users: '0', Rejected: '0', Duplicates: '3,000' })
    expect(await runSql(app, 'SELECT count(*), count(DISTINCT user_id), min(ts), max(ts) FROM shop')).toEqual([
      ['3,000', '97', '2024-03-01 00:00:00', '2024-03-03 01:59:00'],
    ])
  })

  it('can be taken back: what was before is there again, and its file is in the list', async () => {
    const { page } = app
    await fromStart(page, put('more.ndjson', LOG.slice(0, 30).join('\n')))
    await page.getByRole('table', { name: 'Preview' }).waitFor()
    expect(await importAll(page)).toMatchObject({ Rows: '30' })
    await chooseFiles(page, put('more.ndjson', LOG.slice(30, 50).join('\n')), 'Import more…')
    await page.getByText('This table exists: the rows are added to it.').waitFor()
    expect(await importAll(page)).toMatchObject({ Rows: '20' })
    await page.getByRole('button', { name: 'Undo import' }).click()
    await page.getByText('The import was taken back.').waitFor()
    await page.getByRole('table', { name: 'Preview' }).waitFor()
    expect(await runSql(app, 'SELECT count(*), count(DISTINCT user_id) FROM more')).toEqual([['30', '30']])
    // Leaving the page let go of the file; the notice gives it back.
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByRole('table', { name: 'Preview' }).waitFor()
    expect(await importAll(page)).toMatchObject({ Rows: '20' })
    expect(await runSql(app, 'SELECT count(*) FROM more')).toEqual([['50']])
  })

  it('reads the same from gzip', async () => {
    const { page } = app
    await fromStart(page, put('packed.ndjson.gz', gzipSync(LOG.join('\n'))))
    await page.getByRole('table', { name: 'Preview' }).waitFor()
    expect(await page.getByRole('textbox', { name: 'Workspace' }).inputValue()).toBe('packed')
    expect(await importAll(page)).toEqual({ Rows: '3,000', Users: '97', Rejected: '0', Duplicates: '0' })
    expect(await runSql(app, 'SELECT event, count(*) FROM packed GROUP BY 1 ORDER BY 1')).toEqual([
      ['buy', '1,000'],
      ['open', '1,000'],
      ['view', '1,000'],
    ])
  })
})

describe('broken lines', () => {
  it('are left out and listed with file, line and column; the rest is imported', async () => {
    const { page } = app
    const lines = LOG.slice(0, 500)
    lines[99] = '{"event_id":"x1","user_id":"u1","event":"open","ts":"2024-03-01T01:00:00Z"'
    lines[199] = lines[199]!.replace(/"ts":"[^"]*"/, '"ts":"yesterday"')
    lines.push('not json at all')
    await fromStart(page, put('broken.ndjson', lines.join('\n')))
    await page.getByRole('table', { name: 'Preview' }).waitFor()
    expect(await importAll(page)).toEqual({ Rows: '498', Users: '97', Rejected: '3', Duplicates: '0' })
    await page.getByRole('button', { name: 'See rejects' }).click()
    const grid = page.getByRole('grid', { name: 'Rejects' })
    await grid.getByText('not json at all').waitFor()
    const cells = await grid
      .locator('[role=row]')
      .filter({ has: page.getByRole('gridcell') })
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll('[role=gridcell]')].slice(0, 7).map((cell) => cell.textContent)),
      )
    expect(cells.map((row) => row.slice(0, 3))).toEqual([
      ['broken', 'broken.ndjson', '100'],
      ['broken', 'broken.ndjson', '200'],
      ['broken', 'broken.ndjson', '501'],
    ])
    expect(cells[1]!.slice(4).join(' ')).toContain('yesterday')
    // Where JSON breaks off, and where it does not begin.
    expect(Number(cells[0]![3])).toBeGreaterThan(70)
    expect(Number(cells[2]![3])).toBeLessThanOrEqual(2)
  })
})

describe('an uncertain mapping', () => {
  it('asks, and nothing is imported until it is answered', async () => {
    const { page } = app
    const rows = Array.from(
      { length: 400 },
      (_, index) =>
        `b${index % 41},s${index % 43},${index % 2 ? 'view' : 'order'},2024-03-0${1 + (index % 9)}T10:00:00Z`,
    )
    await fromStart(page, put('market.csv', ['customer_id,member_id,event,time', ...rows].join('\n')))
    await page.getByText('Which column is the user?').waitFor()
    const importButton = page.getByRole('button', { name: 'Import', exact: true })
    expect(await importButton.isDisabled()).toBe(true)
    expect(await role(page, 'User').locator('td').nth(1).innerText()).toBe('please choose')
    // Another answer than to the question leaves the question open.
    await page.getByLabel('Value column').selectOption('member_id')
    await page.waitForFunction(() => document.querySelector('.draft')?.getAttribute('aria-busy') === 'false')
    await page.getByLabel('Value column').selectOption({ label: 'none' })
    await page.waitForFunction(() => document.querySelector('.draft')?.getAttribute('aria-busy') === 'false')
    expect(await page.getByText('Which column is the user?').isVisible()).toBe(true)
    expect(await importButton.isDisabled()).toBe(true)
    await page.getByRole('region', { name: 'Mapping' }).getByRole('button', { name: 'member_id' }).click()
    await page.getByText('Which column is the user?').waitFor({ state: 'detached' })
    expect(await importAll(page)).toMatchObject({ Rows: '400', Users: '43' })
  })
})

describe('times without an offset', () => {
  it('are read in the zone that is chosen, and days are cut in the zone of the workspace', async () => {
    const { page } = app
    await fromStart(
      page,
      put(
        'local.csv',
        'user_id,event,time\na,open,2024-03-09 23:30:00\na,open,2024-03-10 01:30:00\nb,open,2024-03-10 03:30:00\nb,buy,2024-03-10 23:59:59\n',
      ),
    )
    const preview = page.getByRole('table', { name: 'Preview' })
    await preview.waitFor()
    expect(await preview.innerText()).toContain('2024-03-09 23:30:00\t2024-03-09 23:30:00 UTC')
    await page.getByText('How the file was read').click()
    await page.getByLabel('Zone if none given').selectOption('America/New_York')
    // Clocks went forward at 02:00 that day: five hours behind UTC before, four after.
    await preview.getByText('2024-03-10 04:30:00').waitFor()
    const text = await preview.innerText()
    for (const utc of ['2024-03-10 06:30:00', '2024-03-10 07:30:00', '2024-03-11 03:59:59']) expect(text).toContain(utc)
    await page.getByLabel('Days in').selectOption('America/New_York')
    expect(await importAll(page)).toMatchObject({ Rows: '4', Users: '2' })
    expect(await page.getByLabel('Data range').innerText()).toMatch(/9 – 10 Mar 2024\s+America\/New_York/)
    expect(
      await runSql(app, 'SELECT local_date(ts) AS day, count(*), min(ts) FROM local GROUP BY 1 ORDER BY 1'),
    ).toEqual([
      ['2024-03-09', '1', '2024-03-10 04:30:00'],
      ['2024-03-10', '3', '2024-03-10 06:30:00'],
    ])
  })
})

describe('a long import', () => {
  it('leaves the window smooth, is cancelled, and leaves nothing behind', async () => {
    const { page } = app
    const path = join(folder, 'long.csv')
    const out = createWriteStream(path)
    out.write('event_id,user_id,event,ts,country\n')
    for (let part = 0; part < 150; part++) {
      const first = part * 10_000
      const text = Array.from(
        { length: 10_000 },
        (_, index) =>
          `e${first + index},u${(first + index) % 50_021},view,${new Date(1_709_251_200_000 + (first + index) * 1000).toISOString()},DE\n`,
      ).join('')
      if (!out.write(text)) await once(out, 'drain')
    }
    out.end()
    await once(out, 'finish')
    const before = await workspaceNames(page)
    const storedBefore = await storedWorkspaces(page)
    // A table before it is committed by then, and is taken back with it.
    await fromStart(page, [put('plans.csv', 'plan,price\nfree,0\npro,12\nteam,40\n'), path])
    await page.getByText('2 files, ').waitFor()
    await page.evaluate(() => {
      const gaps: number[] = []
      let last = performance.now()
      const frame = (now: number): void => {
        gaps.push(now - last)
        last = now
        requestAnimationFrame(frame)
      }
      requestAnimationFrame(frame)
      Object.assign(window, { frameGapsMs: gaps })
    })
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    const progress = page.getByRole('region', { name: 'Import progress' })
    await page.waitForFunction(
      () =>
        Number((document.querySelector('[aria-label="Import progress"] dd')?.textContent ?? '').replaceAll(',', '')) >
        300_000,
      undefined,
      { timeout: 60_000 },
    )
    expect(await progress.innerText()).toContain('Reading long.csv')
    const files = await progress
      .getByRole('table', { name: 'Files' })
      .locator('tr')
      .evaluateAll((rows) => rows.map((row) => row.textContent))
    expect(files[0]).toMatch(/^plans\.csv.*read$/)
    expect(files[1]).toMatch(/^long\.csv.*\d+(\.\d)? of \d+(\.\d)? MB$|MB of \d/)
    expect(await figuresOf(progress)).toMatchObject({ 'Time left': expect.stringMatching(/\d+(\.\d)? s/) as unknown })
    const gaps = await page.evaluate(() => (window as unknown as { frameGapsMs: number[] }).frameGapsMs.slice())
    gaps.sort((a, b) => a - b)
    expect(gaps.length).toBeGreaterThan(20)
    const cancelMs = await page.evaluate(async () => {
      const button = [...document.querySelectorAll<HTMLButtonElement>('[aria-label="Import progress"] button')][0]
      const pressedMs = performance.now()
      button?.click()
      while (document.querySelector('[aria-label="Import progress"]') !== null) await new Promise(requestAnimationFrame)
      return performance.now() - pressedMs
    })
    console.info(
      `cancelled after ${Math.round(cancelMs)} ms; frames p95 ${Math.round(gaps[Math.floor(gaps.length * 0.95)] ?? 0)} ms, worst ${Math.round(gaps.at(-1) ?? 0)} ms`,
    )
    await page.getByText('Import cancelled; nothing was changed').waitFor()
    // What was chosen is still there, to be imported after all.
    expect(await page.getByRole('button', { name: 'Import', exact: true }).isEnabled()).toBe(true)
    expect(await workspaceNames(page)).toEqual(before)
    await page.reload()
    expect(await workspaceNames(page)).toEqual(before)
    // Its files go at the next start.
    await expect.poll(() => storedWorkspaces(page)).toEqual(storedBefore)
  })
})

/** The folders in the private file system that hold files: the workspaces. */
async function storedWorkspaces(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const found = new Set<string>()
    const walk = async (folder: FileSystemDirectoryHandle, path: readonly string[]): Promise<void> => {
      for await (const [name, child] of (
        folder as unknown as { entries(): AsyncIterable<[string, FileSystemHandle]> }
      ).entries()) {
        if (child.kind === 'directory') await walk(child as FileSystemDirectoryHandle, [...path, name])
        else if (path.length > 1) found.add(path[1]!)
      }
    }
    await walk(await navigator.storage.getDirectory(), [])
    return [...found].sort()
  })
}
