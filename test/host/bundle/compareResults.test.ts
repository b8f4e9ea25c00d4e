import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tableToCsv } from '../../../src-renderer/export/csv'
import type { BundlePart } from '../../../src-renderer/host/bundle/bundle'
import { compareResults } from '../../../src-renderer/host/bundle/compareResults'
import { readPlainCsv } from '../../../src-renderer/host/bundle/plainCsv'
import type { ResultType } from '../../../src-renderer/query/contract/result'
import { arrayTable } from '../../export/arrayTable'
import { runs } from '../../runs'

const TYPES: readonly (readonly [string, ResultType])[] = [
  ['text', 'string'],
  ['n', 'integer'],
  ['x', 'double'],
]
type Cells = readonly [string | null, number | null, number | null]

function part(rows: readonly Cells[], truncated = false): BundlePart {
  const columns = TYPES.map(([name, type]) => ({ name, type }))
  return { title: 'T', view: {}, result: 'r', sql: 's', columns, rows: rows.length, truncated, tables: [] }
}
const table = (rows: readonly Cells[]) => arrayTable(TYPES, rows)
const compare = (was: readonly Cells[], is: readonly Cells[], truncated = false) =>
  compareResults(part(was, truncated), tableToCsv(table(was)), table(is))

const text = fc.oneof(
  fc.constantFrom('', ' ', '"', ',', '\n', '\r\n', 'null', 'a,"b"\n'),
  fc.string({ unit: 'binary' }),
)
const row = fc.tuple(
  fc.option(text),
  fc.option(fc.integer({ min: 0, max: 3 })),
  fc.option(fc.constantFrom(0, 0.1, 1e9, -2.5)),
)

describe('the CSV of a bundle', () => {
  it('is read as it was written, null apart from the empty text', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
        expect(readPlainCsv(tableToCsv(table(rows)))).toEqual([
          ['text', 'n', 'x'],
          ...rows.map((cells) => cells.map((value) => (value === null ? null : String(value)))),
        ])
      }),
      { numRuns: runs(300) },
    )
    const single = arrayTable([['a', 'string']], [[null], [''], ['x']])
    expect(readPlainCsv(tableToCsv(single))).toEqual([['a'], [''], [''], ['x']])
    expect(
      readPlainCsv(
        tableToCsv(
          arrayTable(
            [
              ['a', 'string'],
              ['b', 'string'],
            ],
            [['x', null]],
          ),
        ),
      ),
    ).toEqual([
      ['a', 'b'],
      ['x', null],
    ])
  })
})

describe('two results', () => {
  it('are the same where each cell is, in any order of rows, and differ where one does not', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), fc.nat(), fc.constantFrom(0, 1, 2), (rows, seed, column) => {
        expect(compare(rows, rows)).toMatchObject({ isSame: true, differences: [] })
        expect(compare(rows, rows.toReversed()).isSame).toBe(true)
        if (rows.length === 0) return
        const at = seed % rows.length
        const other = rows.map((cells, index): Cells =>
          index === at
            ? (cells.map((value, place) =>
                place === column ? (column === 0 ? `${value}?` : 77) : value,
              ) as unknown as Cells)
            : cells,
        )
        const found = compare(rows, other)
        expect(found.isSame).toBe(false)
        expect(found.differences.map((one) => [one.row, one.column])).toEqual([[at + 1, TYPES[column]![0]]])
        expect(compare(rows, rows.slice(1)).isSame).toBe(false)
      }),
      { numRuns: runs(200) },
    )
  })

  it('may be rounded otherwise in decimals alone, and are compared as far as one was cut', () => {
    expect(compare([['a', 1, 0.1 + 0.2]], [['a', 1, 0.3]]).isSame).toBe(true)
    expect(compare([['a', 1, 0.3]], [['a', 1, 0.300001]]).text).toBe('1 cell: row 1, x: 0.3 then, 0.300001 now')
    expect(compare([['a', 1_000_000_000_000, 0]], [['a', 1_000_000_000_001, 0]]).isSame).toBe(false)
    expect(
      compare(
        [['a', 1, 0]],
        [
          ['a', 1, 0],
          ['b', 2, 0],
        ],
        true,
      ).isSame,
    ).toBe(true)
    expect(
      compare(
        [['a', 1, 0]],
        [
          ['a', 1, 0],
          ['b', 2, 0],
        ],
      ).text,
    ).toBe('1 row then, 2 rows now')
    const renamed = arrayTable(
      [
        ['word', 'string'],
        ['n', 'integer'],
        ['x', 'double'],
      ],
      [],
    )
    expect(compareResults(part([]), 'text,n,x\n', renamed).text).toBe('the columns were text, n, x and are word, n, x')
  })
})
