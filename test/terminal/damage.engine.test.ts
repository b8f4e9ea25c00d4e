import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Manifest } from '../../src-renderer/store/manifest'
import { csvRows, lathe, type Run } from './lathe'

const folder = mkdtempSync(join(tmpdir(), 'lathe-damage-'))
const place = join(folder, 'workspace')
const logs = [1, 2, 3].map((day) => join(folder, `log-${day}.csv`))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const run = (...words: string[]): Promise<Run> => lathe(...words, '--workspace', place)
const manifestPath = join(place, 'lathe.json')
const manifest = (): Manifest => JSON.parse(readFileSync(manifestPath, 'utf8')) as Manifest

/** Every file of the workspace with its bytes. */
function filesNow(): Readonly<Record<string, string>> {
  const paths = readdirSync(place, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  return Object.fromEntries(
    paths.map((one) => join(one.parentPath, one.name)).map((path) => [path, readFileSync(path, 'base64')]),
  )
}

/** Turns one bit in the middle of a stored file. */
function flip(path: string): void {
  const bytes = readFileSync(join(place, path))
  bytes[bytes.length >> 1]! ^= 4
  writeFileSync(join(place, path), bytes)
}

async function rowsOf(sql: string): Promise<{ readonly n: string; readonly notes: string }> {
  const { status, out, notes } = await run('sql', sql, '--format', 'csv')
  expect([status, notes]).toEqual([0, notes])
  return { n: csvRows(out)[0]!['n']!, notes }
}

async function verified(): Promise<{
  readonly status: number
  readonly damaged: number
  readonly damage: readonly string[]
}> {
  const { status, out } = await run('verify')
  return { status, ...(JSON.parse(out) as { damaged: number; damage: string[] }) }
}

// Without event ids, so that a row that is imported twice would count twice.
beforeAll(async () => {
  for (const [index, path] of logs.entries()) {
    const rows = Array.from(
      { length: 40 },
      (_, n) => `u${n % 20},open,2024-03-0${index + 1}T10:${String(n).padStart(2, '0')}:00Z`,
    )
    writeFileSync(path, `user,event,time\n${rows.join('\n')}\n`)
    const { status, notes } = await run('ingest', path, '--table', 'log')
    expect([status, notes]).toEqual([0, notes])
  }
})

describe('a workspace with damage, in the terminal', () => {
  it('says what is missing each time, restores that alone, and is as before', async () => {
    const before = filesNow()
    expect(await verified()).toMatchObject({ status: 0, damaged: 0 })
    const [entry] = manifest().tables['log']!.partitions
    flip(entry!.path)
    for (let turn = 0; turn < 2; turn++) {
      const { n, notes } = await rowsOf('SELECT count(*) AS n FROM log')
      expect(n).toBe('80')
      expect(notes).toMatch(/40 rows?.* missing/)
      expect(await verified()).toMatchObject({
        status: 1,
        damaged: 1,
        damage: [expect.stringContaining('lathe restore log')],
      })
    }
    const tables = await run('tables')
    expect(tables.notes).toContain('2024-03-01')
    const restored = await run('restore', 'log', ...logs)
    expect([restored.status, JSON.parse(restored.out)]).toMatchObject([0, { stillMissing: 0 }])
    expect(await rowsOf('SELECT count(*) AS n FROM log')).toMatchObject({
      n: '120',
      notes: expect.not.stringContaining('missing') as string,
    })
    expect(await verified()).toMatchObject({ status: 0, damaged: 0 })
    // Nothing but that partition was written: what was stored beside it is there, byte by byte.
    const after = filesNow()
    const others = Object.keys(before).filter((path) => path.endsWith('.arrow') && !path.endsWith(entry!.path))
    expect(others.length).toBeGreaterThan(3)
    for (const path of others) expect([path, after[path] === before[path]]).toEqual([path, true])
  })

  it('derives active days and sessions from sound events, without a word', async () => {
    for (const entry of [...manifest().tables['log']!.userDays, ...manifest().tables['log']!.sessions])
      rmSync(join(place, entry.path))
    const users = await run('query', 'active-users', '--format', 'csv')
    expect(csvRows(users.out).map((row) => row['dau'])).toEqual(['20', '20', '20'])
    expect(users.notes).not.toContain('missing')
    expect((await verified()).status).toBe(1)
  })

  it('goes on without the users file, names the loss, and gets the ids back from the source', async () => {
    rmSync(join(place, manifest().users!.path))
    const loss = await verified()
    expect([loss.status, loss.damage.some((text) => text.includes('users'))]).toEqual([1, true])
    expect((await rowsOf('SELECT count(DISTINCT user_key) AS n FROM log')).n).toBe('20')
    const restored = await run('restore', 'users', ...logs)
    expect([restored.notes, restored.status]).toEqual([
      restored.notes,
      (JSON.parse(restored.out) as { stillMissing: number }).stillMissing > 0 ? 1 : 0,
    ])
    expect((await rowsOf("SELECT count(*) AS n FROM log WHERE user_id = 'u7'")).n).toBe('6')
  })

  it('does not take a manifest from which an entry was dropped, and puts the whole one back', async () => {
    const whole = readFileSync(manifestPath, 'utf8')
    const { tables, ...rest } = JSON.parse(whole) as Manifest
    const table = tables['log']!
    writeFileSync(
      manifestPath,
      JSON.stringify({ ...rest, tables: { log: { ...table, partitions: table.partitions.slice(1) } } }),
    )
    const refused = await run('sql', 'SELECT count(*) AS n FROM log')
    expect([refused.status, refused.notes]).toEqual([1, expect.stringMatching(/lathe\.json.*restore/s)])
    const repaired = await run('restore', 'lathe.json')
    expect([repaired.status, repaired.notes]).toEqual([0, expect.stringContaining('lathe.json')])
    expect((await rowsOf('SELECT count(*) AS n FROM log')).n).toBe('120')
  })

  it('refuses a restore that says nothing to restore, or nothing to read', async () => {
    expect((await run('restore')).status).toBe(2)
    expect((await run('restore', 'log')).status).toBe(2)
    expect((await run('restore', 'log', ...logs, '--accept-loss')).status).toBe(2)
  })
})
