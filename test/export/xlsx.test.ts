import { read, utils, type CellObject, type WorkSheet } from '@e965/xlsx'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeWorkbook } from '../../src-renderer/export/xlsx/encodeWorkbook'
import { sheetNames } from '../../src-renderer/export/xlsx/sheetXml'
import { sheetNames as readSheetNames, sheetText } from '../../src-renderer/ingest/bytes/sheetText'
import type { ResultType, ResultValue } from '../../src-renderer/query/contract/result'
import { memorySource } from '../ingest/memorySource'
import { runs } from '../runs'
import { arrayTable } from './arrayTable'

/** Another reader's view: a cell's kind and value, and the day or time that its number stands for. */
function cellAt(sheet: WorkSheet, row: number, column: number): CellObject | undefined {
  return sheet[utils.encode_cell({ r: row, c: column })] as CellObject | undefined
}
const open = (bytes: Uint8Array) => read(bytes, { type: 'array', cellFormula: true, cellNF: true, cellText: false })
const day = (serial: number): string => new Date((serial - 25_569) * 86_400_000).toISOString().slice(0, 10)

/** What the other reader makes of a text: lines of Windows become those of Unix. */
const readBack = (text: string): string => Buffer.from(text).toString().replaceAll('\r\n', '\n')

async function importedText(bytes: Uint8Array, sheet?: string): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of sheetText(memorySource(bytes, [], 'book.xlsx'), sheet))
    text += decoder.decode(piece, { stream: true })
  return text
}

const HOSTILE = [
  '=1+1',
  '+cmd|calc',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '＝1',
  "'=1",
  '<a>&"',
  'a\r\nb',
  '\u0000\u0008x',
  '_x000D_',
  '_x',
  ' lead ',
  '日本 🙂',
  '\uD800',
  '1e5',
  '007',
  'TRUE',
]

describe('a workbook', () => {
  it('gives another reader every value as what it is', () => {
    const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 12 }))
    const row = fc.tuple(
      fc.option(fc.integer({ min: -1e15 + 1, max: 1e15 - 1 })),
      fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      fc.option(text),
      fc.option(fc.boolean()),
      fc.option(fc.date({ min: new Date('1900-03-01'), max: new Date('9999-12-31'), noInvalidDate: true })),
    )
    const types: readonly (readonly [string, ResultType])[] = [
      ['whole', 'integer'],
      ['double', 'double'],
      ['text', 'string'],
      ['flag', 'boolean'],
      ['day', 'date'],
      ['time', 'timestamp'],
    ]
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
        const values = rows.map(([whole, double, written, flag, date]): readonly ResultValue[] => [
          whole,
          double,
          written,
          flag,
          date === null ? null : date.toISOString().slice(0, 10),
          date === null ? null : date.getTime() * 1000,
        ])
        const book = open(encodeWorkbook([{ name: 'Result', table: arrayTable(types, values) }]))
        const sheet = book.Sheets['Result']!
        expect(types.map((_, column) => cellAt(sheet, 0, column)?.v)).toEqual(types.map(([name]) => name))
        for (const [index, [whole, double, written, flag, date]] of rows.entries()) {
          const cells = types.map((_, column) => cellAt(sheet, index + 1, column))
          expect(cells.every((cell) => cell?.f === undefined)).toBe(true)
          expect(cells.map((cell) => cell?.t)).toEqual(
            [whole, double, written, flag, date, date].map((value, column) =>
              value === null ? undefined : ['n', 'n', 's', 'b', 'n', 'n'][column],
            ),
          )
          if (whole !== null) expect(cells[0]?.v).toBe(whole === 0 ? 0 : whole)
          if (double !== null) expect(cells[1]?.v).toBe(double === 0 ? 0 : double)
          if (written !== null) expect(cells[2]?.v).toBe(readBack(written))
          if (flag !== null) expect(cells[3]?.v).toBe(flag)
          if (date !== null) {
            expect([cells[4]?.z, cells[5]?.z]).toEqual(['yyyy\\-mm\\-dd', 'yyyy\\-mm\\-dd\\ hh:mm:ss'])
            expect(day(cells[4]?.v as number)).toBe(date.toISOString().slice(0, 10))
            expect(Math.round(((cells[5]?.v as number) - 25_569) * 86_400_000)).toBe(date.getTime())
          }
        }
      }),
      { numRuns: runs(150) },
    )
  })

  it('is read by the import with the same texts, days and times', async () => {
    const values = HOSTILE.filter((text) => text !== '\uD800').map((text, index): readonly ResultValue[] => [
      text,
      index,
      '2024-02-29',
      Date.UTC(2024, 1, 29, 10, 0, index) * 1000,
    ])
    const table = arrayTable(
      [
        ['text', 'string'],
        ['n', 'integer'],
        ['day', 'date'],
        ['time', 'timestamp'],
      ],
      values,
    )
    const bytes = encodeWorkbook([
      { name: 'Empty', table: arrayTable([['a', 'string']], []) },
      { name: 'Full', table },
    ])
    expect(await readSheetNames(memorySource(bytes, [], 'book.xlsx'))).toEqual(['Empty', 'Full'])
    expect(await importedText(bytes)).toBe('a\n')
    const quoted = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
    expect(await importedText(bytes, 'Full')).toBe(
      `text,n,day,time\n${values.map(([text], index) => `${quoted(String(text))},${index},2024-02-29,2024-02-29 10:00:${String(index).padStart(2, '0')}\n`).join('')}`,
    )
  })

  it('keeps as text what a spreadsheet cannot hold exactly', () => {
    const types: readonly (readonly [string, ResultType])[] = [
      ['a', 'integer'],
      ['b', 'double'],
      ['c', 'date'],
      ['d', 'timestamp'],
      ['e', 'string'],
      ['f', 'list'],
    ]
    const long = 'x'.repeat(40_000)
    const sheet = open(
      encodeWorkbook([
        {
          name: 'S',
          table: arrayTable(types, [
            [12345678901234567890n, Number.NaN, '1900-02-28', -8e15, long, '[1,2]'],
            [1234567890123456, Number.POSITIVE_INFINITY, '1900-03-01', Date.UTC(1900, 2, 1) * 1000, '', '{}'],
            [123456789012, 1e300, '+12000-01-01', null, '=', null],
          ]),
        },
      ]),
    ).Sheets['S']!
    const seen = [1, 2, 3].map((row) =>
      types.map((_, column) => cellAt(sheet, row, column)).map((cell) => cell && [cell.t, cell.v]),
    )
    expect(seen).toEqual([
      [
        ['s', '12345678901234567890'],
        ['s', 'NaN'],
        ['s', '1900-02-28'],
        ['s', '1716-06-28T09:46:40.000Z'],
        ['s', `${'x'.repeat(32_766)}…`],
        ['s', '[1,2]'],
      ],
      [
        ['s', '1234567890123456'],
        ['s', 'Infinity'],
        ['n', 61],
        ['n', 61],
        ['s', ''],
        ['s', '{}'],
      ],
      [['n', 123456789012], ['n', 1e300], ['s', '+12000-01-01'], undefined, ['s', '='], undefined],
    ])
    expect(cellAt(sheet, 3, 0)?.z).toBe('0')
  })

  it('holds 100,000 rows, and says what no sheet can hold', () => {
    const rows = Array.from({ length: 100_000 }, (_, index): readonly ResultValue[] => [
      index,
      index / 7,
      `user ${index % 1000}`,
      '2024-01-31',
    ])
    const types: readonly (readonly [string, ResultType])[] = [
      ['i', 'integer'],
      ['x', 'double'],
      ['user', 'string'],
      ['day', 'date'],
    ]
    const bytes = encodeWorkbook([{ name: 'Result', table: arrayTable(types, rows) }])
    const sheet = open(bytes).Sheets['Result']!
    expect(sheet['!ref']).toBe('A1:D100001')
    expect([cellAt(sheet, 100_000, 0)?.v, cellAt(sheet, 100_000, 1)?.v, cellAt(sheet, 100_000, 2)?.v]).toEqual([
      99_999,
      99_999 / 7,
      'user 999',
    ])
    const huge = { ...arrayTable(types, []), rowCount: 1_048_576 }
    expect(() => encodeWorkbook([{ name: 'R', table: huge }])).toThrow(
      /1,048,576 rows; a sheet has 1,048,576, one of them/,
    )
    const wide = arrayTable(
      Array.from({ length: 16_385 }, (_, column) => [`c${column}`, 'integer'] as const),
      [],
    )
    expect(() => encodeWorkbook([{ name: 'R', table: wide }])).toThrow(/16,385 columns; a sheet has 16,384/)
  })

  it('is the same bytes whenever it is made', () => {
    const make = () => encodeWorkbook([{ name: 'R', table: arrayTable([['a', 'integer']], [[1]]) }])
    expect(Buffer.compare(make(), make())).toBe(0)
  })

  it('names its sheets as spreadsheets allow, each otherwise', () => {
    expect(
      sheetNames([
        'Users',
        'users',
        'a/b: [c]*?\\',
        "'quoted'",
        '',
        'History',
        '\u0007',
        'x'.repeat(40),
        'X'.repeat(31),
      ]),
    ).toEqual([
      'Users',
      'users (2)',
      'a b c',
      'quoted',
      'Sheet',
      'History (2)',
      'Sheet (2)',
      'x'.repeat(31),
      `${'X'.repeat(27)} (2)`,
    ])
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { minLength: 1, maxLength: 12 }), (names) => {
        const found = sheetNames(names)
        expect(new Set(found.map((name) => name.toLowerCase())).size).toBe(names.length)
        for (const name of found) expect(name).toMatch(/^(?!')[^[\]:*?/\\]{1,31}(?<!')$/)
        const book = open(encodeWorkbook(names.map((name) => ({ name, table: arrayTable([['a', 'integer']], [[1]]) }))))
        expect(book.SheetNames).toEqual(found)
      }),
      { numRuns: runs(100) },
    )
  })
})
