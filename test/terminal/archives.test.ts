import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Workspace } from '../../src-renderer/store/workspace'
import { DiskFiles } from '../../src-renderer/store/diskFiles'
import { tarOf } from '../ingest/tarOf'
import { lathe } from './lathe'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-archives-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function write(name: string, content: Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  return path
}
const day = (date: string, rows: number): string =>
  `user_id,event,time\n${Array.from({ length: rows }, (_, n) => `u${n},view,${date}T10:00:0${n}Z\n`).join('')}`
const DAYS = {
  'logs/events-01.csv': day('2024-01-01', 3),
  'logs/events-02.csv': `${day('2024-01-02', 2)}u9,view,soon\n`,
}
const USERS = { 'users.csv': 'user_id,country\nu1,DE\nu2,FR\n', 'README.txt': 'What is in here.\nAll of it.\n' }
const zip = (files: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])))

describe.each([
  ['days.zip', zip],
  ['days.tar', tarOf],
  ['days.tar.gz', (files: Readonly<Record<string, string>>) => gzipSync(tarOf(files))],
] as const)('%s on the command line', (name, pack) => {
  it('is one table of its files where they are of one form, each a source and named in the rejects', async () => {
    const at = join(folder, `one-${name}`)
    const path = write(name, pack(DAYS))
    const run = await lathe('ingest', path, '-w', at)
    expect(JSON.parse(run.out)).toMatchObject({ table: 'events', files: 2, rows: 5, rejected: 1 })
    const { sources } = (await Workspace.open(new DiskFiles(at))).manifest
    expect(sources.map((source) => [source.name, source.rows])).toEqual([
      [`${name}/logs/events-01.csv`, 3],
      [`${name}/logs/events-02.csv`, 2],
    ])
    expect((await lathe('rejects', '-w', at)).out).toContain(`${name}/logs/events-02.csv`)
    rmSync(join(at, sources.length > 0 ? 'tables/events/date=2024-01-01_to_2024-01-02' : ''), { recursive: true })
    const restored = await lathe('restore', 'events', path, '-w', at)
    expect(JSON.parse(restored.out)).toMatchObject({ restored: [{ table: 'events', rows: 5 }], stillMissing: 0 })
    const again = await lathe('remap', 'events', path, '-w', at, '--map', 'user=user_id')
    expect(JSON.parse(again.out)).toMatchObject({ table: 'events', files: 2, rows: 5 })
  })

  it('is refused with its forms where they differ; one or several of its files may be named', async () => {
    const at = join(folder, `mixed-${name}`)
    const path = write(`mixed/${name}`, pack({ ...DAYS, ...USERS }))
    const refused = await lathe('ingest', path, '-w', at)
    expect(refused.status).toBe(1)
    expect(refused.notes).toMatch(
      /holds 4 files that are not of one form: logs\/events-01\.csv, logs\/events-02\.csv · users\.csv · README\.txt.*--member/,
    )
    const none = await lathe('ingest', path, '-w', at, '--member', 'orders.csv')
    expect(none.notes).toMatch(/of 4 files \(logs\/events-01\.csv, .*README\.txt\): say which one/)
    const one = await lathe('ingest', path, '-w', at, '--member', 'users.csv')
    expect(JSON.parse(one.out)).toMatchObject({ table: 'users', files: 1, rows: 2 })
    const some = await lathe('ingest', path, '-w', at, '--member', 'logs/*', '--table', 'log')
    expect(JSON.parse(some.out)).toMatchObject({ table: 'log', files: 2, rows: 5, rejected: 1 })
  })
})
