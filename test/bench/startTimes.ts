import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { openSample, RENDERER, startApp } from '../e2e/app'

interface Opened {
  readonly paintMs: number
  readonly figuresMs: number
  /** Scripts that were fetched until the first paint, and until the figures. */
  readonly painted: readonly string[]
  readonly scripts: readonly string[]
}

/** Until the overview's figures are there, from the first byte of the window on. */
async function figuresOf(page: Page): Promise<Opened> {
  await page.waitForFunction(
    () => document.querySelector('[aria-label=Figures]')?.getAttribute('aria-busy') === 'false',
    null,
    { timeout: 300_000, polling: 10 },
  )
  return page.evaluate(() => {
    const figuresMs = performance.now()
    const paintMs = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN
    const fetched = performance
      .getEntriesByType('resource')
      .filter(({ name }) => /\.js$/.test(name) && !/worker/.test(name))
    const before = (ms: number): string[] =>
      fetched.filter(({ startTime }) => startTime < ms).map(({ name }) => name.slice(name.lastIndexOf('/') + 1))
    return { figuresMs, paintMs, painted: before(paintMs), scripts: before(figuresMs) }
  })
}

async function gzipKb(scripts: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    scripts.map(async (name) => gzipSync(await readFile(join(RENDERER, 'assets', name))).byteLength),
  )
  return Math.round(sizes.reduce((sum, bytes) => sum + bytes, 0) / 1000)
}

/**
 * Opens a sample in the browser host, then the window again and once more, and prints the seconds until the first paint
 * and until all figures of the overview are there. Printed, never judged.
 */
export async function startTimes(sample: string): Promise<void> {
  const app = await startApp({ width: 1440, height: 900 })
  const tell = (text: string): boolean => process.stdout.write(`${text}\n`)
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`
  try {
    const at = Date.now()
    await openSample(app, sample)
    tell(`${sample}: imported and opened ${seconds(Date.now() - at)}`)
    await app.page.goto(`${app.url}#/overview`)
    await figuresOf(app.page)
    tell(`  figures of the overview ${seconds(Date.now() - at)}`)
    // What is kept is written a moment later.
    await app.page.waitForTimeout(2000)
    for (const turn of ['opened again', 'once more']) {
      const page = await app.restart()
      const { paintMs, figuresMs, painted, scripts } = await figuresOf(page)
      tell(
        `${turn}: first paint ${seconds(paintMs)}, figures ${seconds(figuresMs)}; ` +
          `scripts ${await gzipKb(painted)} kB (gzip) to the first paint, ${await gzipKb(scripts)} kB in all`,
      )
    }
  } finally {
    await app.close()
  }
}
