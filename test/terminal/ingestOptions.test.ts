import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCommandLine } from '../../src-renderer/host/terminal/commandLine'
import { lathe } from './lathe'

let folder = ''
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'lathe-')) })
afterAll(() => { rmSync(folder, { recursive: true }) })

function write(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

describe('how ids are read, on the command line', () => {
  const doubtful = Buffer.from('user_id,event,ts\nGda\xf1sk,a,2024-01-01\n', 'latin1')

  it('an encoding that the bytes leave open is asked for, of every file, and can be said', async () => {
    const plain = write('plain.csv', 'user_id,event,ts\nu1,a,2024-01-01\n')
    const file = write('doubtful.csv', doubtful)
    for (const files of [[file], [plain, file]]) {
      const run = await lathe('ingest', ...files, '--workspace', ':memory:')
      expect([run.status, run.notes]).toEqual([1, expect.stringContaining('Say which with --encoding: windows-1252 or windows-1250.')])
    }
    const run = await lathe('ingest', plain, file, '--workspace', ':memory:', '--encoding', 'cp1250')
    expect(JSON.parse(run.out)).toMatchObject({ rows: 2, users: 2, rejected: 0 })
    expect((await lathe('ingest', file, '--workspace', ':memory:', '--encoding', 'klingon')).status).toBe(2)
  })

  it('bytes that do not fit a given encoding cost their rows, and it is said', async () => {
    const run = await lathe('ingest', write('mixed.csv', Buffer.concat([doubtful, Buffer.from('ann,a,2024-01-02\n')])), '--workspace', ':memory:', '--encoding', 'utf-8')
    expect(JSON.parse(run.out)).toMatchObject({ rows: 1, rejected: 1, users: 1, remarks: [{ kind: 'encoding', count: 1 }] })
    expect(run.notes).toContain('1 row was rejected for bytes that are no characters of the file’s encoding, such as mixed.csv line 2')
  })

  it('--null says which words are nobody, or that none are', async () => {
    const file = write('nulls.csv', 'user_id,event,ts\nNULL,a,2024-01-01\nunknown,a,2024-01-01\nu1,a,2024-01-01\n')
    const usersWith = async (...words: string[]): Promise<unknown> => (JSON.parse((await lathe('ingest', file, '--workspace', ':memory:', ...words)).out) as { users: number }).users
    expect([await usersWith(), await usersWith('--null', 'NULL, unknown'), await usersWith('--null', '')]).toEqual([2, 1, 3])
    expect((await lathe('ingest', file, '--workspace', ':memory:')).notes).toContain('user_id: 1 value such as “NULL” taken as empty.')
  })

  it('--map completes what it names, and an empty column or none is no such role', async () => {
    expect(readCommandLine(['ingest', 'f', '--map', 'user=a,id=,test=none'])?.mapping).toEqual({ user: 'a', id: '', test: 'none' })
    const file = write('twice.csv', 'uuid,who,event,ts\n1,a,x,2024-01-01\n1,a,x,2024-01-01\n2,b,x,2024-01-01\n')
    const rowsWith = async (map: string): Promise<unknown> => (JSON.parse((await lathe('ingest', file, '--workspace', ':memory:', '--map', map)).out) as { rows: number }).rows
    expect([await rowsWith('user=who,id=uuid'), await rowsWith('user=who,id='), await rowsWith('user=who,id=none')]).toEqual([2, 3, 3])
  })
})
