import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lathe } from './lathe'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-known-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const HEAD = 'user_id,event,ts,n\n'
const rows = (from: number, to: number): string =>
  Array.from(
    { length: to - from },
    (_, n) => `u${(from + n) % 3},a,2024-01-02T00:00:${10 + from + n}Z,${from + n}\n`,
  ).join('')

function write(name: string, content: string): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

async function take(workspace: string, file: string, ...more: readonly string[]) {
  const run = await lathe('ingest', file, '--workspace', join(folder, workspace), '--table', 'log', ...more)
  const report = JSON.parse(run.out) as { files: number; rows: number; remarks?: { kind: string; count: number }[] }
  const known = report.remarks?.find(({ kind }) => kind === 'known-file')?.count ?? 0
  return { files: report.files, rows: report.rows, known, notes: run.notes }
}

it('says that a file was imported before, whatever its name, and leaves it out where that is asked for', async () => {
  const file = write('day.csv', HEAD + rows(0, 6))
  expect(await take('same', file)).toMatchObject({ rows: 6, known: 0 })
  const again = await take('same', write('copy.csv', HEAD + rows(0, 6)))
  expect(again).toMatchObject({ rows: 6, known: 6 })
  expect(again.notes).toContain('copy.csv was imported into log on ')
  expect(again.notes).toContain(', as day.csv: no id tells its rows apart, so that 6 rows count twice now.')
  const left = await take('same', file, '--known', 'skip')
  expect(left).toMatchObject({ files: 0, rows: 0, known: 0 })
  expect(left.notes).toContain('1 file was imported before and left out')
  // As long, and another file.
  expect(await take('same', write('other.csv', HEAD + rows(1, 7)), '--known', 'skip')).toMatchObject({
    rows: 6,
    known: 0,
  })
  expect((await lathe('ingest', file, '-w', ':memory:', '--known', 'some')).status).toBe(2)
})

it('says how many rows of a file that has grown count twice', async () => {
  const file = write('grown.csv', HEAD + rows(0, 4))
  await take('grown', file)
  write('grown.csv', HEAD + rows(0, 9))
  const grown = await take('grown', file, '--known', 'skip')
  expect(grown).toMatchObject({ rows: 9, known: 4 })
  expect(grown.notes).toContain('so that 4 rows count twice now. A log that grows is followed, not imported again.')
  // Written anew under the same name: its beginning is another.
  write('grown.csv', HEAD + rows(20, 40))
  expect(await take('grown', file)).toMatchObject({ rows: 20, known: 0 })
})

it('says nothing where ids tell the rows apart, nor of another table, nor of a plain table that is replaced', async () => {
  const text = 'event_id,user_id,event,ts\ne1,u,a,2024-01-02\ne2,u,a,2024-01-02\n'
  const file = write('ids.csv', text)
  await take('ids', file)
  expect(await take('ids', file)).toMatchObject({ rows: 0, known: 0 })
  const plain = write('plain.csv', 'country,name\nDE,Germany\nFR,France\n')
  await take('plain', plain)
  expect(await take('plain', plain)).toMatchObject({ rows: 2, known: 2 })
  const other = await lathe('ingest', plain, '--workspace', join(folder, 'plain'), '--table', 'other')
  expect(other.out).not.toContain('known-file')
})
