import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chooseFiles, startApp } from '../e2e/app'
import { generateEvents } from './generateEvents.mjs'

interface Frames {
  readonly times: readonly number[]
  /** When tasks of the window's own thread began that took more than 50 ms, and how long they took. */
  readonly long: readonly { readonly at: number; readonly ms: number }[]
}

/** The value at a share of the sorted times. */
function quantile(times: readonly number[], share: number): number {
  return times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0
}

/**
 * Imports a generated log in the window and prints rows a second, and how long frames took meanwhile in milliseconds:
 * median, 95th and 99th percentile and the longest. Printed, never judged.
 */
export async function importFrames(rows: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lathe-bench-'))
  const app = await startApp({ width: 1440, height: 900 })
  const { page } = app
  try {
    const file = join(folder, 'log.ndjson')
    await generateEvents(rows, file)
    await page.goto(`${app.url}#/start`)
    await chooseFiles(page, file)
    const begin = page.getByRole('button', { name: 'Import', exact: true })
    await begin.waitFor({ timeout: 120_000 })
    const frames = page.evaluate(
      () =>
        new Promise<Frames>((resolve) => {
          const times: number[] = []
          const long: { at: number; ms: number }[] = []
          const start = performance.now()
          new PerformanceObserver((list) => {
            for (const { startTime, duration } of list.getEntries()) long.push({ at: startTime - start, ms: duration })
          }).observe({ entryTypes: ['longtask'] })
          let last = start
          const next = (now: number): void => {
            times.push(now - last)
            last = now
            if (document.querySelector('[aria-label="Import result"]') === null) requestAnimationFrame(next)
            else resolve({ times: times.slice(1), long })
          }
          requestAnimationFrame(next)
        }),
    )
    await begin.click()
    const { times: all, long } = await frames
    const seconds = all.reduce((sum, ms) => sum + ms, 0) / 1000
    const times = all.toSorted((a, b) => a - b)
    const text = (share: number): string => `${quantile(times, share).toFixed(1)} ms`
    const tasks = long.map(({ at, ms }) => `${Math.round(ms)} ms at ${(at / 1000).toFixed(1)} s`)
    process.stdout.write(
      `${rows.toLocaleString('en')} rows in ${seconds.toFixed(1)} s (${Math.round(rows / seconds).toLocaleString('en')} ` +
        `a second), ${times.length} frames: median ${text(0.5)}, p95 ${text(0.95)}, p99 ${text(0.99)}, longest ` +
        `${text(1)}; long tasks: ${tasks.length === 0 ? 'none' : tasks.join(', ')}\n`,
    )
  } finally {
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
