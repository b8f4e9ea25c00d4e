import { gzipSync } from 'node:zlib'
import { Int32, Table, tableToIPC, vectorFromArray } from 'apache-arrow'
import { describe, expect, it } from 'vitest'
import { useParquetFile } from '../../src-renderer/host/terminal/parquetFile'
import type { ByteSource, FormatName, IngestPlan, IngestProgress } from '../../src-renderer/ingest/contract'
import { formatNamed } from '../../src-renderer/ingest/formats/index'
import { ingest } from '../../src-renderer/ingest/ingest'
import { inspect } from '../../src-renderer/ingest/inspect/inspect'
import { readFormat } from '../../src-renderer/ingest/readFormat'
import { unpack } from '../../src-renderer/ingest/bytes/unpack'
import { LatheError } from '../../src-renderer/model/error'
import { freshWorkspace, planOf } from './importLog'
import { memorySource } from './memorySource'

const MEGABYTE = 2 ** 20
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A file of parts that are each given so many times: as long as one likes, and no longer in memory than a part. */
function partsSource(
  name: string,
  parts: readonly (readonly [Uint8Array, number])[],
): ByteSource & { readonly given: () => number } {
  let given = 0
  return {
    name,
    size: parts.reduce((sum, [bytes, times]) => sum + bytes.length * times, 0),
    given: () => given,
    async *open() {
      for (const [bytes, times] of parts) {
        for (let n = 0; n < times; n++) {
          given += bytes.length
          yield await Promise.resolve(bytes)
        }
      }
    },
  }
}

describe('a small gzip file that unpacks to very much', () => {
  const LINE = '{"user":"u","event":"e","time":1700000000000000}\n'
  const blank = gzipSync(Buffer.alloc(16 * MEGABYTE, '\n'))

  it('is unpacked a piece at a time, as it is asked for', async () => {
    const source = partsSource('bomb.gz', [[blank, 8]])
    const unpacked = await unpack(source)
    let [plain, mostAtOnce] = [0, 0]
    for await (const chunk of unpacked.bytes) {
      plain += chunk.length
      mostAtOnce = Math.max(mostAtOnce, chunk.length)
      // What is given follows what was read: no more than the members that were begun.
      expect(plain).toBeLessThanOrEqual(Math.ceil(unpacked.compressedRead() / blank.length) * 16 * MEGABYTE)
    }
    expect([plain, mostAtOnce <= 32 * MEGABYTE]).toEqual([128 * MEGABYTE, true])
    let read = 0
    for await (const chunk of (await unpack(partsSource('bomb.gz', [[blank, 1000]]))).bytes)
      if ((read += chunk.length) > 20 * MEGABYTE) break
    expect(read).toBeLessThan(64 * MEGABYTE)
  })

  it('is imported with progress, and can be cancelled in the middle', async () => {
    const source = partsSource('bomb.ndjson.gz', [
      [gzipSync(LINE), 1],
      [blank, 3],
      [gzipSync(LINE), 1],
    ])
    const seen: IngestProgress[] = []
    let now = 0
    const report = await ingest(planOf(), [source], await freshWorkspace(), {
      onProgress: (progress) => {
        seen.push(progress)
      },
      now: () => (now += 200),
    })
    expect(report).toMatchObject({ rows: 2, rejected: 0 })
    const reading = seen.filter((progress) => progress.stage === 'reading').map((progress) => progress.bytesRead)
    expect(reading.length).toBeGreaterThan(10)
    expect(reading.every((bytes, index) => bytes <= source.size! && bytes >= (reading[index - 1] ?? 0))).toBe(true)
    const controller = new AbortController()
    const endless = partsSource('endless.ndjson.gz', [
      [gzipSync(LINE), 1],
      [blank, 1e9],
    ])
    const running = ingest(planOf(), [endless], await freshWorkspace(), {
      signal: controller.signal,
      onProgress: (progress) => {
        if (progress.bytesRead > blank.length) controller.abort()
      },
      now: () => (now += 200),
    })
    await expect(running).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('of zeros is refused after its first megabytes', async () => {
    const source = partsSource('zeros.csv.gz', [[gzipSync(Buffer.alloc(16 * MEGABYTE)), 1000]])
    await expect(inspect(source, {})).rejects.toMatchObject({ code: 'bad-file', payload: { file: 'zeros.csv.gz' } })
    // Some is read ahead, for the thread that unpacks it.
    expect(source.given()).toBeLessThan(source.size! / 50)
  })
})

describe('one line of 200 MB', () => {
  const filler = new Uint8Array(MEGABYTE).fill(0x78)
  const cases: readonly (readonly [string, FormatName, string, string, string, number])[] = [
    ['NDJSON', 'ndjson', '{"a":"1"}\n', '{"a":"', '"}\n{"a":"2"}\n', 2],
    ['a JSON array', 'json', '[{"a":"1"},\n', '{"a":"', '"},\n{"a":"2"}]', 2],
    ['CSV', 'csv', 'a,b\n1,1\n', '', ',1\n2,2\n', 3],
    ['CSV in quotes', 'csv', 'a,b\n1,1\n', '"', '",1\n2,2\n', 3],
    ['CSV with a quote that nothing closes', 'csv', 'a,b\n1,1\n', '"', ',1\n2,2\n', 3],
  ]

  it.each(cases)(
    'of %s is rejected with its line, and the rows around it are read',
    async (_what, name, before, open, after, line) => {
      const source = partsSource('long', [
        [utf8(before + open), 1],
        [filler, 200],
        [utf8(after), 1],
      ])
      const rows: unknown[] = []
      const rejects: unknown[] = []
      for await (const batch of readFormat(formatNamed(name), 'long', source.open(), {})) {
        for (let row = 0; row < batch.count; row++) rows.push([batch.cells[0]!.at(row), batch.lines[row]])
        rejects.push(...batch.rejects)
      }
      expect(rows).toEqual([
        ['1', line - 1],
        ['2', line + 1],
      ])
      expect(rejects).toMatchObject([
        { line, column: 1, reason: expect.stringMatching(/^(?:line-too-long|unclosed-quote)$/) as string },
      ])
      expect((rejects[0] as { excerpt: string }).excerpt.length).toBeLessThanOrEqual(200)
    },
  )

  it('without an end is the last row that is rejected; a log’s line too', async () => {
    for (const [name, before] of [
      ['ndjson', '{"a":1}\n'],
      ['csv', 'a,b\n1,2\n'],
      ['access-log', '1.2.3.4 - - [10/Oct/2023:13:55:36 -0700] "GET / HTTP/1.1" 200 5\n'],
    ] as const) {
      let [rows, rejects] = [0, 0]
      for await (const batch of formatNamed(name).read(
        partsSource('long', [
          [utf8(before), 1],
          [filler, 40],
        ]).open(),
        {},
      )) {
        rows += batch.count
        rejects += batch.rejects.length
      }
      expect([name, rows, rejects]).toEqual([name, 1, 1])
    }
  })

  it('as the header is an error with file, line and column, and no row below becomes the header', async () => {
    for (const [open, column] of [
      ['', 1],
      ['a,"', 3],
    ] as const) {
      const source = partsSource('long.csv', [
        [utf8(open), 1],
        [filler, 8],
        [utf8('\n1,2\n3,4\n'), 1],
      ])
      const plan: IngestPlan = planOf({ kind: 'table', format: 'csv', mapping: {}, delimiter: ',', header: true })
      const workspace = await freshWorkspace()
      await expect(ingest(plan, [source], workspace)).rejects.toMatchObject({
        code: 'bad-file',
        payload: { file: 'long.csv', line: 1, column },
      })
      expect(workspace.manifest.tables).toEqual({})
      await expect(inspect(source, { format: 'csv', header: true, delimiter: ',' })).rejects.toMatchObject({
        code: 'bad-file',
        payload: { file: 'long.csv' },
      })
    }
  })
})

describe('what a reader throws', () => {
  const arrowFile = tableToIPC(
    new Table({
      n: vectorFromArray(
        Array.from({ length: 5000 }, (_, n) => n),
        new Int32(),
      ),
    }),
    'stream',
  )
  const damaged: readonly (readonly [string, FormatName, Uint8Array])[] = [
    ['cut.arrow', 'arrow', arrowFile.subarray(0, 9000)],
    ['cut.parquet', 'parquet', utf8(`PAR1${'x'.repeat(500)}PAR1`)],
    ['cut.ndjson.gz', 'ndjson', gzipSync('{"a":1}\n'.repeat(10_000)).subarray(0, 60)],
    ['quote.csv', 'csv', utf8('a,"b\n1,2\n3,4\n')],
    ['nothing.json', 'json', utf8('[')],
    ['nothing.ndjson', 'ndjson', utf8('\n\n')],
    ['picture.csv', 'csv', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13)],
    ['empty.csv', 'csv', utf8('')],
  ]

  it.each(damaged)('names the file: %s', async (name, format, bytes) => {
    useParquetFile()
    const error: unknown = await inspect(memorySource(bytes, [], name), {
      format,
      ...(format === 'csv' ? { header: true } : {}),
    }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      code: 'bad-file',
      payload: { file: name },
      message: expect.stringContaining(name) as string,
    })
    const plan = planOf({
      format,
      kind: 'table',
      mapping: {},
      ...(format === 'csv' ? { delimiter: ',', header: true } : {}),
    })
    const imported: unknown = await ingest(plan, [memorySource(bytes, [], name)], await freshWorkspace()).catch(
      (caught: unknown) => caught,
    )
    if (imported instanceof Error)
      expect(imported).toMatchObject({ payload: { file: name }, message: expect.stringContaining(name) as string })
  })

  it('has a line, or the row of a binary file', async () => {
    for (const [name, format, bytes] of damaged.filter((one) => /quote|arrow|parquet/.test(one[0]))) {
      const error: unknown = await inspect(memorySource(bytes, [], name), {
        format,
        ...(format === 'csv' ? { header: true } : {}),
      }).catch((caught: unknown) => caught)
      expect((error as LatheError<'bad-file'>).payload.line).toBeGreaterThanOrEqual(1)
    }
  })

  it('is passed on as it is when it has a file, or is none of the reader’s', async () => {
    const own = new LatheError('bad-file', 'The disk is gone.', { file: '/dev/x' })
    const stop = new TypeError('a fault of ours')
    for (const thrown of [own, stop]) {
      const bytes = async function* (): AsyncIterable<Uint8Array> {
        yield await Promise.resolve(utf8('{"a":1}\n'))
        throw thrown
      }
      const read = async (): Promise<void> => {
        for await (const _ of readFormat(formatNamed('ndjson'), 'x', bytes(), {})) {
          /* to the end */
        }
      }
      await expect(read()).rejects.toBe(thrown)
    }
  })
})
