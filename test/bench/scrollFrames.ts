import { openSample, runSql, startApp } from '../e2e/app'

const ROWS = 1_000_000
const SECONDS = 6

/** The value at a share of the sorted times. */
function quantile(times: readonly number[], share: number): number {
  return times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0
}

/**
 * Scrolls a result of a million rows with the wheel, a step every frame or so, and prints how long frames took in
 * milliseconds: median, 95th percentile and the longest. Printed, never judged.
 */
export async function scrollFrames(): Promise<void> {
  const app = await startApp({ width: 1440, height: 900 })
  try {
    await openSample(app, 'Newsfeed')
    await runSql(app, `SELECT i AS row, md5(i::VARCHAR) AS text, i * 0.5 AS half FROM range(${ROWS}) rows(i)`)
    const grid = app.page.getByRole('grid', { name: 'SQL result' })
    const box = await grid.boundingBox()
    if (box === null) throw new Error('There is no result to scroll.')
    await app.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    const frames = app.page.evaluate(
      (ms) =>
        new Promise<number[]>((resolve) => {
          const times: number[] = []
          const start = performance.now()
          let last = start
          const next = (now: number): void => {
            times.push(now - last)
            last = now
            if (now - start < ms) requestAnimationFrame(next)
            else resolve(times.slice(1))
          }
          requestAnimationFrame(next)
        }),
      SECONDS * 1000,
    )
    const until = Date.now() + SECONDS * 1000
    while (Date.now() < until) await app.page.mouse.wheel(0, 900)
    const times = (await frames).toSorted((a, b) => a - b)
    const text = (share: number): string => `${quantile(times, share).toFixed(1)} ms`
    process.stdout.write(
      `${ROWS.toLocaleString('en')} rows, ${times.length} frames: median ${text(0.5)}, p95 ${text(0.95)}, ` +
        `longest ${text(1)}\n`,
    )
  } finally {
    await app.close()
  }
}
