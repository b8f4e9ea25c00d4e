import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chooseFiles, runSql, startApp, type RunningApp } from './app'

let app: RunningApp
let folder: string
let file: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-tables-'))
  file = join(folder, 'shop.csv')
  const lines = Array.from(
    { length: 200 },
    (_, index) =>
      `m${index % 17},d${index % 5},view,2024-03-0${1 + (index % 2)}T10:${String(index % 60).padStart(2, '0')}:00,2024-02-0${1 + (index % 9)}`,
  )
  writeFileSync(file, `member_id,device,event,time,booked\n${lines.join('\n')}\n`)
  app = await startApp()
  const { page } = app
  await page.goto(`${app.url}#/start`)
  await chooseFiles(page, file)
  await page.locator('.draft[aria-busy=false]').waitFor()
  await page.getByLabel('User column').selectOption('member_id')
  await page.locator('.draft[aria-busy=false]').waitFor()
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByRole('region', { name: 'Import result' }).waitFor()
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(() => {
  expect(app.complaints).toEqual([])
})

async function act(page: Page, table: string, entry: string): Promise<void> {
  await page.goto(`${app.url}#/tables`)
  await page.getByRole('button', { name: `What to do with ${table}` }).click()
  await page.getByRole('menuitem', { name: entry }).click()
}

describe('a table after its import', () => {
  it('gets other roles from its stored rows, and says when they are not enough', async () => {
    const { page } = app
    await act(page, 'shop', 'Map columns anew…')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('User column').selectOption('device')
    await dialog.getByRole('button', { name: 'Remap' }).click()
    await page.getByText('shop has its new roles: 200 rows.').waitFor()
    expect(await runSql(app, 'SELECT count(DISTINCT user_id), count(DISTINCT member_id) FROM shop')).toEqual([
      ['5', '17'],
    ])
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByText('shop has the roles that it had before.').waitFor()
    expect(await runSql(app, 'SELECT count(DISTINCT user_id), count(DISTINCT device) FROM shop')).toEqual([['17', '5']])
    await act(page, 'shop', 'Map columns anew…')
    await dialog.getByLabel('Time column').selectOption('booked')
    await dialog.getByRole('button', { name: 'Remap' }).click()
    await dialog.getByText('another time decides which rows can be read at all').waitFor()
    await dialog.getByRole('button', { name: 'Read its files again…' }).click()
    await page.getByText('Its rows are replaced by what these files hold, read as you say: shop.csv.').waitFor()
  })

  it('gets other names and types for its columns, which can be taken back', async () => {
    const { page } = app
    await act(page, 'shop', 'Rename columns, change types…')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name of booked').fill('booked on')
    await dialog.getByLabel('Type of booked').selectOption('text')
    await dialog.getByRole('button', { name: 'Change columns' }).click()
    await dialog.getByText('it is kept as a date, not as it was written').waitFor()
    await dialog.getByLabel('Type of booked').selectOption('time')
    await dialog.getByRole('button', { name: 'Change columns' }).click()
    await page.getByText('Changed 1 column of shop.').waitFor()
    expect(await runSql(app, 'SELECT count("booked on") FROM shop')).toEqual([['200']])
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByText('The change was taken back.').waitFor()
    expect(await runSql(app, 'SELECT count(booked) FROM shop')).toEqual([['200']])
  })

  it('is read from its files again, in another zone, and that can be taken back', async () => {
    const { page } = app
    await act(page, 'shop', 'Read its files again…')
    await chooseFiles(page, file)
    await page.getByText('The rows of shop are replaced').waitFor()
    await page.locator('.draft[aria-busy=false]').waitFor()
    await page.getByText('How the file was read').click()
    await page.getByLabel('Zone if none given').selectOption('Asia/Tokyo')
    await page.getByLabel('User column').selectOption('member_id')
    await page.locator('.draft[aria-busy=false]').waitFor()
    await page.getByRole('button', { name: 'Replace its rows' }).click()
    await page.getByRole('region', { name: 'Import result' }).waitFor()
    const sql = 'SELECT count(*), min(ts), count(DISTINCT user_id) FROM shop'
    expect(await runSql(app, sql)).toEqual([['200', '2024-03-01 01:00:00', '17']])
    // One file, though it was read twice.
    await page.goto(`${app.url}#/tables`)
    await page.getByRole('tab', { name: /^Files/ }).click()
    expect(await page.locator('.details tbody tr').count()).toBe(1)
  })

  it('is renamed, and what is saved follows', async () => {
    const { page } = app
    await act(page, 'shop', 'Rename…')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('all_users')
    await dialog.getByRole('button', { name: 'Rename' }).click()
    await dialog.getByText('Lathe keeps that name for itself').waitFor()
    await dialog.getByLabel('Name').fill('store')
    await dialog.getByRole('button', { name: 'Rename' }).click()
    await page.getByText('shop is called store now.').waitFor()
    expect(await runSql(app, 'SELECT count(*) FROM store')).toEqual([['200']])
    await app.restart()
    expect(await runSql(app, 'SELECT count(*) FROM store_sessions')).not.toEqual([['0']])
  })

  it('is deleted, and comes back on undo', async () => {
    const { page } = app
    await act(page, 'store', 'Delete')
    await page.getByText('Deleted the table store.').waitFor()
    await page.getByText('No tables yet').waitFor()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByRole('button', { name: 'What to do with store' }).waitFor()
    expect(await runSql(app, 'SELECT count(*), count(DISTINCT user_id) FROM store')).toEqual([['200', '17']])
  })

  it('drops old days after it has said how many rows, keeps counts, and takes it back', async () => {
    const { page } = app
    await act(page, 'store', 'Drop old days…')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('No rows are that old').waitFor()
    await dialog.getByLabel('Days to keep').fill('1')
    await dialog.getByText('100 of 200 rows would go, from 2024-03-01 to 2024-03-01.').waitFor()
    await dialog.getByLabel('device').check()
    await dialog.getByRole('button', { name: 'Drop them' }).click()
    await page.getByText('Dropped 100 rows of store before 2024-03-02.').waitFor()
    const counts = 'SELECT (SELECT count(*) FROM store), sum(events), count(DISTINCT device) FROM store_daily'
    expect(await runSql(app, counts)).toEqual([['100', '100', '5']])
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByText('The days are back.').waitFor()
    expect(await runSql(app, 'SELECT count(*) FROM store')).toEqual([['200']])
  })

  it('has a user who is made anonymous, and then deleted, on the page of the user', async () => {
    const { page } = app
    const menu = async (user: string, entry: string): Promise<void> => {
      await page.goto(`${app.url}#/user/${user}`)
      await page.getByRole('button', { name: 'What to do with this user' }).click()
      await page.getByRole('menuitem', { name: entry }).click()
    }
    const dialog = page.getByRole('dialog')
    await menu('m3', 'Make anonymous…')
    await dialog.getByLabel('New ID').fill('m4')
    await dialog.getByRole('button', { name: 'Make anonymous' }).click()
    await dialog.getByText('There is a user “m4” already').waitFor()
    await dialog.getByLabel('New ID').fill('nobody')
    await dialog.getByLabel('device').check()
    await dialog.getByRole('button', { name: 'Make anonymous' }).click()
    await page.getByText('12 rows of nobody now. 12 other values changed.').waitFor()
    await page.getByRole('heading', { name: 'nobody' }).waitFor()
    const counts = 'SELECT count(*), count(DISTINCT user_id), count(device) FROM store'
    expect(await runSql(app, counts)).toEqual([['200', '17', '188']])
    await menu('nobody', 'Delete everywhere…')
    await dialog.getByRole('button', { name: 'Delete for good' }).click()
    await page.getByText('12 rows deleted.').waitFor()
    await page.getByText('Find a user').waitFor()
    expect(await runSql(app, counts)).toEqual([['188', '16', '188']])
  })
})

/** A file of the browser's own files, which a page can write to and choose as one of the machine. */
async function write(page: Page, text: string, name = 'grows.csv'): Promise<void> {
  await page.evaluate(
    async ([content, as]) => {
      const root = await navigator.storage.getDirectory()
      const handle = await root.getFileHandle(as ?? '', { create: true })
      const stream = await handle.createWritable()
      await stream.write(content ?? '')
      await stream.close()
      Object.assign(globalThis, { showOpenFilePicker: () => Promise.resolve([handle]) })
    },
    [text, name],
  )
}

describe('a file that grows', () => {
  const line = (user: string, minute: number): string =>
    `${user},view,2024-04-01T10:${String(minute).padStart(2, '0')}:00Z\n`
  const first = 'user_id,event,time\n' + Array.from({ length: 40 }, (_, index) => line(`u${index % 7}`, index)).join('')

  it('is followed: new whole lines come in by themselves, over a restart too, and what is wrong is said', async () => {
    let { page } = app
    const grown = join(folder, 'grows.csv')
    writeFileSync(grown, first)
    await page.goto(`${app.url}#/tables`)
    await write(page, first)
    await chooseFiles(page, grown, 'Add files…')
    await page.locator('.draft[aria-busy=false]').waitFor()
    await page.getByText('The browser asks for the file once more').waitFor()
    await page.getByRole('switch', { name: 'Follow this file' }).click()
    await page.getByLabel('How often the file is looked at').selectOption('every second')
    await picture(page, 'import-follow')
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByRole('region', { name: 'Import result' }).waitFor()
    await page.getByRole('button', { name: 'following grows.csv' }).click()
    const list = page.getByRole('region', { name: 'Followed files' })
    await list.getByText(/40 rows at .*40 rows in all/).waitFor()
    // Half a line waits for its end.
    await write(page, `${first}${line('new', 50)}u1,vie`)
    await list.getByText(/1 row at .*41 rows in all/).waitFor()
    expect(await runSql(app, "SELECT count(*), max(user_id) FROM grows WHERE user_id = 'new'")).toEqual([['1', 'new']])
    page = await app.restart()
    await page.goto(`${app.url}#/tables`)
    await write(page, `${first}${line('new', 50)}${line('u1', 51)}`)
    const again = page.getByRole('region', { name: 'Followed files' })
    await again.getByText(/1 row at .*42 rows in all/).waitFor()
    // Another file in its place, with a column that the table has not.
    await write(page, `user_id,event,time,plan\nzoe,view,2024-04-02T10:00:00Z,pro\n`)
    await again.getByText(/43 rows in all/).waitFor()
    await page.locator('.toast').getByText('New in grows: the column plan.').waitFor()
    await page.evaluate(async () => (await navigator.storage.getDirectory()).removeEntry('grows.csv'))
    await again.getByText('grows.csv is not there; it is looked for every second.').waitFor()
    await page.getByText('What happened (2)').click()
    await picture(page, 'tables-follow')
    await again.getByRole('button', { name: 'Pause grows.csv' }).click()
    await again.getByText('stopped', { exact: true }).waitFor()
    await again.getByRole('button', { name: 'Stop following grows.csv' }).click()
    await again.waitFor({ state: 'detached' })
  })
})

/** Pictures for people, where LATHE_PICTURES names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const pictures = process.env['LATHE_PICTURES']
  if (pictures === undefined) return
  for (const [colorScheme, width, height] of [
    ['light', 1440, 900],
    ['dark', 1024, 700],
  ] as const) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme })
    await page.waitForTimeout(300)
    await page.screenshot({ path: `${pictures}/${name}-${colorScheme}-${width}.png` })
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}
