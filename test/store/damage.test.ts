import { describe, expect, it } from 'vitest'
import { acceptLoss } from '../../src-renderer/ingest/repair/acceptLoss'
import type { ByteSource } from '../../src-renderer/ingest/contract'
import { ingest } from '../../src-renderer/ingest/ingest'
import { mend } from '../../src-renderer/ingest/repair/mend'
import { restore } from '../../src-renderer/ingest/repair/restore'
import { damageText } from '../../src-renderer/store/damage'
import { deleteUser } from '../../src-renderer/store/deleteUser'
import { repairManifest } from '../../src-renderer/store/manifestRepair'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import type { PartitionEntry } from '../../src-renderer/store/manifest'
import { Workspace } from '../../src-renderer/store/workspace'
import { planOf, rowsOf } from '../ingest/importLog'
import { memorySource } from '../ingest/memorySource'
import { rowsOrNull } from './rowsOrNull'

const HOUR = 3_600_000_000
/** No event ids: nothing but the place in its file tells a row from another. */
const PLAN = planOf({
  types: { user: 'string', plan: 'string' },
  mapping: { user: 'user', event: 'event', time: 'time', session: 'visit' },
})
const BY_GAP = planOf({ table: 'gaps', types: { user: 'string' } })
const SHOPS = planOf({ table: 'shops', kind: 'table', mapping: {}, timeFormat: null })

function log(name: string, rows: readonly (readonly [string | null, number | null, string?])[]): ByteSource {
  return memorySource(
    rows
      .map(([user, hour, visit]) =>
        JSON.stringify({
          user,
          event: 'e',
          time: hour === null ? 'never' : hour * HOUR,
          plan: `${user} ${hour}`,
          visit: visit ?? null,
        }),
      )
      .join('\n'),
    [],
    name,
  )
}

const ONE = log('one.ndjson', [
  ['ann', 1, 's1'],
  ['bob', 25, 's2'],
  ['ann', 26, 's1'],
  [null, 27],
  ['ann', 49],
  ['eve', 26],
])
// The same two rows again, on a day that the first file has too: they are rows of their own.
const TWO = log('two.ndjson', [
  ['bob', 25, 's2'],
  ['ann', 26],
  ['cyd', 26, 's9'],
  ['dan', null],
  ['cyd', 100],
])

/** A file a day, so that few rows make several files. */
const BY_DAY = { rangeBytes: 0 }

/** A few dates in one file, and a file a day. */
const FORMS: readonly (readonly [string, { readonly rangeBytes?: number }])[] = [
  ['by day', BY_DAY],
  ['in files of several days', {}],
]

async function makeWorkspace(options: { readonly rangeBytes?: number } = BY_DAY): Promise<Workspace> {
  const files = new MemoryFiles()
  const workspace = await Workspace.create(files, { timezone: 'UTC', weekStart: 1, now: () => 0 })
  for (const plan of [PLAN, BY_GAP]) {
    await ingest(plan, [ONE], workspace, options)
    await ingest(plan, [TWO], workspace, options)
  }
  await ingest(SHOPS, [memorySource('{"shop":1}\n{"shop":2}', [], 'shops.ndjson')], workspace)
  await deleteUser(workspace, 'eve')
  return workspace
}

async function flip(workspace: Workspace, entry: PartitionEntry): Promise<void> {
  const bytes = await workspace.files.read(entry.path)
  bytes[bytes.byteLength >>> 1] = bytes[bytes.byteLength >>> 1]! ^ 16
  await workspace.files.replace(entry.path, bytes)
}

function reopened(workspace: Workspace): Promise<Workspace> {
  return Workspace.open(workspace.files)
}

/** All rows of all files, and every figure of the manifest that is not a name of a file. */
async function contentOf(workspace: Workspace): Promise<unknown> {
  const { tables, users, sources } = workspace.manifest
  const each = await Promise.all(
    Object.values(tables).map(async (table) => {
      const read = (entries: readonly PartitionEntry[]): Promise<unknown> => rowsOrNull(workspace, entries)
      // Two files of one date have no order between them.
      const rows = ((await read(table.partitions)) as (readonly { _source: number }[] | null)[]).flatMap(
        (file) => file ?? [{ _source: -1 }],
      )
      return [
        table.name,
        table.rows,
        table.rejected,
        rows.toSorted((a, b) => a._source - b._source),
        await read(table.userDays),
        await read(table.sessions),
        await read(table.rejects),
      ]
    }),
  )
  return [each, users === null ? null : await rowsOrNull(workspace, [users]), sources]
}

function kinds(workspace: Workspace): readonly PartitionEntry[] {
  const { log: table, shops } = workspace.manifest.tables
  return [
    ...table!.partitions,
    ...table!.userDays,
    ...table!.sessions,
    ...table!.rejects,
    ...shops!.partitions,
    workspace.manifest.users!,
  ]
}

describe('a broken file', () => {
  it('changes nothing on disk by being read, told or verified, and stays told', async () => {
    const workspace = await makeWorkspace()
    for (const entry of kinds(workspace)) await flip(workspace, entry)
    const stored = async (): Promise<unknown> =>
      Promise.all(
        (await workspace.files.list('')).map(async ({ path }) => [
          path,
          Buffer.from(await workspace.files.read(path)).toString('hex'),
        ]),
      )
    const before = await stored()
    const told: unknown[] = []
    for (let round = 0; round < 3; round++) {
      const again = await reopened(workspace)
      told.push(await again.verify(), await again.verify())
      await expect(again.readUsers()).rejects.toMatchObject({ code: 'store-corrupt' })
    }
    expect(told[0]).toHaveLength(kinds(workspace).length)
    for (const each of told) expect(each).toEqual(told[0])
    expect(await stored()).toEqual(before)
  })

  it('is marked in the manifest until it is whole again, and rows of its date are refused till then', async () => {
    const workspace = await makeWorkspace()
    const lost = workspace.manifest.tables['log']!.partitions.find((entry) => entry.date === '1970-01-02')!
    const good = await workspace.files.read(lost.path)
    await flip(workspace, lost)
    const seer = await reopened(workspace)
    expect(await seer.readPartition(lost)).toBeNull()
    await mend(seer)
    const later = await reopened(workspace)
    expect(later.damage.map(damageText)).toEqual([
      `${lost.rows} rows of “log” of 1970-01-02 are missing: the file ${lost.path} is broken. Give the source ` +
        'files again: lathe restore log FILE… --workspace DIR, or “Restore” on the Tables page.',
    ])
    // Its rows are still part of the table, and an import of them would double what is not lost.
    expect(later.manifest.tables['log']!.rows).toBe(workspace.manifest.tables['log']!.rows)
    await expect(ingest(PLAN, [ONE], later)).rejects.toMatchObject({ code: 'store-corrupt' })
    await expect(deleteUser(later, 'ann')).rejects.toMatchObject({ code: 'store-corrupt' })
    expect(await ingest(PLAN, [log('three.ndjson', [['ann', 1000]])], later)).toMatchObject({ rows: 1 })
    expect((await reopened(workspace)).damage).toHaveLength(1)
    await workspace.files.replace(lost.path, good)
    const healed = await reopened(workspace)
    expect(await healed.verify()).toEqual([])
    await healed.change(async () => {
      await healed.readPartition(lost)
    })
    await mend(await reopened(workspace))
    expect((await reopened(workspace)).damage).toEqual([])
  })

  it.each(FORMS)('that is derived is made anew from the events, by itself, %s', async (_form, options) => {
    const workspace = await makeWorkspace(options)
    const before = await contentOf(workspace)
    for (const name of ['log', 'gaps'])
      for (const entry of [...workspace.manifest.tables[name]!.userDays, ...workspace.manifest.tables[name]!.sessions])
        await flip(workspace, entry)
    const seer = await reopened(workspace)
    expect((await seer.verify()).length).toBeGreaterThan(3)
    await mend(seer)
    const after = await reopened(workspace)
    expect(await after.verify()).toEqual([])
    expect(await contentOf(after)).toEqual(before)
  })

  it('that is derived and needed by an import is made anew first', async () => {
    const more = log('more.ndjson', [
      ['ann', 2, 's1'],
      ['bob', 25, 's2'],
    ])
    const [whole, broken] = [await makeWorkspace(), await makeWorkspace()]
    for (const entry of [...broken.manifest.tables['log']!.userDays, ...broken.manifest.tables['log']!.sessions])
      await flip(broken, entry)
    const again = await reopened(broken)
    for (const workspace of [whole, again]) await ingest(PLAN, [more], workspace, { ...BY_DAY, now: () => 0 })
    const rows = async (workspace: Workspace): Promise<unknown> => {
      const { userDays, sessions } = workspace.manifest.tables['log']!
      await workspace.verify()
      await mend(workspace)
      return [
        await rowsOf(workspace, workspace.manifest.tables['log']!.userDays),
        await rowsOf(workspace, workspace.manifest.tables['log']!.sessions),
        userDays.length,
        sessions.length,
      ]
    }
    expect(await rows(again)).toEqual(await rows(whole))
  })
})

describe('restore', () => {
  it.each(FORMS)(
    'brings each kind of file back from its sources, and leaves every other byte as it is, %s',
    async (_form, options) => {
      const count = kinds(await makeWorkspace(options)).length
      for (let at = 0; at < count; at++) {
        const workspace = await makeWorkspace(options)
        const before = await contentOf(workspace)
        const entry = kinds(workspace)[at]!
        const others = workspace.manifest
        await flip(workspace, entry)
        const again = await reopened(workspace)
        expect(await again.verify()).toHaveLength(1)
        const report = await restore(again, [ONE, TWO, memorySource('{"shop":1}\n{"shop":2}', [], 'shops.ndjson')])
        expect(report.stillMissing).toBe(0)
        const after = await reopened(workspace)
        expect(await after.verify()).toEqual([])
        expect(await contentOf(after)).toEqual(before)
        const paths = new Set(
          Object.values(after.manifest.tables)
            .flatMap((table) => [...table.partitions, ...table.rejects])
            .map((one) => one.path),
        )
        for (const table of Object.values(others.tables))
          for (const one of [...table.partitions, ...table.rejects])
            expect(paths.has(one.path)).toBe(one.path !== entry.path)
      }
    },
  )

  it('takes all files of a day at once, and refuses half of them, other files and changed ones', async () => {
    const workspace = await makeWorkspace()
    const before = await contentOf(workspace)
    for (const entry of workspace.manifest.tables['log']!.partitions.filter((one) => one.date === '1970-01-02'))
      await flip(workspace, entry)
    const manifest = async (): Promise<string> => Buffer.from(await workspace.files.read('lathe.json')).toString()
    const unchanged = await manifest()
    const changed = log('one.ndjson', [
      ['ann', 1, 's1'],
      ['bob', 25, 's2'],
      ['ann', 26, 's1'],
      [null, 27],
      ['ann', 49],
      ['eva', 26],
    ])
    expect(changed.size).toBe(ONE.size)
    const attempts = [
      [ONE],
      [TWO],
      [log('other.ndjson', [['ann', 1]])],
      [log('one.ndjson', [['ann', 1]])],
      [changed, TWO],
    ]
    for (const files of attempts)
      await expect(restore(await reopened(workspace), files, { only: 'log' })).rejects.toMatchObject({
        code: /bad-parameter|bad-file/ as unknown as string,
      })
    expect(await manifest()).toBe(unchanged)
    await restore(await reopened(workspace), [TWO, ONE])
    expect(await contentOf(await reopened(workspace))).toEqual(before)
  })

  it('takes files whose dates overlap as one, and keeps other dates apart from them', async () => {
    const workspace = await Workspace.create(new MemoryFiles(), { timezone: 'UTC', weekStart: 1, now: () => 0 })
    const sources = [
      log('a.ndjson', [
        ['ann', 1],
        ['bob', 30],
      ]),
      log('b.ndjson', [
        ['ann', 26],
        ['cyd', 50],
      ]),
      log('c.ndjson', [
        ['ann', 80],
        ['cyd', 100],
      ]),
    ]
    for (const source of sources) await ingest(PLAN, [source], workspace)
    const { partitions } = workspace.manifest.tables['log']!
    const dates = (entries: readonly PartitionEntry[]): unknown => entries.map(({ date, lastDate }) => [date, lastDate])
    expect(dates(partitions)).toEqual([
      ['1970-01-01', '1970-01-02'],
      ['1970-01-02', '1970-01-03'],
      ['1970-01-04', '1970-01-05'],
    ])
    const before = await contentOf(workspace)
    for (const entry of partitions) await flip(workspace, entry)
    // Of two files that share a date neither can come back alone; the third can.
    const first = await restore(await reopened(workspace), [sources[0]!, sources[2]!])
    expect([first.restored, first.stillMissing]).toEqual([
      [{ table: 'log', date: '1970-01-04', lastDate: '1970-01-05', rows: 2 }],
      2,
    ])
    await restore(await reopened(workspace), sources.slice(0, 2))
    const after = await reopened(workspace)
    expect(dates(after.manifest.tables['log']!.partitions)).toEqual([
      ['1970-01-01', '1970-01-02'],
      ['1970-01-02', '1970-01-03'],
      ['1970-01-04', '1970-01-05'],
    ])
    expect(await contentOf(after)).toEqual(before)
  })

  it('leaves out again what came twice, in whichever of its files', async () => {
    const plan = planOf({
      types: { user: 'string', id: 'string' },
      mapping: { user: 'user', event: 'event', time: 'time', id: 'id' },
    })
    const file = (name: string, rows: readonly (readonly [string, string, number])[]): ByteSource =>
      memorySource(
        rows.map(([id, user, hour]) => JSON.stringify({ id, user, event: 'e', time: hour * HOUR })).join('\n'),
        [],
        name,
      )
    const [first, second] = [
      file('a.ndjson', [
        ['1', 'ann', 1],
        ['1', 'ann', 1],
        ['2', 'bob', 2],
      ]),
      file('b.ndjson', [
        ['2', 'bob', 2],
        ['1', 'bob', 1],
        ['3', 'ann', 3],
      ]),
    ]
    const workspace = await Workspace.create(new MemoryFiles(), { timezone: 'UTC', weekStart: 1, now: () => 0 })
    for (const source of [first, second]) await ingest(plan, [source], workspace, BY_DAY)
    const before = await contentOf(workspace)
    for (const entry of workspace.manifest.tables['log']!.partitions) await flip(workspace, entry)
    expect((await restore(await reopened(workspace), [second, first])).stillMissing).toBe(0)
    expect(await contentOf(await reopened(workspace))).toEqual(before)
  })

  it('goes on without what is lost for good, as if it had never been there', async () => {
    const workspace = await makeWorkspace()
    for (const entry of workspace.manifest.tables['gaps']!.partitions.filter((one) => one.date === '1970-01-02'))
      await flip(workspace, entry)
    const again = await reopened(workspace)
    expect(await acceptLoss(again, 'gaps')).toMatchObject({ table: 'gaps', rows: 6 })
    const after = await reopened(workspace)
    expect(await after.verify()).toEqual([])
    const { gaps } = after.manifest.tables
    expect([gaps!.rows, await rowsOf(after, gaps!.userDays), await rowsOf(after, gaps!.sessions)]).toEqual([
      3,
      [
        { user_key: 0, date: 0, events: 1 },
        { user_key: 0, date: 2, events: 1 },
        { user_key: 2, date: 4, events: 1 },
      ],
      [1, 49, 100].map((hour, index) => ({
        user_key: [0, 0, 2][index],
        start_ts: hour * HOUR,
        end_ts: hour * HOUR,
        events: 1,
      })),
    ])
    expect(await acceptLoss(after, 'gaps')).toMatchObject({ rows: 0 })
  })
})

describe('the manifest', () => {
  it('is refused when anything in it was changed, and says the way out', async () => {
    const workspace = await makeWorkspace()
    const good = new TextDecoder().decode(await workspace.files.read('lathe.json'))
    const write = (text: string): Promise<void> => workspace.files.replace('lathe.json', new TextEncoder().encode(text))
    const json = JSON.parse(good) as { tables: Record<string, { partitions: unknown[]; rows: number }> }
    json.tables['log']!.partitions.shift()
    for (const broken of [
      JSON.stringify(json),
      good.replace('"weekStart": 1', '"weekStart": 2'),
      good.replace('one.ndjson', 'two.ndjson'),
    ]) {
      await write(broken)
      const error: unknown = await reopened(workspace).catch((each: unknown) => each)
      expect(error).toMatchObject({ code: 'store-corrupt' })
      expect((error as Error).message).toContain('lathe restore lathe.json')
      expect((error as Error).message).toContain('--accept-edit')
    }
    // Indenting it anew changes nothing that it says, and an older Lathe wrote no checksum.
    await write(JSON.stringify(JSON.parse(good)))
    expect((await reopened(workspace)).manifest).toEqual(workspace.manifest)
    const { checksum: _none, ...older } = JSON.parse(good) as Record<string, unknown>
    await write(JSON.stringify(older))
    expect((await reopened(workspace)).manifest).toEqual(workspace.manifest)
  })

  it('comes back from its copy, or is taken as it was edited', async () => {
    const workspace = await makeWorkspace()
    const { files } = workspace
    const good = new TextDecoder().decode(await files.read('lathe.json'))
    const edit = new TextEncoder().encode(good.replace('"weekStart": 1', '"weekStart": 7'))
    await files.replace('lathe.json', edit)
    expect(await repairManifest(files, false)).toEqual({ from: 'copy', revision: workspace.manifest.revision })
    expect((await reopened(workspace)).manifest).toEqual(workspace.manifest)
    expect(await repairManifest(files, false)).toMatchObject({ from: 'sound' })
    await files.replace('lathe.json', edit)
    expect(await repairManifest(files, true)).toMatchObject({ from: 'edit' })
    expect((await reopened(workspace)).manifest).toEqual({ ...workspace.manifest, weekStart: 7 })
    expect((await files.list('damaged')).length).toBeGreaterThan(0)
    await files.remove('lathe.json')
    await expect(reopened(workspace)).rejects.toMatchObject({ code: 'store-corrupt' })
    await expect(Workspace.create(files, { timezone: 'UTC', weekStart: 1 })).rejects.toMatchObject({
      code: 'store-corrupt',
    })
    expect(await repairManifest(files, false)).toMatchObject({ from: 'copy' })
    expect((await reopened(workspace)).manifest).toEqual({ ...workspace.manifest, weekStart: 7 })
  })
})
