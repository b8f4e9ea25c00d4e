import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { launch, type RunningDesktop } from './launch'

let app: RunningDesktop
beforeAll(async () => { app = await launch() })
afterAll(async () => { await app.close() })
afterEach(() => { expect(app.complaints).toEqual([]) })

it('opens, imports a file', async () => {
  const { page } = app
  const log = join(app.folder, 'documents/visits.csv')
  writeFileSync(log, `user_id,event,ts\n${Array.from({ length: 300 }, (_, i) => `u${i % 40},${i % 3 ? 'view' : 'buy'},2024-01-${String(1 + i % 28).padStart(2, '0')}T10:00:00Z`).join('\n')}\n`)
  app.script.open.push([log])
  await page.getByRole('button', { name: 'Open files…' }).first().click()
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByText('300 rows').first().waitFor()
  await page.screenshot({ path: '/tmp/desk/import.png' })
  const manifest = JSON.parse(readFileSync(join(app.folder, 'documents/Lathe/visits/lathe.json'), 'utf8')) as { tables: Record<string, { rows: number }> }
  expect(manifest.tables['visits']?.rows).toBe(300)
  expect(existsSync(join(app.folder, 'documents/Lathe/visits/.lathe-lock'))).toBe(false)
  console.log(app.menuText())
})
