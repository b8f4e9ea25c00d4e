import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lathe } from './lathe'

let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-dialects-'))
  writeFileSync(
    join(folder, 'log.csv'),
    'user_id,event,time\na,view,2024-03-01T10:00:00Z\na,buy,2024-03-02T10:00:00Z\n',
  )
  await lathe('ingest', join(folder, 'log.csv'), '-w', join(folder, 'ws'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})
const ask = (...words: string[]): ReturnType<typeof lathe> => lathe('query', ...words, '-w', join(folder, 'ws'))

it('prints a query as SQL for DuckDB and for Trino, and says what Trino has nothing for', async () => {
  const duckdb = await ask('active-users', '--dialect', 'duckdb')
  expect(duckdb.out).toMatch(/^-- Days are cut in UTC\.\nCREATE OR REPLACE MACRO[^]*ORDER BY date;\n$/)
  const trino = await ask('active-users', '--dialect', 'trino')
  expect(trino.out).toMatch(/^-- For Trino[^]*-- Days are cut in UTC\.[^]*FROM "log_user_days"[^]*ORDER BY date;\n$/)
  const steps = await ask('funnel', '--dialect', 'trino', '--param', 'steps=["view","buy"]')
  expect(steps.out).toContain('-- How many reached each step')
  const refused = await ask('top-paths', '--dialect', 'trino')
  expect(refused).toMatchObject({ status: 1, out: '' })
  expect(refused.notes).toMatch(/cannot be written for Trino: the function \w+\(\)/)
  expect(await ask('active-users', '--dialect', 'mysql')).toMatchObject({ status: 2 })
})
