import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cell } from '../../../src-renderer/ingest/contract'
import { csv, tsv } from '../../../src-renderer/ingest/formats/csv'
import { readAll } from './readAll'

describe('csv: well-formed', () => {
  it.each<[string, string, Cell[][]]>([
    [
      'plain',
      'a,b\n1,2\n3,4\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['no newline at the end', 'a,b\n1,2', [['1', '2']]],
    [
      'CRLF',
      'a,b\r\n1,2\r\n3,4\r\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'CR alone',
      'a,b\r1,2\r3,4',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['quotes', 'a,b\n"1","x,y"\n', [['1', 'x,y']]],
    ['doubled quotes', 'a,b\n"say ""hi""",""""\n', [['say "hi"', '"']]],
    [
      'quoted newlines',
      'a,b\n"1\n2","x\r\ny"\n3,4',
      [
        ['1\n2', 'x\r\ny'],
        ['3', '4'],
      ],
    ],
    [
      'CRLF after quotes',
      'a,b\r\n"1","2"\r\n"3","4"',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'empty is null, quoted empty is not',
      'a,b\n,""\n"",\n',
      [
        [null, ''],
        ['', null],
      ],
    ],
    ['a quote inside an unquoted field', 'a,b\n5" disk,x\n', [['5" disk', 'x']]],
    ['stray quotes inside a quoted field', 'a,b\n"the "best" one",2\n', [['the "best" one', '2']]],
    [
      'empty lines',
      'a,b\n\n1,2\n\r\n\n3,4\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'too few fields',
      'a,b,c\n1\n1,2\n',
      [
        ['1', null, null],
        ['1', '2', null],
      ],
    ],
    ['a separator at the end of the file', 'a,b\n1,', [['1', null]]],
    ['NULs', 'a,b\n1\u0000,2\n', [['1\u0000', '2']]],
    ['BOM', '\ufeffa,b\n1,2\n', [['1', '2']]],
    ['blanks are kept', 'a,b\n 1 , 2\n', [[' 1 ', ' 2']]],
    ['letters of all lengths', 'a,b\né漢,😀\n', [['é漢', '😀']]],
    ['a quoted BOM header', '\ufeff"a","b"\n1,2\n', [['1', '2']]],
  ])('%s', async (_what, text, rows) => {
    for (const sizes of [[], [1], [2, 3]]) {
      const result = await readAll(csv, text, {}, sizes)
      expect(result.rows).toEqual(rows)
      expect(result.names.slice(0, 2)).toEqual(['a', 'b'])
      expect(result.rejects).toEqual([])
      expect(result.bytesRead).toBe(new TextEncoder().encode(text).length)
    }
  })

  it.each([
    [',', 'a,b,c\n1,2,3\n'],
    [';', 'a;b;c\n1,5;2,5;3\n4,5;1,5;3'],
    ['\t', 'a\tb\tc\n1, 2\t2\t3\n'],
    ['|', 'a|b|c\n1|2|3\n'],
    [' ', 'a b c\n1 2 3\n4 5 6\n'],
    ['~', 'a~b~c\n1~2~3\n'],
  ])('delimiter %j', async (delimiter, text) => {
    const detected = await readAll(csv, text, delimiter === '~' ? { delimiter } : {})
    expect(detected.names).toEqual(['a', 'b', 'c'])
    expect(detected.rows[0]![2]).toBe('3')
  })

  it('reads tabs as tsv, and the sep= line of Excel', async () => {
    expect((await readAll(tsv, 'a\tb\n1\t2,5\n')).rows).toEqual([['1', '2,5']])
    const excel = await readAll(csv, 'sep=;\r\na;b\r\n1;2\r\n')
    expect([excel.names, excel.rows, excel.lines]).toEqual([['a', 'b'], [['1', '2']], [3]])
  })

  it('gives the line on which each row starts', async () => {
    expect((await readAll(csv, 'a,b\n1,2\n"x\ny\nz",3\n\n4,5\n')).lines).toEqual([2, 3, 7])
    expect((await readAll(csv, 'a,b\r\n1,2\r\n"x\r\ny",3\r\n4,5\r\n')).lines).toEqual([2, 3, 5])
    expect((await readAll(csv, 'a,b\r1,2\r"x\ry",3\r4,5\r')).lines).toEqual([2, 3, 5])
  })

  it('rejects the rows of bytes that are no UTF-8 and goes on; U+FFFD itself is a character', async () => {
    const bytes = Buffer.concat([Buffer.from('a,b\n1,é'), Buffer.from([0xa3, 0x35]), Buffer.from('\n2,ok\n3,\ufffd\n')])
    const result = await readAll(csv, bytes)
    expect(result.rows).toEqual([
      ['2', 'ok'],
      ['3', '\ufffd'],
    ])
    expect(result.rejects).toMatchObject([{ reason: 'bad-encoding', line: 2, column: 4, excerpt: '1,é\ufffd5' }])
    const cut = await readAll(csv, Buffer.concat([Buffer.from('a,b\n1,x'), Buffer.from([0xe2, 0x82])]))
    expect([cut.rows, cut.rejects.map(({ line, column }) => [line, column])]).toEqual([[], [[2, 4]]])
  })
})

describe('csv: header', () => {
  it.each<[string, string, string[], number]>([
    ['names', 'id,name\n1,x\n', ['id', 'name'], 1],
    ['all texts', 'id,name\nq,x\nw,y\n', ['id', 'name'], 2],
    ['a number in the first line', '1,x\n2,y\n', ['column_1', 'column_2'], 2],
    ['a time in the first line', '2024-01-01,x\n2024-01-02,y\n', ['column_1', 'column_2'], 2],
    ['texts that come again', 'red,on\nblue,off\nred,off\n', ['column_1', 'column_2'], 3],
    ['the same twice', 'a,a,A\n1,2,3\n', ['a', 'a_2', 'A_3'], 1],
    ['empty names', 'a,,c,\n1,2,3,4\n', ['a', 'column_2', 'c', 'column_4'], 1],
    ['only a header', 'user,event,time\n', ['user', 'event', 'time'], 0],
    ['blanks around names', ' a , b \n1,2\n', ['a', 'b'], 1],
  ])('%s', async (_what, text, names, rows) => {
    // The same name twice is no header by itself: it is when told.
    const result = await readAll(csv, text, text.startsWith('a,a') ? { header: true } : {})
    expect(result.names).toEqual(names)
    expect(result.rows).toHaveLength(rows)
  })

  it('does as it is told', async () => {
    expect((await readAll(csv, '1,2\n3,4\n', { header: true })).names).toEqual(['1', '2'])
    expect((await readAll(csv, 'a,b\n3,4\n', { header: false })).rows).toEqual([
      ['a', 'b'],
      ['3', '4'],
    ])
  })

  it('gives nothing for an empty file', async () => {
    expect(await readAll(csv, '')).toMatchObject({ names: [], rows: [], rejects: [], batches: 0 })
    expect((await readAll(csv, '\n\n')).rows).toEqual([])
  })
})

describe('csv: broken lines', () => {
  const broken = [
    'user,event,time', // 1
    'u1,open,2024-01-01', // 2
    'u2,open,2024-01-01,extra,more', // 3: too many, from column 20
    'u3,open', // 4: too few
    'u4,"never closed,2024-01-01', // 5: opens at column 4
    'u5,"two', // 6
    'lines",2024-01-02', // 7
    'u6,"x,2024-01-03', // 8: opens at column 4, "closed" by the quote of line 9
    'u7,"open",2024-01-03', // 9
    '"a', // 10: surplus on line 11, column 8
    'b",x,y,z', // 11
    'u8,close,2024-01-04', // 12
  ].join('\n')

  it('keeps the good, and names line and column of the bad', async () => {
    for (const sizes of [[], [1], [7, 2]]) {
      for (const text of [broken, `${broken}\n`, broken.replaceAll('\n', '\r\n')]) {
        const result = await readAll(csv, text, {}, sizes)
        expect(result.rejects.map(({ reason, line, column }) => ({ reason, line, column }))).toEqual([
          { reason: 'too-many-fields', line: 3, column: 20 },
          { reason: 'unclosed-quote', line: 5, column: 4 },
          { reason: 'unclosed-quote', line: 8, column: 4 },
          { reason: 'too-many-fields', line: 11, column: 8 },
        ])
        expect(result.rejects[0]).toMatchObject({
          excerpt: 'u2,open,2024-01-01,extra,more',
          detail: 'expected 3 fields, found 5',
        })
        expect(result.rejects[1]!.excerpt).toBe('u4,"never closed,2024-01-01')
        expect(result.rows.map((row) => row[0])).toEqual(['u1', 'u3', 'u5', 'u7', 'u8'])
        expect(result.rows[2]![1]!.toString().replace('\r', '')).toBe('two\nlines')
        expect(result.lines).toEqual([2, 4, 6, 9, 12])
      }
    }
  })

  it('finds a quote that nothing closes up to the end, in a file that goes on long after it', async () => {
    const rows = Array.from({ length: 300_000 }, (_, i) => `u${i},e,${i}`)
    rows[10] = 'bad,"open,10'
    const result = await readAll(csv, `user,event,n\n${rows.join('\n')}`, {}, [65536])
    expect(result.rejects).toMatchObject([{ reason: 'unclosed-quote', line: 12, column: 5 }])
    expect(result.rows).toHaveLength(299_999)
    expect(result.lines.at(-1)).toBe(300_001)
    expect(result.rows.at(-1)).toEqual(['u299999', 'e', '299999'])
  })

  it('leaves out a line that is too long, and only that', async () => {
    const result = await readAll(csv, `a,b\n1,2\n${'x'.repeat(5_000_000)}\n3,4\n`)
    expect(result.rejects).toMatchObject([{ reason: 'line-too-long', line: 3, column: 1 }])
    expect(result.rejects[0]!.excerpt).toHaveLength(200)
    expect([result.rows, result.lines]).toEqual([
      [
        ['1', '2'],
        ['3', '4'],
      ],
      [2, 4],
    ])
  })

  it('stops when it is cancelled', async () => {
    const controller = new AbortController()
    async function* endless(): AsyncIterable<Uint8Array> {
      for (;;) yield await Promise.resolve(Buffer.from('1,2\n'.repeat(100_000)))
    }
    const read = async (): Promise<void> => {
      for await (const batch of csv.read(endless(), {}, controller.signal)) if (batch.count > 0) controller.abort()
    }
    await expect(read()).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('csv: any table, in any dress and any pieces, comes back', () => {
  const cell = fc.oneof(
    fc.constant(null),
    fc.constant(''),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom('"', '""', ',', '\n', '\r', '\r\n', 'a"b', ' ', '1.5', 'é', '\t', ';'),
  )
  const table = fc
    .integer({ min: 2, max: 5 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }))
  const dress = fc.record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    newline: fc.constantFrom('\n', '\r\n'),
    mark: fc.boolean(),
    ended: fc.boolean(),
  })

  it('round trip', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        dress,
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }),
        async (rows, { delimiter, newline, mark, ended }, sizes) => {
          const write = (value: string | null): string =>
            value === null
              ? ''
              : value === '' || /["\n\r]/.test(value) || value.includes(delimiter) || value.startsWith('\ufeff')
                ? `"${value.replaceAll('"', '""')}"`
                : value
          const names = rows[0]!.map((_, i) => `name${i}`)
          const text = [names, ...rows].map((row) => row.map(write).join(delimiter)).join(newline)
          const result = await readAll(
            csv,
            (mark ? '\ufeff' : '') + text + (ended ? newline : ''),
            { delimiter, header: true },
            sizes,
          )
          expect(result.names).toEqual(names)
          const toWellFormed = (value: Cell): Cell =>
            typeof value === 'string' ? Buffer.from(value).toString() : value
          expect(result.rows).toEqual(rows.map((row) => row.map(toWellFormed)))
          expect(result.rejects).toEqual([])
        },
      ),
      { numRuns: 500 },
    )
  })

  it('never loses count of lines, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('"', ',', '\n', 'a', '\r\n', '1'), { maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        async (parts, size) => {
          const text = `x,y\n${parts.join('')}`
          const whole = await readAll(csv, text, { delimiter: ',', header: true })
          expect(await readAll(csv, text, { delimiter: ',', header: true }, [size])).toEqual(whole)
          const last = text.split('\n').length
          for (const line of [...whole.lines, ...whole.rejects.map((reject) => reject.line)])
            expect(line).toBeLessThanOrEqual(last)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('csv: records that are read from the bytes, and the same read as text', () => {
  const PART = fc.constantFrom(
    '"',
    '""',
    'D',
    '\n',
    'a',
    '\r\n',
    '1',
    'é',
    '=',
    '="x"',
    ' ',
    '\n\n',
    '#',
    'D"a\nb"D',
    'DD',
  )

  it('are the same rows, lines and rejects, wherever windows and blocks end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(PART, { maxLength: 40 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 70_000 }),
        async (stretches, plain) => {
          // Plain rows before and between, so that the quick way is taken up again and again.
          const rows = 'annD7Dx\r\n"b ""q"" b"D-1.5D"y\nz"\n'.repeat(Math.ceil(plain / stretches.length / 30))
          const text = `xDyDz\nannD7Dx\n${stretches.map((parts) => rows + parts.join('')).join('\n')}`
          const read = async (delimiter: string): Promise<unknown> => {
            const { batches: _, ...found } = await readAll(csv, text.replaceAll('D', delimiter), {
              delimiter,
              header: true,
            })
            return JSON.parse(JSON.stringify({ ...found, bytesRead: 0 }).replaceAll(delimiter, 'D'))
          }
          expect(await read(';')).toEqual(await read('¦'))
        },
      ),
      { numRuns: 100 },
    )
  })

  it('go over blocks of 1 MB, also with a line feed between quotes at their border', async () => {
    for (const length of [2 ** 20 - 8, 2 ** 20 - 7, 2 ** 20 - 6, 2 ** 20 - 5]) {
      const row = 'abc,def\n'
      const text = `x,y\n${row.repeat(Math.floor(length / row.length) - 2)}`
      const padded = `${text}${'p'.repeat(length - text.length - 4)},q\n1,"2\n3\n4"\n5,6`
      const { rows, lines, rejects } = await readAll(csv, padded)
      expect(rejects).toEqual([])
      expect(rows.slice(-2)).toEqual([
        ['1', '2\n3\n4'],
        ['5', '6'],
      ])
      expect(lines.at(-1)).toBe(padded.split('\n').length)
    }
  })
})

describe('csv: what is written for Excel as a text', () => {
  it('is that text, whatever it holds, between quotes or bare; other formulas stay', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string(), { minLength: 1, maxLength: 9 }), async (texts) => {
        const cell = (text: string): string => `="${text.replaceAll('"', '""')}"`
        const quoted = texts.map((text) => `"${cell(text).replaceAll('"', '""')}"`)
        const read = await readAll(csv, `a,b\n${quoted.map((one) => `1,${one}\n`).join('')}`, { delimiter: ',' })
        expect(read.rows).toEqual(texts.map((text) => ['1', text]))
        const bare = texts.filter((text) => !/[,"\r\n]/.test(text))
        const again = await readAll(csv, `a,b\n${bare.map((one) => `1,${cell(one)}\n`).join('')}`, { delimiter: ',' })
        expect(again.rows).toEqual(bare.map((text) => ['1', text]))
      }),
    )
    const others = ['=1+1', '="a"&"b"', '=A1', '="', '=""a""']
    const kept = await readAll(csv, `a,b\n${others.map((one) => `1,${one}\n`).join('')}`, { delimiter: ',' })
    expect(kept.rows).toEqual(others.map((one) => ['1', one]))
  })
})

describe('csv: sniff', () => {
  const sniff = (text: string, name: string): number => csv.sniff(Buffer.from(text), name)
  it('is sure of a named table, less of a nameless one, and not of prose or JSON', () => {
    expect(sniff('a,b\n1,2\n', 'x.csv')).toBeGreaterThan(0.8)
    expect(sniff('a,b\n1,2\n', 'x')).toBeGreaterThan(0.4)
    expect(sniff('a\tb\n1\t2\n', 'x')).toBeLessThan(tsv.sniff(Buffer.from('a\tb\n1\t2\n'), 'x'))
    expect(sniff('Nothing to see here\nat all\n', 'x')).toBeLessThan(0.3)
  })
})
