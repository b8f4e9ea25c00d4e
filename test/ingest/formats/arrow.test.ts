import { readFile } from 'node:fs/promises'
import {
  Binary,
  Bool,
  DateDay,
  Dictionary,
  Field,
  FixedSizeBinary,
  Int32,
  Int64,
  List,
  Struct,
  Table,
  TimestampMicrosecond,
  TimestampNanosecond,
  TimestampSecond,
  Utf8,
  Vector,
  makeData,
  tableToIPC,
  vectorFromArray,
} from 'apache-arrow'
import { beforeAll, describe, expect, it } from 'vitest'
import { arrow } from '../../../src-renderer/ingest/formats/arrow'
import { parquet } from '../../../src-renderer/ingest/formats/parquet'
import { parquetWasm, startedInstances } from '../../../src-renderer/ingest/bytes/parquetWasm'
import { useParquetFile } from '../../../src-renderer/host/terminal/parquetFile'
import { readAll } from './readAll'

const stored = new BigInt64Array([1700000000123456n, -1n, 0n])
const holes = { length: 3, nullCount: 1, nullBitmap: new Uint8Array([0b011]) }
const table = new Table({
  user: vectorFromArray(['a', 'b', null], new Dictionary(new Utf8(), new Int32())),
  big: vectorFromArray([1n, 2n ** 53n + 1n, null], new Int64()),
  at: new Vector([makeData({ type: new TimestampMicrosecond('UTC'), ...holes, data: stored })]),
  local: new Vector([makeData({ type: new TimestampNanosecond(), ...holes, data: stored })]),
  seconds: new Vector([makeData({ type: new TimestampSecond(), ...holes, data: new BigInt64Array([60n, -1n, 0n]) })]),
  day: vectorFromArray([new Date('2024-02-29T00:00:00Z'), new Date(0), null], new DateDay()),
  ok: vectorFromArray([true, false, null], new Bool()),
  props: vectorFromArray(
    [{ n: 1, tags: ['x'] }, { n: null, tags: [] }, null],
    new Struct<{ n: Int32; tags: List<Utf8> }>([
      new Field('n', new Int32(), true),
      new Field('tags', new List(new Field('item', new Utf8(), true)), true),
    ]),
  ),
})

const names = ['user', 'big', 'at', 'local', 'seconds', 'day', 'ok', 'props.n', 'props.tags']
const rows = [
  [
    'a',
    1,
    '2023-11-14T22:13:20.123456Z',
    '1970-01-20T16:13:20.000123456',
    '1970-01-01T00:01:00.000',
    '2024-02-29',
    true,
    1,
    '["x"]',
  ],
  [
    'b',
    9007199254740993n,
    '1969-12-31T23:59:59.999999Z',
    '1969-12-31T23:59:59.999999999',
    '1969-12-31T23:59:59.000',
    '1970-01-01',
    false,
    null,
    '[]',
  ],
  [null, null, null, null, null, null, null, null, null],
]

describe('arrow', () => {
  it.each(['stream', 'file'] as const)('reads the %s form, in any pieces', async (form) => {
    const bytes = tableToIPC(table, form)
    for (const sizes of [[], [1], [100, 7]]) {
      const result = await readAll(arrow, bytes, {}, sizes)
      expect([result.names, result.rows, result.lines]).toEqual([names, rows, [1, 2, 3]])
    }
    expect(arrow.sniff(bytes, 'x')).toBeGreaterThan(0.8)
  })

  it('cuts large batches and counts their rows', async () => {
    const numbers = Int32Array.from({ length: 20_000 }, (_, i) => i)
    const result = await readAll(arrow, tableToIPC(new Table({ n: vectorFromArray(numbers) }), 'stream'))
    expect(result.batches).toBe(3)
    expect(result.rows.map((row) => row[0])).toEqual([...numbers])
    expect(result.lines.at(-1)).toBe(20_000)
  })

  it('says when lengths, offsets, counts or places do not hold together, and never reads on', async () => {
    for (const form of ['stream', 'file'] as const) {
      const good = tableToIPC(table, form)
      const whole = await readAll(arrow, good)
      for (let at = 0; at < good.length; at += 5) {
        const bad = Uint8Array.from(good)
        bad[at]! ^= 0x80
        const result = await readAll(arrow, bad).catch((error: unknown) => error)
        if (result instanceof Error) expect(result).toMatchObject({ code: 'bad-file' })
        else expect((result as typeof whole).rows.length).toBeLessThanOrEqual(whole.rows.length)
      }
    }
  })

  it('refuses a file that was cut off between two batches', async () => {
    const stream = tableToIPC(table, 'stream')
    const marked = Buffer.concat([Buffer.from('ARROW1\0\0'), stream, Buffer.alloc(4), Buffer.from('ARROW1')])
    expect((await readAll(arrow, marked)).rows).toEqual(rows)
    await expect(readAll(arrow, marked.subarray(0, 8 + stream.length - 8))).rejects.toMatchObject({ code: 'bad-file' })
  })

  it('says when the file is cut off or none', async () => {
    await expect(readAll(arrow, tableToIPC(table, 'stream').subarray(0, 900))).rejects.toMatchObject({
      code: 'bad-file',
    })
    expect(arrow.sniff(Buffer.from('a,b\n1,2'), 'x.arrow')).toBe(0)
  })
})

describe('parquet', () => {
  beforeAll(useParquetFile)

  it('reads a real file as the same rows that its CSV twin has', async () => {
    const bytes = await readFile('samples/open-data/onlineretail/onlineretail.parquet')
    expect(parquet.sniff(bytes.subarray(0, 100), 'x')).toBe(1)
    let count = 0
    let withoutCustomer = 0
    let first: unknown[] = []
    async function* source(): AsyncIterable<Uint8Array> {
      yield await Promise.resolve(bytes)
    }
    for await (const batch of parquet.read(source(), {})) {
      if (count === 0) first = batch.cells.map((column) => column.at(0))
      count += batch.count
      const customers = batch.cells[batch.names.indexOf('CustomerID')]!
      for (let row = 0; row < batch.count; row++) if (customers.at(row) === null) withoutCustomer++
    }
    expect([count, withoutCustomer]).toEqual([541_909, 135_080])
    expect(first.slice(0, 3)).toEqual(['536365', '85123A', 'WHITE HANGING HEART T-LIGHT HOLDER'])
  })

  it('takes a fresh wasm after a trap, so that the next file is read as ever', async () => {
    const ipc = tableToIPC(
      new Table({ user: vectorFromArray(['a', 'b', 'a']), n: vectorFromArray(Int32Array.of(1, 2, 3)) }),
      'stream',
    )
    const { Table: WasmTable, writeParquet } = (await parquetWasm()).module
    const good = writeParquet(WasmTable.fromIPCStream(ipc))
    const before = startedInstances()
    for (let bit = 0; bit < good.length * 8 && startedInstances() === before; bit += 7) {
      const bad = Uint8Array.from(good)
      bad[bit >> 3]! ^= 1 << (bit & 7)
      await readAll(parquet, bad).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'bad-file' })
      })
      expect((await readAll(parquet, good)).rows).toEqual([
        ['a', 1],
        ['b', 2],
        ['a', 3],
      ])
    }
    expect(startedInstances()).toBe(before + 1)
  })

  it('says when the file is damaged', async () => {
    const bytes = await readFile('samples/open-data/onlineretail/onlineretail.parquet')
    await expect(readAll(parquet, bytes.subarray(0, 100_000))).rejects.toMatchObject({ code: 'bad-file' })
  })
})

describe('columns of bytes', () => {
  const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
  const ids = [
    '00000000000040008000000000000080',
    '00000000000040008000000000000081',
    'ffffffffffff4fff8fffffffffffffff',
  ]
  const read = async (columns: Record<string, Vector>): ReturnType<typeof readAll> =>
    readAll(arrow, tableToIPC(new Table(columns), 'file'))

  it('of 16 bytes are UUIDs, of other lengths hex, and never one for two', async () => {
    const fixed = (values: readonly (string | null)[], width: number): Vector =>
      vectorFromArray(
        values.map((value) => (value === null ? null : bytesOf(value))),
        new FixedSizeBinary(width),
      )
    const result = await read({ id: fixed([...ids, null], 16), device: fixed(['ff00', 'fe00', '6162', null], 2) })
    expect(result.rows).toEqual([
      ['00000000-0000-4000-8000-000000000080', 'ff00'],
      ['00000000-0000-4000-8000-000000000081', 'fe00'],
      ['ffffffff-ffff-4fff-8fff-ffffffffffff', '6162'],
      [null, null],
    ])
  })

  it('of any length are hex when one of the first is no text', async () => {
    const result = await read({ user: vectorFromArray([bytesOf('80'), bytesOf('81'), bytesOf('61')], new Binary()) })
    expect(result.rows).toEqual([['80'], ['81'], ['61']])
  })

  it('are text where all of them are, and later rows that are none are rejected', async () => {
    const texts = Array.from({ length: 9000 }, (_, row) => (row === 8500 ? bytesOf('c328') : Buffer.from(`u${row}é`)))
    const result = await read({
      user: vectorFromArray(
        texts.map((text) => Uint8Array.from(text)),
        new Binary(),
      ),
      n: vectorFromArray(
        texts.map((_, row) => row),
        new Int32(),
      ),
    })
    expect([result.rows.length, result.rows[0], result.rows[8500]]).toEqual([8999, ['u0é', 0], ['u8501é', 8501]])
    expect(result.rejects).toMatchObject([{ reason: 'bad-encoding', line: 8501 }])
  })
})

describe('lists of keys with values', () => {
  const typed = new Struct<{ string_value: Utf8; int_value: Int64 }>([
    new Field('string_value', new Utf8(), true),
    new Field('int_value', new Int64(), true),
  ])
  const listOf = <T extends Utf8 | Struct>(value: T): List<Struct> =>
    new List(new Field('item', new Struct([new Field('key', new Utf8(), true), new Field('value', value, true)]), true))
  const param = (key: string, value: string | bigint | null): object => ({
    key,
    value: {
      string_value: typeof value === 'string' ? value : null,
      int_value: typeof value === 'bigint' ? value : null,
    },
  })
  const file = (lists: readonly (readonly object[] | null)[], type: List<Struct>): Uint8Array =>
    tableToIPC(
      new Table({
        n: vectorFromArray(
          lists.map((_, row) => row),
          new Int32(),
        ),
        params: vectorFromArray(lists as never[], type as never),
      }),
    )

  it('are columns, as those of JSON are; what is no such list stays one column', async () => {
    const lists = [
      [param('page', '/a'), param('id', 7n)],
      null,
      [],
      [param('page', '/b'), param('page', '/c')],
      [param('big', 2n ** 53n + 1n), param('none', null)],
    ]
    const found = await readAll(arrow, file(lists, listOf(typed)))
    expect(found.names).toEqual(['n', 'params.page', 'params.id', 'params', 'params.big', 'params.none'])
    const [, , , twice] = found.rows
    expect(found.rows.map(([, page, id, , big]) => [page, id, big])).toEqual([
      ['/a', 7, null],
      [null, null, null],
      [null, null, null],
      [null, null, null],
      [null, null, '9007199254740993'],
    ])
    expect(JSON.parse(String(twice![3]))).toHaveLength(2)
  })

  it('of plain values too, whenever a key is first met; a column of none is one', async () => {
    const many = Array.from({ length: 20_000 }, (_, row) => [{ key: `k${Math.floor(row / 9000)}`, value: `v${row}` }])
    const found = await readAll(arrow, file(many, listOf(new Utf8())))
    expect(found.batches).toBeGreaterThan(1)
    expect(found.names).toEqual(['n', 'params.k0', 'params.k1', 'params.k2'])
    expect(found.rows.map((row, at) => row[1 + Math.floor(at / 9000)])).toEqual(many.map((_, row) => `v${row}`))
    const none = await readAll(arrow, file([null, null], listOf(new Utf8())))
    expect(none.names).toEqual(['n', 'params'])
  })

  it('from Parquet, beside decimals, UUIDs and texts of a fixed length', async () => {
    const path = new URL('files/pyarrow-pairs.parquet', import.meta.url)
    const { names, rows } = await readAll(parquet, new Uint8Array(await readFile(path)))
    const row = (at: number): Record<string, unknown> =>
      Object.fromEntries(names.map((name, index) => [name, rows[at]![index]]))
    // Fifteen letters are too few to tell that bytes of a fixed length are text.
    expect([row(0), row(1), row(2)]).toMatchObject([
      {
        'params.page': '/a',
        'params.n': 2 ** 40,
        'kv.k1': 'v1',
        d9: '1.25',
        d38: '12345678901234567890.1234567890',
        d76: '1.500',
        f16: 1.5,
        uu: '00000000-0000-0000-0000-000000000001',
        fx5: '6162636465',
        fx3: '00ff01',
        fx36: '00000000-0000-0000-0000-000000000001',
      },
      { 'params.page': '/b', 'params.score': 1.5, 'kv.k1': null, d9: '-3.10', d38: '-1.0000000001', d76: '-2.500' },
      { 'params.page': null, 'kv.k1': 'w', 'kv.k2': null, d9: null, d76: `${10n ** 60n}.000`, fx5: '6b6c6d6e6f' },
    ])
  })
})
