import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lathe } from './lathe'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-names-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** What every JavaScript object has by these names is not what a file's columns are. */
const NAMES = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf']

async function columnsOf(workspace: string, file: string) {
  for (let time = 0; time < 2; time += 1) {
    const run = await lathe('ingest', file, '--workspace', join(folder, workspace), '--table', 'laps')
    expect([run.status, run.notes]).toEqual([0, expect.any(String)])
  }
  const tables = await lathe('tables', '--workspace', join(folder, workspace))
  return NAMES.map((name) => [name, new RegExp(`^ +${name}  (\\w+)$`, 'm').exec(tables.out)?.[1]])
}

it.each(['csv', 'ndjson'])('columns of %s may be called as what all objects have', async (format) => {
  const rows = [1, 2, 3].map((n) => NAMES.map((_, at) => (at === 2 ? `t${n}` : n * 10 + at)))
  const text =
    format === 'csv'
      ? [`user_id,event,ts,${NAMES.join(',')}`, ...rows.map((row, n) => `u${n},lap,2024-01-0${n + 1},${row.join(',')}`)]
      : rows.map((row, n) => {
          const own = NAMES.map((name, at) => `${JSON.stringify(name)}:${JSON.stringify(row[at])}`)
          return `{"user_id":"u${n}","event":"lap","ts":"2024-01-0${n + 1}",${own.join(',')}}`
        })
  const file = join(folder, `laps.${format}`)
  writeFileSync(file, `${text.join('\n')}\n`)
  expect(await columnsOf(format, file)).toEqual(NAMES.map((name, at) => [name, at === 2 ? 'string' : 'integer']))
})

it('a table is not called so, and one of such a file has another name', async () => {
  const file = join(folder, 'constructor.csv')
  writeFileSync(file, 'user_id,event,ts\nu,a,2024-01-01\n')
  const run = await lathe('ingest', file, '--workspace', join(folder, 'named'))
  expect(run.status).toBe(0)
  const report = JSON.parse(run.out) as { table: string; rows: number }
  expect(report).toMatchObject({ table: 'constructor_table', rows: 1 })
  for (const name of ['__proto__', 'toString']) {
    const named = await lathe('ingest', file, '--workspace', join(folder, 'named'), '--table', name)
    expect([named.status, named.notes]).toEqual([1, expect.stringContaining('Lathe keeps that name for itself')])
  }
  expect((await lathe('tables', '--workspace', join(folder, 'named'))).out).toContain('1 rows')
})
