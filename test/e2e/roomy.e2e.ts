import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSample, startApp, type RunningApp } from './app'
import { cutTexts } from './cutTexts'

/** What is seen of dashboards is seen whole, or says in full what it is: at both sizes, over all tiles. */
let app: RunningApp
beforeAll(async () => {
  app = await startApp({ width: 1024, height: 700 })
})
afterAll(async () => {
  await app.close()
})

/** What is wrong with the tiles in sight. */
async function wrongTiles(): Promise<readonly string[]> {
  const silent = await app.page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('article .result-grid')]
      .filter((grid) => {
        const cells = grid.querySelector<HTMLElement>('.grid')
        const isWide = cells !== null && cells.scrollWidth > cells.clientWidth + 1
        return isWide && !/\d+ of \d+ columns$/.test(grid.querySelector('.caption')?.textContent ?? '')
      })
      .map((grid) => `${grid.closest('article')?.getAttribute('aria-label')}: columns are out of sight in silence`),
  )
  return [...(await cutTexts(app.page)), ...silent]
}

it.each(['Messenger', 'Restaurants'])('the dashboard of %s cuts nothing in silence', async (sample) => {
  const { page } = app
  await openSample(app, sample)
  await page.locator('article').first().waitFor()
  for (const width of [1024, 1440]) {
    // So high that all tiles are in sight, and answered.
    await page.setViewportSize({ width, height: 9000 })
    await page.waitForFunction(() => document.querySelector('[aria-busy=true], article .waiting[role=status]') === null)
    expect(await wrongTiles(), `at ${width}`).toEqual([])
    expect(await page.locator('article .finding').count()).toBeGreaterThan(5)
  }
  expect(app.complaints).toEqual([])
})
