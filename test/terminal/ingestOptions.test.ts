import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCommandLine } from '../../src-renderer/host/terminal/readCommandLine'
import { DiskFiles } from '../../src-renderer/store/diskFiles'
import { Workspace } from '../../src-renderer/store/workspace'
import { rowsOf } from '../ingest/importLog'
import { lathe } from './lathe'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function write(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

describe('how a CSV is written, on the command line', () => {
  it('its separator, its header and the lines above can be said', async () => {
    const text = 'a~b\nuser_id~event~ts\nu1~a~2024-01-01\nu2~b~2024-01-02\n'
    const file = write('written.csv', text)
    for (const options of [
      ['--delimiter', '~', '--skip', '1'],
      ['--delimiter', '~', '--header', '2'],
    ]) {
      const run = await lathe('ingest', file, '--workspace', ':memory:', ...options)
      expect(JSON.parse(run.out)).toMatchObject({ rows: 2, users: 2, rejected: 0 })
    }
    const bare = write('bare.csv', 'u1;a;2024-01-01\nu2;b;2024-01-02\n')
    const run = await lathe('ingest', bare, '-w', ':memory:', '--header', 'no', '--map', 'user=column_1,time=column_3')
    expect(JSON.parse(run.out)).toMatchObject({ rows: 2, users: 2 })
    for (const wrong of [
      ['--delimiter', 'ab'],
      ['--header', 'maybe'],
      ['--skip', '-1x'],
    ])
      expect((await lathe('ingest', file, '-w', ':memory:', ...wrong)).status).toBe(2)
  })

  it('times of day alone, and times that cannot be read, are said and not imported', async () => {
    const clocks = await lathe(
      'ingest',
      write('c.csv', 'user_id,event,time\nu1,a,10:00\nu2,b,11:00\n'),
      '-w',
      ':memory:',
    )
    expect([clocks.status, clocks.notes]).toEqual([1, expect.stringContaining('times of day without a day (“10:00”')])
    const file = write('u.csv', 'user_id,event,timestamp\nu1,a,x@1\nu2,b,x@2\n')
    const unread = await lathe('ingest', file, '-w', ':memory:')
    expect([unread.status, unread.notes]).toEqual([1, expect.stringContaining('(“x@1”, “x@2”). Tried: ISO 8601')])
  })
})

describe('how ids are read, on the command line', () => {
  const doubtful = Buffer.from('user_id,event,ts\nGda\xf1sk,a,2024-01-01\n', 'latin1')

  it('an encoding that the bytes leave open is asked for, of every file, and can be said', async () => {
    const plain = write('plain.csv', 'user_id,event,ts\nu1,a,2024-01-01\n')
    const file = write('doubtful.csv', doubtful)
    for (const files of [[file], [plain, file]]) {
      const run = await lathe('ingest', ...files, '--workspace', ':memory:')
      expect([run.status, run.notes]).toEqual([
        1,
        expect.stringContaining('Say which with --encoding: windows-1252 or windows-1250.'),
      ])
    }
    const run = await lathe('ingest', plain, file, '--workspace', ':memory:', '--encoding', 'cp1250')
    expect(JSON.parse(run.out)).toMatchObject({ rows: 2, users: 2, rejected: 0 })
    expect((await lathe('ingest', file, '--workspace', ':memory:', '--encoding', 'klingon')).status).toBe(2)
  })

  it('bytes that do not fit a given encoding cost their rows, and it is said', async () => {
    const run = await lathe(
      'ingest',
      write('mixed.csv', Buffer.concat([doubtful, Buffer.from('ann,a,2024-01-02\n')])),
      '--workspace',
      ':memory:',
      '--encoding',
      'utf-8',
    )
    expect(JSON.parse(run.out)).toMatchObject({
      rows: 1,
      rejected: 1,
      users: 1,
      remarks: [{ kind: 'encoding', count: 1 }],
    })
    expect(run.notes).toContain(
      '1 row was rejected for bytes that are no characters of the file’s encoding, such as mixed.csv line 2',
    )
  })

  it('--null says which words are nobody, or that none are', async () => {
    const file = write('nulls.csv', 'user_id,event,ts\nNULL,a,2024-01-01\nunknown,a,2024-01-01\nu1,a,2024-01-01\n')
    const usersWith = async (...words: string[]): Promise<unknown> =>
      (JSON.parse((await lathe('ingest', file, '--workspace', ':memory:', ...words)).out) as { users: number }).users
    expect([await usersWith(), await usersWith('--null', 'NULL, unknown'), await usersWith('--null', '')]).toEqual([
      2, 1, 3,
    ])
    expect((await lathe('ingest', file, '--workspace', ':memory:')).notes).toContain(
      'user_id: 1 value such as “NULL” taken as empty.',
    )
  })

  it('--map completes what it names, and an empty column or none is no such role', async () => {
    expect(readCommandLine(['ingest', 'f', '--map', 'user=a,id=,test=none'])?.mapping).toEqual({
      user: 'a',
      id: '',
      test: 'none',
    })
    const file = write('twice.csv', 'uuid,who,event,ts\n1,a,x,2024-01-01\n1,a,x,2024-01-01\n2,b,x,2024-01-01\n')
    const rowsWith = async (map: string): Promise<unknown> =>
      (JSON.parse((await lathe('ingest', file, '--workspace', ':memory:', '--map', map)).out) as { rows: number }).rows
    expect([
      await rowsWith('user=who,id=uuid'),
      await rowsWith('user=who,id='),
      await rowsWith('user=who,id=none'),
    ]).toEqual([2, 3, 3])
  })
})

describe('how numbers and times are written, decided over all files of an import', () => {
  const day = (name: string, ...amounts: string[]): string =>
    write(
      name,
      `user_id;event;ts;amount\n${amounts.map((amount, n) => `u${n};pay;2024-01-0${n + 1};${amount}\n`).join('')}`,
    )
  const at = (): string => mkdtempSync(join(folder, 'w-'))
  async function valuesIn(path: string): Promise<readonly unknown[]> {
    const workspace = await Workspace.open(new DiskFiles(path))
    const rows = await rowsOf(workspace, workspace.manifest.tables['log']!.partitions)
    return rows.map((row) => row['value']).sort((one, other) => Number(one) - Number(other))
  }
  const options = (workspace: string): string[] => ['--workspace', workspace, '--table', 'log', '--map', 'value=amount']

  it('files that write them with different marks are each read as they are written, in any order, and it is said', async () => {
    const [comma, point] = [day('comma.csv', '1,5', '2,25'), day('point.csv', '1.5', '1.50')]
    for (const files of [
      [comma, point],
      [point, comma],
      [day('whole.csv', '1', '2'), point, comma],
    ]) {
      const workspace = at()
      const run = await lathe('ingest', ...files, ...options(workspace))
      expect(run.notes).toContain(
        'amount are written with a decimal comma in comma.csv (such as “1,5”) and with a decimal point in point.csv ' +
          '(such as “1.5”): each file is read as it is written.',
      )
      expect(run.status).toBe(0)
      expect(await valuesIn(workspace)).toEqual([
        ...(files.length === 3 ? [1] : []),
        1.5,
        1.5,
        1.5,
        ...(files.length === 3 ? [2] : []),
        2.25,
      ])
    }
    // What reads in two ways, and the others contradict one another, is asked.
    const open = await lathe('ingest', comma, point, day('open.csv', '1,500', '2,500'), ...options(at()))
    expect([open.status, open.notes]).toEqual([
      1,
      expect.stringContaining('open.csv (such as “1,500”) read with either'),
    ])
    // Who says it for all files is told what that costs.
    const kept = at()
    const told = await lathe('ingest', comma, day('point.csv', '1.5', '3'), ...options(kept), '--decimal', 'comma')
    expect([told.status, JSON.parse(told.out)]).toMatchObject([
      0,
      { rows: 4, lost: { value: { column: 'amount', count: 1, file: 'point.csv', example: '1.5' } } },
    ])
    const { sources } = (await Workspace.open(new DiskFiles(kept))).manifest
    expect(sources.map(({ name, lost }) => [name, lost])).toEqual([
      ['comma.csv', undefined],
      ['point.csv', { value: { column: 'amount', count: 1, line: 2 } }],
    ])
  })

  it(
    'a form that only a later file shows is taken for all, and texts that read in two ways are read as the others, ' +
      'and said',
    async () => {
      for (const files of [
        [day('whole.csv', '1', '2'), day('comma.csv', '1,5', '2,25'), day('open.csv', '1.500')],
        [day('open.csv', '1.500'), day('comma.csv', '1,5', '2,25'), day('whole.csv', '1', '2')],
      ]) {
        const workspace = at()
        const run = await lathe('ingest', ...files, ...options(workspace))
        expect([run.status, run.notes]).toEqual([
          0,
          expect.stringContaining(
            'amount: numbers (such as “1.500”) in open.csv are read with a decimal comma, as comma.csv writes them.',
          ),
        ])
        expect(JSON.parse(run.out)).not.toHaveProperty('lost')
        expect(await valuesIn(workspace)).toEqual([1, 1.5, 2, 2.25, 1500])
      }
    },
  )

  it('files of one name in different folders are told apart', async () => {
    const [one, other] = [day('log.csv', '1,5'), join(mkdtempSync(join(folder, 'day-')), 'log.csv')]
    writeFileSync(other, 'user_id;event;ts;amount\nu;pay;2024-01-01;1.5\n')
    expect(await lathe('ingest', one, other, ...options(at()))).toMatchObject({
      status: 0,
      notes: expect.stringContaining('decimal comma') as string,
    })
  })

  it('an amount that no file settles is asked for, whichever file it is in', async () => {
    const run = await lathe('ingest', day('whole.csv', '1', '2'), day('open.csv', '1,500', '2,500'), ...options(at()))
    expect([run.status, run.notes]).toEqual([
      1,
      expect.stringMatching(
        /amount \(such as “1,500”\) in open\.csv read with.*--decimal point or --decimal comma/,
      ) as string,
    ])
  })

  it('days and months that change places between files are read as each file proves it', async () => {
    const dated = (name: string, ...dates: string[]): string =>
      write(name, `user_id,event,ts\n${dates.map((date) => `u,open,${date}\n`).join('')}`)
    const [european, american] = [
      dated('eu.csv', '25/12/2023', '01/02/2024'),
      dated('us.csv', '12/25/2023', '01/02/2024'),
    ]
    const run = await lathe('ingest', european, american, '--workspace', at(), '--table', 'log')
    expect(run).toMatchObject({
      status: 0,
      notes: expect.stringContaining('us.csv: its times are read as %m/%d/%Y, those of eu.csv as %d/%m/%Y.') as string,
    })
    expect(JSON.parse(run.out)).toMatchObject({ minTs: '2023-12-25T00:00:00.000Z', maxTs: '2024-02-01T00:00:00.000Z' })
    const open = dated('open.csv', '01/02/2024')
    expect((await lathe('ingest', european, open, '--workspace', at(), '--table', 'log')).status).toBe(0)
    expect(await lathe('ingest', european, american, open, '--workspace', at(), '--table', 'log')).toMatchObject({
      status: 1,
      notes: expect.stringContaining('The times in open.csv read as') as string,
    })
  })
})
