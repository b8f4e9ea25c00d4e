import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ingest } from '../../src-renderer/ingest/ingest'
import { DiskFiles } from '../../src-renderer/store/diskFiles'
import { Workspace } from '../../src-renderer/store/workspace'
import { planOf } from '../ingest/importLog'
import { memorySource } from '../ingest/memorySource'

const NOBODY = 65534
const HOUR = 3_600_000_000
const log = Array.from({ length: 50 }, (_, n) =>
  JSON.stringify({ user: `u${n % 5}`, event: 'e', time: n * HOUR }),
).join('\n')
const source = (): ReturnType<typeof memorySource> => memorySource(log, [], 'log.ndjson')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-read-only-'))
})
afterEach(() => {
  setMode(0o755, 0o644)
  rmSync(folder, { recursive: true, force: true })
})

function setMode(folders: number, files: number): void {
  chmodSync(folder, 0o755)
  for (const one of readdirSync(folder, { recursive: true, withFileTypes: true }))
    chmodSync(join(one.parentPath, one.name), one.isDirectory() ? 0o755 : files)
  for (const one of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (one.isDirectory()) chmodSync(join(one.parentPath, one.name), folders)
  chmodSync(folder, folders)
}

/** Runs as somebody whom permissions bind: root writes anywhere. */
async function bound<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work()
  process.seteuid!(NOBODY)
  try {
    return await work()
  } finally {
    process.seteuid!(0)
  }
}

it.skipIf(process.platform === 'win32')(
  'is read, verified and told of damage where nothing may be written, and refuses changes in words',
  async () => {
    const made = await Workspace.create(new DiskFiles(folder), { timezone: 'UTC', weekStart: 1 })
    await ingest(planOf({ types: { user: 'string' } }), [source()], made, { rangeBytes: 0 })
    const [broken, sound] = made.manifest.tables['log']!.partitions
    const bytes = readFileSync(join(folder, broken!.path))
    bytes[bytes.length >> 1]! ^= 1
    writeFileSync(join(folder, broken!.path), bytes)
    setMode(0o555, 0o444)
    await bound(async () => {
      const workspace = await Workspace.open(new DiskFiles(folder))
      for (let turn = 0; turn < 2; turn++) {
        expect((await workspace.verify()).map((one) => one.path)).toEqual([broken!.path])
        expect(await workspace.readPartition(broken!)).toBeNull()
        expect((await workspace.readPartition(sound!))!.length).toBe(sound!.bytes)
      }
      await expect(ingest(planOf({ types: { user: 'string' } }), [source()], workspace)).rejects.toMatchObject({
        name: 'LatheError',
        code: 'store-write',
      })
      expect((await (await Workspace.open(new DiskFiles(folder))).verify()).length).toBe(1)
    })
  },
)
