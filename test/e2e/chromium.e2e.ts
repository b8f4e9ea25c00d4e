import { expect, it } from 'vitest'
import { launchBrowser } from './browser'

it('starts a Chromium', async () => {
  const browser = await launchBrowser()
  expect(browser.version()).toMatch(/^\d+/)
  await browser.close()
})
