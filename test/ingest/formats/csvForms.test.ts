import { describe, expect, it } from 'vitest'
import { inspect } from '../../../src-renderer/ingest/inspect/inspect'
import { importTexts } from '../importCase'
import { memorySource } from '../memorySource'

const TIME = '2024-01-15 10:00:0'

/** The users, events and other columns of a text's rows, and what inspection says of its columns. */
async function read(text: string, name = 'e.csv'): Promise<readonly (readonly unknown[])[]> {
  const { rows, report, users } = await importTexts([[name, text]])
  expect(report.rejected).toBe(0)
  return (await rows()).map((row) => {
    const { user_key: user, event, ts: _ts, _source: _from, ...others } = row
    return [users[Number(user)], event, ...Object.values(others)]
  })
}

describe('what stands around a table in delimited text', () => {
  const table = `user_id,event,ts\nu1,a,${TIME}1\nu2,b,${TIME}2\n`
  const rows = [
    ['u1', 'a'],
    ['u2', 'b'],
  ]

  it.each([
    ['titles and a blank line', `Report\nShop: x, y\nfrom 1 to 2\n\n${table}`],
    ['titles that a spreadsheet filled up', `Report,,\n,,\n${table}`],
    ['comments with separators in them', `# a, b, c\n# made by x, y, z, and w\n${table}`],
    ['CRLF', `Report\r\n\r\n${table.replaceAll('\n', '\r\n')}`],
  ])('%s above the header', async (_what, text) => {
    expect(await read(text)).toEqual(rows)
    const { found } = await importTexts([['e.csv', text]])
    expect(found.remarks.map((remark) => remark.text)).toContainEqual(expect.stringMatching(/above the table/))
  })

  it('lines of the file are counted from its beginning', async () => {
    const { workspace } = await importTexts([['e.csv', `Report\n\n${table}`]])
    const { rows: stored } = await importTexts([['e.csv', `Report\n\n${table}`]])
    expect((await stored()).map((row) => Number(row['_source']))).toEqual([4, 5])
    expect(workspace.manifest.tables['events']!.plans![0]).toMatchObject({ skip: 2, header: true })
  })

  it('a header that does not fit its rows is no title', async () => {
    const { report } = await importTexts([
      ['e.csv', `user_id,event,ts\nu1,a,${TIME}1,x,y\nu2,b,${TIME}2,x,y\nu3,c,${TIME}3\nu4,d,${TIME}4\n`],
    ])
    expect(report).toMatchObject({ rows: 2, rejected: 2 })
  })
})

describe('how fields are written', () => {
  it.each([
    ['a separator behind each row', `user_id;event;ts\nu1;a;${TIME}1;\nu2;b;${TIME}2;\n`],
    ['^A', `user_id\u0001event\u0001ts\nu1\u0001a\u0001${TIME}1\nu2\u0001b\u0001${TIME}2\n`],
    ['apostrophes', `'user_id','event','ts'\n'u1','a','${TIME}1'\n'u2','b','${TIME}2'\n`],
    ['blanks before quotes', `"user_id", "event", "ts"\n"u1", "a", "${TIME}1"\n"u2" , "b", "${TIME}2"\n`],
    [
      'columns aligned by two blanks and more',
      `user_id  event  ts\nu1       a      ${TIME}1\nu2       b      ${TIME}2\n`,
    ],
    [
      'columns aligned by blanks',
      `user_id event ts\nu1      a     2024-01-15T10:00:01\nu2      b     2024-01-15T10:00:02\n`,
    ],
  ])('%s', async (_what, text) => {
    expect(await read(text)).toEqual([
      ['u1', 'a'],
      ['u2', 'b'],
    ])
  })

  it('quotes behind a backslash', async () => {
    const text = `user_id,event,ts,p\nu1,a,${TIME}1,"{\\"x\\": \\"1, 2\\"}"\nu2,b,${TIME}2,"a \\\\ b"\n`
    expect(await read(text)).toEqual([
      ['u1', 'a', '{"x": "1, 2"}'],
      ['u2', 'b', 'a \\ b'],
    ])
  })

  it('the row names of R, which have no name', async () => {
    expect(await read(`user_id,event,ts\n1,u1,a,${TIME}1\n2,u2,b,${TIME}2\n`)).toEqual([
      ['u1', 'a', 1],
      ['u2', 'b', 2],
    ])
  })

  it('commas within quotes behind a comma and a blank are no sign of blanks before quotes', async () => {
    expect(await read(`user_id,event,ts,t\nu1,a,${TIME}1,"x, ""y"" z"\nu2,b,${TIME}2,"p, q"\n`)).toEqual([
      ['u1', 'a', 'x, "y" z'],
      ['u2', 'b', 'p, q'],
    ])
  })
})

describe('what is no row of the table', () => {
  it.each([
    ['a blank line', '\n'],
    ['comments', '\n# -----\n# Next\n# -----\n'],
  ])('another table below %s is left out, and said', async (_what, between) => {
    const text = `Date,Users\n20240101,5\n20240102,6\n${between}Event name,Count\nview,4\nbuy,5\n`
    const { report, rows } = await importTexts([['report.csv', text]], { kind: 'table' })
    expect((await rows()).map(({ Users: users }) => Number(users))).toEqual([5, 6])
    expect(report.remarks.map(({ text: said }) => said).join()).toMatch(
      /Another table begins in line \d+ \(Event name, Count\) and is left out/,
    )
  })

  it('rows below a blank line belong to it, also those of texts alone', async () => {
    const text = `user_id,event,ts,note\nu1,a,${TIME}1,x\n\nu2,b,${TIME}2,\n\nTotal,,,2\n`
    expect((await importTexts([['e.csv', text]])).report).toMatchObject({ rows: 2, rejected: 1 })
  })

  it.each([['quoted line by line', `"user_id,event,ts"\n"u1,a,${TIME}1"\n"u2,b,${TIME}2"\n`]])(
    'a file that is %s is no table of one column',
    async (_what, text) => {
      const found = await inspect(memorySource(text, [], 'e.csv'), {})
      expect(found.doubt).toMatchObject({ role: 'format', message: expect.stringContaining('one column') as string })
    },
  )

  it.each(['^', '~', '¦', '|'])('fields may be parted by %s', async (separator) => {
    const text = `user_id,event,ts\nu1,a,${TIME}1\nu2,b,${TIME}2\n`.replaceAll(',', separator)
    expect((await importTexts([['e.csv', text]])).report).toMatchObject({ rows: 2, users: 2, rejected: 0 })
  })

  it('a dash alone is nobody', async () => {
    const text = `user_id,event,ts\n-,a,${TIME}1\nu2,b,${TIME}2\n`
    expect((await importTexts([['e.csv', text]])).report).toMatchObject({ users: 1, rowsWithoutUser: 1 })
  })
})

describe('bytes of other encodings', () => {
  const rows = (name: string): string => `user_id,event,ts,name\nu1,a,${TIME}1,${name}\nu2,b,${TIME}2,${name}\n`
  /** „山田さん“ in Shift-JIS, „王小明中国“ in GBK, „Müller – Łódź“-like letters in Windows-1252. */
  it.each([
    [
      'shift_jis',
      '山田さんの注文',
      [0x8e, 0x52, 0x93, 0x63, 0x82, 0xb3, 0x82, 0xf1, 0x82, 0xcc, 0x92, 0x8d, 0x95, 0xb6],
    ],
    ['gbk', '王小明中国人', [0xcd, 0xf5, 0xd0, 0xa1, 0xc3, 0xf7, 0xd6, 0xd0, 0xb9, 0xfa, 0xc8, 0xcb]],
    [
      'windows-1252',
      'Müller – “Café”',
      [0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72, 0x20, 0x96, 0x20, 0x93, 0x43, 0x61, 0x66, 0xe9, 0x94],
    ],
  ])('%s that is said is read so', async (encoding, name, bytes) => {
    const content = Buffer.from(rows('?').replaceAll('?', '\u0000'), 'latin1')
    const parts = [...content].flatMap((byte) => (byte === 0 ? bytes : [byte]))
    const imported = await importTexts([['e.csv', Uint8Array.from(parts)]], { encoding })
    expect((await imported.rows()).map((row) => row['name'])).toEqual([name, name])
  })

  it.each(['utf-16le', 'utf-16be'])('%s with its mark is found', async (encoding) => {
    const bytes = Buffer.from(`\ufeff${rows('Łódź')}`, 'utf16le')
    if (encoding === 'utf-16be') bytes.swap16()
    const imported = await importTexts([['e.csv', new Uint8Array(bytes)]])
    expect(imported.report).toMatchObject({ rows: 2, rejected: 0 })
    expect((await imported.rows()).map((row) => row['name'])).toEqual(['Łódź', 'Łódź'])
  })
})
