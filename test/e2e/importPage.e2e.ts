import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { tarOf } from '../ingest/tarOf'
import { chooseFiles, runSql, startApp, type RunningApp } from './app'

let app: RunningApp
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-page-'))
  app = await startApp()
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(() => {
  expect(app.complaints).toEqual([])
})

const TIMES = Array.from({ length: 300 }, (_, index) => new Date(Date.UTC(2024, 2, 1, 0, index)).toISOString())
function csv(header: string, line: (index: number) => string, separator = '\n'): string {
  return [header, ...TIMES.map((_, index) => line(index))].join(separator)
}
const ORDERS = csv('user_id,event,time,amount,visit', (index) =>
  [`u${index % 31}`, index % 3 ? 'view' : 'buy', TIMES[index], index % 50, `s${index % 60}`].join(','),
)

function put(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}
async function fromStart(page: Page, files: string | string[]): Promise<void> {
  await page.goto(`${app.url}#/start`)
  await page.reload()
  await chooseFiles(page, files)
}
function importButton(page: Page): Locator {
  return page.getByRole('button', { name: 'Import', exact: true })
}
async function isRead(page: Page): Promise<void> {
  await page.locator('.draft[aria-busy=false]').waitFor()
}
async function importAll(page: Page): Promise<void> {
  await importButton(page).click()
  await page.getByRole('region', { name: 'Import result' }).waitFor()
}

describe('files on the import page', () => {
  it('are let go of when the page is left, and come back with what was chosen', async () => {
    const { page } = app
    await fromStart(page, put('orders.csv', ORDERS))
    await isRead(page)
    await page.getByLabel('Session column').selectOption('visit')
    await isRead(page)
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await page.getByText('The file to import was discarded.').waitFor()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await isRead(page)
    expect(await page.getByLabel('Session column').inputValue()).toBe('visit')
    expect(await importButton(page).isEnabled()).toBe(true)
  })

  it('are in the list once, and it is said', async () => {
    const { page } = app
    await fromStart(page, put('orders.csv', ORDERS))
    await isRead(page)
    await chooseFiles(page, join(folder, 'orders.csv'), 'Add files…')
    await page.getByText('orders.csv is already in the list.').waitFor()
    expect(await page.getByRole('button', { name: 'Leave out orders.csv' }).count()).toBe(1)
  })

  it('that cannot be read stand in no other’s way', async () => {
    const { page } = app
    await fromStart(page, [put('report.pdf', '%PDF-1.7\n1 0 obj\n'), put('orders.csv', ORDERS)])
    await page.getByText('unreadable').waitFor()
    await page.getByText('1 file that cannot be read left out').waitFor()
    await importAll(page)
    // The same file once more: nobody should count its rows twice without saying so.
    await chooseFiles(page, put('copy/orders.csv', ORDERS), 'Import more…')
    await page.getByText('orders.csv was imported before').waitFor()
    expect(await importButton(page).isDisabled()).toBe(true)
    if (process.env['LATHE_PICTURES'] !== undefined) await takePictures(page, 'known')
    await page.getByRole('button', { name: 'Import it once more' }).click()
    await page.getByText('orders.csv was imported before').waitFor({ state: 'detached' })
    await importAll(page)
    await page.getByText('no id tells its rows apart, so that 300 rows count twice now').waitFor()
    await page.getByRole('button', { name: 'Undo import' }).click()
    await importButton(page).waitFor()
    expect(await runSql(app, 'SELECT count(*), sum(value) FROM orders')).toEqual([['300', '7,350']])
  })

  it('with one table name are asked about, with the same columns and with others', async () => {
    const { page } = app
    await fromStart(page, [
      put(
        'a/orders.csv',
        csv('user_id,event,time', (index) => `u${index % 31},a,${TIMES[index] ?? ''}`),
      ),
      put(
        'b/orders.csv',
        csv('member,what,at', (index) => `m${index % 17},b,${TIMES[index] ?? ''}`),
      ),
    ])
    await page.getByText('Two tables would be called orders').waitFor()
    expect(await importButton(page).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Call the second orders_2' }).click()
    await page.getByText('Two tables would be called orders').waitFor({ state: 'detached' })
    await importAll(page)
    expect(await runSql(app, 'SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM orders_2)')).toEqual([
      ['300', '300'],
    ])
  })
})

describe('what a person chooses', () => {
  it('is kept when the choices come faster than the file is read', async () => {
    const { page } = app
    await fromStart(page, put('quick.csv', ORDERS))
    await isRead(page)
    await page.evaluate(() => {
      const choose = (label: string, value: string): void => {
        const select = document.querySelector<HTMLSelectElement>(`select[aria-label="${label} column"]`)
        if (select === null) throw new Error(label)
        select.value = [...select.options].find((option) => option.text === value)?.value ?? ''
        select.dispatchEvent(new Event('change'))
      }
      choose('Value', 'none')
      choose('Session', 'visit')
      choose('Value', 'amount')
      choose('Event', 'none')
    })
    await isRead(page)
    await page.getByText('How the file was read').click()
    await page.getByLabel('Words for nothing').fill('NULL')
    await page.getByLabel('Words for nothing').blur()
    await page.getByRole('textbox', { name: 'Table' }).fill('faster')
    // The name is taken as it is: one click imports.
    await page.locator('.draft[aria-busy=false]').waitFor()
    await importAll(page)
    expect(
      await runSql(app, 'SELECT count(*), sum(value), count(DISTINCT session_id), count(DISTINCT event) FROM faster'),
    ).toEqual([['300', '7,350', '60', '1']])
  })

  it('of how the file is read holds, and roles whose columns come back with it', async () => {
    const { page } = app
    const text = csv('a title\n\nuser_id;event;time;amount', (index) =>
      [`u${index % 31}`, 'pay', `0${1 + (index % 9)}/04/2024 10:00`, `1.0${index % 10}0,25`].join(';'),
    )
    await fromStart(page, put('options.csv', text))
    await page.getByText('How do the times read?').waitFor()
    // What is asked is open.
    expect(await page.getByLabel('Header in line').inputValue()).toBe('3')
    await page.getByLabel('Time format').selectOption({ label: '31/12/2024 23:05  (%d/%m/%Y %H:%M)' })
    await isRead(page)
    await page.getByLabel('Value column').selectOption('amount')
    await isRead(page)
    await page.getByLabel('Separator').selectOption({ label: 'Bar  |' })
    await page.getByText('these choices rest').waitFor()
    await page.getByRole('button', { name: 'Read as found' }).click()
    await page.getByText('these choices rest').waitFor({ state: 'detached' })
    await isRead(page)
    expect(await page.getByLabel('Value column').inputValue()).toBe('amount')
    await page.getByLabel('Time format').selectOption({ label: '31/12/2024 23:05  (%d/%m/%Y %H:%M)' })
    await isRead(page)
    await importAll(page)
    expect(await runSql(app, 'SELECT count(*), min(value), min(ts), max(ts) FROM options')).toEqual([
      ['300', '1,000.25', '2024-04-01 10:00:00', '2024-04-09 10:00:00'],
    ])
  })

  it('is warned of before the import where most of a role would be lost', async () => {
    const { page } = app
    const text = csv('user_id,event,time,amount', (index) =>
      [
        index % 4 ? '' : `u${index % 31}`,
        'pay',
        index % 5 < 3 ? `week ${index % 52}` : TIMES[index],
        index % 9 ? index : 'free',
      ].join(','),
    )
    await fromStart(page, put('lost.csv', text))
    await isRead(page)
    await page.getByLabel('Time column').selectOption('time')
    await isRead(page)
    await page.getByLabel('User column').selectOption('user_id')
    await isRead(page)
    await page.getByLabel('Value column').selectOption('amount')
    await isRead(page)
    const losses = page.getByRole('region', { name: 'What would be lost' })
    await losses.waitFor()
    const rows = await losses
      .locator('tr')
      .evaluateAll((all) =>
        all.map((row) => ({ isMost: row.classList.contains('most'), text: row.textContent.replace(/\s+/g, ' ') })),
      )
    expect(rows.map(({ isMost }) => isMost)).toEqual([true, true, false])
    expect(rows[1]?.text).toMatch(/Time time.*of 300 rows are rejected.*week 0week 1week 2/)
    expect(rows[2]?.text).toMatch(/Value amount34 of 300 rows have no value \(34 unreadable\).*free tried as/)
  })
})

describe('an archive', () => {
  it('is asked about, gives its files of one form as one table, and asks for the year of their times', async () => {
    const { page } = app
    const day = (number: number): string =>
      `user_id,event,time\n${[0, 1, 2].map((row) => `u${row},view,0${number} Mar 10:0${row}\n`).join('')}`
    const files = {
      'logs/journal-01.csv': day(1),
      'logs/journal-02.csv': day(2),
      'users.csv': 'user_id,plan\nu1,pro\n',
    }
    await fromStart(page, put('logs.tar.gz', gzipSync(tarOf(files))))
    await page.getByText('logs.tar.gz holds 3 files: which one is the log?').waitFor()
    await page.getByRole('button', { name: 'All 3 files' }).click()
    await page.getByRole('button', { name: /^journal please check/ }).waitFor()
    await isRead(page)
    await page.getByText('They seem to have no year').first().waitFor()
    await page.getByLabel('Time column').selectOption('time')
    await isRead(page)
    await page.getByLabel('Time format').selectOption('other')
    await page.getByLabel('Pattern').fill('%d %b %H:%M')
    await page.getByLabel('Pattern').press('Enter')
    await page.getByText('Of which year are the times?').waitFor()
    await page.getByLabel('Day of the times').fill('2023-06-01')
    await page.getByLabel('Day of the times').press('Enter')
    await page.getByText('First rows: 2023-03-01').waitFor()
    await importAll(page)
    expect(await runSql(app, 'SELECT count(*), min(ts), max(ts) FROM journal')).toEqual([
      ['6', '2023-03-01 10:00:00', '2023-03-02 10:02:00'],
    ])
    await page.goto(`${app.url}#/tables`)
    await page.getByRole('tab', { name: /^Files/ }).click()
    await page.getByText('logs.tar.gz/logs/journal-02.csv').waitFor()
  })

  it('hold rows to the rules of a pack, with what would be rejected before, and what was after', async () => {
    const { page } = app
    const line = (index: number): string => {
      const event = index === 7 ? 'veiw' : index % 2 ? 'view_start' : 'view_end'
      const length = event === 'view_end' ? (index === 10 ? '-5' : '900') : ''
      return [`${(index % 31) + 1}`, event, TIMES[index], `s${index % 60}`, index % 9 || '', length].join(',')
    }
    const log = csv('user_id,event_type,event_timestamp,session_id,video_id,view_duration_ms', line)
    await fromStart(page, put('clips.csv', log))
    await isRead(page)
    await page.getByText('This looks like Reels: fact_reels_events.').waitFor()
    await page.getByRole('button', { name: 'Use its rules' }).click()
    const missing = TIMES.filter((_, index) => index % 9 === 0).length
    await page.getByText(`${missing + 2} of 300 sampled rows would be rejected by the rules of reels`).waitFor()
    await page.getByText('1 row: expected one of the 5 events that are expected in “event_type”').waitFor()
    await page.getByLabel('Rules for rows').selectOption({ label: 'None: every row that can be read' })
    await page.getByText('would be rejected by the rules').waitFor({ state: 'detached' })
    await page.getByLabel('Rules for rows').selectOption({ label: 'Reels: fact_reels_events' })
    await page.getByText('would be rejected by the rules').waitFor()
    // Rules of one's own: what the pack's are, changed in a file.
    await page.getByLabel('File of rules').setInputFiles(put('mine.json', '{"ranges":{"view_duration":{"min":0}}}'))
    await page.getByText('no column “view_duration”, which the rules of mine.json need').waitFor()
    await page.getByLabel('File of rules').setInputFiles(put('mine.json', '{"required": "user_id"}'))
    await page.getByText('must be Array').waitFor()
    await page.getByLabel('File of rules').setInputFiles(put('mine.json', '{"ranges":{"view_duration_ms":{"min":0}}}'))
    await page.getByText('1 of 300 sampled rows would be rejected by the rules of mine.json').waitFor()
    if (process.env['LATHE_PICTURES'] !== undefined) await takePictures(page, 'rules')
    await page.getByLabel('Rules for rows').selectOption({ label: 'Reels: fact_reels_events' })
    await page.getByText('would be rejected by the rules of reels').waitFor()
    await importAll(page)
    const result = page.getByRole('region', { name: 'Import result' })
    await result.getByText(`${missing + 2} rows were left out`).waitFor()
    await result.getByText('1 row: unknown-event').waitFor()
    await result.getByText('clips.csv line 12').waitFor()
    if (process.env['LATHE_PICTURES'] !== undefined) await takePictures(page, 'rejected')
  })
})

async function takePictures(page: Page, name: string): Promise<void> {
  for (const [width, height] of [
    [1440, 900],
    [1024, 700],
  ] as const)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `/tmp/rules-${name}-${width}-${colorScheme}.png` })
    }
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.emulateMedia({ colorScheme: 'light' })
}
