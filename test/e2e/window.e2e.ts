import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { panels } from '../../queries/index'
import { chooseFiles, openAnalysisTab, openSample, type RunningApp, runSql, startApp } from './app'

const panelNames = panels.map(({ name }) => name)

let app: RunningApp
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-window-'))
  app = await startApp({ width: 1024, height: 700 })
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(() => {
  expect(app.complaints).toEqual([])
})

describe('the first start', () => {
  it('offers a tour of six steps beside real parts of the window, once', async () => {
    const { page } = app
    await page.getByRole('button', { name: 'Take the tour' }).click()
    const card = page.getByRole('dialog')
    await card.getByText('Step 1 of 6').waitFor()
    await card.getByRole('button', { name: 'Open the sample' }).press('Enter')
    for (let step = 2; step <= 6; step++) {
      await card.getByText(`Step ${step} of 6`).waitFor()
      // The ring lies around what the step speaks of.
      await page.locator('.ring').waitFor()
      await card.getByRole('button', { name: step === 6 ? 'Done' : 'Next' }).press('Enter')
    }
    await card.waitFor({ state: 'detached' })
    await page.goto(`${app.url}#/start`)
    await page.getByRole('button', { name: 'Remove Game launch' }).click()
    await page.getByRole('button', { name: 'Dismiss' }).first().click()
    await page.reload()
    await page.getByRole('heading', { name: 'Samples' }).waitFor()
    expect(await page.getByRole('button', { name: 'Take the tour' }).count()).toBe(0)
  })
})

describe('files', () => {
  it('dropped on the window are shown for import', async () => {
    const { page } = app
    await page.getByRole('heading', { name: 'Samples' }).waitFor()
    await page.evaluate(() => {
      const carried = new DataTransfer()
      carried.items.add(
        new File(['user_id,event,ts\nu1,open,2024-03-01T10:00:00Z\nu2,open,2024-03-01T11:00:00Z\n'], 'dropped.csv'),
      )
      for (const type of ['dragenter', 'dragover', 'drop'])
        window.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: carried }))
    })
    await page.getByRole('table', { name: 'Preview' }).waitFor()
    expect(await page.getByRole('textbox', { name: 'Workspace' }).inputValue()).toBe('dropped')
  })

  it('that are no log are refused in words, and Import stays off', async () => {
    const { page } = app
    await page.goto(`${app.url}#/start`)
    await page.reload()
    const path = join(folder, 'picture.png')
    writeFileSync(
      path,
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      ),
    )
    await chooseFiles(page, path)
    await page.getByText('This file cannot be read').waitFor()
    expect(await page.getByRole('main').innerText()).toMatch(/picture\.png|image|not a log|Choose/i)
    expect(await page.getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true)
  })
})

describe('the keyboard', () => {
  it('opens the palette, runs a command, opens files and help, and closes with Escape', async () => {
    await openSample(app, 'Game launch')
    const { page } = app
    await page.keyboard.press('ControlOrMeta+K')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.insertText('retention')
    // Enter that confirms the letters of an input method is no Enter of ours.
    await page
      .getByRole('combobox', { name: 'Command' })
      .evaluate((field) =>
        field.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }),
        ),
      )
    await page.waitForTimeout(200)
    expect(await page.getByRole('dialog').count()).toBe(1)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Retention' }).waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    // Where there are several cores, as many engines may answer: the workspace goes on in them.
    if ((await page.evaluate(() => navigator.hardwareConcurrency)) > 1) {
      await page.locator('svg[role="img"], .chart svg').first().waitFor()
      await page.keyboard.press('ControlOrMeta+K')
      await page.keyboard.insertText('answer large logs')
      await page.getByRole('option', { name: 'Answer large logs with' }).waitFor()
      await page.keyboard.press('Enter')
      await page.getByText('are shared among').waitFor()
    }
    // A column is found by its name and its table, and opens as a question in SQL.
    await page.keyboard.press('ControlOrMeta+K')
    await page.keyboard.insertText('gamelaunch user_id')
    await page.getByRole('option', { name: 'user_id gamelaunch', exact: false }).first().waitFor()
    await page.keyboard.press('Enter')
    await page.locator('.cm-content').getByText('SELECT user_id, count(*)').waitFor()
    await page.getByRole('heading', { level: 1, name: 'SQL' }).click()
    await page.keyboard.press('?')
    await page.getByRole('dialog').getByText('Shortcuts').first().waitFor()
    // All that is written is found by its words, which are marked.
    await page.getByRole('combobox', { name: 'Search the help' }).fill('proposed relation')
    const topic = page.getByRole('dialog').getByRole('article')
    await topic
      .locator('mark', { hasText: /^relation$/i })
      .first()
      .waitFor()
    await page.getByRole('combobox', { name: 'Search the help' }).fill('zzz')
    await page.getByText('Nothing in the help has all of these words').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const chooser = page.waitForEvent('filechooser')
    await page.keyboard.press('ControlOrMeta+O')
    expect((await chooser).isMultiple()).toBe(true)
  })
})

describe('the SQL panel', () => {
  it('runs, and marks where an error is', async () => {
    expect(await runSql(app, 'SELECT count(*) FROM gamelaunch')).toEqual([['29,324']])
    await runSql(app, 'SELECT event,\n  usre_id FROM gamelaunch')
    await app.page.getByText('Line 2, column 3').waitFor()
  })

  it('cancels a long query and answers the next one', async () => {
    const { page } = app
    const editor = page.locator('.cm-content')
    await editor.click()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.insertText(
      'SELECT count(*) FROM range(100000000) a, range(100000) b WHERE (a.range*b.range)%7=3',
    )
    await page.keyboard.press('ControlOrMeta+Enter')
    const cancel = page.getByRole('main').getByRole('button', { name: 'Cancel' })
    await cancel.waitFor()
    await page.waitForTimeout(500)
    await cancel.click()
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
    expect(await runSql(app, 'SELECT count(DISTINCT user_id) FROM gamelaunch')).toEqual([['3,994']])
  })
})

describe('the window', () => {
  const ROUTES = [
    'start',
    'overview',
    'active-users',
    'retention',
    'funnel',
    'attribution',
    'batching',
    'sql',
    'tables',
    'rejects',
    'import',
  ]

  it.each(['light', 'dark'] as const)('fits 1024 × 700 on every page in the %s theme', async (theme) => {
    const { page } = app
    await page.keyboard.press('ControlOrMeta+K')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.insertText(`${theme} theme`)
    await page.keyboard.press('Enter')
    await page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme)
    const wide: string[] = []
    for (const route of ROUTES) {
      await page.goto(`${app.url}#/${route}`)
      await page.waitForTimeout(300)
      const sizes = await page.evaluate(() => {
        const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement
        const outside = [...document.querySelectorAll('button, h1, input, select')].filter(
          (one) =>
            one.checkVisibility() &&
            one.closest('[role=grid], .tabs, nav, .ui-spoken, .scroll') === null &&
            !one.classList.contains('ui-spoken') &&
            one.getBoundingClientRect().right > clientWidth + 1,
        )
        return {
          fits: scrollWidth <= clientWidth && scrollHeight <= clientHeight,
          outside: outside.map((one) => one.textContent || one.getAttribute('aria-label') || one.tagName),
        }
      })
      if (!sizes.fits || sizes.outside.length > 0) wide.push(`${route}: ${sizes.outside.join(', ')}`)
    }
    expect(wide).toEqual([])
  })

  it('shows every mark on the gallery page', async () => {
    const { page } = app
    await page.goto(`${app.url}#/gallery`)
    const tiles = page.locator('[data-chart]')
    await tiles.first().waitFor()
    expect(await tiles.count()).toBeGreaterThan(10)
    expect(
      await tiles.evaluateAll((all) =>
        all.filter((tile) => tile.querySelector('.view svg') === null).map((tile) => tile.getAttribute('data-chart')),
      ),
    ).toEqual([])
  })

  it('comes back after a restart: theme, workspace, panel and its parameters', async () => {
    await app.page.goto(`${app.url}#/active-users`)
    await openAnalysisTab(app.page, 'Stickiness')
    await app.page.getByRole('tab', { name: 'Table', exact: true }).click()
    await app.page.getByRole('grid', { name: 'Stickiness' }).getByRole('gridcell').first().waitFor()
    const page = await app.restart()
    await page.getByRole('grid', { name: 'Stickiness' }).getByRole('gridcell').first().waitFor({ timeout: 60_000 })
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
    expect(await page.getByRole('button', { name: 'Workspace Game launch' }).isVisible()).toBe(true)
  })

  it('can be open twice on one workspace', async () => {
    const second = await app.context.newPage()
    await second.goto(`${app.url}#/active-users`)
    await second.getByRole('grid', { name: 'Stickiness' }).getByRole('gridcell').first().waitFor()
    await second.close()
    expect(await runSql(app, 'SELECT count(*) FROM gamelaunch')).toEqual([['29,324']])
  })

  it('takes a removed workspace back with Undo', async () => {
    const { page } = app
    await page.goto(`${app.url}#/start`)
    await page.getByRole('button', { name: 'Remove Game launch' }).click()
    await page.getByText('Removed Game launch.').first().waitFor()
    await page.locator('.recent').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page
      .locator('.entry-name', { hasText: 'Game launch' })
      .or(page.getByRole('button', { name: 'Workspace Game launch' }))
      .first()
      .waitFor()
    expect(await runSql(app, 'SELECT count(*) FROM gamelaunch')).toEqual([['29,324']])
  })
})

describe('a workspace', () => {
  it('is renamed, taken back, exported, opened from its archive, and opened to be read only, where nothing can be imported', async () => {
    const { page } = app
    await page.goto(`${app.url}#/start`)
    const more = async (entry: string): Promise<void> => {
      await page
        .getByRole('button', { name: /^More for (Game launch|Spring)$/ })
        .first()
        .click()
      await page.getByRole('menuitem', { name: entry }).click()
    }
    await more('Rename…')
    await page.getByRole('dialog').getByLabel('Title').fill('Spring')
    await page.getByRole('dialog').getByRole('button', { name: 'Rename', exact: true }).click()
    await page.getByText('Game launch is called Spring now.').waitFor()
    await page.getByRole('button', { name: 'More for Spring' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).last().click()
    await page.getByRole('button', { name: 'More for Game launch' }).first().waitFor()
    const saved = page.waitForEvent('download')
    await more('Export as ZIP…')
    expect((await saved).suggestedFilename()).toBe('game-launch.lathe.zip')
    const archive = join(folder, 'Copy.lathe.zip')
    await (await saved).saveAs(archive)
    await chooseFiles(page, archive)
    await page.getByRole('button', { name: 'Workspace Copy' }).waitFor()
    expect(await runSql(app, 'SELECT count(*) FROM gamelaunch')).toEqual([['29,324']])
    await page.goto(`${app.url}#/start`)
    await more('Open to read only')
    await page.getByRole('button', { name: 'Workspace Game launch' }).getByText('read only').waitFor()
    const add = page.getByRole('button', { name: 'Add files…' })
    expect([await add.isDisabled(), await add.getAttribute('title')]).toEqual([
      true,
      'Game launch is open to be read only: nothing in it can be changed.',
    ])
    // No page has a button that would change something, by what buttons that do are called.
    const WRITES =
      /^(Save(?! as (report|bundle|Excel|…)|…? as)|Pin|Rename|Delete|Duplicate|Edit(?! in SQL)|New (dashboard|segment)|Add (?!a condition|condition|group|column|event|step|measure|exclusion)|Keep|Import|Accept|Undo|Move or resize|Try the example|Mend)/
    let seen = 0
    const open: string[] = []
    for (const route of [
      ...panelNames,
      'overview',
      'dashboards',
      'tables',
      'model',
      'checks',
      'segments',
      'sql',
      'rejects',
    ]) {
      await page.goto(`${app.url}#/${route}`)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' })
      const buttons = await page
        .locator('button')
        .evaluateAll((all) =>
          all.map((one) => ({
            name: (one.getAttribute('aria-label') ?? one.textContent ?? '').trim(),
            isOff: (one as HTMLButtonElement).disabled,
          })),
        )
      const writing = buttons.filter(({ name }) => WRITES.test(name))
      seen += writing.length
      open.push(...writing.filter(({ isOff }) => !isOff).map(({ name }) => `${route}: ${name}`))
    }
    expect(open).toEqual([])
    expect(seen).toBeGreaterThan(40)
    await page.goto(`${app.url}#/tables`)
    await page.getByRole('button', { name: 'What to do with gamelaunch' }).click()
    expect(await page.getByRole('menuitem', { disabled: true }).allInnerTexts()).toEqual(
      await page.getByRole('menuitem').allInnerTexts(),
    )
    await page.keyboard.press('Escape')
  })
})
