import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { diskSource } from '../../../src-renderer/host/terminal/fileSource'
import type { FileSystem } from '../../../src-renderer/host/terminal/fileSource'
import { ingest as importFiles } from '../../../src-renderer/ingest/ingest'
import { inspect, planFrom } from '../../../src-renderer/ingest/inspect/inspect'
import { MemoryFiles } from '../../../src-renderer/store/memoryFiles'
import { Workspace } from '../../../src-renderer/store/workspace'
import { lathe } from '../../terminal/lathe'

const folder = mkdtempSync(join(tmpdir(), 'lathe-odd-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})
const at = (name: string): string => join(folder, name)
const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(at(name), content)
  return at(name)
}
const ingest = (...words: string[]): ReturnType<typeof lathe> => lathe('ingest', ...words)
const HEADER = 'user_id,event,ts\n'
const LOG = `${HEADER}a,open,2024-01-01T00:00:00Z\nb,open,2024-01-02T00:00:00Z\n`

describe('a file with a header and no rows', () => {
  it.each([
    ['first', [HEADER, LOG]],
    ['second', [LOG, HEADER]],
    ['empty and second', [LOG, '']],
  ])('does not stand in the way when it comes %s', async (name, contents) => {
    const w = at(`w-${name}`)
    for (const content of contents) {
      const run = await ingest(
        write('log.csv', content),
        '--workspace',
        w,
        '--table',
        'log',
        ...(content === '' ? ['--format', 'csv'] : []),
      )
      if (content !== '') expect([run.status, run.notes]).toEqual([0, expect.any(String)])
    }
    const tables = JSON.parse((await lathe('tables', '--workspace', w, '--format', 'json')).out) as unknown[]
    expect(tables).toMatchObject([{ table: 'log', kind: 'events', rows: 2 }])
  })

  it('is passed over when a file of the same import has rows', async () => {
    const run = await ingest(
      write('head.csv', HEADER),
      write('body.csv', LOG),
      '--workspace',
      ':memory:',
      '--table',
      'log',
    )
    expect([run.status, JSON.parse(run.out)]).toMatchObject([0, { rows: 2, users: 2, files: 2 }])
    expect(run.notes).toContain('events, ')
  })
})

describe('a header with names that are missing or come twice', () => {
  it('is a header, and it is said what the columns are called', async () => {
    const run = await ingest(
      write('names.csv', 'user_id,event,ts,name,,name\nu1,view,2024-01-15,a,b,c\nu2,view,2024-01-16,d,e,f\n'),
      '--workspace',
      at('names'),
    )
    expect([run.status, JSON.parse(run.out)]).toMatchObject([0, { rows: 2, rejected: 0 }])
    expect(run.notes).toMatch(/without a name: column_5\./)
    expect(run.notes).toMatch(/more than once.*name → name_2/)
  })
})

describe('more columns than a table has', () => {
  it('is said', async () => {
    const lines = Array.from({ length: 1500 }, (_, row) =>
      JSON.stringify({ user_id: 'u', ts: '2024-01-01', event: 'e', [`k${row}`]: row }),
    )
    const run = await ingest(write('wide.ndjson', lines.join('\n')), '--workspace', ':memory:')
    expect([run.status, JSON.parse(run.out)]).toMatchObject([0, { rows: 1500 }])
    expect(run.notes).toMatch(/more than 1,000 columns.*_other_fields/)
  })
})

describe('a path that is no plain file', () => {
  it.skipIf(process.platform === 'win32')('is refused with its name and what to do', async () => {
    symlinkSync(at('circle-b'), at('circle-a'))
    symlinkSync(at('circle-a'), at('circle-b'))
    execFileSync('mkfifo', [at('pipe')])
    const cases: [string, RegExp][] = [
      [at('circle-a'), /circle-a cannot be read \(its links lead in a circle\).*\[bad-file\]/],
      [at('pipe'), /pipe is a pipe.*file first.*\[bad-file\]/],
      ['/dev/null', /\/dev\/null is a device.*\[bad-file\]/],
      [folder, /is a folder; name the files in it.*\[not-found\]/],
      [at('none'), /There is no file.*none.*\[not-found\]/],
    ]
    for (const [path, message] of cases) {
      const run = await ingest(path, '--workspace', ':memory:')
      expect([path, run.status, run.out]).toEqual([path, 1, ''])
      expect(run.notes).toMatch(message)
    }
  })

  it('is told when it goes or shrinks while it is read', async () => {
    const read = async (change: (path: string) => void): Promise<void> => {
      const path = write('going.csv', LOG.repeat(60_000))
      const source = diskSource(path)
      let chunks = 0
      for await (const _chunk of source.open()) if (chunks++ === 0) change(path)
      for await (const _chunk of source.open()) chunks++
    }
    await expect(
      read((path) => {
        truncateSync(path, 2 ** 20)
      }),
    ).rejects.toMatchObject({ code: 'bad-file', message: expect.stringMatching(/became shorter/) as string })
    await expect(read(unlinkSync)).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(/going\.csv cannot be read/) as string,
    })
  })
})

describe('chunks that pass', () => {
  it('are the file’s bytes, each until the next one is asked for, also where a reader stops early', async () => {
    const path = at('passing.csv')
    const bytes = Uint8Array.from({ length: 2 ** 21 + 5000 }, (_, index) => (index * 31) ^ (index >>> 8))
    writeFileSync(path, bytes)
    const source = diskSource(path)
    const copies: Uint8Array[] = []
    for await (const chunk of source.open(true)) copies.push(chunk.slice())
    expect(Buffer.concat(copies).equals(bytes)).toBe(true)
    for await (const chunk of source.open(true)) {
      expect(chunk[5]).toBe(bytes[5])
      break
    }
    for await (const chunk of diskSource(write('empty.csv', '')).open(true)) expect(chunk).toBeUndefined()
  })
})

describe('a file that the system does not give', () => {
  const files = (read: FileSystem['read']): FileSystem => ({
    stat: (path) => statSync(path, { throwIfNoEntry: false }),
    read,
  })
  const refusal = (code: string): Error => Object.assign(new Error(`${code}: refused, open`), { code, syscall: 'open' })

  it('is an error with its name, from the first byte or in the middle, and nothing is imported', async () => {
    const path = write('secret.csv', LOG)
    const good = diskSource(path)
    const plan = planFrom(await inspect(good, {}), 'UTC')
    for (const code of ['EACCES', 'EIO']) {
      const denied = diskSource(
        path,
        files(async function* () {
          if (code === 'EIO') yield await Promise.resolve(Buffer.from(HEADER))
          throw refusal(code)
        }),
      )
      const workspace = await Workspace.create(new MemoryFiles(), { timezone: 'UTC', weekStart: 1, now: () => 0 })
      for (const run of [inspect(denied, {}), importFiles(plan, [good, denied], workspace)]) {
        const message = expect.stringMatching(new RegExp(`secret\\.csv cannot be read.*${code}`)) as string
        await expect(run).rejects.toMatchObject({ code: 'bad-file', message, payload: { file: path } })
      }
      expect(workspace.manifest.tables).toEqual({})
    }
  })

  it('is an error when not even its size is told', () => {
    const blind: FileSystem = {
      stat: () => {
        throw Object.assign(new Error('EACCES: permission denied, stat'), { code: 'EACCES', syscall: 'stat' })
      },
      read: () => {
        throw new Error('not reached')
      },
    }
    expect(() => diskSource(at('x.csv'), blind)).toThrow(
      expect.objectContaining({ code: 'bad-file', payload: { file: at('x.csv') } }) as Error,
    )
  })

  it('is an error when it vanishes between inspection and import, and the workspace stays as it was', async () => {
    const path = write('vanish.csv', LOG)
    const source = diskSource(path)
    const plan = planFrom(await inspect(source, {}), 'UTC')
    unlinkSync(path)
    const workspace = await Workspace.create(new MemoryFiles(), { timezone: 'UTC', weekStart: 1, now: () => 0 })
    await expect(importFiles(plan, [source], workspace)).rejects.toMatchObject({
      code: 'bad-file',
      payload: { file: path },
      message: expect.stringMatching(/vanish\.csv cannot be read/) as string,
    })
    expect([workspace.manifest.tables, workspace.manifest.revision]).toEqual([{}, 0])
  })
})

describe('a file of one character', () => {
  it.each(['[', '{', '"', '\0', '\ufeff', ' '])('%j × 1 MB is an error, whatever it is called', async (character) => {
    for (const name of ['a.json', 'a.ndjson', 'a.csv', 'a.log', 'a']) {
      const run = await ingest(
        write(name, character.repeat(character === '\ufeff' ? 1 : 2 ** 20)),
        '--workspace',
        ':memory:',
      )
      expect([name, run.status, run.out]).toEqual([name, 1, ''])
      expect(run.notes).toMatch(/\[bad-file\]/)
    }
  })

  it('is an error when it is packed twice', async () => {
    const run = await ingest(write('twice.ndjson.gz', gzipSync(gzipSync(LOG))), '--workspace', ':memory:')
    expect([run.status, run.out]).toEqual([1, ''])
    expect(run.notes).toMatch(/\[bad-file\]/)
  })
})
