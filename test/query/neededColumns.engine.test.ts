import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import { storedTables } from '../../src-renderer/query/session/needs'
import { Session } from '../../src-renderer/query/session/session'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { Workspace } from '../../src-renderer/store/workspace'
import { randomQuery, randomTables, type RandomTable } from './randomQuery'
import { importRows } from './smallLog'
import { runs } from '../runs'

const [some, all] = [
  new Engine(nodeAssets(), { startTimeoutMs: 120_000 }),
  new Engine(nodeAssets(), { startTimeoutMs: 120_000 }),
]
afterAll(() => {
  some.close()
  all.close()
})

async function workspaceOf(tables: readonly RandomTable[]): Promise<Workspace> {
  const workspace = await Workspace.create(new MemoryFiles(), { timezone: 'America/New_York', weekStart: 1 })
  for (const { name, isEvents, names, types, rows } of tables) {
    await importRows(
      workspace,
      `${name}.csv`,
      rows,
      {
        table: name,
        types,
        ...(isEvents ? { mapping: { user: 'who', event: 'what', time: 'when' } } : { kind: 'table', mapping: {} }),
      },
      names,
    )
  }
  return workspace
}

/** Columns, types and rows in any order; or the failure's words. */
async function answer(session: Session, sql: string): Promise<{ readonly ok: boolean; readonly said: string }> {
  try {
    const table = readArrowResult((await session.run({ sql })).ipc)
    return {
      ok: true,
      said: JSON.stringify([
        table.columns,
        table
          .rows()
          .map((row) => JSON.stringify(row))
          .sort(),
      ]),
    }
  } catch (error) {
    return { ok: false, said: String(error) }
  }
}

// A query that reads a column which was not loaded fails with these words: so nothing passes for no value.
const MISSED = /is not loaded/

const CASE = randomTables.chain((tables) =>
  fc.tuple(fc.constant(tables), fc.array(randomQuery(tables), { minLength: 12, maxLength: 12 })),
)

it('answers with the columns that a query reads as with everything loaded', async () => {
  const counts = { right: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(CASE, async ([tables, queries]) => {
      const workspace = await workspaceOf(tables)
      const whole = new Session(workspace, all)
      for (const { name } of storedTables(workspace.manifest)) await whole.run({ sql: `FROM "${name}"` })
      for (const sql of queries) {
        const [few, every] = [await answer(new Session(workspace, some), sql), await answer(whole, sql)]
        expect([sql, few.said]).toEqual([sql, every.said])
        expect([sql, few.said]).not.toEqual([sql, expect.stringMatching(MISSED)])
        counts[few.ok ? 'right' : 'refused']++
      }
    }),
    { numRuns: runs(5), endOnFailure: true },
  )
  console.info(counts)
  // Enough of it is well-formed for the comparison to say something.
  expect(counts.right).toBeGreaterThan(counts.refused)
})
