import { describe, expect, it } from 'vitest'
import { importTexts } from '../importCase'

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
