import { readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SAMPLES } from '../../samples/index'
import { chooseFiles, openAnalysisTab, openSample, type RunningApp, runSql, startApp } from './app'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
  await app.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: app.url })
})
afterAll(async () => {
  await app.close()
})
afterEach(() => {
  expect(app.complaints).toEqual([])
})

function truths(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(`samples/${path}`, 'utf8')) as Record<string, unknown>
}

async function go(route: string): Promise<Page> {
  await app.page.goto(`${app.url}#/${route}`)
  return app.page
}

/** Waits until the analysis in front has its answer. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('.pane')?.getAttribute('aria-busy') === 'false' &&
      /\brows?\b.*( ms|kept from before)/.test(document.querySelector('.pane [role=status].status')?.textContent ?? ''),
    undefined,
    { timeout: 60_000 },
  )
}

async function tab(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name, exact: true }).click()
}

async function rowsOf(page: Page, grid: string): Promise<string[][]> {
  const found = page.getByRole('grid', { name: grid, exact: true })
  await found.getByRole('gridcell').first().waitFor()
  return found
    .locator('[role=row]')
    .filter({ has: page.getByRole('gridcell') })
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('[role=gridcell]')].map((cell) => cell.textContent)),
    )
}

/** Chooses in a searchable list, by its face: opens, types, takes the entry of exactly that name. */
async function pick(page: Page, face: string | RegExp, value: string): Promise<void> {
  const search = page.getByRole('combobox', { name: /^Search / })
  const item = page
    .locator('.search-item')
    .filter({ has: page.getByText(value, { exact: true }) })
    .first()
  await page.getByRole('button', { name: face }).click()
  await search.fill(value)
  await item.dispatchEvent('click')
  await page.getByRole('button', { name: face }).filter({ hasText: value }).waitFor()
}

function summaries(page: Page): Promise<string[]> {
  return page.locator('figure.chart .summary').allInnerTexts()
}

/** Charts of the analysis in front, each with a sentence. */
async function expectCharts(page: Page): Promise<void> {
  await tab(page, 'Chart')
  await settle(page)
  await page.locator('figure.chart .view svg').first().waitFor()
  expect((await summaries(page)).every((text) => text.length > 10)).toBe(true)
}

/** Chart, table, SQL and definition of the analysis in front, each with what it promises. */
async function expectAllViews(page: Page, title: string): Promise<void> {
  await expectCharts(page)
  await tab(page, 'Table')
  expect((await rowsOf(page, title)).length).toBeGreaterThan(0)
  await tab(page, 'SQL')
  expect(await page.locator('pre.sql-text').innerText()).toMatch(/\bSELECT\b/i)
  await tab(page, 'Definition')
  expect((await page.getByRole('tabpanel').innerText()).length).toBeGreaterThan(300)
  await tab(page, 'Chart')
}

/** The list in front: rows, without a chart. */
async function expectList(page: Page, title: string): Promise<void> {
  await openAnalysisTab(page, title)
  await settle(page)
  expect((await rowsOf(page, title)).length).toBeGreaterThan(10)
  expect(await page.getByRole('tab', { name: 'Chart', exact: true }).count()).toBe(0)
}

/** Those that the tests below open from their cards, and one that takes long. */
const OPENED_ELSEWHERE = ['ecom', 'ads', 'order-batching', 'delivery-log', 'onlineretail']

describe('the samples', () => {
  it.each(SAMPLES.filter((one) => !OPENED_ELSEWHERE.includes(one.name)))(
    '$title opens from its card and answers something, on the dashboard of its pack if it has one',
    async ({ title, pack }) => {
      await openSample(app, title)
      const { page } = app
      if (pack !== undefined) await page.waitForURL((at) => at.hash === `#/dashboard/${pack}`)
      await page
        .locator('figure.chart .view svg')
        .first()
        .or(page.getByText('Choose the conversion'))
        .first()
        .waitFor({ timeout: 60_000 })
      expect(await page.getByText('No events yet').count()).toBe(0)
    },
  )
})

describe('on the newsfeed', () => {
  it('counts active users as the sample was made', async () => {
    // The newsfeed's log alone: accounts are nobody's.
    await openSample(app, 'Stickiness')
    const page = await go('active-users')
    await expectAllViews(page, 'Active users')
    await tab(page, 'Table')
    const dau = truths('newsfeed/truths.json')['dau'] as Record<string, number>
    const rows = await rowsOf(page, 'Active users')
    expect(Object.fromEntries(rows.slice(0, 20).map((row) => [row[0], Number(row[1])]))).toEqual(
      Object.fromEntries(Object.entries(dau).slice(0, 20)),
    )
  })

  it.each([
    ...['New and returning', 'Lifecycle stages', 'Stage transitions', 'Stickiness', 'Power users', 'L7'].map(
      (name) => ['active-users', name] as const,
    ),
    ...['Anomalies'].map((name) => ['trends', name] as const),
    ...['Top paths', 'Transitions'].map((name) => ['paths', name] as const),
    ...[
      'Entries and exits',
      'Session depth',
      'Time between sessions',
      'Session completion',
      'Skips and pace',
      'Session health',
    ].map((name) => ['sessions', name] as const),
    ...[
      'Rolling 24 hours',
      'Creator growth',
      'Viral content',
      'Share chains',
      'Share generations',
      'Share uplift',
      'Silent reactions',
    ].map((name) => ['content', name] as const),
  ])('%s: %s answers, and is drawn', async (panel, name) => {
    const page = await go(panel)
    await openAnalysisTab(page, name)
    await expectCharts(page)
  })

  it('answers as the gap between sessions slides', async () => {
    const page = await go('sessions')
    await openAnalysisTab(page, 'Session depth')
    await settle(page)
    const sessions = page.locator('.tile .value').first()
    const before = await sessions.textContent()
    const slider = page.getByRole('slider', { name: 'Gap in minutes: slider' })
    await slider.press('End')
    await expect.poll(() => sessions.textContent()).not.toBe(before)
    expect(await page.getByRole('textbox', { name: 'Gap in minutes' }).inputValue()).toBe('1440')
    await slider.press('Home')
    expect(await slider.getAttribute('aria-valuetext')).toBe('automatic')
    await expect.poll(() => sessions.textContent()).toBe(before)
  })

  it('lists sessions one by one', async () => {
    await expectList(await go('sessions'), 'List of sessions')
  })

  it.each([
    ['active-users', 'Lifecycle'],
    ['paths', 'Flow'],
    ['sessions', 'Sessions'],
    ['content', 'Content engagement'],
  ])('%s: %s answers in every view', async (panel, name) => {
    const page = await go(panel)
    await openAnalysisTab(page, name)
    await expectAllViews(page, name)
  })

  it('draws retention as heatmap and curves with the retention that the sample was made with', async () => {
    const page = await go('retention')
    await openAnalysisTab(page, 'Retention')
    await expectAllViews(page, 'Retention')
    const titles = await page.locator('figure.chart .title').allInnerTexts()
    expect(titles.join(' ')).toContain('Retention by cohort')
    await openAnalysisTab(page, 'Retention summary')
    await expectAllViews(page, 'Retention summary')
    await tab(page, 'Table')
    const { day1, day7 } = truths('newsfeed/truths.json')['retention'] as Record<
      'day1' | 'day7',
      { eligible: number; users: number }
    >
    const rows = await rowsOf(page, 'Retention summary')
    const ofDay = (day: string): string[] | undefined => rows.find((row) => row[0] === day)?.slice(1, 3)
    expect(ofDay('1')).toEqual([String(day1.eligible), String(day1.users)])
    expect(ofDay('7')).toEqual([String(day7.eligible), String(day7.users)])
  })

  it('offers only events and columns that exist', async () => {
    const page = await go('funnel')
    await page.getByRole('button', { name: /^Step 1:/ }).click()
    await page.locator('.search-item').nth(1).waitFor()
    const offered = (await page.locator('.search-item .search-label').allInnerTexts()).filter(
      (one) => one !== 'Any event',
    )
    await page.keyboard.press('Escape')
    expect(offered.toSorted()).toEqual(Object.keys(truths('newsfeed/truths.json')['byEvent'] as object).toSorted())
    await page.getByRole('group', { name: 'Break down by' }).getByRole('button', { name: 'Add column' }).click()
    await page.getByRole('button', { name: /^Break down by 1/ }).click()
    await page.locator('.search-item').nth(1).waitFor()
    const columns = (await page.locator('.search-item .search-label').allInnerTexts()).filter((one) => one !== 'None')
    await page.keyboard.press('Escape')
    const known = (await runSql(app, 'SELECT column_name FROM (DESCRIBE newsfeed)')).map(([name]) => name)
    expect(columns.length).toBeGreaterThan(5)
    // What every log has besides: parts of the local day.
    const made = ['hour', 'weekday', 'is_weekend', 'day_part']
    expect(columns.filter((name) => !known.includes(name) && !made.includes(name))).toEqual([])
  })

  it('says what is wrong with a parameter, and keeps the last answer', async () => {
    const page = await go('funnel')
    await pick(page, /^Step 1:/, 'session_start')
    await pick(page, /^Step 2:/, 'post_view')
    await settle(page)
    await page.locator('figure.chart').first().waitFor()
    const before = await summaries(page)
    await page.getByLabel('Window: amount').fill('soon')
    await page.getByText('The last answer stays below.').waitFor()
    expect(await page.getByRole('form', { name: 'Parameters' }).getByRole('alert').first().innerText()).toMatch(
      /duration|window|days/i,
    )
    expect(await summaries(page)).toEqual(before)
    await page.getByLabel('Window: amount').fill('14')
    await page.getByText('The last answer stays below.').waitFor({ state: 'detached' })
  })
})

describe('the funnel on the shop clickstream', () => {
  it('gives the reference figures for steps chosen in the form', async () => {
    await openSample(app, 'Shop clickstream')
    const page = await go('funnel')
    const steps = ['product_view', 'add_to_cart', 'cart', 'shipping_details', 'payment_details', 'purchase']
    for (const [index, step] of steps.entries()) {
      const entry = page.getByRole('button', { name: new RegExp(`^Step ${index + 1}:`) })
      if ((await entry.count()) === 0) await page.getByRole('button', { name: 'Add step' }).click()
      await pick(page, new RegExp(`^Step ${index + 1}:`), step)
    }
    await page.getByLabel('Window: unit').selectOption({ label: 'no limit' })
    await page.getByRole('button', { name: /^More/ }).click()
    await page.getByLabel('Events of one time').selectOption('strict')
    await tab(page, 'Table')
    await expect
      .poll(async () => (await rowsOf(page, 'Funnel')).map((row) => row[2]), { timeout: 60_000 })
      .toEqual(['598', '517', '429', '329', '222', '114'])
  })

  it('copies SQL that gives the same in a native DuckDB over the rows that the app exports', async () => {
    const page = app.page
    await tab(page, 'SQL')
    await page.getByRole('radio', { name: 'Trino' }).click()
    await page
      .getByText(/-- For Trino, over the tables|cannot be written for Trino: /)
      .first()
      .waitFor()
    await page.getByRole('radio', { name: 'DuckDB' }).click()
    await page.getByRole('button', { name: 'Copy SQL' }).click()
    await page.getByText('Copied SQL').first().waitFor()
    const sql = await page.evaluate(() => navigator.clipboard.readText())
    const names = /^-- Reads: (.*) \(export/m.exec(sql)?.[1]?.split(', ') ?? []
    expect(names).toContain('ecom')
    const native = await (await DuckDBInstance.create()).connect()
    for (const name of names) {
      await runSql(app, `SELECT * FROM ${name}`)
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Save as…' }).click()
      await page.getByRole('menuitem', { name: 'Parquet' }).click()
      await native.run(`CREATE TABLE "${name}" AS SELECT * FROM read_parquet('${await (await download).path()}')`)
    }
    // A shell takes statements one after another; the last one answers.
    const rows = (await native.runAndReadAll(sql)).getRows()
    expect(rows.map((row) => Number(row[2]))).toEqual([598, 517, 429, 329, 222, 114])
  })
})

describe('attribution', () => {
  it('shares the conversions of the ads sample, all of them under every additive model', async () => {
    await openSample(app, 'Ads')
    const page = await go('attribution')
    await expectAllViews(page, 'Attribution')
    // A figure that is cut off reads as another number.
    await page.setViewportSize({ width: 1024, height: 700 })
    await page.locator('.tile .value').first().waitFor()
    expect(
      await page
        .locator('.tile .value')
        .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)),
    ).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    // A slider is answered as it moves, and the field beside it follows.
    const slider = page.getByRole('slider', { name: 'Lookback: slider' })
    const touched = page.locator('.tile', { hasText: 'With a touch' }).locator('.value')
    const share = await touched.textContent()
    await slider.press('Home')
    await expect.poll(() => touched.textContent()).not.toBe(share)
    expect(await page.getByLabel('Lookback: amount').inputValue()).toBe('1')
    for (let step = 0; step < 14; step += 1) await slider.press('ArrowRight')
    expect(await page.getByLabel('Lookback: amount').inputValue()).toBe('7')
    await expect.poll(() => touched.textContent()).toBe(share)
    await tab(page, 'Table')
    const rows = await rowsOf(page, 'Attribution')
    const sumOf = (model: string): number =>
      rows.filter((row) => row[1] === model).reduce((sum, row) => sum + Number(row[2]!.replaceAll(',', '')), 0)
    expect(Math.round(sumOf('first'))).toBe(600)
    expect(Math.round(sumOf('linear'))).toBe(600)
    await expectList(page, 'Conversions')
  })

  it('shares the conversions of ready paths as the reference does', async () => {
    const { page } = app
    await page.goto(`${app.url}#/start`)
    await chooseFiles(page, 'samples/open-data/mta_paths/mta_data.csv.gz')
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('Imported mta_data').waitFor()
    await go('attribution')
    await openAnalysisTab(page, 'Attribution of paths')
    await settle(page)
    await page.getByLabel('Model', { exact: true }).selectOption('first')
    await tab(page, 'Table')
    const reference = (
      truths('open-data/mta_paths/REFERENCE.json')['models'] as Record<string, Record<string, { conversions: number }>>
    )['first']!
    await expect
      .poll(() => page.getByRole('grid', { name: 'Attribution of paths' }).getAttribute('aria-rowcount').then(Number), {
        timeout: 60_000,
      })
      .toBeLessThan(20)
    const rows = await rowsOf(page, 'Attribution of paths')
    expect(rows.length).toBeGreaterThanOrEqual(Object.keys(reference).length)
    for (const [channel, { conversions }] of Object.entries(reference))
      expect(rows.find((row) => row.includes(channel))?.map((cell) => cell.replaceAll(',', ''))).toContain(
        String(conversions),
      )
  })
})

describe('batching', () => {
  const TABS = [
    'Batched against individual',
    'Batching algorithms',
    'Batch routes',
    'Drivers and batching',
    'Restaurants and batching',
  ]

  it('answers all five questions on recorded batches', async () => {
    await openSample(app, 'Order batching')
    const page = await go('batching')
    for (const name of TABS) {
      await openAnalysisTab(page, name)
      await expectCharts(page)
    }
    await openAnalysisTab(page, TABS[0]!)
    await expectAllViews(page, TABS[0]!)
    expect((await summaries(page))[0]).toContain('42.7 minutes against 36.2 minutes')
    await expectList(page, 'List of deliveries')
    await page.getByText('the first 1,000 deliveries are listed, and 2,580 more are not').waitFor()
    await expectList(page, 'List of batches')
    await openAnalysisTab(page, TABS[0]!)
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('button', { name: 'Add column' }).click()
    await pick(page, /^Break down by 1/, 'vehicle_type')
    await page.getByLabel('Values shown').fill('1')
    await page.getByLabel('Values shown').press('Enter')
    await tab(page, 'Table')
    const others = page.locator('[role=row]').filter({ hasText: 'Other' }).first()
    await others.getByRole('gridcell').nth(2).click()
    await page.keyboard.press('Enter')
    // 648 by car and 442 by bike.
    await page.getByText('Batched deliveries (Other)').waitFor()
    await page.getByText('1,090 rows').first().waitFor()
    await page.keyboard.press('Escape')
  })

  it('derives batches from a plain log, and says what such a log cannot answer', async () => {
    await openSample(app, 'Delivery log')
    const page = await go('batching')
    const outcome: Record<string, boolean> = {}
    for (const name of TABS) {
      await openAnalysisTab(page, name)
      await tab(page, 'Chart')
      const missing = page.getByText('Data missing for this analysis')
      await page.locator('figure.chart .view svg').first().or(missing).first().waitFor({ timeout: 60_000 })
      outcome[name] = (await missing.count()) === 0
      if (outcome[name]) await expectCharts(page)
    }
    expect(outcome).toMatchObject({
      'Batched against individual': true,
      'Batch routes': false,
      'Drivers and batching': true,
      'Restaurants and batching': true,
    })
  })
})
