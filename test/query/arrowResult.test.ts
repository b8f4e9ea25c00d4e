import {
  Binary,
  Bool,
  DateDay,
  Decimal,
  Field,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  Struct,
  Table,
  tableFromArrays,
  tableToIPC,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  Utf8,
  vectorFromArray,
  type DataType,
  type Vector,
} from 'apache-arrow'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import type { ResultTable } from '../../src-renderer/query/contract/result'

/** A result of one column `x`, as the engine would send it. */
function result(vector: Vector, limit?: number): ResultTable {
  return readArrowResult(tableToIPC(new Table({ x: vector })), limit)
}
const read = (values: readonly unknown[], type: DataType): readonly unknown[] =>
  result(vectorFromArray(values as never, type)).column('x')
/** 128 bits, little end first. */
const words = (value: bigint): Uint32Array =>
  Uint32Array.from([0n, 32n, 64n, 96n], (shift) => Number((BigInt.asUintN(128, value) >> shift) & 0xffffffffn))

describe('values of an answer', () => {
  it('are what the engine says, and null where there is none', () => {
    expect(read([1, null, -3], new Int32())).toEqual([1, null, -3])
    expect(read([0.1, null, Infinity, -0.5], new Float64())).toEqual([0.1, null, Infinity, -0.5])
    expect(read(['a', null, ''], new Utf8())).toEqual(['a', null, ''])
    expect(read([true, null, false], new Bool())).toEqual([true, null, false])
    expect(read([Uint8Array.from([0, 171, 15]), null], new Binary())).toEqual(['00ab0f', null])
    expect(read([[1, 2], null, []], new List(new Field('item', new Int32())))).toEqual(['[1,2]', null, '[]'])
    expect(read([{ a: 1 }], new Struct([new Field('a', new Int32())]))).toEqual(['{"a":1}'])
  })

  it('are exact integers: numbers as far as these are exact', () => {
    const most = BigInt(Number.MAX_SAFE_INTEGER),
      least = BigInt(Number.MIN_SAFE_INTEGER)
    expect(read([5n, most, most + 1n, least, least - 1n, null], new Int64())).toEqual([
      5,
      Number(most),
      most + 1n,
      Number(least),
      least - 1n,
      null,
    ])
  })

  it('are 32-bit numbers in their shortest form', () => {
    expect(read([0.1, 16_777_216, 1 / 3, NaN, Infinity, -Infinity, null], new Float32())).toEqual([
      0.1,
      16_777_216,
      0.33333334,
      NaN,
      Infinity,
      -Infinity,
      null,
    ])
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const [shown] = read([value], new Float32()) as [number]
        expect(Math.fround(shown) === Math.fround(value)).toBe(true)
        expect(
          String(Math.abs(shown))
            .replace(/e.*/, '')
            .replace(/[.]/, '')
            .replace(/^0+|0+$/g, '').length,
        ).toBeLessThanOrEqual(9)
      }),
      { numRuns: 200 },
    )
  })

  it('are decimals at their place: whole ones exact', () => {
    expect(read([5n, -12_345n, 0n, -5n].map(words).concat(null as never), new Decimal(2, 38))).toEqual([
      0.05,
      -123.45,
      0,
      -0.05,
      null,
    ])
    const large = 10n ** 20n + 1n
    expect(read([large, -large, 7n].map(words), new Decimal(0, 38))).toEqual([large, -large, 7])
  })

  it('are times in microseconds, whatever the unit', () => {
    const at = 1_700_000_000
    expect(read([at * 1000, null], new TimestampSecond())).toEqual([at * 1e6, null])
    expect(read([at * 1000 + 1], new TimestampMillisecond())).toEqual([at * 1e6 + 1000])
    const raw = (type: DataType, values: readonly bigint[]): readonly unknown[] => {
      const vector = vectorFromArray(
        values.map(() => 0),
        type,
      )
      ;(vector.data[0]!.values as BigInt64Array).set(values)
      return result(vector).column('x')
    }
    expect(raw(new TimestampMicrosecond(), [1_700_000_000_123_457n, -1n])).toEqual([1_700_000_000_123_457, -1])
    expect(raw(new TimestampNanosecond(), [1_700_000_000_123_457_999n])).toEqual([1_700_000_000_123_457])
  })

  it('are dates, also those that are for ever', () => {
    expect(read([new Date('2024-02-29T00:00:00Z'), null, new Date('1969-12-31T00:00:00Z')], new DateDay())).toEqual([
      '2024-02-29',
      null,
      '1969-12-31',
    ])
    const vector = vectorFromArray([new Date(0), new Date(0)], new DateDay())
    vector.data[0]!.values.set([2_147_483_647, -2_147_483_647])
    expect(result(vector).column('x')).toEqual(['infinity', '-infinity'])
  })
})

describe('an answer', () => {
  const table = tableFromArrays({ n: Int32Array.from([1, 2, 3]), name: ['a', 'b', 'c'] })

  it('has rows up to a limit, by name and by place', () => {
    const all = readArrowResult(tableToIPC(table)),
      some = readArrowResult(tableToIPC(table), 2)
    expect([
      all.rowCount,
      some.rowCount,
      some.rows(),
      some.column('name'),
      all.row(2),
      all.value(1, 'n'),
      all.value(2, 1),
    ]).toEqual([
      3,
      2,
      [
        { n: 1, name: 'a' },
        { n: 2, name: 'b' },
      ],
      ['a', 'b'],
      { n: 3, name: 'c' },
      2,
      'c',
    ])
  })

  it('names the type of each column', () => {
    const types: readonly DataType[] = [
      new Int64(),
      new Float32(),
      new Decimal(2, 10),
      new Bool(),
      new DateDay(),
      new TimestampMicrosecond(),
      new List(new Field('item', new Int32())),
      new Struct([new Field('a', new Int32())]),
      new Utf8(),
      new Binary(),
    ]
    expect(types.map((type) => result(vectorFromArray([null], type)).columns[0]!.type)).toEqual([
      'integer',
      'double',
      'decimal',
      'boolean',
      'date',
      'timestamp',
      'list',
      'list',
      'string',
      'string',
    ])
  })

  it('has no other columns', () => {
    const answer = readArrowResult(tableToIPC(table))
    for (const ask of [
      () => answer.value(0, 'x'),
      () => answer.value(0, 2),
      () => answer.value(0, -1),
      () => answer.column('x'),
    ])
      expect(ask).toThrow(expect.objectContaining({ code: 'not-found' }) as Error)
  })

  it('comes in batches, and is read forwards, backwards and anywhere', () => {
    const sizes = [3, 1, 5, 2]
    let next = 0
    const vectors = sizes.map((size) =>
      vectorFromArray(
        Array.from({ length: size }, () => (next++ % 4 === 3 ? null : next)),
        new Int32(),
      ),
    )
    const answer = result(vectors[0]!.concat(...vectors.slice(1)))
    const wanted = Array.from({ length: 11 }, (_, index) => (index % 4 === 3 ? null : index + 1))
    expect(answer.column('x')).toEqual(wanted)
    expect([10, 0, 4, 3, 8, 9, 2, 10, 5, 1, 7, 6].map((row) => answer.value(row, 'x'))).toEqual(
      [10, 0, 4, 3, 8, 9, 2, 10, 5, 1, 7, 6].map((row) => wanted[row]),
    )
  })
})
