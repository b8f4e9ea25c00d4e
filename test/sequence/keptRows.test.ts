import { describe, expect, it } from 'vitest'
import { KeptRows, type ScannedColumns } from '../../src-renderer/sequence/keptRows'
import {
  dictionaryData,
  doubleData,
  encodeArrowFile,
  int32Data,
  int64Data,
  splitIntegers,
  timestampData,
  Utf8Writer,
  utf8Data,
  type NamedData,
  type Utf8Values,
} from '../../src-renderer/store/arrowFile'
import type { PartitionEntry } from '../../src-renderer/store/manifest'

function texts(values: readonly string[]): Utf8Values {
  const writer = new Utf8Writer()
  const offsets = Int32Array.from([0, ...values.map((value) => writer.add(value))])
  return { bytes: writer.view().slice(), offsets }
}

const plan = (codes: readonly number[], values: readonly string[], valid: readonly number[]): NamedData => ({
  name: 'plan',
  data: dictionaryData(Int32Array.from(codes), texts(values), 0, Uint8Array.from(valid)),
})

/** Two files: dictionaries that differ, a column that the second lacks, values that are missing. */
const FILES: Readonly<Record<string, Uint8Array>> = {
  one: encodeArrowFile(
    [
      { name: 'ts', data: timestampData(Float64Array.from([1.7e15 + 1, 1.7e15])) },
      { name: 'user_key', data: int32Data(Int32Array.from([4, 0]), Uint8Array.from([1, 0])) },
      plan([0, 1], ['pro', 'free'], [1, 1]),
      { name: 'seats', data: int64Data(splitIntegers(Float64Array.from([-3, 2 ** 40]))) },
      { name: 'note', data: utf8Data(texts(['a', 'b'])) },
    ],
    2,
  ),
  two: encodeArrowFile(
    [
      { name: 'ts', data: timestampData(Float64Array.from([5, 6, 7])) },
      { name: 'user_key', data: int32Data(Int32Array.from([1, 2, 3])) },
      plan([1, 0, 0], ['gold', 'free'], [1, 0, 1]),
      { name: 'value', data: doubleData(Float64Array.from([0.5, 1, 2]), Uint8Array.from([1, 0, 1])) },
    ],
    3,
  ),
}
const entry = (path: string): PartitionEntry => ({
  path,
  date: null,
  rows: path === 'one' ? 2 : 3,
  bytes: 0,
  minTs: null,
  maxTs: null,
  sha256: '',
})
const ASKED: ScannedColumns = {
  time: { kind: 'time', column: 'ts' },
  who: { kind: 'key', column: 'user_key' },
  value_1: { kind: 'text', column: 'plan' },
  seats: { kind: 'number', column: 'seats' },
  amount: { kind: 'number', column: 'value' },
}

/** Answers reads of FILES, and says what was read. */
function source(files: Readonly<Record<string, Uint8Array | null>> = FILES) {
  const read: string[] = []
  return {
    read,
    answer: ({ path }: PartitionEntry): Promise<Uint8Array | null> => {
      read.push(path)
      return Promise.resolve(files[path] ?? null)
    },
  }
}

describe('stored rows', () => {
  it('have their values file by file, texts by one number in all files', async () => {
    const rows = (await new KeptRows().get('log', [entry('one'), entry('two')], ASKED, source().answer))!
    const all = (name: string): unknown[] => rows.batches.map((batch) => [...batch.column(name).values])
    expect(all('time')).toEqual([
      [1.7e15 + 1, 1.7e15],
      [5, 6, 7],
    ])
    expect(all('who')).toEqual([
      [4, -1],
      [1, 2, 3],
    ])
    expect(all('seats')).toEqual([
      [-3, 2 ** 40],
      [NaN, NaN, NaN],
    ])
    expect(all('amount')).toEqual([
      [NaN, NaN],
      [0.5, NaN, 2],
    ])
    expect(
      rows.batches.map((batch) => [...batch.column('value_1').values].map((code) => rows.texts('value_1')[code])),
    ).toEqual([
      ['pro', 'free'],
      ['free', null, 'gold'],
    ])
    expect(rows.batches[0]!.column('time')).toMatchObject({ least: 1.7e15, most: 1.7e15 + 1 })
    expect(() => rows.batches[0]!.column('plan')).toThrow(RangeError)
  })

  it('are read once, further columns and files alone', async () => {
    const kept = new KeptRows()
    const { read, answer } = source()
    const time = { time: ASKED['time']! }
    await kept.get('log', [entry('one')], time, answer)
    await kept.get('log', [entry('one'), entry('two')], time, answer)
    expect(read).toEqual(['one', 'two'])
    const both = await kept.get('log', [entry('two')], { ...time, value_1: ASKED['value_1']! }, answer)
    expect(read).toEqual(['one', 'two', 'two'])
    expect(both!.batches.map(({ rows }) => rows)).toEqual([3])
    kept.clear()
    await kept.get('log', [entry('one')], time, answer)
    expect(read).toHaveLength(4)
  })

  it('leave out a file that is missing, and ask for it again', async () => {
    const kept = new KeptRows()
    const { read, answer } = source({ one: null, two: FILES['two']! })
    for (const _time of [1, 2]) {
      const rows = await kept.get('log', [entry('one'), entry('two')], { who: ASKED['who']! }, answer)
      expect(rows!.batches.map((batch) => batch.rows)).toEqual([3])
    }
    expect(read).toEqual(['one', 'two', 'one'])
  })

  it('are none where a column is stored otherwise, and are not read again for it', async () => {
    const kept = new KeptRows()
    const { read, answer } = source()
    const asked: ScannedColumns = { note: { kind: 'text', column: 'note' } }
    expect(await kept.get('log', [entry('one')], asked, answer)).toBeNull()
    expect(await kept.get('log', [entry('one')], asked, answer)).toBeNull()
    expect(read).toEqual(['one'])
    expect(await kept.get('log', [entry('one')], { plan: { kind: 'number', column: 'plan' } }, answer)).toBeNull()
  })
})
