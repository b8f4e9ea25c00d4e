import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { build } from 'vite'
import { serve } from '../../src-main/serve'
import { launchBrowser } from './browser'

it('the private file system keeps every promise of a file store', async () => {
  const outDir = mkdtempSync(join(tmpdir(), 'lathe-opfs-'))
  await build({
    root: resolve(import.meta.dirname, 'opfs'),
    base: './',
    configFile: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'chrome130', modulePreload: { polyfill: false } },
  })
  const server = await serve(outDir, 0)
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    await page.goto(server.url)
    await page.waitForFunction(() => document.body.textContent.startsWith('['), undefined, { timeout: 60_000 })
    const results = JSON.parse(await page.locator('body').innerText()) as { title: string; error: string | null }[]
    expect(results.length).toBeGreaterThan(8)
    expect(results.filter((one) => one.error !== null)).toEqual([])
  } finally {
    await browser.close()
    await server.close()
    rmSync(outDir, { recursive: true, force: true })
  }
})
