import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isoTime, plainNumber } from '../../src-renderer/export/cellText'
import { csvChunks, tableToCsv, tableToTsv } from '../../src-renderer/export/csv'
import { jsonChunks, tableToJson, tableToNdjson } from '../../src-renderer/export/json'
import { arrayTable } from './arrayTable'

/** A reader of RFC 4180, written for the test alone; a field is null only when it is empty and unquoted. */
function readCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = []
  let row: (string | null)[] = []
  let at = 0
  while (at < text.length) {
    if (text[at] === '"') {
      let field = ''
      at += 1
      for (;;) {
        const quote = text.indexOf('"', at)
        field += text.slice(at, quote)
        at = quote + 1
        if (text[at] !== '"') break
        field += '"'
        at += 1
      }
      row.push(field)
    } else {
      const end = /[,\n]/.exec(text.slice(at))!.index + at
      row.push(end === at ? null : text.slice(at, end))
      at = end
    }
    if (text[at] === ',') {
      at += 1
      if (text[at] === '\n') row.push(null)
    }
    if (text[at] === '\n') {
      rows.push(row)
      row = []
      at += 1
    }
  }
  return rows
}

describe('isoTime', () => {
  it.each([
    [1_741_010_700_000_000, '2025-03-03T14:05:00.000Z'],
    [1_741_010_700_123_000, '2025-03-03T14:05:00.123Z'],
    [1_741_010_700_123_456, '2025-03-03T14:05:00.123456Z'],
    [-1, '1969-12-31T23:59:59.999999Z'],
    [-1000, '1969-12-31T23:59:59.999Z'],
    [0n, '1970-01-01T00:00:00.000Z'],
    [9_007_199_254_740_993_000n, '9007199254740993000'],
  ] as const)('%s µs is %s', (micros, text) => {
    expect(isoTime(micros)).toBe(text)
  })
})

describe('plainNumber', () => {
  it.each([
    [1e21, '1000000000000000000000'],
    [-1.5e21, '-1500000000000000000000'],
    [1.2345e22, '12345000000000000000000'],
    [1e-7, '0.0000001'],
    [-1.25e-8, '-0.0000000125'],
    [0.1, '0.1'],
    [123, '123'],
    [-0, '0'],
  ])('%s is %s', (number, text) => {
    expect(plainNumber(number)).toBe(text)
  })

  it('never has an exponent, and reads back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const text = plainNumber(number)
        expect(text).toMatch(/^-?\d+(\.\d+)?$/)
        expect(Number(text) === number).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('CSV', () => {
  const table = arrayTable(
    [
      ['day', 'date'],
      ['ts', 'timestamp'],
      ['name, full', 'string'],
      ['n', 'integer'],
      ['x', 'double'],
      ['ok', 'boolean'],
    ],
    [
      ['2025-03-03', 1_741_010_700_000_000, 'say "hi"', 9_007_199_254_740_993n, 0.1, true],
      [null, null, '', null, -0, false],
      ['2025-03-04', -1, '=1+1', 5, 1e21, null],
      ['2025-03-05', 0, 'two\r\nlines', -7, Number.NaN, true],
    ],
  )

  it('follows RFC 4180, keeps null apart from empty text, and leaves data alone', () => {
    expect(tableToCsv(table)).toBe(
      [
        'day,ts,"name, full",n,x,ok',
        '2025-03-03,2025-03-03T14:05:00.000Z,"say ""hi""",9007199254740993,0.1,true',
        ',,"",,0,false',
        '2025-03-04,1969-12-31T23:59:59.999999Z,=1+1,5,1000000000000000000000,',
        '2025-03-05,1970-01-01T00:00:00.000Z,"two\r\nlines",-7,NaN,true',
        '',
      ].join('\n'),
    )
  })

  it('reads back as what was written, whatever the text', () => {
    const cell = fc.option(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a,b', '"', '\r', '\n', ' x ', '""', ',')),
    )
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 4 })
          .chain((width) =>
            fc
              .array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 6 })
              .map((rows) => ({ width, rows })),
          ),
        ({ width, rows }) => {
          const columns = Array.from({ length: width }, (_, index) => [`c${index}`, 'string'] as const)
          const [header, ...read] = readCsv(tableToCsv(arrayTable(columns, rows)))
          expect(header).toEqual(columns.map(([name]) => name))
          // A lone null is written as "" because a blank line would be no row at all.
          expect(read).toEqual(width === 1 ? rows.map(([one]) => [one ?? '']) : rows)
        },
      ),
      { numRuns: 400 },
    )
  })

  it('comes in pieces that join to the whole', () => {
    const large = arrayTable(
      [['n', 'integer']],
      Array.from({ length: 5000 }, (_, index) => [index]),
    )
    const pieces = [...csvChunks(large)]
    expect(pieces).toHaveLength(3)
    expect(
      readCsv(pieces.join(''))
        .slice(1)
        .map(([n]) => Number(n)),
    ).toEqual(Array.from({ length: 5000 }, (_, index) => index))
    expect([...csvChunks(arrayTable([['n', 'integer']], []))]).toEqual(['n\n'])
  })

  it('goes to the clipboard with tabs', () => {
    expect(
      tableToTsv(
        arrayTable(
          [
            ['a', 'string'],
            ['b', 'integer'],
          ],
          [
            ['x\ty', 1],
            ['1,5', null],
          ],
        ),
      ),
    ).toBe('a\tb\n"x\ty"\t1\n1,5\t\n')
    expect(tableToTsv(arrayTable([['a', 'string']], [['x']]), { header: false })).toBe('x\n')
  })
})

describe('JSON', () => {
  const table = arrayTable(
    [
      ['n', 'integer'],
      ['big', 'integer'],
      ['ts', 'timestamp'],
      ['props', 'json'],
      ['path', 'list'],
      ['x', 'double'],
      ['name', 'string'],
    ],
    [
      [1n, 2n ** 60n, 1_741_010_700_000_001, '{"a":[1]}', '["p","q"]', Number.POSITIVE_INFINITY, 'Zoë "z"\u2028'],
      [null, -5n, null, 'not json', null, 0.1, ''],
    ],
  )
  const rows = [
    {
      n: 1,
      big: '1152921504606846976',
      ts: '2025-03-03T14:05:00.000001Z',
      props: { a: [1] },
      path: ['p', 'q'],
      x: null,
      name: 'Zoë "z"\u2028',
    },
    { n: null, big: -5, ts: null, props: 'not json', path: null, x: 0.1, name: '' },
  ]

  it('holds exact numbers, ISO times and nested values', () => {
    expect(JSON.parse(tableToJson(table))).toEqual(rows)
  })

  it('has one object a line', () => {
    const lines = tableToNdjson(table).split('\n')
    expect(lines.pop()).toBe('')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rows)
  })

  it.each([0, 1, 2047, 2048, 2049, 4096])('is whole for %i rows', (count) => {
    const large = arrayTable(
      [['n', 'integer']],
      Array.from({ length: count }, (_, index) => [index]),
    )
    expect(JSON.parse([...jsonChunks(large)].join(''))).toHaveLength(count)
    expect(
      tableToNdjson(large)
        .split('\n')
        .filter((line) => line !== ''),
    ).toHaveLength(count)
  })
})
