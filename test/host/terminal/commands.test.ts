import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyses } from '../../../queries/index'
import { readCommandLine } from '../../../src-renderer/host/terminal/readCommandLine'
import { diskSource } from '../../../src-renderer/host/terminal/fileSource'
import { print } from '../../../src-renderer/host/terminal/print'
import type { Streams } from '../../../src-renderer/host/terminal/streams'
import { textTable } from '../../../src-renderer/export/textTable'
import { openOrCreateWorkspace, openWorkspace } from '../../../src-renderer/host/terminal/workspaceFolder'
import { DiskFiles } from '../../../src-renderer/store/diskFiles'
import { Workspace } from '../../../src-renderer/store/workspace'
import { arrayTable } from '../../panels/grid/arrayTable'
import { runCommand as run } from './runCommand'

/** Commands that need no engine, without the program around them. */
const folder = mkdtempSync(join(tmpdir(), 'lathe-commands-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})
const at = (name: string): string => join(folder, name)
const write = (name: string, text: string): string => {
  writeFileSync(at(name), text)
  return at(name)
}
const HEAD = 'user_id,event,time,plan\n'

/** The first note taken apart: how the file was read, then its roles in the alphabet's order. */
function rolesIn(notes: readonly string[]): readonly string[] {
  const [file = '', kind = '', ...roles] = (notes[0] ?? '').split(', ')
  return [`${file}, ${kind}`, ...roles.sort()]
}

beforeAll(async () => {
  write('log.csv', `${HEAD}ann,open,2024-03-01T10:00:00Z,pro\nbob,open,2024-03-02T11:00:00Z,free\nann,pay,soon,pro\n`)
  write('plain.csv', 'name,amount\na,1\nb,2\n')
  await run('ingest', at('log.csv'), '--workspace', at('w'), '--table', 'visits')
  await run('ingest', at('plain.csv'), '--workspace', at('w'))
})

describe('lathe ingest', () => {
  it('says how far it is with joining the small files that an older Lathe left', async () => {
    const kept = unzipSync(readFileSync(new URL('../../store/kept/format-1.zip', import.meta.url)))
    for (const [path, bytes] of Object.entries(kept)) await new DiskFiles(at('old')).write(path, new Uint8Array(bytes))
    const first = await run('ingest', at('plain.csv'), '--workspace', at('old'))
    expect([first.status, first.progress.slice(0, 5)]).toEqual([
      0,
      [...[45, 90, 135, 180, 225].map((count) => `joining small files, once: ${count} of 225`)],
    ])
    const second = await run('ingest', at('plain.csv'), '--workspace', at('old'), '--table', 'again')
    expect([second.status, second.progress.join().includes('joining')]).toEqual([0, false])
  })

  it('prints one object, says how the file was read and what was rejected, and ends with 3 only where that is strict', async () => {
    const lax = await run('ingest', at('log.csv'), '--workspace', at('lax'), '--table', 'visits')
    expect([lax.status, JSON.parse(lax.out)]).toEqual([
      0,
      expect.objectContaining({ table: 'visits', files: 1, rows: 2, rejected: 1 }),
    ])
    expect(rolesIn(lax.notes)).toEqual(['log.csv: csv, events', 'event=event', 'time=time', 'user=user_id'])
    expect(lax.notes).toContain(`1 row was rejected; see lathe rejects --workspace ${at('lax')}`)
    expect(lax.progress.at(-1)).toBe('end')
    expect(lax.progress.join('\n')).toMatch(/^\w+ 100% 2 rows, [\d,]+\/s, 1 rejected$/m)
    const strict = await run('ingest', at('log.csv'), '--workspace', ':memory:', '--strict')
    expect([strict.status, strict.notes.at(-1)]).toEqual([3, '1 row was rejected'])
    const clean = write('clean.csv', `${HEAD}ann,open,2024-03-01T10:00:00Z,pro\n`)
    const whole = await run('ingest', clean, '--workspace', ':memory:', '--strict')
    expect(whole.progress.join('\n')).not.toContain('rejected')
    expect([whole.status, rolesIn(whole.notes), whole.notes.join().includes('rejected')]).toEqual([
      0,
      ['clean.csv: csv, events', 'event=event', 'time=time', 'user=user_id'],
      false,
    ])
    const two = await run(
      'ingest',
      write(
        'two.csv',
        `${HEAD}a,b,soon,c\na,b,later,c\na,b,2024-03-01T10:00:00Z,c\na,b,2024-03-02T10:00:00Z,c\na,b,2024-03-03T10:00:00Z,c\n`,
      ),
      '--workspace',
      ':memory:',
    )
    expect(two.notes.at(-1)).toBe('2 rows were rejected')
  })

  it('takes zone, kind, format and a mapping from the command line', async () => {
    const table = await run(
      'ingest',
      at('plain.csv'),
      '--workspace',
      at('zoned'),
      '--timezone',
      'Asia/Tokyo',
      '--kind',
      'table',
      '--table',
      'things',
      '--format',
      'csv',
    )
    expect([table.status, table.notes[0], JSON.parse(table.out)]).toEqual([
      0,
      'plain.csv: csv, plain table',
      expect.objectContaining({ table: 'things', rows: 2 }),
    ])
    expect((await openWorkspace({ workspace: at('zoned') })).manifest).toMatchObject({
      timezone: 'Asia/Tokyo',
      weekStart: 1,
    })
    const mapped = await run(
      'ingest',
      write('odd.csv', 'who,what,at\na,x,2024-01-01 00:00:00\nb,y,2024-01-01 00:00:05\n'),
      '--workspace',
      ':memory:',
      '--map',
      'user=who,event=what,time=at',
      '--time-format',
      'iso',
    )
    expect(rolesIn(mapped.notes)).toEqual(['odd.csv: csv, events', 'event=what', 'time=at', 'user=who'])
  })

  it('lets weeks begin on another day, and says so once', async () => {
    const first = await run('ingest', at('plain.csv'), '--workspace', at('weeks'), '--kind', 'table')
    expect(first.notes.join()).not.toContain('weeks of this workspace')
    const changed = await run(
      'ingest',
      at('plain.csv'),
      '--workspace',
      at('weeks'),
      '--kind',
      'table',
      '--week-start',
      'sunday',
    )
    expect(changed.notes).toContain('weeks of this workspace now begin on sunday')
    expect((await openWorkspace({ workspace: at('weeks') })).manifest.weekStart).toBe(7)
    const again = await run(
      'ingest',
      at('plain.csv'),
      '--workspace',
      at('weeks'),
      '--kind',
      'table',
      '--week-start',
      'sunday',
    )
    expect(again.notes.join()).not.toContain('weeks of this workspace')
    // The lock was given back each time.
    await (await openWorkspace({ workspace: at('weeks') })).change(() => Promise.resolve(), { waitMs: 0 })
  })

  it.each<readonly [readonly string[], string, RegExp]>([
    [['--workspace', ':memory:'], 'usage', /which files/],
    [['log.csv'], 'usage', /where to keep it/],
    [['log.csv', '--workspace', ':memory:', '--timezone', 'Mars/Base'], 'usage', /"Mars\/Base" is no time zone/],
    [['log.csv', '--workspace', ':memory:', '--format', 'xml'], 'usage', /--format is one of .*csv.*, not "xml"/],
    [['log.csv', '--workspace', ':memory:', '--time-format', 'foo'], 'usage', /--time-format is iso.*not "foo"/],
    [['none.csv', '--workspace', ':memory:'], 'not-found', /There is no file .*none\.csv\./],
    [['.', '--workspace', ':memory:'], 'not-found', /is a folder; name the files in it/],
  ])('%j is refused: %s', async (words, code, sentence) => {
    const refused = await run(
      'ingest',
      ...words.map((word) => (/^(log|none)\.csv$/.test(word) ? at(word) : word === '.' ? folder : word)),
    )
    expect([refused.code, refused.status, refused.out]).toEqual([code, null, ''])
    expect(refused.message).toMatch(sentence)
  })

  it('says which columns or formats a doubt is between, and how to settle it', async () => {
    const times = await run(
      'ingest',
      write(
        'dates.csv',
        'user_id,event,time\na,x,01/02/2024 10:00:00\nb,y,03/04/2024 10:00:00\nc,y,05/06/2024 10:00:00\n',
      ),
      '--workspace',
      ':memory:',
    )
    expect([times.code, times.out]).toEqual(['mapping-uncertain', ''])
    expect(times.message).toMatch(/Say which with --time-format: "[^"]+" or "[^"]+"\.$/)
    const noTime = write('no-time.csv', 'user_id,event,plan\na,x,p\nb,y,p\na,z,p\n')
    const [mapped, given] = [
      await run('ingest', noTime, '--workspace', ':memory:', '--map', 'user=user_id,event=event'),
      await run('ingest', noTime, '--workspace', ':memory:', '--kind', 'events'),
    ]
    expect([
      mapped.code,
      /Candidates for time: user_id, event, plan\. Say which with --map time=COLUMN, or import a plain table with --kind table\.$/.test(
        mapped.message,
      ),
    ]).toEqual(['mapping-uncertain', true])
    expect([given.code, given.message.endsWith('Say which with --map time=COLUMN.')]).toEqual([
      'mapping-uncertain',
      true,
    ])
  })

  it('reads a file without rows as its table was read before, and looks at the first that has some', async () => {
    const header = await run('ingest', write('header.csv', HEAD), '--workspace', at('w'), '--table', 'visits')
    expect([header.status, JSON.parse(header.out)]).toEqual([0, expect.objectContaining({ rows: 0, rejected: 0 })])
    const alone = await run('ingest', at('header.csv'), '--workspace', ':memory:')
    expect([alone.status, JSON.parse(alone.out)]).toEqual([0, expect.objectContaining({ table: 'header', rows: 0 })])
    // A column's name alone says nothing: it is what it was in the table.
    const odd = write('things.csv', 'a,b,c\nann,x,2024-01-01 00:00:00\nbob,y,2024-01-02 00:00:05\n')
    await run('ingest', odd, '--workspace', at('odd'), '--table', 'things', '--map', 'user=b,event=a,time=c')
    const again = await run(
      'ingest',
      write('empty-things.csv', 'a,b,c\n'),
      '--workspace',
      at('odd'),
      '--table',
      'things',
    )
    expect([again.status, rolesIn(again.notes)]).toEqual([
      0,
      ['empty-things.csv: csv, events', 'event=a', 'time=c', 'user=b'],
    ])
    const several = await run('ingest', write('empty.csv', ''), at('log.csv'), '--workspace', ':memory:')
    expect([several.status, several.notes[0]?.startsWith('log.csv: csv, events, '), JSON.parse(several.out)]).toEqual([
      0,
      true,
      expect.objectContaining({ files: 2, rows: 2 }),
    ])
  })
})

describe('lathe tables', () => {
  it('lists tables with their rows, dates and columns, as text and as JSON', async () => {
    const listed = await run('tables', '--workspace', at('w'))
    const text = listed.out
    expect([listed.status, listed.notes]).toEqual([0, []])
    expect(text).toMatch(
      /^visits {2}events, 2 rows, 1 partitions, 2024-03-01T10:00:00\.000Z to 2024-03-02T11:00:00\.000Z, 1 rejected$/m,
    )
    expect(text).toMatch(/^ {4}user_id {2}string$/m)
    expect(text).toMatch(/^plain {2}table, 2 rows, 1 partitions$/m)
    const written = (await run('tables', '--workspace', at('w'), '--format', 'json')).out
    expect(written.startsWith('[\n {\n  "table": ')).toBe(true)
    const json = JSON.parse(written) as { table: string; columns: unknown[] }[]
    expect(json.map((one) => one.table).sort()).toEqual(['plain', 'visits'])
    expect(json.find((one) => one.table === 'visits')).toMatchObject({
      kind: 'events',
      rows: 2,
      partitions: 1,
      rejected: 1,
      minTs: '2024-03-01T10:00:00.000Z',
      maxTs: '2024-03-02T11:00:00.000Z',
    })
    expect(json.find((one) => one.table === 'plain')).toMatchObject({
      kind: 'table',
      minTs: null,
      maxTs: null,
      columns: [{ name: 'name', type: 'string' }, { name: 'amount', type: 'integer' }, expect.anything()],
    })
    const one = (await run('tables', '--workspace', at('w'), '--table', 'plain', '--format', 'table')).out
    expect(one).not.toContain('visits')
  })

  it('is empty for an empty workspace', async () => {
    await Workspace.create(new DiskFiles(at('none')), { timezone: 'UTC', weekStart: 1 })
    expect([
      (await run('tables', '--workspace', at('none'))).out,
      (await run('tables', '--workspace', at('none'), '--format', 'json')).out,
    ]).toEqual(['', '[]\n'])
  })

  it.each<readonly [readonly string[], string, RegExp]>([
    [
      ['tables', '--workspace', 'w', '--table', 'visit'],
      'not-found',
      /There is no table "visit"; did you mean visits\?/,
    ],
    [['tables', '--workspace', 'w', '--table', 'zzzzzzzz'], 'not-found', /the tables are visits, plain\./],
    [['tables', 'extra', '--workspace', 'w'], 'usage', /lathe tables takes no "extra"/],
    [['tables', '--workspace', 'w', '--format', 'csv'], 'usage', /--format is table or json here, not "csv"/],
    [['tables'], 'usage', /Say which workspace/],
    [['tables', '--workspace', ':memory:'], 'not-found', /in memory is empty/],
    [
      ['tables', '--workspace', 'nowhere'],
      'not-found',
      /There is no workspace in .*nowhere; make one with lathe ingest/,
    ],
  ])('%j is refused', async (words, code, sentence) => {
    const refused = await run(...words.map((word) => (word === 'w' || word === 'nowhere' ? at(word) : word)))
    expect([refused.code, refused.out]).toEqual([code, ''])
    expect(refused.message).toMatch(sentence)
  })
})

describe('lathe queries', () => {
  it('lists every analysis with its parameters and presets, as text and as JSON', async () => {
    const listed = await run('queries'),
      text = listed.out
    expect([listed.status, text.endsWith('\n')]).toEqual([0, true])
    for (const analysis of analyses)
      expect(text).toContain(`\n${analysis.name}  ${analysis.title}\n`.slice(analysis === analyses[0] ? 1 : 0))
    const retention = analyses.find((one) => one.name === 'retention')!
    const unit = retention.parameters.find((spec) => spec.name === 'unit')!
    expect(text).toContain(
      `    unit  ${unit.options!.map((option) => option.value).join('|')}  default ${JSON.stringify(unit.default)}`,
    )
    expect(text).toContain(`    preset=${retention.presets![0]!.name}  ${retention.presets![0]!.about}`)
    const written = await run('queries', '--format', 'json')
    expect([written.status, written.out.startsWith('[\n {\n  "name": ')]).toEqual([0, true])
    const json = JSON.parse(written.out) as {
      name: string
      parameters: { name: string; options?: string[] }[]
      columns: string[]
      presets?: unknown[]
    }[]
    expect(json.map((one) => one.name)).toEqual(analyses.map((one) => one.name))
    expect(json.find((one) => one.name === 'retention')).toEqual({
      name: 'retention',
      title: retention.title,
      about: retention.about,
      grain: retention.grain,
      columns: retention.columns.map((column) => column.name),
      parameters: retention.parameters.map((spec) => ({
        name: spec.name,
        type: spec.type,
        default: spec.default,
        ...(spec.options === undefined ? {} : { options: spec.options.map((option) => option.value) }),
      })),
      presets: retention.presets!.map(({ name, title, about, values }) => ({ name, title, about, values })),
    })
    for (const one of json)
      expect('presets' in one).toBe(analyses.find((analysis) => analysis.name === one.name)!.presets !== undefined)
    expect((await run('queries', 'x')).code).toBe('usage')
  })
})

describe('lathe verify', () => {
  it('is content with a whole workspace, and names what is broken', async () => {
    await run('ingest', at('log.csv'), '--workspace', at('v'), '--table', 'visits')
    const whole = await run('verify', '--workspace', at('v'))
    const { files } = JSON.parse(whole.out) as { files: number }
    expect([whole.status, files > 2, JSON.parse(whole.out)]).toEqual([0, true, expect.objectContaining({ damaged: 0 })])
    const entry = Object.values((await openWorkspace({ workspace: at('v') })).manifest.tables)[0]!.partitions[0]!
    const bytes = readFileSync(at(`v/${entry.path}`))
    bytes[bytes.length >> 1]! ^= 1
    writeFileSync(at(`v/${entry.path}`), bytes)
    const broken = await run('verify', '--workspace', at('v'))
    expect([broken.status, JSON.parse(broken.out)]).toEqual([1, expect.objectContaining({ files, damaged: 1 })])
    expect((await run('verify', 'x', 'y', '--workspace', at('v'))).code).toBe('usage')
  })
})

describe('what a command writes', () => {
  const streams = (said: unknown[]): Streams => ({
    out: (bytes) => {
      said.push(bytes)
      return Promise.resolve()
    },
    note: () => undefined,
    progress: () => undefined,
    endProgress: () => undefined,
  })

  it('goes to standard output, or to the file of --out', async () => {
    const said: unknown[] = []
    await print('text', readCommandLine(['queries'])!, streams(said))
    await print('text', readCommandLine(['queries', '--out', at('out.txt')])!, streams(said))
    expect([said, readFileSync(at('out.txt'), 'utf8')]).toEqual([['text'], 'text'])
    await expect(
      print('x', readCommandLine(['queries', '--out', at('no/such/place')])!, streams(said)),
    ).rejects.toMatchObject({ code: 'store-write', payload: { path: at('no/such/place') } })
  })

  it('is a table whose numbers stand to the right', () => {
    const table = arrayTable({
      name: ['string', ['a', 'longer', null]],
      n: ['integer', [5, -1000, null]],
      x: ['double', [0.5, 1e21, null]],
      d: ['decimal', ['1.50', null, null]],
    })
    expect(textTable(table)).toBe(
      [
        'name        n                       x     d',
        '------  -----  ----------------------  ----',
        'a           5                     0.5  1.50',
        'longer  -1000  1000000000000000000000',
        '',
        '',
      ].join('\n'),
    )
    const long = arrayTable({ n: ['integer', Array.from({ length: 1001 }, (_, index) => index)] })
    const lines = textTable(long).split('\n')
    expect([lines.length, lines[0], lines[1], lines[2], lines.at(-3), lines.at(-2), lines.at(-1)]).toEqual([
      1004,
      '  n',
      '---',
      '  0',
      '999',
      '(first 1,000 of 1,001 rows)',
      '',
    ])
    expect(textTable(arrayTable({ n: ['integer', Array.from({ length: 1000 }, (_, index) => index)] }))).not.toContain(
      'first',
    )
  })
})

describe('a file on disk', () => {
  it('is read whole, and fails in words where it went away', async () => {
    const source = diskSource(write('source.txt', 'x'.repeat(2 ** 20 + 7)))
    const pieces: number[] = []
    for await (const piece of source.open()) pieces.push(piece.length)
    expect([source.name, source.size, pieces]).toEqual(['source.txt', 2 ** 20 + 7, [2 ** 20, 7]])
    rmSync(at('source.txt'))
    await expect(
      (async () => {
        for await (const piece of source.open()) expect(piece).toBeDefined()
      })(),
    ).rejects.toMatchObject({ code: 'bad-file', payload: { file: at('source.txt') } })
  })
})

describe('the workspace of a command', () => {
  it('is made where there is none, and cleaned where there is one', async () => {
    const made = await openOrCreateWorkspace({ workspace: at('fresh') }, 'Asia/Tokyo', 7)
    expect(made.manifest).toMatchObject({ timezone: 'Asia/Tokyo', weekStart: 7 })
    mkdirSync(at('fresh/tables/t'), { recursive: true })
    writeFileSync(at('fresh/tables/t/part-9-9.arrow'), 'left over')
    expect((await openOrCreateWorkspace({ workspace: at('fresh') }, 'UTC', 1)).manifest.timezone).toBe('Asia/Tokyo')
    expect(() => readFileSync(at('fresh/tables/t/part-9-9.arrow'))).toThrow()
    expect((await openOrCreateWorkspace({ workspace: ':memory:' }, 'UTC', 1)).manifest.timezone).toBe('UTC')
  })
})

describe('lathe keep-days', () => {
  it('sets what stays of a log, says what would go, and later imports keep to it without a word more in their answer', async () => {
    const days = (list: readonly number[]): string =>
      write('days.csv', `${HEAD}${list.map((day) => `u${day},open,2024-06-0${day}T10:00:00Z,pro`).join('\n')}\n`)
    const ingest = (list: readonly number[]) =>
      run('ingest', days(list), '--workspace', at('keeps'), '--table', 'events')
    const first = await ingest([1, 2, 3])
    const keep = (...words: string[]) => run('keep-days', ...words, '--workspace', at('keeps'))
    expect((await keep()).out).toBe('')
    const set = await keep('events', '2')
    expect([set.status, JSON.parse(set.out)]).toEqual([0, { table: 'events', keepDays: 2, rollUp: null }])
    expect(set.notes.join()).toContain('1 rows of events, from 2024-06-01 to 2024-06-01, go after the next import')
    const next = await ingest([4])
    expect(next.notes.join()).toContain('dropped 2 rows of events before 2024-06-03: it keeps its last 2 days')
    expect(Object.keys(JSON.parse(next.out) as object)).toEqual(
      Object.keys(JSON.parse(first.out) as object).filter((key) => key !== 'remarks' || next.out.includes('remarks')),
    )
    expect((await Workspace.open(new DiskFiles(at('keeps')))).manifest.tables['events']?.rows).toBe(2)
    for (const words of [
      ['events'],
      ['events', '0'],
      ['events', 'x'],
      ['events', '3', 'more'],
      ['events', '3', '--by', 'plan'],
    ])
      expect([words, (await keep(...words)).code]).toEqual([words, 'usage'])
    expect((await keep('nothing', '3')).code).toBe('not-found')
    expect([(await keep('events', 'none')).out, (await ingest([9])).notes.join().includes('dropped')]).toEqual([
      '',
      false,
    ])
  })
})
