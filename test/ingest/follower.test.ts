import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Follower, type GrowingFile } from '../../src-renderer/ingest/follow/follower'
import { ingest } from '../../src-renderer/ingest/ingest'
import { inspect, planFrom } from '../../src-renderer/ingest/inspect/inspect'
import type { ByteSource, IngestPlan } from '../../src-renderer/ingest/contract'
import { Workspace } from '../../src-renderer/store/workspace'
import { freshWorkspace, rowsOf } from './importLog'
import { runs } from '../runs'

/** A file in memory that tests let grow; it is read in chunks of a few bytes. */
class TestFile implements GrowingFile {
  name = 'app.log'
  bytes: Uint8Array | null = new Uint8Array()

  constructor(text = '') {
    this.append(text)
  }

  append(text: string | Uint8Array): void {
    const more = typeof text === 'string' ? new TextEncoder().encode(text) : text
    this.bytes = Uint8Array.from([...(this.bytes ?? []), ...more])
  }

  size(): Promise<number | null> {
    return Promise.resolve(this.bytes?.length ?? null)
  }

  async *read(from: number, to: number): AsyncIterable<Uint8Array> {
    const bytes = this.bytes ?? new Uint8Array()
    for (let at = from; at < to; at += 7) yield await Promise.resolve(bytes.slice(at, Math.min(to, at + 7)))
  }
}

async function planOf(piece: ByteSource): Promise<IngestPlan> {
  return planFrom(await inspect(piece, { table: 'log' }), 'UTC')
}
const follow = (workspace: Workspace, file: GrowingFile): Follower => new Follower(workspace, file, planOf)

/** Every row with the line that it is from, and the rejects. */
async function contentOf(workspace: Workspace): Promise<unknown> {
  const table = workspace.manifest.tables['log']
  if (table === undefined) return null
  const people = await rowsOf(workspace, [workspace.manifest.users!])
  const rows = (await rowsOf(workspace, table.partitions)).map(({ user_key: key, ...row }) =>
    JSON.stringify({ user: key === null ? null : people[key as number]!['user_id'], ...row }),
  )
  const rejects = (await rowsOf(workspace, table.rejects)).map((row) => JSON.stringify(row))
  return { rows: rows.sort(), rejects: rejects.sort(), counts: [table.rows, table.rejected, table.rowsWithoutUser] }
}

const NDJSON = (row: { user: string; minute: number; note: string }): string =>
  `${JSON.stringify({ user_id: row.user, event: 'x', time: timeOf(row.minute), note: row.note })}\n`
const CSV = (row: { user: string; minute: number; note: string }): string =>
  `${row.user},x,${timeOf(row.minute)},"${row.note.replaceAll('"', '""')}"\n`
const timeOf = (minute: number): string => new Date(Date.UTC(2024, 2, 1) + minute * 60_000).toISOString()

const rows = fc.array(
  fc.record({
    user: fc.constantFrom('ann', 'bob', 'Zoë'),
    minute: fc.integer({ min: 0, max: 3000 }),
    note: fc.constantFrom('plain', 'two\nlines', 'a "word"', 'ü,x'),
  }),
  { minLength: 1, maxLength: 14 },
)

describe('a file that grows', () => {
  it.each([
    ['ndjson', '', NDJSON],
    ['csv', 'user_id,event,time,note\n', CSV],
  ] as const)(
    'brings each row once, as an import of the whole does, wherever it is cut: %s',
    async (_name, head, line) => {
      await fc.assert(
        fc.asyncProperty(
          rows,
          fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
          async (log, cuts) => {
            const whole = new TextEncoder().encode(head + log.map(line).join(''))
            const file = new TestFile()
            const workspace = await freshWorkspace()
            let at = 0
            let follower = follow(workspace, file)
            for (const cut of [...cuts.toSorted((a, b) => a - b), 1]) {
              const to = Math.round(cut * whole.length)
              file.append(whole.slice(at, to))
              at = to
              await follower.look()
              // Every other time as if the program had been started anew.
              if (to % 2 === 0) follower = follow(await Workspace.open(workspace.files), file)
            }
            const followed = await Workspace.open(workspace.files)
            const once = await freshWorkspace()
            const source: ByteSource = {
              name: 'app.log',
              size: whole.length,
              open: async function* () {
                yield await Promise.resolve(whole)
              },
            }
            await ingest(await planOf(source), [source], once)
            expect(await contentOf(followed)).toEqual(await contentOf(once))
            expect(followed.manifest.sources).toHaveLength(1)
            const { bytes, crc32, rows: count } = followed.manifest.sources[0]!
            const reference = once.manifest.sources[0]!
            expect([bytes, crc32, count]).toEqual([reference.bytes, reference.crc32, reference.rows])
            await followed.verify()
            expect(followed.damage).toEqual([])
          },
        ),
        { numRuns: runs(40) },
      )
    },
    120_000,
  )

  it('waits for whole lines, goes on after lines that are none, and says what it took', async () => {
    const file = new TestFile()
    file.bytes = null
    const workspace = await freshWorkspace()
    const follower = follow(workspace, file)
    expect(await follower.look()).toEqual({ restarted: null, isThere: false, report: null, bytes: 0 })
    file.append('{"user_id":"ann","event":"x","time":"2024-03-01T10:00:00Z"}')
    expect(await follower.look()).toMatchObject({ isThere: true, report: null, bytes: 0 })
    file.append('\n{"user_id":"bob","ev')
    expect(await follower.look()).toMatchObject({ report: { rows: 1, table: 'log' }, bytes: 60 })
    expect(await follower.look()).toMatchObject({ report: null, bytes: 60 })
    file.append('ent":"x","time":"2024-03-01T11:00:00Z"}\nnonsense\n')
    expect(await follower.look()).toMatchObject({ report: { rows: 1, rejected: 1 } })
    expect(await rowsOf(workspace, workspace.manifest.tables['log']!.rejects)).toMatchObject([{ line: 3 }])
    expect(workspace.manifest.sources).toMatchObject([{ rows: 2, rejected: 1, bytes: file.bytes!.length }])
  })

  it('begins anew where the file became shorter or is another, and goes on with an import', async () => {
    const line = (user: string): string => `{"user_id":"${user}","event":"x","time":"2024-03-01T10:00:00Z"}\n`
    const file = new TestFile(line('a') + line('b'))
    const workspace = await freshWorkspace()
    const source: ByteSource = {
      name: 'app.log',
      size: file.bytes!.length,
      open: () => file.read(0, file.bytes!.length),
    }
    await ingest(await planOf(source), [source], workspace)
    const follower = follow(workspace, file)
    expect(await follower.look()).toMatchObject({ restarted: null, report: null })
    file.append(line('c'))
    expect(await follower.look()).toMatchObject({ restarted: null, report: { rows: 1 } })
    file.bytes = new TextEncoder().encode(line('d'))
    expect(await follower.look()).toMatchObject({ restarted: 'shorter', report: { rows: 1 } })
    file.bytes = new TextEncoder().encode(line('e') + line('f') + line('g'))
    expect(await follower.look()).toMatchObject({ restarted: 'replaced', report: { rows: 3 } })
    expect(workspace.manifest.sources.map((one) => one.rows)).toEqual([3, 1, 3])
    const half = new TestFile(line('x') + line('y').slice(0, 10))
    half.name = 'half.log'
    const cut: ByteSource = { name: 'half.log', size: half.bytes!.length, open: () => half.read(0, half.bytes!.length) }
    await ingest(await planOf(cut), [cut], workspace)
    await expect(follow(workspace, half).look()).rejects.toThrow(/while its last line was not complete/)
  })

  it('takes each line once, whoever looks at it and in whatever turns', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 2, maxLength: 8 }), async (turns) => {
        const file = new TestFile()
        const one = await freshWorkspace()
        const followers = [follow(one, file), follow(await Workspace.open(one.files), file)]
        for (const [index, turn] of turns.entries()) {
          file.append(NDJSON({ user: `u${index}`, minute: index, note: 'plain' }))
          await followers[turn ? 0 : 1]!.look()
        }
        // Both at once: one of them takes the line, the other one finds it taken.
        file.append(NDJSON({ user: 'last', minute: 99, note: 'plain' }))
        await Promise.all(followers.map((follower) => follower.look()))
        const { manifest } = await Workspace.open(one.files)
        expect(manifest.tables['log']?.rows).toBe(turns.length + 1)
        expect(manifest.sources).toHaveLength(1)
      }),
      { numRuns: runs(15) },
    )
  })

  it('goes on in the table that is said, not in another one that has the file, too', async () => {
    const file = new TestFile(NDJSON({ user: 'a', minute: 1, note: 'plain' }))
    const workspace = await freshWorkspace()
    const into = (table: string): Follower =>
      new Follower(workspace, file, async (piece) => ({ ...(await planOf(piece)), table }), table)
    await into('log').look()
    await into('other').look()
    file.append(NDJSON({ user: 'b', minute: 2, note: 'plain' }))
    expect(await into('log').look()).toMatchObject({ report: { table: 'log', rows: 1 } })
    expect(Object.values(workspace.manifest.tables).map(({ name, rows: count }) => [name, count])).toEqual([
      ['log', 2],
      ['other', 1],
    ])
  })

  it('refuses what has no lines of its own', async () => {
    const json = new TestFile('[\n{"user_id":"a","event":"x","time":"2024-03-01T10:00:00Z"}\n]\n')
    await expect(follow(await freshWorkspace(), json).look()).rejects.toThrow(/is json, which cannot be followed/)
  })
})
