import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cell } from '../../../src-renderer/ingest/contract'
import { JsonLine } from '../../../src-renderer/ingest/formats/jsonLine'
import { JsonRows, parseJson } from '../../../src-renderer/ingest/formats/jsonRows'
import { isJsonObject } from '../../../src-renderer/ingest/formats/jsonValue'

const MODEL_LINE = '{"a":1,"b":"x","c":{"d":true,"e":2.5},"long key":null,"é":"ü","n":[1]}'

function readCells(rows: JsonRows): Record<string, Cell> {
  const batch = rows.take(0)
  return Object.fromEntries(
    batch.names
      .map((name, i): [string, Cell] => [name, batch.cells[i]!.at(0) ?? null])
      .filter(([, cell]) => cell !== null),
  )
}

/** What the thorough way makes of a line; null when it is no object. */
function thorough(text: string): Record<string, Cell> | null {
  const rows = new JsonRows(4)
  try {
    const object = parseJson(text)
    if (!isJsonObject(object)) return null
    rows.add(object, 1)
  } catch {
    return null
  }
  return readCells(rows)
}

/** What the fast way makes of a line when it has seen the model line; null when it leaves the line. */
function fast(line: Uint8Array): Record<string, Cell> | null {
  const rows = new JsonRows(4)
  const reader = new JsonLine(rows)
  rows.add(parseJson(MODEL_LINE) as never, 1)
  rows.take(0)
  const bytes = new Uint8Array(line.length + 1)
  bytes.set(line)
  bytes[line.length] = 10
  rows.begin(bytes)
  const next = reader.read(bytes, 0, 2)
  if (next < 0) {
    expect(rows.count).toBe(0)
    expect(readCells(rows)).toEqual({})
    return null
  }
  expect([next, rows.count]).toEqual([bytes.length, 1])
  return readCells(rows)
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('JsonLine', () => {
  it.each(
    [
      MODEL_LINE,
      '{}',
      '{"b":"","a":0}',
      ' { "a" : -1.5 ,\t"b" : "y" } \r',
      '{"c":{},"a":-0}',
      '{"c":{"e":1e3}}',
      '{"a":12345678901234567890,"b":9007199254740991}',
      '{"a":0.1,"c":{"e":123456.789012345678}}',
      '{"b":"\\u00e9\\n\\"","a":1}',
      '{"a":[1,{"b":"]"}],"b":{"x":1}}',
      '{"n":[{"deep":["\\"",{}]}],"a":"é"}',
      '{"a":false,"b":true}',
      '{"é":"日本語😀"}',
    ].map((line) => [line]),
  )('reads %s', (line) => {
    const cells = fast(encode(line))
    // An object where a plain value was so far needs columns that are not there yet.
    if (line.includes('"b":{')) expect(cells).toBeNull()
    else expect(cells).toEqual(thorough(line))
  })

  it.each(
    [
      '',
      '{',
      '{"a":1',
      '{"a":1}}',
      '{"a":1} {"a":2}',
      '{"a":1,}',
      '{"a" 1}',
      '{"a":01}',
      '{"a":1.}',
      '{"a":.5}',
      '{"a":-}',
      '{"a":1e}',
      '{"a":tru}',
      '{"a":nul}',
      '{"a":"x}',
      '{"a":"\\q"}',
      '{"a":"tab\there"}',
      '{a:1}',
      '[1]',
      '"x"',
      '1',
      'null',
      '{"a":[1}',
      '{"a":[1}]',
      '{"a":{"x":1}',
      '{"new":1}',
      '{"c":{"new":1}}',
      '{"a":1,"a":2}',
      '{"c":{"d":1},"c":{"e":2}}',
      '{"c":{"d":1,"d":null}}',
      '{"\\u0061":1}',
    ].map((line) => [line]),
  )('leaves %s to those who know more', (line) => {
    expect(fast(encode(line))).toBeNull()
  })

  it.each(['{"b":"a%z"}', '{"b":"a%\\n"}', '{"n":["%"]}', '{"b%":1}'])(
    'leaves lines with bytes that are no characters: %s',
    (line) => {
      const [before, after] = line.split('%').map(encode)
      const around = (bytes: readonly number[]): Uint8Array => new Uint8Array([...before!, ...bytes, ...after!])
      for (const bytes of [[0xff], [0xc0, 0x80], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]])
        expect(fast(around(bytes))).toBeNull()
      if (!line.includes('%"')) return
      for (const bytes of [
        [0xf0, 0x9f, 0x98, 0x80],
        [0xef, 0xbf, 0xbd],
        [0xef, 0xbb, 0xbf],
      ]) {
        const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(around(bytes))
        if (!line.includes('b%')) expect(fast(around(bytes))).toEqual(thorough(text))
      }
    },
  )

  it('never says anything but what JSON.parse says, whatever a line is made into', () => {
    const scalar = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 5 }),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom('"', '\\', '{', '123456789012345678'),
    )
    const key = fc.constantFrom('a', 'b', 'long key', 'é', 'n')
    const object = fc
      .dictionary(key, fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })), { maxKeys: 5 })
      .chain((outer) =>
        fc.dictionary(fc.constantFrom('d', 'e'), scalar, { maxKeys: 2 }).map((inner) => ({ ...outer, c: inner })),
      )
    const change = fc.record({
      at: fc.nat(200),
      remove: fc.nat(3),
      put: fc.constantFrom(
        '',
        '',
        '"',
        '\\',
        ',',
        '}',
        '{',
        '[',
        ']',
        ':',
        ' ',
        '0',
        '-',
        '.',
        'e',
        'null',
        '99999999999999999999',
        '"a":1,',
      ),
    })
    let taken = 0
    fc.assert(
      fc.property(object, fc.array(change, { maxLength: 2 }), (value, changes) => {
        let text = JSON.stringify(value)
        for (const { at, remove, put } of changes)
          text = text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + remove)
        // A cut may leave half of a pair, which the encoder replaces.
        const line = encode(text)
        const cells = fast(line)
        if (cells === null) return
        taken++
        expect(cells).toEqual(thorough(new TextDecoder('utf-8', { ignoreBOM: true }).decode(line)))
      }),
      { numRuns: 2000 },
    )
    expect(taken).toBeGreaterThan(300)
  })
})
