import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  booleanData,
  dateData,
  dictionaryData,
  doubleData,
  encodeArrowFile,
  encodeUtf8,
  int64Data,
  timestampData,
  utf8Data,
} from '../../src-renderer/store/arrowFile'
import { compareTexts, statsOfFile, type FileStats } from '../../src-renderer/store/columnStats'
import { decodeManifest, encodeManifest } from '../../src-renderer/store/manifestFormat'
import type { Manifest } from '../../src-renderer/store/manifest'
import { mayMeet, type Comparison, type Constant, type RowTest } from '../../src-renderer/store/rowTest'
import { freshWorkspace, importRows } from '../ingest/importLog'
import { atLeast, runs } from '../runs'

const COMPARISONS: readonly Comparison[] = ['=', '!=', '<', '<=', '>', '>=']
type Type = Constant['type']

function validOf(values: readonly unknown[]): Uint8Array {
  return Uint8Array.from(values, (value) => (value === null ? 0 : 1))
}

function bigHalves(values: readonly (bigint | null)[]): Int32Array {
  return new Int32Array(BigInt64Array.from(values, (value) => value ?? 0n).buffer)
}

/** A file of one column, as its name says. */
function fileOf(name: string, values: readonly unknown[]): Uint8Array {
  const valid = validOf(values)
  const numbers = values.map((value) => Number(value ?? 0))
  const texts = values.map((value) => (typeof value === 'string' ? value : ''))
  const data = {
    double: () => doubleData(Float64Array.from(numbers), valid),
    long: () => int64Data(bigHalves(values as (bigint | null)[]), valid),
    day: () => dateData(Int32Array.from(numbers), valid),
    moment: () => timestampData(Float64Array.from(numbers), valid),
    flag: () => booleanData(Uint8Array.from(numbers), valid),
    plain: () => utf8Data(encodeUtf8(texts), valid),
    coded: () => {
      const different = [...new Set(texts)]
      return dictionaryData(
        Int32Array.from(texts, (text) => different.indexOf(text)),
        encodeUtf8(different),
        0,
        valid,
      )
    },
  }[name]
  return encodeArrowFile([{ name, data: data!() }], values.length)
}

const COLUMNS: Readonly<Record<string, { readonly type: Type; readonly value: fc.Arbitrary<unknown> }>> = {
  double: { type: 'number', value: fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1)) },
  long: {
    type: 'number',
    value: fc.oneof(
      fc.bigInt({ min: -4n, max: 4n }),
      fc.bigInt({ min: 2n ** 53n - 2n, max: 2n ** 53n + 2n }),
      fc.constantFrom(2n ** 63n - 1n, 2n ** 63n - 2n, -(2n ** 63n)),
    ),
  },
  day: { type: 'date', value: fc.integer({ min: -3, max: 20_000 }) },
  moment: { type: 'time', value: fc.integer({ min: -5, max: 2_000_000_000_000_000 }) },
  flag: { type: 'boolean', value: fc.constantFrom(0, 1) },
  plain: {
    type: 'text',
    value: fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('a', 'b', 'ab')),
  },
  coded: { type: 'text', value: fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom('a', 'b')) },
}

function orderOf(type: Type, one: unknown, other: unknown): number {
  if (type === 'text') {
    const [a, b] = [Buffer.from(String(one)), Buffer.from(String(other))]
    return Buffer.compare(a, b)
  }
  if (typeof one === 'bigint') return one < (other as bigint) ? -1 : one > (other as bigint) ? 1 : 0
  const [a, b] = [one as number, other as number]
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a - b
}

/** Whether a value meets a comparison, exactly, as the engine has it. */
function meets(type: Type, is: Comparison, value: unknown, constant: unknown): boolean {
  const order = orderOf(type, value, constant)
  return { '=': order === 0, '!=': order !== 0, '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[is]
}

function passes(stats: FileStats | null, rows: number, test: RowTest): boolean {
  const read = JSON.parse(JSON.stringify(stats)) as FileStats
  return mayMeet(test, (column) => ({ ...read.columns[column]!, rows }))
}

describe('what is known of a file', () => {
  it('rules out no row that meets a comparison, and some that do not', () => {
    let ruledOut = 0
    const one = fc.constantFrom(...Object.keys(COLUMNS)).chain((name) => {
      const { type, value } = COLUMNS[name]!
      const values = fc.array(fc.option(value, { freq: 5 }), { minLength: 1, maxLength: 60 })
      return fc.record({ name: fc.constant(name), type: fc.constant(type), values, constant: value })
    })
    fc.assert(
      fc.property(one, fc.constantFrom(...COMPARISONS), ({ name, type, values, constant }, is) => {
        const stats = statsOfFile(fileOf(name, values))
        const value = type === 'text' ? String(constant) : Number(constant)
        const found = passes(stats, values.length, { column: name, is, value: { type, value } as Constant })
        const wanted = values.some((each) => each !== null && meets(type, is, each, constant))
        if (wanted) expect(found).toBe(true)
        if (!found) ruledOut++
        const some = (test: 'null' | 'not null'): boolean => passes(stats, values.length, { column: name, is: test })
        expect([some('null'), some('not null')]).toEqual([values.includes(null), values.some((each) => each !== null)])
      }),
      { numRuns: runs(1_000) },
    )
    expect(ruledOut).toBeGreaterThan(atLeast(30))
  })

  it('is what its rows say', () => {
    const of = (name: string, values: readonly unknown[]): unknown => statsOfFile(fileOf(name, values))!.columns[name]
    expect(of('double', [2, null, -0.5])).toEqual({ nulls: 1, number: [-0.5, 2] })
    expect(of('double', [NaN, 1])).toEqual({ number: [1, 'NaN'] })
    expect(of('double', [NaN])).toEqual({ number: ['NaN', 'NaN'] })
    expect(of('double', [-Infinity, Infinity])).toEqual({ number: ['-Infinity', 'Infinity'] })
    expect(of('long', [7n, null])).toEqual({ nulls: 1, number: [7, 7] })
    expect(of('day', [3, 1])).toEqual({ date: [1, 3] })
    expect(of('moment', [3, 1])).toEqual({ time: [1, 3] })
    expect(of('flag', [1, null])).toEqual({ nulls: 1, boolean: [1, 1] })
    expect(of('flag', [0, 1])).toEqual({ boolean: [0, 1] })
    expect(of('coded', ['DE', null, 'FR'])).toMatchObject({ nulls: 1, texts: ['DE', '', 'FR'] })
    expect(of('plain', ['b', 'é', 'a'])).toEqual({ text: ['a', 'é'] })
    expect(of('plain', ['\u{1D11E}', '\uFF5E'])).toEqual({ text: ['\uFF5E', '\u{1D11E}'] })
    expect(of('plain', [null, null])).toEqual({ nulls: 2 })
    const long = 'x'.repeat(23) + '\u{1D11E}'
    expect(of('plain', [long])).toEqual({ text: ['x'.repeat(23), 'x'.repeat(23)] })
    const many = Array.from({ length: 40 }, (_, index) => `v${index}`)
    expect(of('coded', many)).toEqual({ text: ['v0', 'v9'] })
  })

  it('is of so many columns as have room', () => {
    const columns = Array.from({ length: 500 }, (_, index) => ({
      name: `column ${index}`,
      data: doubleData(Float64Array.of(index)),
    }))
    const stats = statsOfFile(encodeArrowFile(columns, 1))!
    expect(stats.isPartial).toBe(true)
    expect(JSON.stringify(stats).length).toBeLessThan(3_100)
    expect(Object.keys(stats.columns).length).toBeGreaterThan(50)
  })

  it('orders texts by their UTF-8', () => {
    const text = fc.string({ unit: 'binary', maxLength: 4 })
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(Math.sign(compareTexts(one, other))).toBe(Math.sign(orderOf('text', one, other)))
      }),
    )
  })

  it('stands on one line of the manifest, which is the same read back', async () => {
    const workspace = await freshWorkspace()
    const row = { user: 'ann', event: '"stats": {', time: 1, 'a\n "stats": {': 'x\n}', 10: 'ten' }
    await importRows(workspace, [row])
    await importRows(workspace, [{ ...row, time: 2 }])
    const manifest: Manifest = { ...workspace.manifest }
    const bytes = await encodeManifest(manifest)
    expect(await decodeManifest(bytes)).toEqual(JSON.parse(JSON.stringify(manifest)))
    const lines = new TextDecoder()
      .decode(bytes)
      .split('\n')
      .filter((line) => line.includes('"stats": {"columns"'))
    expect(lines).toHaveLength(2)
  })
})
