import { fork, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DiskFiles } from '../../src-renderer/store/diskFiles'
import { ingest } from '../../src-renderer/ingest/ingest'
import { Workspace } from '../../src-renderer/store/workspace'
import { planOf, rowsOf } from '../ingest/importLog'
import { memorySource } from '../ingest/memorySource'
import type { RaceTask } from './raceWorker'

/**
 * Processes that change one workspace at once, with pauses between reading the manifest and taking the lock. Whatever a
 * process was told to be done must be there afterwards. `npm run soak` races hundreds of times.
 */
const ROUNDS = process.env['LATHE_SOAK'] === '1' ? 150 : 6
const PAUSES = [0, 5, 30]
const HOUR = 3_600_000_000
const root = resolve(import.meta.dirname, '../..')
const built = join(root, 'test-results', `races-${process.pid}`)
const workers: ChildProcess[] = []
const folders: string[] = []

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    build: {
      ssr: join(root, 'test/store/raceWorker.ts'),
      outDir: built,
      emptyOutDir: true,
      rolldownOptions: { output: { entryFileNames: 'worker.mjs' } },
    },
  })
  for (let i = 0; i < 4; i++) workers.push(fork(join(built, 'worker.mjs'), { execArgv: [] }))
})

afterAll(async () => {
  for (const worker of workers) worker.kill()
  for (const folder of [built, ...folders]) await rm(folder, { recursive: true, force: true })
})

function ask(worker: ChildProcess, task: RaceTask): Promise<{ done: boolean; message?: string }> {
  return new Promise((answer, reject) => {
    worker.once('message', (message) => {
      worker.off('exit', reject)
      answer(message as { done: boolean })
    })
    worker.once('exit', reject)
    worker.send(task)
  })
}

async function freshWorkspace(rows: readonly (readonly [string, number])[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lathe-race-'))
  folders.push(folder)
  const workspace = await Workspace.create(new DiskFiles(folder), { timezone: 'UTC', weekStart: 1 })
  const text = rows
    .map(([user, hour]) => JSON.stringify({ user, name: user, event: 'e', time: hour * HOUR }))
    .join('\n')
  await ingest(
    planOf({ types: { user: 'string', name: 'string' } }),
    [memorySource(text, [], 'first.ndjson')],
    workspace,
  )
  return folder
}

/** Every row by the name that it was written with, checked against the user that its key names now. */
async function namesOf(folder: string): Promise<readonly string[]> {
  const workspace = await Workspace.open(new DiskFiles(folder))
  expect(await workspace.verify()).toEqual([])
  const { log } = workspace.manifest.tables
  const { ids } = await workspace.readUsers()
  const rows = await rowsOf(workspace, log!.partitions)
  for (const row of rows) expect(ids[row['user_key'] as number]).toBe(row['name'])
  const counted = (await rowsOf(workspace, log!.userDays)).reduce((sum, row) => sum + (row['events'] as number), 0)
  expect([log!.rows, counted]).toEqual([rows.length, rows.length])
  expect(new Set(ids).size).toBe(ids.length)
  return rows.map((row) => String(row['name'])).sort()
}

let races = 0

describe(
  'processes at once',
  () => {
    for (const count of [2, 4]) {
      it(`${count} imports all succeed, and every row of each is there`, async () => {
        for (let round = 0; round < ROUNDS; round++) {
          const folder = await freshWorkspace([['zoe', 1]])
          const tasks = workers
            .slice(0, count)
            .map((_worker, index): RaceTask => ({
              folder,
              delete: null,
              file: `${index}.ndjson`,
              pauseMs: PAUSES[(round + index) % PAUSES.length]!,
              import: [0, 1, 2].map((row) => ({ user: `u${index}-${row}`, time: (row * 24 + index) * HOUR })),
            }))
          expect(await Promise.all(tasks.map((task, index) => ask(workers[index]!, task)))).toEqual(
            tasks.map(() => ({ done: true })),
          )
          expect(await namesOf(folder)).toEqual(
            ['zoe', ...tasks.flatMap((task) => task.import!.map(({ user }) => user))].sort(),
          )
          await rm(folder, { recursive: true, force: true })
          races++
        }
      })
    }

    it('a deletion against imports: the user is gone, and every other row is there', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const folder = await freshWorkspace([
          ['gone', 1],
          ['zoe', 2],
          ['gone', 30],
          ['yan', 31],
        ])
        const pauseMs = PAUSES[round % PAUSES.length]!
        const others = [1, 2].map((index): RaceTask => ({
          folder,
          delete: null,
          file: `${index}.ndjson`,
          pauseMs: PAUSES[(round + index) % PAUSES.length]!,
          import: [
            { user: `u${index}`, time: 25 * HOUR },
            { user: 'yan', time: index * HOUR },
          ],
        }))
        const tasks = [{ folder, delete: 'gone', file: '', import: null, pauseMs }, ...others]
        expect(await Promise.all(tasks.map((task, index) => ask(workers[index]!, task)))).toEqual(
          tasks.map(() => ({ done: true })),
        )
        expect(await namesOf(folder)).toEqual(['u1', 'u2', 'yan', 'yan', 'yan', 'zoe'])
        await rm(folder, { recursive: true, force: true })
        races++
      }
    })

    it('raced as often as it should', () => {
      process.stdout.write(`races run: ${races}\n`)
      expect(races).toBe(ROUNDS * 3)
    })
  },
  process.env['LATHE_SOAK'] === '1' ? 3_600_000 : 180_000,
)
