import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import {
  Bool,
  DateDay,
  Decimal,
  Dictionary,
  Field,
  FixedSizeBinary,
  FixedSizeList,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  List,
  Null,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Table,
  TimestampMicrosecond,
  Utf8,
  makeData,
  tableToIPC,
  vectorFromArray,
} from 'apache-arrow'
import { zipSync } from 'fflate'
import { tarOf } from '../ingest/tarOf'
import { FORMATS } from '../../src-renderer/ingest/formats/index'
import { LOG_PATTERNS } from '../../src-renderer/ingest/formats/logPatterns'
import { parquetWasm } from '../../src-renderer/ingest/bytes/parquetWasm'
import type { FormatName } from '../../src-renderer/ingest/contract'

/** A good file of a format, small, to plant faults in. */
export interface SeedFile {
  readonly format: FormatName
  readonly name: string
  readonly bytes: Uint8Array
  /** Of a text that is not in UTF-8. */
  readonly encoding?: string
}

const ROWS = 24
/** Lines of JSON, packed by zstd 1.5 -19 with its checksum. */
const ZSTD =
  'KLUv/QRozQUAAgobFpA7Y43vK4T1NNg/sbi0SRLpUac7H09A9FrVuuuu6fX/P1dn2/chnbbpyv5keaY15C7VMg3LUnVXrpLKprtr' +
  'SrsqeyBKhwkGWGS6TJcTauEUVlPR4cJggM9DHHTIJM95GGA26PBADOUtDUIBPagRIH79/wzAc6oDETyOCojAi//vZh6opdr5UG1s' +
  'p4Y+U0e+UjMfqYlv1NAn6gg+U/MmYKoBeSB2TWDBugWBesAIXXhJVyjkVgUxMNsX'
/** The same lines, packed by bzip2 1.0. */
const BZIP2 =
  'QlpoOTFBWSZTWZ8FrY4AAw/bgAAQEAZ/8AQQhiEfijABTEjCUmp/qiPUKG1GAEMfqEwJgTTAAVFRqCaMamQeoeU+ARfGelKqqqqq' +
  'vAEewI4AjwBHQT9E/BO4hwE3Eomgh2E6ibRiE8CXuJTFLpnkJkJn88uUYExrbJFjjRzEsZc7w+s9eceonKOImczjLW2ILXb5ac8B' +
  'cCHFrYk795bNgIzmcrS4RZ+9ZW+6LedwIDI03rar56mxrVVVVRVemIdFq221atqWqToJkJsJsJuJ9icRMxNhMCZibhNRPImomBDA' +
  'lEom4mnjS3t3tvnxbZfABMwOC7kinChIT4LWxwA='
const encoder = new TextEncoder()
const rows = <T>(of: (row: number) => T): T[] => Array.from({ length: ROWS }, (_, row) => of(row))
const atOf = (row: number): string => new Date(Date.UTC(2024, 1, 28, 0, row * 97)).toISOString()

function objects(): Record<string, unknown>[] {
  return rows((row) => ({
    event_id: `e${row}`,
    user_id: row % 7 === 0 ? null : `u${row % 5}`,
    event: ['open', 'buy "now"', 'zahlen€'][row % 3],
    ts: atOf(row),
    value: row % 2 === 0 ? row * 1.25 : -row,
    big: row === 3 ? 9007199254740993 : 1e15 + row,
    ok: row % 2 === 0,
    props: { plan: 'pro', deep: { list: [row, [1, { x: null }]] } },
    tags: ['a', `b\n${row}`],
  }))
}

function separated(delimiter: string, newline: string): string {
  const quote = (text: string): string =>
    /["\n\r]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text
  const lines = rows((row) =>
    [
      `u${row % 5}`,
      ['open', 'say "hi"', `two${newline}lines`][row % 3]!,
      atOf(row),
      row % 4 === 0 ? '' : String(row * 1.5),
      `{"a":[${row}]}`,
    ]
      .map(quote)
      .join(delimiter),
  )
  return ['user_id,event,ts,value,props'.replaceAll(',', delimiter), ...lines].join(newline) + newline
}

const xesLog = (): string =>
  `<log>\n${rows(
    (row) =>
      `<trace><string key="concept:name" value="c${row}"/>\n<event><string key="concept:name" value="go"/>` +
      `<int key="n" value="${row}"/><date key="time:timestamp" value="${atOf(row)}"/></event></trace>\n`,
  ).join('')}</log>\n`

const accessLines = (): string[] =>
  rows(
    (row) =>
      `10.0.0.${row} - ${row % 3 === 0 ? '-' : `ann${row}`} [${10 + row}/Oct/2023:13:55:36 +0200] "GET ` +
      `/a${row}?q=\\"x\\" HTTP/1.1" ` +
      `${row % 2 === 0 ? '200 23' : '404 -'}${row % 2 === 0 ? ' "http://x.org/" "Mozilla/5.0 (X11)"' : ''}`,
  )

function simpleTable(): Table {
  return new Table({
    user: vectorFromArray(
      rows((row) => `u${row % 5}`),
      new Dictionary(new Utf8(), new Int32()),
    ),
    event: vectorFromArray(
      rows((row) => (row % 4 === 0 ? null : ['open', 'buy'][row % 2]!)),
      new Utf8(),
    ),
    at: vectorFromArray(
      rows((row) => new Date(atOf(row))),
      new TimestampMicrosecond('UTC'),
    ),
    n: vectorFromArray(
      rows((row) => BigInt(row) * 3n),
      new Int64(),
    ),
    ok: vectorFromArray(
      rows((row) => row % 3 === 0),
      new Bool(),
    ),
    props: vectorFromArray(
      rows((row) => (row % 6 === 0 ? null : { n: row, tags: ['x', `y${row}`] })),
      structType(),
    ),
  })
}

const structType = (): Struct<{ n: Int32; tags: List<Utf8> }> =>
  new Struct<{ n: Int32; tags: List<Utf8> }>([
    new Field('n', new Int32(), true),
    new Field('tags', new List(new Field('item', new Utf8(), true)), true),
  ])

/** Also what only Arrow has. */
function wideTable(): Table {
  return new Table({
    small: vectorFromArray(
      rows((row) => ['a', 'b', null][row % 3]!),
      new Dictionary(new Utf8(), new Int8()),
    ),
    day: vectorFromArray(
      rows((row) => new Date(Date.UTC(2024, 1, row + 1))),
      new DateDay(),
    ),
    price: vectorFromArray(
      rows((row) => Uint32Array.from([row * 100, 0, 0, 0])),
      new Decimal(2, 10),
    ),
    key: vectorFromArray(
      rows((row) => Uint8Array.from({ length: 16 }, (_, index) => row + index)),
      new FixedSizeBinary(16),
    ),
    pair: vectorFromArray(
      rows((row) => [row, row + 0.5]),
      new FixedSizeList(2, new Field('item', new Float64(), true)),
    ),
    short: vectorFromArray(
      rows((row) => row - 9),
      new Int16(),
    ),
    nothing: vectorFromArray(
      rows(() => null),
      new Null(),
    ),
    user: vectorFromArray(
      rows((row) => `user ${row}`),
      new Utf8(),
    ),
  })
}

/** Some batches, so that messages follow one another, and one of no rows. */
function streamOfBatches(): Uint8Array {
  const schema = new Schema([new Field('user', new Utf8(), true), new Field('n', new Int32(), true)])
  const batch = (length: number): RecordBatch =>
    new RecordBatch(
      schema,
      makeData({
        type: new Struct(schema.fields),
        length,
        nullCount: 0,
        children: [
          vectorFromArray(
            Array.from({ length }, (_, row) => `u${row}`),
            new Utf8(),
          ).data[0] ?? makeData({ type: new Utf8() }),
          makeData({ type: new Int32(), length, nullCount: 0, data: Int32Array.from({ length }, (_, row) => row) }),
        ],
      }),
    )
  const writer = new RecordBatchStreamWriter()
  for (const length of [5, 1, 9]) writer.write(batch(length))
  return writer.finish().toUint8Array(true)
}

/** The file form as most writers make it: a stream between marks, then an index. */
function fileOfStream(stream: Uint8Array): Uint8Array {
  return Uint8Array.from(
    Buffer.concat([encoder.encode('ARROW1\0\0'), stream, Uint8Array.from([0, 0, 0, 0]), encoder.encode('ARROW1')]),
  )
}

/** A file that another tool wrote; the fuzzer runs in the project's folder. */
const made = (name: string): Uint8Array => readFileSync(join('test/ingest/formats/files', name))

async function parquetFiles(): Promise<Uint8Array[]> {
  const {
    Compression,
    Encoding,
    EnabledStatistics,
    Table: WasmTable,
    WriterPropertiesBuilder,
    WriterVersion,
    writeParquet,
  } = (await parquetWasm()).module
  const ipc = tableToIPC(simpleTable(), 'stream')
  const write = (builder: InstanceType<typeof WriterPropertiesBuilder>): Uint8Array =>
    writeParquet(WasmTable.fromIPCStream(ipc), builder.build())
  const made = [
    Compression.UNCOMPRESSED,
    Compression.SNAPPY,
    Compression.GZIP,
    Compression.ZSTD,
    Compression.LZ4_RAW,
    Compression.BROTLI,
  ].map((codec) => write(new WriterPropertiesBuilder().setCompression(codec)))
  const plain = (): InstanceType<typeof WriterPropertiesBuilder> =>
    new WriterPropertiesBuilder().setCompression(Compression.UNCOMPRESSED).setStatisticsEnabled(EnabledStatistics.None)
  made.push(
    write(plain().setDictionaryEnabled(false)),
    write(
      plain()
        .setWriterVersion(WriterVersion.V2)
        .setDictionaryEnabled(false)
        .setColumnEncoding('n', Encoding.DELTA_BINARY_PACKED)
        .setColumnEncoding('event', Encoding.DELTA_BYTE_ARRAY),
    ),
    write(plain().setMaxRowGroupSize(7).setDataPageSizeLimit(64).setWriteBatchSize(4)),
  )
  return made
}

/**
 * What the fuzzer begins with: each format's own sample, and those of which more can go wrong in more than one dress.
 * A binary format, which has no sample, needs one here.
 * Needs {@link parquetWasm} to be set.
 */
export async function seedFiles(): Promise<readonly SeedFile[]> {
  const lines = `${objects()
    .map((one) => JSON.stringify(one))
    .join('\n')}\n`
  const stream = tableToIPC(simpleTable(), 'stream')
  const text = (format: FormatName, name: string, content: string): SeedFile => ({
    format,
    name,
    bytes: encoder.encode(content),
  })
  const binary = (format: FormatName, name: string, bytes: Uint8Array): SeedFile => ({
    format,
    name,
    bytes: Uint8Array.from(bytes),
  })
  const utf16 = Uint8Array.from(Buffer.from(`\ufeff${separated(';', '\r\n')}`, 'utf16le'))
  const parquet = await parquetFiles()
  return [
    ...FORMATS.flatMap(({ name, sample }) =>
      sample === null ? [] : text(name, `sample.${name}`, name === 'xes' ? sample : sample.repeat(ROWS)),
    ),
    text('ndjson', 'log.ndjson', lines),
    text('xes', 'log.xes', xesLog()),
    text('json', 'log.json', JSON.stringify(objects(), null, 1)),
    text('json', 'deep.json', JSON.stringify({ meta: { n: 1 }, data: { events: objects().slice(0, 8) } })),
    text('csv', 'log.csv', separated(',', '\n')),
    text('csv', 'crlf.csv', separated(';', '\r\n')),
    text('csv', 'cr.csv', separated(',', '\r').replaceAll('\n', ' ')),
    { ...binary('csv', 'utf16.csv', utf16), encoding: 'utf-16le' },
    text('tsv', 'log.tsv', separated('\t', '\n')),
    text('access-log', 'access.log', `${accessLines().join('\n')}\n`),
    text(
      'json',
      'sequence.json',
      objects()
        .map((one) => JSON.stringify(one))
        .join(''),
    ),
    text(
      'json',
      'envelopes.json',
      objects()
        .map((one) => JSON.stringify({ records: [one, one] }))
        .join('\n'),
    ),
    text('json', 'lists.json', JSON.stringify([['a', 'b'], ...objects().map((one) => Object.values(one))])),
    ...LOG_PATTERNS.map(({ name, sample }) => text('log', `${name}.log`, `${sample}\n`.repeat(ROWS))),
    binary('ndjson', 'log.ndjson.gz', gzipSync(lines)),
    binary('ndjson', 'log.ndjson.zip', zipSync({ 'log.ndjson': encoder.encode(lines) })),
    binary('ndjson', 'log.ndjson.tar', tarOf({ 'log.ndjson': lines })),
    binary('ndjson', 'log.ndjson.zst', Buffer.from(ZSTD, 'base64')),
    binary('ndjson', 'log.ndjson.bz2', Buffer.from(BZIP2, 'base64')),
    binary(
      'csv',
      'two.csv.gz',
      Buffer.concat([gzipSync(separated(',', '\n')), gzipSync(separated(',', '\n'), { level: 1 })]),
    ),
    binary('arrow', 'log.arrows', stream),
    binary('arrow', 'log.arrow', tableToIPC(simpleTable(), 'file')),
    binary('arrow', 'wide.arrows', tableToIPC(wideTable(), 'stream')),
    binary('arrow', 'wide.arrow', tableToIPC(wideTable(), 'file')),
    binary('arrow', 'batches.arrows', streamOfBatches()),
    binary('arrow', 'marked.arrow', fileOfStream(stream)),
    ...['pyarrow-lz4.arrow', 'pyarrow-zstd.arrows', 'polars-lz4.arrow'].map((name) =>
      binary('arrow', name, made(name)),
    ),
    binary('csv', 'squares.csv.lz4', made('squares.csv.lz4')),
    ...['openpyxl.xlsx', 'xlsxwriter.xlsx'].map((name) => binary('csv', name, made(name))),
    ...parquet.map((bytes, index) => binary('parquet', `log${index}.parquet`, bytes)),
  ]
}
