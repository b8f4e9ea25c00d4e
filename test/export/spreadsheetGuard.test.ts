import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tableToCsv, tableToTsv } from '../../src-renderer/export/csv'
import { exportIpc } from '../../src-renderer/export/exportIpc'
import { guardedText, SpreadsheetGuard } from '../../src-renderer/export/spreadsheetGuard'
import { computedIpc } from '../../src-renderer/query/analysis/computedResult'
import { arrayTable } from './arrayTable'

describe('a guard for spreadsheets', () => {
  it.each([
    '=1+1',
    "+cmd|' /C calc'!A0",
    '-2+3',
    '@SUM(A1)',
    '=HYPERLINK("http://x","y")',
    ' =1',
    '\t=1',
    '\tx',
    '\rx',
    '\nx',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    '-',
    '=',
    '--5',
    '+',
    '-5 %',
    '- 5',
    '-1,234',
    '+49 170',
    '-.',
    '1e5-'.slice(3),
    '\u00a0=1',
    '-Infinity',
    '-0x10',
  ])('puts an apostrophe before %j', (text) => {
    const guard = new SpreadsheetGuard()
    expect([guard.text(text), guard.count]).toEqual([`'${text}`, 1])
  })

  it.each([
    '',
    'x',
    ' x',
    '-5',
    '+5',
    '-5.25',
    '-.5',
    '-5.',
    '+1e9',
    '-1.5E-7',
    '5',
    '2024-01-01',
    'a=b',
    'a-b',
    'x@y.example',
    "'=1",
    '"=1',
    '(=1)',
    '{"a":"=1"}',
    'é',
  ])('leaves %j', (text) => {
    const guard = new SpreadsheetGuard()
    expect([guard.text(text), guard.count]).toEqual([text, 0])
  })

  it('leaves no text that a spreadsheet runs, and loses nothing', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.constantFrom('=', '+', '-', '@', '＝', '\t', '\r', '\n', ' ', "'", '"', '1', '.', 'e', 'x'))
          .map((parts) => parts.join('')),
        (text) => {
          const safe = new SpreadsheetGuard().text(text)
          expect([text, `'${text}`]).toContain(safe)
          // Written anew: what the first sign that is no blank says, and numbers alone may begin with a sign.
          const begins = /^[\t\r\n]/.test(safe) || '=+-@＝＋－＠'.includes(safe.trimStart().charAt(0) || 'x')
          if (begins) expect(safe.trim() !== '' && Number.isFinite(Number(safe)) && /^[+-]/.test(safe)).toBe(true)
        },
      ),
      { numRuns: 3000 },
    )
  })
})

describe('a CSV for spreadsheets', () => {
  const table = arrayTable(
    [
      ['=name', 'string'],
      ['n', 'integer'],
      ['x', 'double'],
      ['money', 'decimal'],
      ['at', 'timestamp'],
      ['props', 'json'],
    ],
    [
      ['=1+1', -5, -0.5, '-12.50', -1, '{"a":"=1"}'],
      ['+a,"b"', 5n, Number.NEGATIVE_INFINITY, null, 0, null],
      ['-7', null, 1e21, '3.00', null, '-[1]'],
      [null, -9_007_199_254_740_993n, 1, null, null, null],
    ],
  )

  it('has an apostrophe before formulas, in names of columns too; numbers are numbers', () => {
    const guard = new SpreadsheetGuard()
    expect(tableToCsv(table, guard)).toBe(
      [
        "'=name,n,x,money,at,props",
        `'=1+1,-5,-0.5,-12.50,1969-12-31T23:59:59.999999Z,"{""a"":""=1""}"`,
        `"'+a,""b""",5,-Infinity,,1970-01-01T00:00:00.000Z,`,
        "-7,,1000000000000000000000,3.00,,'-[1]",
        ',-9007199254740993,1,,,',
        '',
      ].join('\n'),
    )
    expect(guard.count).toBe(4)
  })

  it('is untouched without one, and goes to the clipboard in the same way', () => {
    expect(tableToCsv(table).startsWith('=name,')).toBe(true)
    const guard = new SpreadsheetGuard()
    expect(tableToTsv(arrayTable([['a', 'string']], [['=1'], ['-3']]), { guard })).toBe("a\n'=1\n-3\n")
    expect(guard.count).toBe(1)
    expect(tableToTsv(arrayTable([['a', 'string']], [['=1']]))).toBe('a\n=1\n')
  })

  it('is made of an answer; other formats stay exact', async () => {
    const ipc = computedIpc([{ name: 'a', type: 'string' }], [{ a: '=1' }])
    const guard = new SpreadsheetGuard()
    const text = async (format: 'csv' | 'json' | 'ndjson'): Promise<string> =>
      new TextDecoder().decode(await exportIpc(ipc, format, guard))
    expect([await text('csv'), guard.count]).toEqual(["a\n'=1\n", 1])
    expect([JSON.parse(await text('json')), JSON.parse(await text('ndjson')), guard.count]).toEqual([
      [{ a: '=1' }],
      { a: '=1' },
      1,
    ])
  })

  it('says what was changed', () => {
    expect([guardedText(0), guardedText(1), guardedText(1234)]).toEqual([
      null,
      '1 cell that begins with = + - or @ got an apostrophe, so that a spreadsheet shows text',
      '1,234 cells that begin with = + - or @ got an apostrophe, so that a spreadsheet shows text',
    ])
  })
})
