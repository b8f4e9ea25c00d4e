import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StoredAnswers, type StoredAnswer } from '../../src-renderer/host/storedAnswers'
import { WorkspaceModel } from '../../src-renderer/host/workspaceModel'
import { renameTable } from '../../src-renderer/ingest/renameTable'
import { EMPTY_MODEL, type DataModel } from '../../src-renderer/model/dataModel'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import type { SessionAnswer } from '../../src-renderer/query/session/sessionAnswer'
import { deleteUser } from '../../src-renderer/store/deleteUser'
import { readKeptPath } from '../../src-renderer/store/layout'
import { readOnlyFiles } from '../../src-renderer/store/readOnlyFiles'
import { stepBetween, takeBack } from '../../src-renderer/store/takeBack'
import { Workspace } from '../../src-renderer/store/workspace'
import { freshWorkspace, importRows, planOf, type Row } from '../ingest/importLog'
import { runs } from '../runs'

const PLAN: QueryPlan = { sql: 'SELECT count(*) AS n FROM log' }

function answer(text: string, change: Partial<SessionAnswer> = {}): SessionAnswer {
  return {
    ipc: new TextEncoder().encode(text),
    rowCount: 1,
    truncated: false,
    elapsedMs: 12.5,
    sql: 'SELECT 1',
    shellSql: 'SELECT 1;',
    rowsRead: 3,
    filesRead: { read: 1, of: 1 },
    tables: ['log'],
    notes: [{ kind: 'left-out', text: '1 test user is left out', count: 1 }],
    ...change,
  }
}

const row = (day: number, user = 'ann'): Row => ({ user, event: 'e', time: day * 86_400_000_000 })

function answersOf(workspace: Workspace, version: string | null = 'build-1', model?: DataModel): StoredAnswers {
  return new StoredAnswers(
    workspace,
    () => (model === undefined ? new WorkspaceModel(workspace.files).read() : Promise.resolve(model)),
    version,
  )
}

/** Asks for an answer that would be another each time; whether it was kept. */
async function ask(
  workspace: Workspace,
  {
    plan = PLAN,
    limit = null,
    version = 'build-1',
  }: { plan?: QueryPlan; limit?: number | null; version?: string } = {},
): Promise<StoredAnswer> {
  const answers = answersOf(workspace, version)
  const found = await answers.run(plan, limit, () => Promise.resolve(answer(`computed ${Math.random()}`)))
  await answers.flush()
  return found
}

async function keptPaths(workspace: Workspace): Promise<readonly string[]> {
  return (await workspace.files.list('')).map(({ path }) => path).filter((path) => readKeptPath(path) !== null)
}

const modelText = (name: string): string =>
  JSON.stringify({ columns: [{ name, table: 'log', type: 'integer', sql: 'length(event)' }] })

/** What somebody may do to a workspace; each leaves it other than before. */
const CHANGES: Readonly<Record<string, (workspace: Workspace, round: number) => Promise<unknown>>> = {
  import: (workspace, round) => importRows(workspace, [row(round)]),
  'import of another table': (workspace, round) => importRows(workspace, [row(round)], planOf({ table: `t${round}` })),
  'import and taking it back': async (workspace, round) => {
    const before = workspace.manifest
    await importRows(workspace, [row(round)])
    await takeBack(workspace, stepBetween(before, workspace.manifest)!)
  },
  'a deleted user': async (workspace, round) => {
    await importRows(workspace, [row(1, `user ${round}`)])
    await deleteUser(workspace, `user ${round}`)
  },
  'a deleted table': async (workspace, round) => {
    await importRows(workspace, [row(round)], planOf({ table: 'gone' }))
    await workspace.deleteTable('gone')
  },
  'a renamed table': async (workspace, round) => {
    await importRows(workspace, [row(round)], planOf({ table: `from${round}` }))
    await renameTable(workspace, `from${round}`, `to${round}`)
  },
  model: (workspace, round) => workspace.files.replace('model.json', new TextEncoder().encode(modelText(`c${round}`))),
}

describe('kept answers', () => {
  it('are there again for the same question of the same data, and are what was computed', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, [row(1)])
    const first = await ask(workspace)
    expect(first.kept).toBeUndefined()
    const again = await ask(await Workspace.open(workspace.files))
    expect(again).toEqual({ ...first, kept: true })
    expect(await keptPaths(workspace)).toHaveLength(1)
  })

  it('are not used after any change of data or model, nor for another question, limit or build', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...Object.keys(CHANGES)), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (changes, isReopened) => {
          let workspace = await freshWorkspace()
          await importRows(workspace, [row(1)])
          const seen = new Set<string>()
          const other = { sql: 'SELECT count(*) AS n FROM log WHERE value > 1' }
          for (const [round, change] of [null, ...changes].entries()) {
            if (change !== null) await CHANGES[change]!(workspace, round)
            if (isReopened) workspace = await Workspace.open(workspace.files)
            for (const asked of [{}, { plan: other }, { limit: 10 }, { version: 'build-2' }]) {
              const found = await ask(workspace, asked)
              expect([change, asked, found.kept]).toEqual([change, asked, undefined])
              const text = new TextDecoder().decode(found.ipc)
              expect(seen.has(text)).toBe(false)
              seen.add(text)
              // And from then on it is the one that stands.
              expect(new TextDecoder().decode((await ask(workspace, asked)).ipc)).toBe(text)
            }
          }
        },
      ),
      { numRuns: runs(30) },
    )
  })

  it('of a model that is only tried are its own, and values that JSON does not tell apart are', async () => {
    const workspace = await freshWorkspace()
    const plans: readonly QueryPlan[] = [
      PLAN,
      { ...PLAN, model: { ...EMPTY_MODEL, testUsers: [] } },
      { ...PLAN, model: { ...EMPTY_MODEL, calendar: { table: 'days', date: 'day', holiday: null } } },
      { ...PLAN, finish: { analysis: 'a', values: { x: NaN } } },
      { ...PLAN, finish: { analysis: 'a', values: { x: null } } },
      { ...PLAN, finish: { analysis: 'a', values: { x: Infinity } } },
    ]
    const texts = new Set<string>()
    for (const plan of plans) texts.add(new TextDecoder().decode((await ask(workspace, { plan })).ipc))
    // The first two ask by the same model.
    expect(texts.size).toBe(plans.length)
    for (const plan of plans) expect((await ask(workspace, { plan })).kept).toBe(true)
  })

  it('are not made of texts that ask for clocks or chance, of what misses a file, or without a build', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, [row(1), row(2)])
    const changing = [
      'SELECT now() - max(ts) FROM log',
      'SELECT current_date',
      'SELECT "random"()',
      'SELECT * FROM log USING SAMPLE 10',
      'SELECT * FROM duckdb_memory()',
    ]
    for (const sql of changing) {
      await ask(workspace, { plan: { sql } })
      expect([sql, (await ask(workspace, { plan: { sql } })).kept]).toEqual([sql, undefined])
    }
    expect((await ask(workspace, { plan: { sql: "SELECT 'now' -- random" } })).kept).toBeUndefined()
    expect((await ask(workspace, { plan: { sql: "SELECT 'now' -- random" } })).kept).toBe(true)
    const byClock = { ...EMPTY_MODEL, columns: [columnOf('age(ts)')] }
    for (let turn = 0; turn < 2; turn++)
      expect((await ask(workspace, { plan: { ...PLAN, model: byClock } })).kept).toBeUndefined()
    for (let turn = 0; turn < 2; turn++) {
      const answers = answersOf(workspace, null)
      expect((await answers.run(PLAN, null, () => Promise.resolve(answer('x')))).kept).toBeUndefined()
    }
    await workspace.files.remove(workspace.manifest.tables['log']!.partitions[0]!.path)
    await ask(workspace)
    const opened = await Workspace.open(workspace.files)
    await opened.lookForFiles()
    expect((await ask(opened)).kept).toBeUndefined()
    expect((await ask(opened)).kept).toBeUndefined()
  })

  it('are not kept where somebody changed the data while it was computed, or changes it now', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, [row(1)])
    const answers = answersOf(workspace)
    await answers.run(PLAN, null, async () => {
      await importRows(workspace, [row(2)])
      return answer('of the former data')
    })
    await answers.flush()
    expect(await keptPaths(workspace)).toEqual([])
    const other = await Workspace.open(workspace.files)
    const late = answersOf(other)
    await late.run(PLAN, null, () => Promise.resolve(answer('late')))
    await importRows(workspace, [row(3)])
    await late.flush()
    expect(await keptPaths(workspace)).toEqual([])
    const release = await workspace.files.lock()
    await ask(workspace)
    await release()
    expect(await keptPaths(workspace)).toEqual([])
  })

  it('go with the data that they are of, at once where a user is deleted', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, [row(1), row(1, 'bob')])
    await ask(workspace)
    await deleteUser(workspace, 'bob')
    expect(await keptPaths(workspace)).toEqual([])
    await ask(workspace)
    await importRows(workspace, [row(2)])
    expect(await keptPaths(workspace)).toHaveLength(1)
    await (await Workspace.open(workspace.files)).cleanLitter()
    expect(await keptPaths(workspace)).toEqual([])
  })

  it('are read and not written where a workspace is read only, and not believed where a file is torn', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, [row(1)])
    const readOnly = await Workspace.open(readOnlyFiles(workspace.files))
    expect((await ask(readOnly)).kept).toBeUndefined()
    expect(await keptPaths(workspace)).toEqual([])
    const made = await ask(workspace)
    expect(await ask(readOnly)).toEqual({ ...made, kept: true })
    const [path] = await keptPaths(workspace)
    const bytes = await workspace.files.read(path!)
    for (const broken of [
      bytes.slice(0, -1),
      bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
      bytes.slice(0, 7),
    ]) {
      await workspace.files.replace(path!, broken)
      expect((await ask(readOnly)).kept).toBeUndefined()
    }
  })

  it('stay within their room, the earliest going first, and none takes all of it', async () => {
    const workspace = await freshWorkspace()
    const large = (n: number): SessionAnswer => answer('', { ipc: new Uint8Array(4_000_000).fill(n) })
    const answers = answersOf(workspace)
    for (let n = 0; n < 14; n++) {
      await answers.run({ sql: `SELECT ${n}` }, null, () => Promise.resolve(large(n)))
      await answers.flush()
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    const files = (await workspace.files.list('kept')).reduce((sum, { bytes }) => sum + bytes, 0)
    expect(files).toBeLessThanOrEqual(48 * 2 ** 20)
    const kept: number[] = []
    for (let n = 0; n < 14; n++)
      if ((await answersOf(workspace).run({ sql: `SELECT ${n}` }, null, () => Promise.resolve(large(n)))).kept === true)
        kept.push(n)
    expect(kept).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
    const huge = answer('', { ipc: new Uint8Array(5_000_000) })
    const one = answersOf(workspace)
    for (let turn = 0; turn < 2; turn++) {
      expect((await one.run({ sql: 'SELECT 99' }, null, () => Promise.resolve(huge))).kept).toBeUndefined()
      await one.flush()
    }
  })
})

function columnOf(sql: string): DataModel['columns'][number] {
  return { name: 'old', table: null, type: 'integer', sql, about: '' }
}
