import { read, type CellObject } from '@e965/xlsx'
import { readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { tableFromIPC } from 'apache-arrow'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openSample, runSql, startApp, type RunningApp } from './app'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
  await app.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: app.url })
  await openSample(app, 'Game launch')
})
afterAll(async () => {
  await app.close()
})
afterEach(() => {
  expect(app.complaints).toEqual([])
})

/** Chooses in the menu under a button and gives the file that is offered as a download. */
async function save(page: Page, button: string, entry: string): Promise<{ name: string; path: string; bytes: Buffer }> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: button }).first().click()
  await page.getByRole('menuitem', { name: entry }).click()
  const file = await download
  const path = await file.path()
  return { name: file.suggestedFilename(), path, bytes: readFileSync(path) }
}

describe('a chart', () => {
  it('is saved as a well-formed SVG, as a PNG with something on it, and as the CSV of its table', async () => {
    const { page } = app
    await page.goto(`${app.url}#/active-users`)
    const chart = page.locator('figure.chart').first()
    await chart.locator('.view svg').waitFor()
    const svg = await save(page, 'Copy or save the chart', 'Save as SVG…')
    expect(svg.name).toBe('active-users.svg')
    // On a page of its own, where the window's content policy does not refuse the style that the file carries.
    const plain = await app.context.newPage()
    const drawn = await plain.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, 'image/svg+xml')
      return {
        errors: parsed.querySelectorAll('parsererror').length,
        root: parsed.documentElement.tagName,
        marks: parsed.querySelectorAll('path, line, rect, circle').length,
        text: parsed.documentElement.textContent,
      }
    }, svg.bytes.toString())
    await plain.close()
    expect(drawn).toMatchObject({ errors: 0, root: 'svg' })
    expect(drawn.marks).toBeGreaterThan(5)
    expect(drawn.text).toContain('Active users')

    const png = await save(page, 'Copy or save the chart', 'Save as PNG…')
    expect(png.name).toBe('active-users.png')
    const picture = await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!
      context.drawImage(bitmap, 0, 0)
      const pixels = new Uint32Array(context.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer)
      return { width: bitmap.width, height: bitmap.height, colours: new Set(pixels).size }
    }, png.bytes.toString('base64'))
    const [width, height] =
      /width="(\d+(?:\.\d+)?)" height="(\d+(?:\.\d+)?)"/.exec(svg.bytes.toString())?.slice(1).map(Number) ?? []
    expect(picture.width / picture.height).toBeCloseTo((width ?? 0) / (height ?? 1), 1)
    expect(picture.width).toBeGreaterThanOrEqual(width ?? Infinity)
    expect(picture.colours).toBeGreaterThan(10)

    for (const choice of ['PNG at 3×', 'With dates and source']) {
      await page.getByRole('button', { name: 'Copy or save the chart' }).first().click()
      await page
        .getByRole('menuitem', { name: choice })
        .or(page.getByRole('menuitemcheckbox', { name: choice }))
        .click()
    }
    const large = await save(page, 'Copy or save the chart', 'Save as PNG…')
    expect(large.bytes.readUInt32BE(16)).toBe(Math.ceil(3 * (width ?? 0)))
    expect(large.bytes.readUInt32BE(20)).toBeGreaterThan(3 * (height ?? 0))
    const said = (await save(page, 'Copy or save the chart', 'Save as SVG…')).bytes.toString()
    for (const text of ['Source: gamelaunch.csv', '27 Apr – 27 May 2016']) expect(said).toContain(text)
    await page.getByRole('button', { name: 'Copy or save the chart' }).first().click()
    await page.getByRole('menuitem', { name: 'Copy as picture' }).click()
    await page.getByText('Picture copied').first().waitFor()
    const copied = await page.evaluate(async () => {
      const [item] = await navigator.clipboard.read()
      const bitmap = await createImageBitmap(await item!.getType('image/png'))
      return bitmap.width
    })
    expect(copied).toBe(Math.ceil(3 * (width ?? 0)))

    const csv = (await save(page, 'Copy or save the chart', 'Save data as CSV…')).bytes
      .toString()
      .replace(/^\uFEFF/, '')
      .trim()
      .split(/\r?\n/)
    await chart.getByRole('button', { name: 'Table' }).click()
    const table = chart.getByRole('table')
    await table.waitFor()
    expect(csv[0]!.split(',').length).toBe(await table.getByRole('columnheader').count())
    expect(csv.some((line) => line.startsWith('2016-04-27') && line.includes('96'))).toBe(true)
    await chart.getByRole('button', { name: 'Table' }).click()
  })
})

describe('a result', () => {
  it('is saved whole as CSV, JSON, Arrow, Excel and Parquet, each with the same rows', async () => {
    const { page } = app
    await runSql(app, 'SELECT user_id, event, ts FROM gamelaunch ORDER BY ts, user_id, event')
    const csv = await save(page, 'Save as…', 'CSV')
    expect(csv.name).toBe('query.csv')
    expect(csv.bytes.toString().trim().split(/\r?\n/).length).toBe(29_325)
    const json = JSON.parse((await save(page, 'Save as…', 'JSON')).bytes.toString()) as {
      user_id: string
      event: string
      ts: string
    }[]
    expect(json.length).toBe(29_324)
    expect(Object.keys(json[0]!)).toEqual(['user_id', 'event', 'ts'])
    const arrow = tableFromIPC((await save(page, 'Save as…', 'Arrow (file)')).bytes)
    expect([arrow.numRows, arrow.schema.fields.map((field) => field.name)]).toEqual([
      29_324,
      ['user_id', 'event', 'ts'],
    ])
    expect(String(arrow.getChild('user_id')?.get(0))).toBe(json[0]!.user_id)
    const excel = await save(page, 'Save as…', 'Excel')
    expect(excel.name).toBe('query.xlsx')
    const sheet = read(excel.bytes).Sheets['Result']!
    const cells = ['A1', 'A2', 'C2'].map((place) => sheet[place] as CellObject)
    expect([sheet['!ref'], ...cells.map(({ t }) => t)]).toEqual(['A1:C29325', 's', 's', 'n'])
    expect(cells[1]?.v).toBe(json[0]!.user_id)
    const parquet = await save(page, 'Save as…', 'Parquet')
    const native = await (await DuckDBInstance.create()).connect()
    const counted = await native.runAndReadAll(
      `SELECT count(*), count(DISTINCT user_id), min(ts)::VARCHAR, max(ts)::VARCHAR FROM read_parquet('${parquet.path}')`,
    )
    expect(counted.getRows()[0]?.map(String)).toEqual([
      '29324',
      '3994',
      expect.stringContaining('2016-04-27 00:00:00'),
      expect.stringContaining('2016-05-27 00:00:00'),
    ])
  })

  it('is copied from the grid with Ctrl+C, as tab-separated text with its column names', async () => {
    const { page } = app
    await runSql(app, "SELECT * FROM (VALUES (1, 'a b'), (2, 'tab\there'), (3, NULL)) AS t(n, word) ORDER BY n")
    await page.getByRole('grid', { name: 'SQL result' }).focus()
    await page.keyboard.press('ControlOrMeta+C')
    await page.getByText('Copied 3 rows × 2 columns').first().waitFor()
    const lines = (await page.evaluate(() => navigator.clipboard.readText())).trimEnd().split(/\r?\n/)
    expect(lines[0]).toBe('n\tword')
    expect(lines[1]).toBe('1\ta b')
    expect(lines.length).toBe(4)
  })
})
