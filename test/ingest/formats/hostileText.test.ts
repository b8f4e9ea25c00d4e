import { describe, expect, it } from 'vitest'
import { csv } from '../../../src-renderer/ingest/formats/csv'
import { MAX_COLUMNS } from '../../../src-renderer/ingest/columns/columnLimit'
import { json } from '../../../src-renderer/ingest/formats/json'
import { ndjson } from '../../../src-renderer/ingest/formats/ndjson'
import { readAll } from './readAll'

const nested = (depth: number): string => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`

describe('a value that is nested too deep', () => {
  const lines = (depth: number): string[] => ['{"a":1}', `{"a":2,"deep":${nested(depth)}}`, '{"a":3}']

  it.each([1000, 5000, 200_000])('is rejected with its line at %d levels, and the rest is read', async (depth) => {
    const wanted = [{ reason: 'too-deep', line: 2, column: 1 }]
    const asLines = await readAll(ndjson, lines(depth).join('\n'))
    expect(asLines.rejects).toMatchObject(wanted)
    expect(asLines.rows).toEqual([[1], [3]])
    const asArray = await readAll(json, `[${lines(depth).join(',\n')}]`)
    expect(asArray.rejects).toMatchObject(wanted)
    expect(asArray.rows).toEqual([[1], [3]])
  })

  it('is kept as JSON where it is as deep as a log may be, by the quick way as by the other', async () => {
    const line = `{"a":2,"deep":${nested(400)}}`
    const { rows, rejects } = await readAll(ndjson, `${line}\n${line}\n`)
    expect(rejects).toEqual([])
    expect(rows).toEqual([
      [2, nested(400)],
      [2, nested(400)],
    ])
  })

  it('keeps the digits of a number behind a text of megabytes', async () => {
    const text = 'x'.repeat(12 << 20)
    expect((await readAll(ndjson, `{"n":12345678901234567890,"t":"${text}"}`)).rows).toEqual([
      [12345678901234567890n, text],
    ])
  })
})

describe(`more than ${MAX_COLUMNS} columns`, () => {
  it('in NDJSON: the first are columns, what else a row has is one JSON object', async () => {
    const lines = Array.from({ length: MAX_COLUMNS + 500 }, (_, row) =>
      JSON.stringify({ n: row, [`key${row}`]: `v${row}` }),
    )
    lines.push('{"n":-1,"key1":"again","late":{"x":[1]},"__proto__":{"y":2},"p":{"q":12345678901234567890},"z":null}')
    const { names, rows, rejects } = await readAll(ndjson, lines.join('\n'))
    expect(rejects).toEqual([])
    expect(names).toHaveLength(MAX_COLUMNS + 1)
    expect([names[0], names[999], names.at(-1)]).toEqual(['n', 'key998', '_other_fields'])
    expect(rows.map((row) => row[0])).toEqual([...Array(MAX_COLUMNS + 500).keys(), -1])
    expect(rows.slice(0, 999).every((row, index) => row[index + 1] === `v${index}` && row.at(-1) === null)).toBe(true)
    expect(rows.slice(999, -1).every((row, index) => row.at(-1) === `{"key${index + 999}":"v${index + 999}"}`)).toBe(
      true,
    )
    expect(rows.at(-1)![2]).toBe('again')
    expect(rows.at(-1)!.at(-1)).toBe('{"late.x":[1],"__proto__.y":2,"p.q":12345678901234567890}')
  })

  it('in NDJSON: keys without values, and members, take no more memory either', async () => {
    const lines = Array.from(
      { length: 5000 },
      (_, row) => `{"p":{"m${row}":${row % 2 === 0 ? 'null' : row}},"none${row}":null}`,
    )
    const { names, rows } = await readAll(ndjson, lines.join('\n'))
    expect(names.length).toBeLessThanOrEqual(MAX_COLUMNS + 1)
    const last = rows.at(-1)!
    expect(last.at(-1)).toBe('{"p.m4999":4999}')
  })

  it('in CSV: the same, and surplus fields are still found', async () => {
    const header = Array.from({ length: 20_000 }, (_, index) => (index === 5 ? '_other_fields' : `c${index}`))
    const row = (value: (index: number) => string, width = 20_000): string =>
      Array.from({ length: width }, (_, index) => value(index)).join(',')
    const text = [
      header.join(','),
      row((index) => `v${index}`),
      row((index) => (index === 1500 ? '"say ""x"""' : '')),
      row(() => 'x', 20_001),
      row((index) => `w${index}`, 3),
    ].join('\n')
    const { names, rows, rejects } = await readAll(csv, text)
    expect(names).toHaveLength(MAX_COLUMNS + 1)
    expect(names.at(-1)).toBe('_other_fields_2')
    expect(Object.keys(JSON.parse(String(rows[0]!.at(-1))) as object)).toHaveLength(19_000)
    expect(rows[1]!.at(-1)).toBe('{"c1500":"say \\"x\\""}')
    expect(rows[2]).toEqual(['w0', 'w1', 'w2', ...Array<null>(998).fill(null)])
    expect(rejects).toMatchObject([{ reason: 'too-many-fields', line: 4 }])
  })
})
