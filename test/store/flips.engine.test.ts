import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { ingest } from '../../src-renderer/ingest/ingest'
import { isLatheError } from '../../src-renderer/model/error'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import { Session } from '../../src-renderer/query/session/session'
import { storedFiles, type FileKind } from '../../src-renderer/store/damage'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { Workspace } from '../../src-renderer/store/workspace'
import { planOf } from '../ingest/importLog'
import { memorySource } from '../ingest/memorySource'

/**
 * One flipped bit in one stored file of each kind. Every answer is right, or says what is missing, or is a clear error;
 * and verify says the same however often it is asked. `npm run soak` flips hundreds of bits in each kind.
 */
const FLIPS = process.env['LATHE_SOAK'] === '1' ? 200 : 4
const KINDS: readonly (FileKind | 'manifest')[] = ['rows', 'user_days', 'sessions', 'rejects', 'users', 'manifest']
const HOUR = 3_600_000_000

/** A question to each kind of stored file. */
const QUESTIONS = [
  'SELECT count(*)::INTEGER AS n, count(DISTINCT user_key)::INTEGER AS users, max(plan) AS plan FROM log',
  'SELECT date, count(*)::INTEGER AS dau, sum(events)::INTEGER AS events FROM log_user_days GROUP BY date ORDER ' +
    'BY date',
  'SELECT count(*)::INTEGER AS n, sum(events)::INTEGER AS events, max(end_ts)::VARCHAR AS last FROM log_sessions',
  'SELECT file, line, reason FROM log_rejects ORDER BY line',
  'SELECT user_id, first_seen::VARCHAR AS seen FROM users ORDER BY user_key',
  'SELECT user_id, count(*)::INTEGER AS n FROM log GROUP BY user_id ORDER BY n DESC, user_id',
]

const engine = new Engine(nodeAssets(), { startTimeoutMs: 120_000 })
afterAll(() => {
  engine.close()
})

async function makeFiles(): Promise<MemoryFiles> {
  const files = new MemoryFiles()
  const workspace = await Workspace.create(files, { timezone: 'UTC', weekStart: 1, now: () => 0 })
  const lines = Array.from({ length: 120 }, (_, i) =>
    JSON.stringify({
      user: `u${i % 17}`,
      event: 'e',
      time: i % 40 === 39 ? 'never' : (i % 72) * HOUR,
      plan: `p${i % 3}`,
    }),
  )
  await ingest(
    planOf({ types: { user: 'string', plan: 'string' } }),
    [memorySource(lines.join('\n'), [], 'log.ndjson')],
    workspace,
    { now: () => 0, rangeBytes: 0 },
  )
  return files
}

async function answers(files: MemoryFiles): Promise<readonly { rows: string; missing: number }[] | 'refused'> {
  try {
    const session = new Session(await Workspace.open(files), engine)
    const found: { rows: string; missing: number }[] = []
    for (const sql of QUESTIONS) {
      const answer = await session.run({ sql })
      found.push({
        rows: JSON.stringify(readArrowResult(answer.ipc).rows()),
        missing: answer.notes.filter((note) => note.kind === 'missing').length,
      })
    }
    return found
  } catch (error) {
    if (!isLatheError(error)) throw error
    return 'refused'
  }
}

let flips = 0
const outcomes = { right: 0, told: 0, refused: 0 }

describe(
  'one flipped bit',
  () => {
    for (const kind of KINDS) {
      it(`in ${kind}`, async () => {
        const clean = await makeFiles()
        const right = await answers(clean)
        if (right === 'refused') throw new Error('the whole workspace does not answer')
        expect(right.map((one) => one.missing)).toEqual(QUESTIONS.map(() => 0))
        const named = storedFiles((await Workspace.open(clean)).manifest)
          .filter((file) => file.kind === kind)
          .map((file) => file.entry.path)
        const paths = kind === 'manifest' ? ['lathe.json'] : named
        await fc.assert(
          fc.asyncProperty(fc.nat(), fc.nat(), async (file, bit) => {
            const files = await makeFilesLike(clean)
            const path = paths[file % paths.length]!
            const bytes = await files.read(path)
            const at = bit % (bytes.byteLength * 8)
            bytes[at >>> 3] = bytes[at >>> 3]! ^ (1 << (at & 7))
            await files.replace(path, bytes)
            flips++
            const told: string[] = []
            for (let round = 0; round < 2; round++)
              told.push(
                await Workspace.open(files).then(
                  async (workspace) => JSON.stringify(await workspace.verify()),
                  () => 'refused',
                ),
              )
            expect(told[1]).toBe(told[0])
            const found = await answers(files)
            if (found === 'refused') {
              outcomes.refused++
              // Nothing but the manifest closes the whole workspace.
              expect([kind, told[0]]).toEqual(['manifest', 'refused'])
              return
            }
            found.forEach((answer, index) => {
              if (answer.missing > 0) outcomes.told++
              else {
                expect(answer.rows, `${QUESTIONS[index]!} with bit ${at} of ${path}`).toBe(right[index]!.rows)
                outcomes.right++
              }
            })
            // What is derived is right at once; what is not, is told.
            const toldAny = found.some((answer) => answer.missing > 0)
            if (kind !== 'manifest')
              expect([toldAny, told[0] === '[]']).toEqual([kind !== 'user_days' && kind !== 'sessions', false])
          }),
          { numRuns: FLIPS },
        )
      })
    }

    it('was flipped as often as it should be', () => {
      process.stdout.write(
        `bits flipped: ${flips}; answers right ${outcomes.right}, told ${outcomes.told}; workspaces refused ` +
          `${outcomes.refused}\n`,
      )
      expect(flips).toBeGreaterThanOrEqual(FLIPS * KINDS.length)
    })
  },
  process.env['LATHE_SOAK'] === '1' ? 3_600_000 : 180_000,
)

async function makeFilesLike(other: MemoryFiles): Promise<MemoryFiles> {
  const files = new MemoryFiles()
  for (const { path } of await other.list('')) await files.replace(path, await other.read(path))
  return files
}
