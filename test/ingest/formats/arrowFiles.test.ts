import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { unlz4 } from '../../../src-renderer/ingest/bytes/lz4'
import type { Cell } from '../../../src-renderer/ingest/contract'
import { arrow } from '../../../src-renderer/ingest/formats/arrow'
import { parquet } from '../../../src-renderer/ingest/formats/parquet'
import { useParquetFile } from '../../../src-renderer/host/terminal/parquetFile'
import { readAll } from './readAll'

const file = (name: string): Uint8Array => readFileSync(join(import.meta.dirname, 'files', name))

const ROWS = 40
const names = ['user_id', 'event', 'ts', 'n', 'tags', 's.a.b', 'clock']
/** As the files were made, in words of their own. */
const rows = Array.from({ length: ROWS }, (_, row): Cell[] => [
  row % 11 === 0 ? null : `a user with a long name ${row % 3}`,
  ['view', 'buy', 'öffnen'][row % 3]!,
  `2023-11-14T22:13:20.${String(row).padStart(3, '0')}000Z`,
  row,
  row % 5 === 0 ? null : JSON.stringify(Array<string>(row % 4).fill('a')),
  row % 4 === 1 ? null : row,
  `10:00:${String(row).padStart(2, '0')}${row % 2 === 1 ? '.5' : ''}`,
])

const ARROW_FILES = [
  'pyarrow-lz4.arrow',
  'pyarrow-zstd.arrows',
  'pyarrow-view.arrow',
  'polars-lz4.arrow',
  'polars-zstd.arrow',
]

describe.each(ARROW_FILES)('%s', (name) => {
  it('reads as what was written', async () => {
    const read = await readAll(arrow, file(name), {}, [1000, 7])
    expect([read.names, read.rows, read.rejects]).toEqual([names, rows, []])
  })

  it('says when it is cut off', async () => {
    const whole = file(name)
    for (const length of [200, whole.length >> 1, Math.floor(whole.length * 0.7)])
      await expect(readAll(arrow, whole.subarray(0, length))).rejects.toMatchObject({ code: 'bad-file' })
  })

  it('says when it is damaged, or gives no more rows than there are', async () => {
    const good = file(name)
    for (let at = 3; at < good.length; at += 197) {
      const bad = Uint8Array.from(good)
      bad[at]! ^= 0x81
      const result = await readAll(arrow, bad).catch((error: unknown) => error)
      if (result instanceof Error) expect((result as { code?: string }).code).toMatch(/bad-file|unsupported/)
      else expect((result as { rows: unknown[] }).rows.length).toBeLessThanOrEqual(ROWS)
    }
  })
})

describe('pyarrow-nested.parquet', () => {
  beforeAll(useParquetFile)

  it('of row groups with pages of version 2 and another codec each column reads as what was written', async () => {
    const read = await readAll(parquet, file('pyarrow-nested.parquet'))
    expect(read.names).toEqual([...names, 'props', 'price', 'u32'])
    expect(read.rows.map((row) => row.slice(0, names.length))).toEqual(rows)
    expect(read.rows[39]!.slice(names.length)).toEqual(['[{"k":"a","v":39}]', '9.75', 2 ** 32 - 40])
  })
})

describe('LZ4 frames', () => {
  const packed = file('squares.csv.lz4')
  const plain = Array.from({ length: 9000 }, (_, row) => `${row},${row * row}\n`).join('')
  const read = async (bytes: Uint8Array): Promise<string> => {
    async function* pieces(): AsyncIterable<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 997) yield await Promise.resolve(bytes.subarray(at, at + 997))
    }
    const parts: Uint8Array[] = []
    for await (const part of unlz4(pieces(), 'x.lz4')) parts.push(part)
    return Buffer.concat(parts).toString()
  }

  it('are unpacked, one after the other too', async () => {
    expect(await read(packed)).toBe(plain)
    expect(await read(Buffer.concat([packed, packed]))).toBe(plain + plain)
  })

  it('are refused when any byte is wrong or missing', async () => {
    for (let at = 0; at < packed.length; at += 9001) {
      const bad = Uint8Array.from(packed)
      bad[at]! ^= 0x10
      await expect(read(bad), String(at)).rejects.toMatchObject({ code: 'bad-file' })
      if (at > 0) await expect(read(packed.subarray(0, at))).rejects.toMatchObject({ code: 'bad-file' })
    }
  })
})
