import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ByteSource, IngestPlan } from '../../src-renderer/ingest/contract'
import { formatNamed } from '../../src-renderer/ingest/formats/index'
import { ingest } from '../../src-renderer/ingest/ingest'
import { inspect, planFrom } from '../../src-renderer/ingest/inspect/inspect'
import { freshWorkspace, planOf } from './importLog'
import { memorySource } from './memorySource'
import { channelParsers } from './parserChannel'
import type { ChannelParsers } from './parserChannel'

/** Gives the thread back between pieces, as a file on disk does, so that parsers are heard. */
function slowSource(content: string | Uint8Array, name = 'log'): ByteSource {
  const source = memorySource(content, [100], name)
  return {
    ...source,
    open: async function* () {
      for await (const piece of source.open()) {
        for (let turn = 0; turn < 3; turn++)
          await new Promise((resolve) => {
            setImmediate(resolve)
          })
        yield piece
      }
    },
  }
}

/** What befalls an import with parsers, and what was there before it. */
interface Circumstances {
  /** A parser dies at the block with this number. */
  readonly diesAt?: number
  /** So many fail when a file is opened. */
  readonly failing?: number
  /** Imported before, without parsers. */
  readonly before?: string | Uint8Array
  /** Imported behind it, as a second file. */
  readonly behind?: string | Uint8Array
}

/** All that an import left, or what it threw: files are there by their checksums, without the random part of names. */
async function importedBy(
  parsers: ChannelParsers | null,
  plan: IngestPlan,
  content: string | Uint8Array,
  blockBytes: number,
  { diesAt = Infinity, failing = 0, before, behind }: Circumstances = {},
): Promise<unknown> {
  const workspace = await freshWorkspace()
  if (before !== undefined) await ingest(plan, [memorySource(before)], workspace, { now: () => 0 }).catch(() => null)
  if (parsers !== null) Object.assign(parsers, { diesAt, failing })
  const options = { blockBytes, now: () => 0, ...(parsers === null ? {} : { parsers }) }
  const files = [content, ...(behind === undefined ? [] : [behind])].map((one) => slowSource(one))
  let failures = 0
  const report = await ingest(plan, files, workspace, options).then(
    ({ elapsedMs: _, remarks, ...figures }) => {
      failures = remarks.filter(({ kind }) => kind === 'parsers').length
      return { ...figures, remarks: remarks.filter(({ kind }) => kind !== 'parsers') }
    },
    (error: unknown) => (error instanceof Error ? error.message : error),
  )
  const { tables, sources, users } = workspace.manifest
  expect(parsers?.running ?? 0).toBe(0)
  if (parsers !== null && typeof report === 'object')
    expect(failures).toBe(failing - Math.max(0, parsers.failing) + (parsers.blocks > diesAt ? 1 : 0))
  return JSON.parse(
    JSON.stringify({ report, tables, sources, users }).replaceAll(/-[0-9a-z]+\.arrow/g, '.arrow'),
  ) as unknown
}

/** Answers how many blocks parsers read in all. */
async function expectSame(
  plan: IngestPlan,
  content: string | Uint8Array,
  blockBytes: number,
  counts = [1, 2, 3],
  circumstances: Circumstances = {},
): Promise<number> {
  const alone = await importedBy(null, plan, content, blockBytes, circumstances)
  let blocks = 0
  for (const count of counts) {
    const parsers = channelParsers(count)
    expect(await importedBy(parsers, plan, content, blockBytes, circumstances)).toEqual(alone)
    blocks += parsers.blocks
  }
  return blocks
}

const CSV_PLANS: readonly IngestPlan[] = [
  planOf({ format: 'csv', kind: 'table', mapping: {}, delimiter: ',', header: true }),
  planOf({
    format: 'csv',
    delimiter: ',',
    header: true,
    timeFormat: 'iso',
    mapping: { user: 'user', event: 'event', time: 'time', id: 'id', session: 'session', value: 'value' },
    types: { value: 'double' },
  }),
]
const JSON_PLANS = CSV_PLANS.map(({ delimiter: _, header: __, ...plan }) => ({ ...plan, format: 'ndjson' }))

const row = fc.record({
  id: fc.constantFrom('', 'a', 'b', ' b', 'NULL', 'id-with-more-than-sixteen-characters', '1.0', 'é'),
  user: fc.constantFrom('ann', 'bob', 'bob ', '', 'cleo\u0301', 'n/a', 'x'.repeat(70)),
  event: fc.constantFrom('open', 'buy', 'close', ''),
  time: fc.constantFrom('2024-02-28T09:00:00Z', '2024-02-29 10:00:00.123456', '2024-03-01T00:00:00+02:00', 'never', ''),
  session: fc.constantFrom('s1', 's2', ''),
  value: fc.constantFrom('1.5', '-2', '007', '1e3', 'much', '', '9007199254740993'),
  note: fc.constantFrom('', 'a "quoted" word', 'two\nlines', 'comma, comma', 'ü', '# no comment'),
})
/** How a file is imported. */
interface How {
  readonly isPacked: boolean
  readonly diesAt: number
  readonly failing: number
  readonly hasBefore: boolean
  readonly hasBehind: boolean
}

const ways: fc.Arbitrary<How> = fc.record({
  isPacked: fc.boolean(),
  diesAt: fc.oneof({ weight: 2, arbitrary: fc.constant(Infinity) }, { weight: 3, arbitrary: fc.nat(12) }),
  failing: fc.constantFrom(0, 0, 0, 1),
  hasBefore: fc.boolean(),
  hasBehind: fc.boolean(),
})

function circumstancesOf(
  { isPacked, diesAt, failing, hasBefore, hasBehind }: How,
  file: Uint8Array,
  other: Uint8Array,
): { readonly content: Uint8Array; readonly circumstances: Circumstances } {
  const around = { ...(hasBefore ? { before: other } : {}), ...(hasBehind ? { behind: other } : {}) }
  return { content: isPacked ? gzipSync(file) : file, circumstances: { diesAt, failing, ...around } }
}

const NAMES = ['id', 'user', 'event', 'time', 'session', 'value', 'note'] as const

describe('an import with parsers', () => {
  it('of delimited text leaves what an import without them leaves', async () => {
    const broken = fc.constantFrom('', '\n', '"', 'a"b,c', ',,,,,,,,x', '#', '"open', 'x,y', '="1"', '\r', '\n# gap')
    let blocks = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 20, arbitrary: row }, { weight: 1, arbitrary: broken }), {
          minLength: 15,
          maxLength: 60,
        }),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 120, max: 700 }),
        fc.constantFrom(...CSV_PLANS),
        fc.boolean(),
        ways,
        async (rows, newline, blockBytes, plan, mark, how) => {
          const write = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
          const lines = rows.map((one) =>
            typeof one === 'string' ? one : NAMES.map((name) => write(one[name])).join(','),
          )
          const text = [NAMES.join(','), ...lines].join(newline)
          const other = [NAMES.join(','), ...lines.slice(0, 10), ...lines.slice(5, 9)].join(newline)
          const file = Buffer.from(`${mark ? '\ufeff' : ''}${text}`)
          const { content, circumstances } = circumstancesOf(how, file, Buffer.from(other))
          blocks += await expectSame(plan, content, blockBytes, undefined, circumstances)
        },
      ),
      { numRuns: 25 },
    )
    expect(blocks).toBeGreaterThan(20)
  })

  it('of NDJSON leaves what an import without them leaves', async () => {
    const broken = fc.constantFrom(
      '',
      ' ',
      '{',
      '[1]',
      '{"user":"x"} x',
      'null',
      '{"a":{"b":1}}',
      '{"big":12345678901234567890}',
    )
    const further = fc.dictionary(
      fc.constantFrom('k1', 'k2', 'k3', 'k4'),
      fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.constant({ deep: [1] }), fc.string()),
    )
    let blocks = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 6, arbitrary: fc.tuple(row, further) }, { weight: 1, arbitrary: broken }), {
          maxLength: 60,
        }),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 250, max: 900 }),
        fc.constantFrom(...JSON_PLANS),
        fc.boolean(),
        ways,
        async (rows, newline, blockBytes, plan, spoilt, how) => {
          const lines = rows.map((one) => (typeof one === 'string' ? one : JSON.stringify({ ...one[0], ...one[1] })))
          const bytes = Buffer.from(lines.join(newline))
          if (spoilt && bytes.length > 300) bytes[300] = 0xff
          const other = Buffer.from([...lines.slice(0, 10), ...lines.slice(5, 9)].join(newline))
          const { content, circumstances } = circumstancesOf(how, bytes, other)
          blocks += await expectSame(plan, content, blockBytes, undefined, circumstances)
        },
      ),
      { numRuns: 25 },
    )
    expect(blocks).toBeGreaterThan(20)
  })

  it.each([
    ['two keys that make one name', ['{"a.b":1}', '{"a":{"b":2}}', '{"x":1}']],
    ['more keys than readers can share', Array.from({ length: 300 }, (_, n) => `{"k${n}":${n}}`)],
    ['more columns than a table has', Array.from({ length: 1010 }, (_, n) => `{"k${n}":${n},"z":1}`)],
  ])('of %s is read by one reader after all', async (_, lines) => {
    const plan = planOf({ kind: 'table', mapping: {} })
    const text = [...Array<string>(200).fill('{"z":1}'), ...lines, ...lines].join('\n')
    expect(await expectSame(plan, text, 300, [2])).toBeGreaterThan(0)
  })

  it('leaves the same of every file of the cases', { timeout: 120_000 }, async () => {
    const folder = join(import.meta.dirname, 'cases')
    let blocks = 0
    for (const path of await readdir(folder, { recursive: true })) {
      if (!/\.(?:csv|tsv|ndjson|jsonl|json|txt|gz|zst)$/.test(path) || path.endsWith('expect.json')) continue
      const bytes = new Uint8Array(await readFile(join(folder, path)))
      const found = await inspect(memorySource(bytes, [], path), {}).catch(() => null)
      if (found === null || found.doubt !== null || formatNamed(found.format).blocks === undefined) continue
      blocks += await expectSame(planFrom(found, 'UTC'), bytes, 200, [2])
    }
    expect(blocks).toBeGreaterThan(20)
  })

  it.each([
    ['one of one', 1, 3, 1],
    ['one of three', 3, 7, 1],
    ['none can be started', 2, 0, 0],
  ])('goes on when parsers die (%s)', async (_, count, least, died) => {
    const users = Array.from({ length: 40 }, (__, n) => `user-${n % 23}`)
    const lines = users.map((user, n) =>
      JSON.stringify({
        user,
        event: 'open',
        time: 1_700_000_000_000_000 + n,
        session: `s${n >> 1}`,
        [`k${n >> 3}`]: n,
      }),
    )
    const plan = planOf({ mapping: { user: 'user', event: 'event', time: 'time', session: 'session' } })
    const text = [...lines, '{', ...lines].join('\n')
    const circumstances = died === 0 ? { failing: count } : { diesAt: least }
    const blocks = await expectSame(plan, text, 300, [count], circumstances)
    expect(blocks > least).toBe(died > 0)
  })

  it('that is cancelled on the way leaves the workspace as it was', async () => {
    const line = '{"user":"ann","event":"open","time":1700000000000000}\n'
    const workspace = await freshWorkspace()
    await ingest(planOf(), [slowSource(line)], workspace)
    const before = JSON.stringify(workspace.manifest)
    const controller = new AbortController()
    const parsers = channelParsers(2)
    const onProgress = (): void => {
      if (parsers.blocks > 3) controller.abort()
    }
    const options = { parsers, blockBytes: 200, onProgress, signal: controller.signal, now: () => Date.now() * 1000 }
    const source = slowSource(line.repeat(200))
    await expect(ingest(planOf(), [source], workspace, options)).rejects.toThrow(/abort|cancel/i)
    expect([parsers.running, JSON.stringify(workspace.manifest)]).toEqual([0, before])
    expect(await ingest(planOf(), [slowSource(line)], workspace)).toMatchObject({ rows: 1 })
  })
})
