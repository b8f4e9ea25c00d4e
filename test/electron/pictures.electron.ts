import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { shrinkPng } from '../e2e/shrinkPng'
import type { MenuItem } from './desktop'
import { launch } from './launch'

/** Where to put them: LATHE_PICTURES=docs/screenshots npx vitest run --project electron pictures. */
const FOLDER = process.env['LATHE_PICTURES']

interface DrawnItem extends MenuItem {
  readonly type?: string
  readonly accelerator?: string
  readonly submenu?: readonly DrawnItem[]
}

const STYLE = `body{margin:0;padding:24px;background:#f7f8fa;color:#1b2430;font:12px/1.4 sans-serif;width:1392px}h1{font-size:14px;margin:0 0 16px}
.menus{display:flex;gap:16px;align-items:flex-start;flex-wrap:wrap}.menu{background:#fff;border:1px solid #d9dee5;border-radius:6px;padding:8px 0;min-width:200px}
h2{font-size:12px;margin:0;padding:0 12px 6px}.item{display:flex;gap:24px;justify-content:space-between;padding:3px 12px}.off{color:#98a3b3}.sub{padding-left:28px}kbd{font:inherit;color:#5b6675}hr{border:0;border-top:1px solid #e6e9ee;margin:4px 0}`

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/** The words of an item; a role's are the system's own, and stand here by the role's name. */
function wordsOf({ label, role }: DrawnItem): string {
  return (
    label ??
    (role ?? '')
      .replace(/Menu$/, '')
      .replace(/([A-Z])/g, ' $1')
      .replace(/^./, (letter) => letter.toUpperCase())
  )
    .replaceAll('&&', '\u0000')
    .replaceAll('&', '')
    .replaceAll('\u0000', '&')
}

function drawItems(items: readonly DrawnItem[], inner = false): string {
  return items
    .map((item) =>
      item.type === 'separator'
        ? '<hr>'
        : '<div ' +
          `class="item${item.enabled === false ? ' off' : ''}${inner ? ' sub' : ''}"><span>${escapeHtml(wordsOf(item))}${item.submenu === undefined ? '' : ' ▸'}</span><kbd>${escapeHtml((item.accelerator ?? '').replace('CmdOrCtrl', 'Ctrl'))}</kbd></div>${drawItems(item.submenu ?? [], true)}`,
    )
    .join('')
}

async function drawMenus(page: Page, menus: readonly DrawnItem[]): Promise<Buffer> {
  const drawn = menus.map(
    (menu) =>
      '<div ' +
      `class="menu"><h2>${escapeHtml(wordsOf(menu))}</h2>${menu.submenu === undefined ? '<div class="item off">as the system has it</div>' : drawItems(menu.submenu)}</div>`,
  )
  await page.setContent(
    `<style>${STYLE}</style><h1>The native menus of the desktop app, on Linux</h1><div ` +
      `class="menus">${drawn.join('')}</div>`,
  )
  return page.locator('body').screenshot()
}

it.runIf(FOLDER !== undefined)('takes pictures of the start screen and of the menus that the system gets', async () => {
  const app = await launch()
  try {
    const { page, standIn } = app
    await page.setViewportSize({ width: 1440, height: 900 })
    const log = join(app.folder, 'documents/visits.csv')
    writeFileSync(
      log,
      'user,event,time\nann,open,2024-03-01T10:00:00Z\nbob,open,2024-03-02T11:00:00Z\nann,paid,2024-03-02T12:00:00Z\n',
    )
    await app.answerOpen([log])
    await page.getByRole('button', { name: 'Open files…' }).first().click()
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByRole('navigation', { name: 'Panels' }).waitFor()
    await expect.poll(() => app.menuText(), { timeout: 10_000 }).toContain('visits.csv')
    const sheet = await standIn!.windows[0]!.page.then(
      (one) => one.context().browser()?.newPage() ?? one.context().newPage(),
    )
    writeFileSync(join(resolve(FOLDER!), 'menus.png'), shrinkPng(await drawMenus(sheet, standIn!.menu())))
    await sheet.close()
    await app.restart()
    await app.page.setViewportSize({ width: 1440, height: 900 })
    await app.page.evaluate(() => {
      location.hash = '#/start'
    })
    await app.page.getByText('Drop log files here').waitFor()
    await app.page.waitForTimeout(500)
    writeFileSync(join(resolve(FOLDER!), 'start-desktop.png'), shrinkPng(await app.page.screenshot()))
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
  }
})
