import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { acceptLoss } from '../../src-renderer/ingest/repair/acceptLoss'
import type { ByteSource } from '../../src-renderer/ingest/contract'
import { ingest } from '../../src-renderer/ingest/ingest'
import { mendNow } from '../../src-renderer/ingest/repair/mend'
import { restore } from '../../src-renderer/ingest/repair/restore'
import { dropDays } from '../../src-renderer/ingest/retention/dropDays'
import { anonymiseUser } from '../../src-renderer/store/anonymiseUser'
import { deleteUser } from '../../src-renderer/store/deleteUser'
import { DiskFiles } from '../../src-renderer/store/diskFiles'
import { repairManifest } from '../../src-renderer/store/manifestRepair'
import type { PartitionEntry } from '../../src-renderer/store/manifest'
import { listPartitions } from '../../src-renderer/store/partitions'
import { Workspace, type DeletedTable } from '../../src-renderer/store/workspace'
import { planOf } from '../ingest/importLog'
import { memorySource } from '../ingest/memorySource'
import { FAULTS, MemoryDisk, type Fault } from './memoryDisk'
import { rowsOrNull } from './rowsOrNull'

/**
 * One fault at every single step (each read, write, flush, rename, link, removal, listing) of each way to change a
 * workspace. `npm run soak` lets each step go wrong in every way; the short run in two, and of the steps that change nothing
 * every fourth.
 */
const SOAK = process.env['LATHE_SOAK'] === '1'
const SHORT: readonly Fault[] = ['fail', 'crash-after-power']
/** Steps after which the disk is another. */
const CHANGES: ReadonlySet<string> = new Set(['create', 'write', 'flush', 'rename', 'link', 'remove'])
/** Steps and faults of the flows below when this was written: a test that covers less has lost something. */
const STEPS_AT_LEAST = 600
const FAULTS_AT_LEAST = SOAK ? 3_600 : 600

const ROOT = '/w'
const PLAN = planOf({ mapping: { user: 'user', event: 'event', time: 'time', id: 'id' }, types: { user: 'string' } })
const OTHER = { ...PLAN, table: 'other' }
const HOUR = 3_600_000_000

function file(name: string, rows: readonly (readonly [string, string, number | string])[]): ByteSource {
  return memorySource(
    rows
      .map(([id, user, hour]) =>
        JSON.stringify({ id, user, event: 'e', time: typeof hour === 'number' ? hour * HOUR : hour }),
      )
      .join('\n'),
    [],
    name,
  )
}

const FIRST = file('first.ndjson', [
  ['1', 'ann', 1],
  ['2', 'bob', 30],
  ['3', 'ann', 31],
])
const SECOND = file('second.ndjson', [
  ['3', 'ann', 31],
  ['4', 'cyd', 23],
  ['5', 'ann', 80],
  ['6', 'bob', 'never'],
])

/** A file a day, so that few rows make several files. */
const BY_DAY = { now: () => 0, rangeBytes: 0 }

interface Flow {
  readonly name: string
  /** What is there before; null for nothing. */
  readonly prepare: (disk: MemoryDisk) => Promise<unknown>
  readonly act: (workspace: Workspace, prepared: unknown, disk: MemoryDisk) => Promise<unknown>
  /** Errors that a repeat may end with where the first try did its work. */
  readonly repeat?: string
}

async function twoTables(disk: MemoryDisk): Promise<Workspace> {
  const workspace = await Workspace.create(new DiskFiles(ROOT, disk), { timezone: 'UTC', weekStart: 1, now: () => 0 })
  await ingest(PLAN, [FIRST], workspace, BY_DAY)
  await ingest(OTHER, [FIRST], workspace, BY_DAY)
  return workspace
}

/** Breaks one bit in the first file of a kind. */
async function broken(disk: MemoryDisk, pick: (workspace: Workspace) => PartitionEntry): Promise<Workspace> {
  const workspace = await twoTables(disk)
  disk.flip(`${ROOT}/${pick(workspace).path}`, 4_321)
  return workspace
}

const FLOWS: readonly Flow[] = [
  {
    name: 'import',
    prepare: (disk) => Workspace.create(new DiskFiles(ROOT, disk), { timezone: 'UTC', weekStart: 1, now: () => 0 }),
    act: (workspace) => ingest(PLAN, [FIRST], workspace, BY_DAY),
  },
  { name: 'append', prepare: twoTables, act: (workspace) => ingest(PLAN, [SECOND], workspace, BY_DAY) },
  { name: 'delete-user', prepare: twoTables, act: (workspace) => deleteUser(workspace, 'ann'), repeat: 'not-found' },
  {
    name: 'anonymise',
    prepare: twoTables,
    act: (workspace) => anonymiseUser(workspace, 'ann', { as: 'nobody' }),
    repeat: 'not-found',
  },
  {
    name: 'drop days',
    prepare: twoTables,
    act: (workspace) => dropDays(workspace, 'log', { keepDays: 1 }, { rollUp: [] }),
  },
  { name: 'deleteTable', prepare: twoTables, act: (workspace) => workspace.deleteTable('log'), repeat: 'not-found' },
  {
    name: 'restoreTable',
    prepare: async (disk) => (await twoTables(disk)).deleteTable('log'),
    act: (workspace, deleted) => workspace.restoreTable(deleted as DeletedTable),
    repeat: 'bad-parameter',
  },
  {
    name: 'verify',
    prepare: (disk) => broken(disk, (workspace) => workspace.manifest.tables['log']!.partitions[1]!),
    act: (workspace) => workspace.verify(),
  },
  {
    name: 'mend',
    prepare: (disk) => broken(disk, (workspace) => workspace.manifest.tables['log']!.userDays[1]!),
    act: async (workspace) => {
      await workspace.verify()
      await workspace.change(() => mendNow(workspace))
    },
  },
  {
    name: 'restore rows',
    prepare: (disk) => broken(disk, (workspace) => workspace.manifest.tables['log']!.partitions[1]!),
    act: (workspace) => restore(workspace, [FIRST]),
  },
  {
    name: 'restore users',
    prepare: (disk) => broken(disk, (workspace) => workspace.manifest.users!),
    act: (workspace) => restore(workspace, [FIRST]),
  },
  {
    name: 'accept loss',
    prepare: (disk) => broken(disk, (workspace) => workspace.manifest.tables['log']!.partitions[1]!),
    act: (workspace) => acceptLoss(workspace, 'log'),
  },
]

/** All that a workspace says, and what it says is missing. */
async function contentOf(workspace: Workspace): Promise<string> {
  const { tables, users } = workspace.manifest
  const read = async (entries: readonly PartitionEntry[]): Promise<unknown> => rowsOrNull(workspace, entries)
  const each = await Promise.all(
    Object.values(tables).map(async (table) => [
      table.name,
      table.rows,
      table.rejected,
      await read(table.partitions),
      await read(table.userDays),
      await read(table.sessions),
      await read(table.rejects),
    ]),
  )
  const damage = (await workspace.verify()).map(({ kind, table, date, rows, why }) => [kind, table, date, rows, why])
  return JSON.stringify([each, users === null ? null : await read([users]), workspace.manifest.sources.length, damage])
}

function open(disk: MemoryDisk): Promise<Workspace> {
  return Workspace.open(new DiskFiles(ROOT, disk))
}

let faults = 0
let steps = 0

describe('whatever stops it, a workspace is the old or the new one', () => {
  for (const flow of FLOWS) {
    it(
      flow.name,
      async () => {
        const before = new MemoryDisk()
        const prepared = await flow.prepare(before)
        const old = await contentOf(await open(before.copy()))
        const whole = before.copy()
        await flow.act(await open(whole), prepared, whole)
        const count = whole.steps.length
        const next = await contentOf(await open(whole))
        steps += count
        for (const fault of SOAK ? FAULTS : SHORT) {
          for (let at = 0; at < count; at++) {
            if (!SOAK && !CHANGES.has(whole.steps[at]!) && (fault !== 'fail' || at % 4 > 0)) continue
            faults++
            const disk = before.copy(at, fault)
            const outcome = await open(disk)
              .then((workspace) => flow.act(workspace, prepared, disk))
              .then(
                () => 'done',
                () => 'failed',
              )
            const after = disk.restarted()
            const found = await contentOf(await open(after))
            const where = `${flow.name}: ${fault} at step ${at} (${whole.steps[at]!})`
            expect([old, next], where).toContain(found)
            if (outcome === 'done') expect(found, where).toBe(next)
            // What is left over hinders nobody.
            const again = await open(after)
            const repeated = await (
              found === next && flow.repeat === undefined ? Promise.resolve() : flow.act(again, prepared, after)
            ).then(
              () => 'done',
              (error: unknown) => (error as { code?: string }).code,
            )
            expect(found === next ? ['done', flow.repeat] : ['done'], where).toContain(repeated)
            expect(await contentOf(await open(after)), where).toBe(next)
            const last = await open(after)
            await last.cleanLitter()
            const named = [
              'lathe.copy.json',
              'lathe.json',
              ...listPartitions(last.manifest).map((entry) => entry.path),
            ].map((path) => `${ROOT}/${path}`)
            expect(
              after.paths.filter((path) => !named.includes(path)),
              where,
            ).toEqual([])
          }
        }
      },
      SOAK ? 3_600_000 : 180_000,
    )
  }

  it('so says a manifest that is put back, twice in one moment, too', async () => {
    vi.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000)
    onTestFinished(() => {
      vi.restoreAllMocks()
    })
    const before = new MemoryDisk()
    await twoTables(before)
    const right = await contentOf(await open(before.copy()))
    before.flip(`${ROOT}/lathe.json`, 2_000)
    const count = before.copy()
    await repairManifest(new DiskFiles(ROOT, count), false)
    steps += count.steps.length
    for (const fault of SOAK ? FAULTS : SHORT) {
      for (let at = 0; at < count.steps.length; at++) {
        faults++
        const disk = before.copy(at, fault)
        await repairManifest(new DiskFiles(ROOT, disk), false).catch(() => undefined)
        const after = disk.restarted()
        await repairManifest(new DiskFiles(ROOT, after), false)
        expect(await contentOf(await open(after))).toBe(right)
      }
    }
  })

  it('tried as many faults as it should', () => {
    process.stdout.write(`faults injected: ${faults}, over ${steps} steps\n`)
    expect(steps).toBeGreaterThanOrEqual(STEPS_AT_LEAST)
    expect(faults).toBeGreaterThanOrEqual(FAULTS_AT_LEAST)
  })
})
