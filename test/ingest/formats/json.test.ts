import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cell, Format } from '../../../src-renderer/ingest/contract'
import { json } from '../../../src-renderer/ingest/formats/json'
import { ndjson } from '../../../src-renderer/ingest/formats/ndjson'
import { readAll } from './readAll'

type Dress = readonly [name: string, format: Format, write: (objects: readonly string[]) => string, firstLine: number]
const DRESSES: readonly Dress[] = [
  ['NDJSON', ndjson, (objects) => objects.join('\n'), 1],
  ['NDJSON with CRLF', ndjson, (objects) => `${objects.join('\r\n')}\r\n`, 1],
  ['a JSON array', json, (objects) => `[${objects.join(',\n')}]`, 1],
  [
    'a JSON array in an object',
    json,
    (objects) =>
      `{"took": 3, "tags": ["x", ["[", {}]], "data": {"events":\n[\n${objects.join(' ,\n')}\n] }, "more": [{"a": ` +
      '"no"}]}',
    3,
  ],
]

describe.each(DRESSES)('%s', (_name, format, write, firstLine) => {
  const read = (objects: readonly string[], sizes: readonly number[] = []): ReturnType<typeof readAll> =>
    readAll(format, write(objects), {}, sizes)

  it.each<[string, string[], string[], Cell[][]]>([
    ['scalars', ['{"a":1,"b":"x","c":true,"d":null,"e":-1.5e3}'], ['a', 'b', 'c', 'e'], [[1, 'x', true, -1500]]],
    [
      'nesting, lists as text',
      ['{"a":{"b":1,"c":{"d":2},"e":[1,{"f":2}]},"g":[]}'],
      ['a.b', 'a.c.d', 'a.e', 'g'],
      [[1, 2, '[1,{"f":2}]', '[]']],
    ],
    [
      'lists of keys with values',
      [
        '{"p":[{"key":"page","value":{"string_value":"/a"}},{"key":"n","value":{"int_value":"3"}}]}',
        '{"p":[{"key":"page","value":"/b"},{"key":"page","value":"/c"}]}',
      ],
      ['p.page', 'p.n', 'p'],
      [
        ['/a', '3', null],
        [null, null, '[{"key":"page","value":"/b"},{"key":"page","value":"/c"}]'],
      ],
    ],
    [
      'numbers that JSON has no words for',
      ['{"a":NaN,"b":"NaN, Infinity","c":-Infinity}', '{"a":1,"b":"x","c":9007199254740993}'],
      ['b', 'c', 'a'],
      [
        ['NaN, Infinity', -Infinity, null],
        ['x', 9007199254740993n, 1],
      ],
    ],
    [
      'keys that come late, or in another order',
      ['{"a":1,"b":2}', '{"b":3,"a":4}', '{"c":5,"a":6}'],
      ['a', 'b', 'c'],
      [
        [1, 2, null],
        [4, 3, null],
        [6, null, 5],
      ],
    ],
    [
      'null at first',
      ['{"a":null,"b":1}', '{"a":{"x":2},"b":1}', '{"a":3}'],
      ['b', 'a.x', 'a'],
      [
        [1, null, null],
        [1, 2, null],
        [null, null, 3],
      ],
    ],
    [
      'whole numbers that doubles cannot hold',
      [
        '{"a":9007199254740993,"b":"9007199254740993","c":9007199254740991}',
        '{"a":-12345678901234567890,"b":"x","c":{"d":[9007199254740993]}}',
      ],
      ['a', 'b', 'c', 'c.d'],
      [
        [9007199254740993n, '9007199254740993', 9007199254740991, null],
        [-12345678901234567890n, 'x', null, '[9007199254740993]'],
      ],
    ],
    [
      'long fractions stay doubles',
      ['{"a":0.12345678901234567,"b":1.2345678901234567e-7,"c":12345678901234567.5,"d":1e17}'],
      ['a', 'b', 'c', 'd'],
      [[0.12345678901234567, 1.2345678901234567e-7, 12345678901234567.5, 1e17]],
    ],
    [
      'quotes, brackets and escapes in strings',
      ['{"a":"}],[{\\"\\\\","b":"\\u00e9\\ud83d\\ude00\\n"}', '{"a":"\\\\","b":"é😀"}'],
      ['a', 'b'],
      [
        ['}],[{"\\', 'é😀\n'],
        ['\\', 'é😀'],
      ],
    ],
    [
      'names of the prototype',
      ['{"__proto__":1,"constructor":2,"toString":3}'],
      ['__proto__', 'constructor', 'toString'],
      [[1, 2, 3]],
    ],
    ['empty objects', ['{}', '{"a":{}}', '{"a":1}'], ['a'], [[null], [null], [1]]],
  ])('reads %s', async (_what, objects, names, rows) => {
    for (const sizes of [[], [1], [5, 2, 9]]) {
      const result = await read(objects, sizes)
      expect(
        result.names.filter((name) => result.rows.some((row) => row[result.names.indexOf(name)] !== null)).sort(),
      ).toEqual([...names].sort())
      expect(result.rows.map((row) => names.map((name) => row[result.names.indexOf(name)]))).toEqual(rows)
      expect(result.lines).toEqual(objects.map((_object, i) => firstLine + i))
      expect(result.rejects).toEqual([])
    }
  })

  it('keeps the good, and names line and column of the bad', async () => {
    for (const sizes of [[], [1], [11]]) {
      const result = await read(['{"a":1}', '{"a":}', '{"a":2}', '[3]', '"text"', '{"a" 1}', '{"a":4}'], sizes)
      expect(result.rows).toEqual([[1], [2], [4]])
      expect(result.lines.map((line) => line - firstLine)).toEqual([0, 2, 6])
      expect(result.rejects.map(({ reason, line, column }) => [reason, line - firstLine, column])).toEqual([
        ['not-json', 1, 6],
        ['not-an-object', 3, 1],
        ['not-an-object', 4, 1],
        ['not-json', 5, 6],
      ])
      expect(result.rejects[0]!.excerpt).toBe('{"a":}')
    }
  })

  it('brings any objects back, in any pieces', async () => {
    const scalar = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
      fc.boolean(),
      fc.constantFrom('"', '\\', '\n', '[', '}', ','),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n }),
    )
    const objects = fc.array(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd e', 'é'), scalar, { minKeys: 1 }), {
      minLength: 1,
      maxLength: 15,
    })
    const write = (value: unknown): string => (typeof value === 'bigint' ? String(value) : JSON.stringify(value))
    await fc.assert(
      fc.asyncProperty(objects, fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 4 }), async (list, sizes) => {
        const result = await read(
          list.map(
            (object) =>
              `{${Object.entries(object)
                .map(([key, value]) => `${JSON.stringify(key)}:${write(value)}`)
                .join(',')}}`,
          ),
          sizes,
        )
        expect(result.rejects).toEqual([])
        expect(
          result.rows.map(
            (row) =>
              Object.fromEntries(
                result.names.map((name, i): [string, unknown] => [name, row[i]]).filter(([, cell]) => cell !== null),
              ) as unknown,
          ),
        ).toEqual(
          list.map((object) => {
            const exact = Object.entries(object).map(([key, value]): [string, unknown] => [
              key,
              typeof value === 'number' &&
              Number.isInteger(value) &&
              !Number.isSafeInteger(value) &&
              !/e/.test(String(value))
                ? BigInt(String(value))
                : Object.is(value, -0)
                  ? 0
                  : value,
            ])
            return Object.fromEntries(exact)
          }),
        )
      }),
      { numRuns: 200 },
    )
  })
})

describe('ndjson', () => {
  it('skips blank lines and counts them', async () => {
    const result = await readAll(ndjson, '\ufeff{"a":1}\n\n  \r\n{"a":2}\n\n')
    expect([result.rows, result.lines, result.rejects]).toEqual([[[1], [2]], [1, 4], []])
  })

  it('does not take two objects on one line, or one over two lines, for good ones', async () => {
    const result = await readAll(ndjson, '{"a":1},{"a":2}\n{"a":[1\n2]}\n{"a":3}{"a":4}\n{"a":5}')
    expect(result.rows).toEqual([[5]])
    expect(result.rejects.map(({ line, column }) => [line, column])).toEqual([
      [1, 8],
      [2, 8],
      [3, 2],
      [4, 8],
    ])
  })

  it('finds one bad line among many blocks', async () => {
    const lines = Array.from({ length: 50_000 }, (_, i) =>
      i === 31_999 ? '{"n":31999,' : `{"n":${i},"text":"some words to fill the line"}`,
    )
    const result = await readAll(ndjson, lines.join('\n'), {}, [65536])
    expect(result.rejects).toMatchObject([{ reason: 'not-json', line: 32_000, column: 12 }])
    expect(result.rows).toHaveLength(49_999)
    expect(result.rows.every((row, i) => row[0] === result.lines[i]! - 1)).toBe(true)
  })

  it('leaves out a line that is too long, and only that', async () => {
    const result = await readAll(ndjson, `{"a":1}\n{"a":"${'x'.repeat(17 << 20)}"}\n{"a":2}\n`)
    expect(result.rejects).toMatchObject([{ reason: 'line-too-long', line: 2 }])
    expect([result.rows, result.lines]).toEqual([
      [[1], [2]],
      [1, 3],
    ])
  })
})

describe('json', () => {
  it('reads pretty-printed elements and says where they start', async () => {
    const result = await readAll(json, JSON.stringify([{ a: 1, b: { c: 'x' } }, { a: 2 }], null, 2))
    expect([result.names, result.rows, result.lines]).toEqual([
      ['a', 'b.c'],
      [
        [1, 'x'],
        [2, null],
      ],
      [2, 8],
    ])
  })

  it('points into an element over several lines', async () => {
    const result = await readAll(json, '[\n  {\n    "a": 1\n  },\n  {\n    "a": oops\n  },\n  {"a": 2}\n]')
    expect(result.rejects).toMatchObject([{ reason: 'not-json', line: 6, column: 10 }])
    expect(result.rows).toEqual([[1], [2]])
  })

  it.each<[string, string, number, number[]]>([
    ['an empty array', '[]', 0, []],
    ['an empty file', '', 0, []],
    ['blanks', ' \n ', 0, []],
    ['an object by itself', '{"a":1}', 1, []],
    ['a file that ends too early', '[{"a":1},\n{"a":', 1, [2]],
  ])('%s', async (_what, text, rows, rejectLines) => {
    const result = await readAll(json, text)
    expect(result.rows).toHaveLength(rows)
    expect(result.rejects.map((reject) => reject.line)).toEqual(rejectLines)
  })

  it.each<[string, string, string[], Cell[][]]>([
    ['objects without anything between', '{"a":1}{"a":2}{"a":"}"}', ['a'], [[1], [2], ['}']]],
    ['objects over lines', '{\n "a": 1\n}\n{\n "a": 2\n}\n', ['a'], [[1], [2]]],
    ['a record separator before each', '\u001e{"a":1}\n\u001e{"a":2}\n', ['a'], [[1], [2]]],
    [
      'an envelope on each line',
      '{"at":"x","batch":[{"a":1},{"a":2}]}\n{"at":"y","batch":[{"a":3}]}\n',
      ['at', 'a'],
      [
        ['x', 1],
        ['x', 2],
        ['y', 3],
      ],
    ],
    [
      'columns of rows',
      '{"a":{"0":1,"1":2},"b":{"0":"x","1":null}}',
      ['a', 'b'],
      [
        [1, 'x'],
        [2, null],
      ],
    ],
    [
      'columns, index and data apart',
      '{"columns":["a","b"],"index":[0,1],"data":[[1,"x"],[2,"y"]]}',
      ['a', 'b'],
      [
        [1, 'x'],
        [2, 'y'],
      ],
    ],
    [
      'lists, the names first',
      '[["a","b"],\n[1,"x"],[2,"y"]]',
      ['a', 'b'],
      [
        [1, 'x'],
        [2, 'y'],
      ],
    ],
  ])('reads %s, in pieces of any size', async (_what, text, names, rows) => {
    for (const sizes of [[], [1], [7]]) {
      const result = await readAll(json, text, {}, sizes)
      expect([result.names, result.rows, result.rejects]).toEqual([names, rows, []])
    }
    expect(json.sniff(Buffer.from(text), 'x')).toBeGreaterThan(ndjson.sniff(Buffer.from(text), 'x'))
  })

  it('reads more rows of one envelope than a batch has', async () => {
    const list = Array.from({ length: 10_000 }, (_, n) => `{"n":${n}}`).join()
    const result = await readAll(json, `{"records":[${list}]}{"records":[${list}]}`)
    expect(result.rows.map(([n]) => n)).toEqual(Array.from({ length: 20_000 }, (_, n) => n % 10_000))
  })

  it('is told apart from NDJSON by its beginning', () => {
    const winner = (text: string): string =>
      json.sniff(Buffer.from(text), 'x') > ndjson.sniff(Buffer.from(text), 'x') ? 'json' : 'ndjson'
    expect(
      ['[{"a":1}]', '[\n{"a":1},\n{"a":2}]', '{\n"events":[\n{"a":1}\n]}', '{"events":[{"a":1},\n{"a":2}]}'].map(
        winner,
      ),
    ).toEqual(['json', 'json', 'json', 'json'])
    expect(
      ['{"a":1}', '{"a":1}\n{"a":2}\n', '{"a":[{"b":1}]}\n{"a":2}\n', '{"a":1}\nbroken\n{"a":2}'].map(winner),
    ).toEqual(['ndjson', 'ndjson', 'ndjson', 'ndjson'])
  })
})
