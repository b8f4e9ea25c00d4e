import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { binaryKind } from '../../src-renderer/ingest/inspect/otherKind'
import type { InspectOptions, Inspection } from '../../src-renderer/ingest/contract'
import { checkFile } from '../../src-renderer/ingest/inspect/fileStart'
import { inspect } from '../../src-renderer/ingest/inspect/inspect'
import { memorySource } from './memorySource'

const look = (text: string | Uint8Array, options: InspectOptions = {}, name = 'log.csv'): Promise<Inspection> =>
  inspect(memorySource(text, [], name), options)
/** The beginning of an archive, as far as its mark. */
function tar(): Uint8Array {
  const bytes = new Uint8Array(512)
  bytes.set(new TextEncoder().encode('log.csv'))
  bytes.set(new TextEncoder().encode('ustar'), 257)
  return bytes
}

const LOG = 'user_id,action,customer_id,at,sent_at,n\na,x,c1,2024-01-01,2024-01-02,1\nb,y,c1,2024-01-03,2024-01-04,2\n'

describe('a column of times', () => {
  it('needs most of its values to read when its name says what it is, and nearly all otherwise', async () => {
    const text = (name: string, bad: number): string =>
      `user_id,event,${name}\n` +
      `${[0, 1, 2].map((row) => `u${row},x,${row < bad ? 'soon' : `2024-01-0${row + 1}T00:00:00Z`}`).join('\n')}\n`
    expect(await look(text('time', 1))).toMatchObject({
      kind: 'events',
      mapping: { user: 'user_id', event: 'event', time: 'time' },
      certain: true,
    })
    expect(await look(text('time', 2))).toMatchObject({ kind: 'table' })
    expect(await look(text('remark', 1))).toMatchObject({ kind: 'table' })
  })

  it('is the one that reads in the format that was told', async () => {
    const text = 'user_id,event,stamp\n7,x,2024~03~01\n8,y,2024~03~02\n'
    expect(await look(text)).toMatchObject({ kind: 'table' })
    const told = await look(text, { timeFormat: '%Y~%m~%d' })
    expect([told.kind, told.mapping.time]).toEqual(['events', 'stamp'])
    expect((await look('user_id,event,ts\n7,x,1000\n8,y,2000\n', { timeFormat: 'epoch-s' })).mapping.time).toBe('ts')
  })
})

describe('a mapping that is completed', () => {
  const complete = (mapping: InspectOptions['mapping'], kind?: 'events' | 'table'): Promise<Inspection> =>
    look(LOG, { mapping: mapping!, completeMapping: true, ...(kind === undefined ? {} : { kind }) })

  it('gets the user, event and time that it leaves out, where they are certain', async () => {
    expect(await complete({ user: 'customer_id', time: 'at' })).toMatchObject({
      kind: 'events',
      mapping: { user: 'customer_id', event: 'action', time: 'at' },
      certain: true,
    })
    expect(await complete({ time: 'sent_at', user: 'user_id' })).toMatchObject({
      mapping: { user: 'user_id', event: 'action', time: 'sent_at' },
      certain: true,
    })
  })

  it('is in doubt where two columns could be what it leaves out', async () => {
    expect(await complete({ time: 'at' })).toMatchObject({
      certain: false,
      doubt: { role: 'user', candidates: ['user_id', 'customer_id'] },
    })
  })

  it('gets every role that it leaves out, and none whose column is given as empty or none', async () => {
    const text = 'session_id,user_id,event,ts,value\ns,a,x,2024-01-01,1\ns,b,y,2024-01-02,2\n'
    expect((await look(text)).mapping).toEqual({
      time: 'ts',
      user: 'user_id',
      event: 'event',
      session: 'session_id',
      value: 'value',
    })
    expect((await look(text, { mapping: { value: 'value' }, completeMapping: true })).mapping).toEqual({
      time: 'ts',
      user: 'user_id',
      event: 'event',
      session: 'session_id',
      value: 'value',
    })
    for (const none of ['', 'none'])
      expect(
        (
          await look(text, {
            mapping: { user: 'user_id', event: '', session: none, value: none },
            completeMapping: true,
          })
        ).mapping,
      ).toEqual({ user: 'user_id', time: 'ts' })
    const named = text.replace('value', 'none')
    expect((await look(named, { mapping: { value: 'none' }, completeMapping: true })).mapping).toMatchObject({
      value: 'none',
    })
  })

  it('asks for a time where there is none, and keeps to the columns that there are', async () => {
    expect(await look('user_id,n\na,1\nb,2\n', { mapping: { user: 'user_id' }, completeMapping: true })).toMatchObject({
      kind: 'events',
      certain: false,
      doubt: { role: 'time' },
    })
    await expect(complete({ user: 'userid' })).rejects.toMatchObject({
      code: 'not-found',
      payload: { what: 'column', name: 'userid' },
    })
  })
})

describe('a file that is no text', () => {
  const png = Uint8Array.from([
    0x89,
    0x50,
    0x4e,
    0x47,
    0x0d,
    0x0a,
    0x1a,
    0x0a,
    0,
    0,
    0,
    13,
    0x49,
    0x48,
    0x44,
    0x52,
    ...Array.from({ length: 500 }, (_, index) => (index * 73) % 256),
  ])

  it('is refused, whatever it is called', async () => {
    for (const name of ['a.png', 'a.csv', 'a.ndjson'])
      await expect(look(png, {}, name)).rejects.toMatchObject({
        code: 'bad-file',
        message: expect.stringContaining('a PNG picture') as string,
      })
    await expect(look(png.subarray(8), {}, 'a.csv')).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining('binary data') as string,
    })
    await expect(look(png, { format: 'csv' })).rejects.toMatchObject({ code: 'bad-file' })
    await expect(checkFile(memorySource(png, [], 'b.csv'), 'csv', undefined)).rejects.toMatchObject({
      code: 'bad-file',
    })
    await expect(checkFile(memorySource(LOG, [], 'b.csv'), 'csv', undefined)).resolves.toBeNull()
  })

  it.each<[string, string | Uint8Array, RegExp]>([
    [
      'a page that asks to log in',
      '<!DOCTYPE html>\n<html><head><title>Sign in</title>',
      /a web page \(HTML\).*download/,
    ],
    ['a dump', '-- MySQL dump 10.13\n--\nDROP TABLE IF EXISTS `t`;\nINSERT INTO t VALUES (1);\n', /an SQL dump.*CSV/],
    ['a refused download', '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>', /ask for access/],
    ['XML', '<?xml version="1.0"?>\n<orders><order/></orders>', /an XML document/],
    ['a pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n', /git lfs pull/],
    ['a database', Buffer.from('SQLite format 3\0\u0010\0'), /an SQLite database.*sqlite3 -header -csv/],
    ['a pickle', Uint8Array.of(0x80, 4, 0x95, 1, 2, 3), /a Python pickle/],
    ['a document', Buffer.from('%PDF-1.7\n'), /a PDF document/],
    ['a damaged tar archive', tar(), /a damaged tar archive.*fetch it again/],
    ['the same in gzip', gzipSync(tar()), /a damaged tar archive.*fetch it again/],
  ])('is said of %s, with what to do', async (_what, bytes, message) => {
    await expect(look(typeof bytes === 'string' ? bytes : new Uint8Array(bytes))).rejects.toThrow(message)
  })

  it('is said of prose', async () => {
    const prose = [
      'It was the best of times, it was the worst of times,',
      'it was the age of wisdom, it was the age of foolishness, and it was',
      'the epoch of belief, it was the epoch of incredulity, it was the season of Light',
      'We had everything before us, we had nothing before us at all.',
    ].join('\n')
    await expect(look(prose, {}, 'story.txt')).rejects.toThrow(/running text/)
    expect((await look(prose, { format: 'csv' }, 'story.txt')).kind).toBe('table')
  })

  it('is not what a log with an odd character, other separators or UTF-16 is', async () => {
    expect(binaryKind(new TextEncoder().encode(`${LOG.repeat(5)}a,\0,c,,,\n`))).toBeNull()
    expect(binaryKind(new TextEncoder().encode('a\u0001b\u0001c\n1\u00012\u00013\n'))).toBeNull()
    expect(binaryKind(new TextEncoder().encode('Müller,北京,🙂\u001b[0m\n'))).toBeNull()
    expect(await look(Uint8Array.from(Buffer.from(`\ufeff${LOG}`, 'utf16le')))).toMatchObject({
      format: 'csv',
      sampledRows: 2,
    })
  })
})

describe('a test flag', () => {
  const log = (column: string, flags: readonly (string | number)[]): string =>
    `user_id,event,ts,${column}\n` +
    `${flags.map((flag, index) => `u${index},x,2024-01-01T10:00:${String(index).padStart(2, '0')}Z,${flag}`).join('\n')}\n`
  const few = [0, 0, 1, 0, 0]

  it.each(['is_test', 'isTest', 'test_user', 'is_test_user', 'is_internal', 'internal_user', 'testAccount'])(
    'is taken from %s when few are marked',
    async (column) => {
      expect(await look(log(column, few))).toMatchObject({ mapping: { test: column }, remarks: [] })
      for (const flags of [
        ['yes', 'no', 'no'],
        ['false', 'true', 'false'],
        ['n', 'y', 'n', ''],
      ])
        expect((await look(log(column, flags))).mapping.test).toBe(column)
    },
  )

  it.each<[string, readonly (string | number)[]]>([
    ['test', few],
    ['internal', few],
    ['is_test', [0, 1]],
    ['is_test', [1, 1, 1]],
    ['test', [0, 1, 0, 1]],
  ])('is proposed and said, not taken: %s of %j', async (column, flags) => {
    const found = await look(log(column, flags))
    expect(found.mapping.test).toBeUndefined()
    expect(found.guesses.test?.column).toBe(column)
    expect(found.remarks).toMatchObject([
      { kind: 'not-test', column, text: expect.stringContaining('not taken') as string },
    ])
    expect((await look(log(column, flags), { mapping: { test: column }, completeMapping: true })).mapping.test).toBe(
      column,
    )
  })

  it.each<[string, readonly (string | number)[]]>([
    ['is_test', [1, 2, 1]],
    ['is_test', ['A', 'B']],
    ['latest', few],
    ['contest', few],
    ['tests', few],
  ])('is not what %s of %j says', async (column, flags) => {
    const found = await look(log(column, flags))
    expect([found.mapping.test, found.remarks]).toEqual([undefined, []])
  })
})

describe('what stands for nothing', () => {
  it('leaves the types of the other values as they are', async () => {
    const found = await look(
      'user_id,event,ts,amount,at,country\nNULL,a,2024-01-01,\\N,2024-01-01,NA\n7,a,2024-01-02,12.5,NULL,DE\n',
    )
    expect(found.columns.map(({ type }) => type)).toEqual(['integer', 'string', 'date', 'double', 'date', 'string'])
    expect(found.remarks.map(({ column, count }) => [column, count])).toEqual([
      ['user_id', 1],
      ['amount', 1],
      ['at', 1],
    ])
    expect((await look('user_id,event,ts\nNULL,a,2024-01-01\n', { nullWords: [] })).remarks).toEqual([])
  })
})

describe('an encoding', () => {
  const latin = Uint8Array.from(Buffer.from('user_id,event,ts\nJürgen,a,2024-01-01\nZoë,a,2024-01-02\n', 'latin1'))
  it('is said, guessed or given', async () => {
    expect(await look(latin)).toMatchObject({
      encoding: { name: 'windows-1252', isGiven: false },
      certain: true,
      rejects: [],
      preview: [
        ['Jürgen', 'a', '2024-01-01'],
        ['Zoë', 'a', '2024-01-02'],
      ],
    })
    expect(await look(latin, { encoding: 'utf-8' })).toMatchObject({
      encoding: { name: 'utf-8', isGiven: true },
      sampledRows: 0,
      rejects: [
        { reason: 'bad-encoding', line: 2, column: 2 },
        { line: 3, column: 3 },
      ],
    })
  })

  it('is asked for when the bytes fit two', async () => {
    const doubtful = Uint8Array.from(Buffer.from('user_id,event,ts\nGda\xf1sk,a,2024-01-01\n', 'latin1'))
    expect(await look(doubtful)).toMatchObject({
      certain: false,
      doubt: {
        role: 'encoding',
        candidates: ['windows-1252', 'windows-1250'],
        message:
          'The letters of log.csv read as windows-1252 (“ñ”) or as windows-1250 (“ń”): say which encoding it is in.',
      },
    })
    expect(await look(doubtful, { encoding: 'windows-1250' })).toMatchObject({ certain: true, doubt: null })
    expect(await checkFile(memorySource(doubtful, [], 'b.csv'), 'csv', undefined)).toMatchObject({ role: 'encoding' })
  })
})

describe('an event id that repeats', () => {
  it('with other content is said, with the same it is not', async () => {
    const rows = Array.from(
      { length: 12 },
      (_, index) => `${index},u,x,2024-01-01T00:00:${String(index).padStart(2, '0')}Z`,
    )
    const log = (...more: string[]): string => ['event_id,user_id,event,ts', ...rows, ...more, ''].join('\n')
    expect((await look(log(rows[3]!))).remarks).toEqual([])
    const found = await look(log(rows[3]!, '3,u,y,2024-01-01T00:00:03Z', '3,u,y,2024-01-01T00:00:03Z'))
    expect([found.mapping.id, found.remarks]).toEqual([
      'event_id',
      [
        {
          kind: 'repeated-ids',
          column: 'event_id',
          count: 1,
          text:
            'event_id: 1 row has an id that came before with other content, such as “3”; they are kept, and it is ' +
            'no event id.',
        },
      ],
    ])
  })
})
