import { Arena } from '../../src-renderer/base/arena'
import { makeVector } from 'apache-arrow'
import type { DataType } from 'apache-arrow'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ColumnBuilder, widestType } from '../../src-renderer/ingest/columns/columnBuilder'
import type { Cell } from '../../src-renderer/ingest/contract'
import { rowNumbers } from '../../src-renderer/ingest/columns/sortOrder'
import { TextStore } from '../../src-renderer/ingest/columns/textStore'
import type { ColumnType } from '../../src-renderer/model/schema'

const readTime = (cell: Cell): number =>
  typeof cell === 'string' && cell.includes('T') ? Date.parse(cell) * 1000 : NaN

function typeName(type: DataType): string {
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- Arrow's types do name themselves
  return type.toString()
}

function build(
  type: ColumnType | null,
  cells: readonly Cell[],
  batch = cells.length,
): { type: ColumnType; values: unknown[]; arrow: string } {
  const builder = new ColumnBuilder({ name: 'c', source: 'c', type, readTime })
  for (let from = 0; from < cells.length; from += batch) {
    const part = cells.slice(from, from + batch)
    builder.append(part, rowNumbers(part.length), part.length)
  }
  const data = builder.encode(rowNumbers(cells.length), 0, Arena.own())
  const vector = data === null ? null : makeVector(data)
  return {
    type: builder.schema.type,
    values: vector === null ? cells.map(() => null) : cells.map((_, row) => vector.get(row) as unknown),
    arrow: vector === null ? 'none' : typeName(vector.type),
  }
}

describe('a column', () => {
  it.each<[ColumnType | null, Cell[], ColumnType, unknown[], string]>([
    ['integer', [1, '2', null, '-3', '', 0], 'integer', [1n, 2n, null, -3n, null, 0n], 'Int64'],
    [
      'integer',
      [2 ** 53 - 1, -(2 ** 53 - 1), '9223372036854775807', '-9223372036854775808', 2n ** 60n, -(2n ** 40n)],
      'integer',
      [2n ** 53n - 1n, -(2n ** 53n - 1n), 2n ** 63n - 1n, -(2n ** 63n), 2n ** 60n, -(2n ** 40n)],
      'Int64',
    ],
    ['integer', [1, '2.5', 3], 'double', [1, 2.5, 3], 'Float64'],
    ['integer', ['9007199254740993', '2.5', 7], 'string', ['9007199254740993', '2.5', '7'], 'Dictionary<Int16, Utf8>'],
    ['integer', [1, '007', 2], 'string', ['1', '007', '2'], 'Dictionary<Int16, Utf8>'],
    ['integer', [1, null, 'x'], 'string', ['1', null, 'x'], 'Dictionary<Int16, Utf8>'],
    ['integer', ['9223372036854775808', 1], 'string', ['9223372036854775808', '1'], 'Dictionary<Int16, Utf8>'],
    ['integer', [1, true], 'string', ['1', 'true'], 'Dictionary<Int16, Utf8>'],
    ['double', [1, '2.5', '1e3', '-.5', null], 'double', [1, 2.5, 1000, -0.5, null], 'Float64'],
    ['double', [1.5, '9007199254740993'], 'string', ['1.5', '9007199254740993'], 'Dictionary<Int16, Utf8>'],
    ['double', [1.5, 'NaN'], 'string', ['1.5', 'NaN'], 'Dictionary<Int16, Utf8>'],
    ['boolean', [true, 'False', null, 'TRUE'], 'boolean', [true, false, null, true], 'Bool'],
    ['boolean', [true, 'maybe', false], 'string', ['true', 'maybe', 'false'], 'Dictionary<Int16, Utf8>'],
    ['date', ['2024-02-29', null], 'date', [Date.UTC(2024, 1, 29), null], 'Date32<DAY>'],
    ['date', ['2024-02-29', '2023-02-29'], 'string', ['2024-02-29', '2023-02-29'], 'Dictionary<Int16, Utf8>'],
    [
      'timestamp',
      ['2024-01-02T03:04:05.250Z', null],
      'timestamp',
      [Date.UTC(2024, 0, 2, 3, 4, 5, 250), null],
      'Timestamp<MICROSECOND>',
    ],
    [
      'timestamp',
      ['2024-01-02T03:04:05.250Z', '1970-01-01T00:00:00Z', 'later'],
      'string',
      ['2024-01-02 03:04:05.25', '1970-01-01 00:00:00', 'later'],
      'Dictionary<Int16, Utf8>',
    ],
    [
      'string',
      ['a', '', null, 5, true, 2n ** 70n],
      'string',
      ['a', '', null, '5', 'true', '1180591620717411303424'],
      'Dictionary<Int16, Utf8>',
    ],
    ['json', ['{"a":1}', null], 'json', ['{"a":1}', null], 'Dictionary<Int16, Utf8>'],
    [null, [null, null], 'string', [null, null], 'none'],
    [null, [null, 5, 6], 'integer', [null, 5n, 6n], 'Int64'],
    [null, [null, 0.5, 6], 'double', [null, 0.5, 6], 'Float64'],
    [null, [null, false], 'boolean', [null, false], 'Bool'],
    [null, [null, '5'], 'string', [null, '5'], 'Dictionary<Int16, Utf8>'],
  ])('case %#: %s and what comes make it right', (type, cells, wide, values, arrow) => {
    for (const batch of [1, 2, cells.length]) expect(build(type, cells, batch)).toEqual({ type: wide, values, arrow })
  })

  it('holds any mix of cells without loss, in batches of any size', () => {
    const cell = fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.string({ unit: 'binary' }),
      fc.maxSafeInteger().map(String),
      fc.constant(null),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    )
    const type = fc.constantFrom<ColumnType | null>('integer', 'double', 'boolean', 'date', 'timestamp', 'string', null)
    fc.assert(
      fc.property(type, fc.array(cell, { maxLength: 30 }), fc.integer({ min: 1, max: 30 }), (first, cells, batch) => {
        const built = build(first, cells, batch)
        cells.forEach((given, row) => {
          const kept = built.values[row]
          if (given === null || (given === '' && built.type !== 'string')) expect(kept).toBeNull()
          else if (built.type === 'string') {
            // A number may have been text when it came, or the reverse; as text both are the same number.
            if (kept !== String(given))
              expect(given === '' ? '' : Number(kept)).toBe(given === '' ? (kept ?? '') : Number(given))
          } else if (built.type === 'integer') expect(kept).toBe(BigInt(given as number))
          else if (built.type === 'double') expect(kept).toBe(Number(given))
          else expect(String(kept).toLowerCase()).toBe(String(given).toLowerCase())
        })
      }),
      { numRuns: 500 },
    )
  })

  it('drops rows that were written, keeps the others, and remembers what it has seen', () => {
    const builder = new ColumnBuilder({ name: 'c', source: 'c', type: 'integer', readTime })
    builder.append([1, 2n ** 60n, null, 4], rowNumbers(4), 4)
    builder.keep(Int32Array.of(0, 2, 3))
    expect([...makeVector(builder.encode(rowNumbers(3), 0, Arena.own())!)]).toEqual([1n, null, 4n])
    builder.append(['0.5'], rowNumbers(1), 1)
    // A part with 2^60 has been written, so the column as a whole cannot become double.
    expect(builder.schema.type).toBe('string')
    expect([...makeVector(builder.encode(rowNumbers(4), 0, Arena.own())!)]).toEqual(['1', null, '4', '0.5'])
  })

  it('takes the rows in the order asked for', () => {
    for (const [type, cells] of [
      ['integer', [5, null, 7]],
      ['double', [0.5, null, 7]],
      ['string', ['a', null, 'ü']],
      ['boolean', [true, null, false]],
    ] as const) {
      const builder = new ColumnBuilder({ name: 'c', source: 'c', type, readTime })
      builder.append(cells, Int32Array.of(2, 1, 0), 3)
      const values = [...makeVector(builder.encode(Int32Array.of(1, 0, 2, 0), 0, Arena.own())!)].map((value) =>
        typeof value === 'bigint' ? Number(value) : (value as unknown),
      )
      expect(values).toEqual([cells[1], cells[2], cells[0], cells[2]])
    }
  })
})

describe('text', () => {
  it('becomes a dictionary where values repeat, and plain where they do not', () => {
    const encode = (texts: readonly string[], always = false): { type: string; values: unknown[] } => {
      const store = new TextStore('string', always)
      for (let from = 0; from < texts.length; from += 1000)
        store.append(texts, rowNumbers(texts.length), from, Math.min(texts.length, from + 1000))
      const vector = makeVector(store.encode(rowNumbers(texts.length), 0, Arena.own()))
      return { type: typeName(vector.type), values: [...vector] }
    }
    const few = Array.from({ length: 20_000 }, (_, i) => `value ${i % 50} é`)
    const many = Array.from({ length: 20_000 }, (_, i) => `id-${i}-${'x'.repeat(i % 90)}ü${i % 3 === 0 ? '🙂' : ''}`)
    expect(encode(few)).toEqual({ type: 'Dictionary<Int16, Utf8>', values: few })
    expect(encode(many)).toEqual({ type: 'Utf8', values: many })
    expect(encode(many.slice(0, 5000))).toEqual({ type: 'Utf8', values: many.slice(0, 5000) })
    expect(encode(many, true)).toEqual({ type: 'Dictionary<Int16, Utf8>', values: many })
    const wide = Array.from({ length: 40_000 }, (_, i) => `${i}`)
    expect(encode(wide, true)).toEqual({ type: 'Dictionary<Int32, Utf8>', values: wide })
  })

  it('keeps nulls, empty texts and rows when it turns from codes to plain', () => {
    const store = new TextStore()
    const cells = Array.from({ length: 30_000 }, (_, i) => (i % 7 === 0 ? null : i % 11 === 0 ? '' : `t${i}`))
    for (let from = 0; from < cells.length; from += 512)
      store.append(cells, rowNumbers(cells.length), from, Math.min(cells.length, from + 512))
    const odd = rowNumbers(cells.length).filter((row) => row % 2 === 1)
    store.keep(odd)
    expect([...makeVector(store.encode(rowNumbers(odd.length), 0, Arena.own()))]).toEqual(
      [...odd].map((row) => cells[row]),
    )
    expect(store.textAt(0)).toBe('t1')
    store.keep(new Int32Array())
    store.appendText('after')
    store.appendNulls(2)
    expect([...makeVector(store.encode(rowNumbers(3), 0, Arena.own()))]).toEqual(['after', null, null])
  })
})

describe('the widest type', () => {
  it('is the type itself, double for numbers, text for all else', () => {
    expect(widestType('integer', 'integer')).toBe('integer')
    expect(widestType('integer', 'double')).toBe('double')
    expect(widestType('double', 'integer')).toBe('double')
    expect(widestType('date', 'timestamp')).toBe('string')
    expect(widestType('json', 'string')).toBe('string')
  })
})
