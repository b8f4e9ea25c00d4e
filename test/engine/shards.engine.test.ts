import fc from 'fast-check'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { analyses } from '../../queries/index'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { runPlan } from '../../src-renderer/host/runPlan'
import { EMPTY_MODEL, type DataModel } from '../../src-renderer/model/dataModel'
import { LatheError } from '../../src-renderer/model/error'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import { catalogOf } from '../../src-renderer/query/session/catalog'
import { Session } from '../../src-renderer/query/session/session'
import type { Workspace } from '../../src-renderer/store/workspace'
import { importRows, makeWorkspace } from '../query/smallLog'
import { runs } from '../runs'
import { StoppedEngine } from './stoppedEngine'

const whole = new StoppedEngine(nodeAssets(), { startTimeoutMs: 120_000 })
const shards = [0, 1, 2].map(() => new StoppedEngine(nodeAssets(), { startTimeoutMs: 120_000 }))
const engines = [whole, ...shards]
afterAll(() => {
  for (const engine of engines) engine.close()
})

let workspace: Workspace
beforeAll(async () => {
  workspace = await makeWorkspace()
  const [row] = fc.sample(
    fc.array(
      fc.tuple(
        fc.option(fc.integer({ min: 1, max: 30 }), { freq: 20 }),
        fc.constantFrom('open', 'pay', 'share'),
        fc.integer({ min: 0, max: 10 * 1440 }),
        fc.constantFrom('pro', 'free', "it's", null),
        fc.option(fc.integer({ min: -3, max: 9 })),
      ),
      { minLength: 300, maxLength: 300 },
    ),
    { numRuns: 1, seed: 3 },
  )
  const rows = row!.map(([user, event, minute, plan, seats]) => [
    user === null ? null : `user ${user}`,
    event,
    new Date(Date.UTC(2024, 0, 1) + minute * 60_000).toISOString(),
    plan,
    seats === null ? null : String(seats),
  ])
  await importRows(workspace, 'more.csv', rows, { table: 'log', types: { plan: 'string', seats: 'integer' } })
  const people = [1, 2, 3].map((n) => [`user ${n}`, 'one'])
  await importRows(
    workspace,
    'people.csv',
    people,
    { kind: 'table', mapping: {}, table: 'people', types: { account: 'string', person: 'string' } },
    ['account', 'person'],
  )
})

const PEOPLE: DataModel = { ...EMPTY_MODEL, people: { table: 'people', account: 'account', person: 'person' } }

function planOf(name: string, given: Readonly<Record<string, ParameterValue>> = {}, model = EMPTY_MODEL): QueryPlan {
  const analysis = analyses.find((one) => one.name === name)!
  const catalog = catalogOf(workspace.manifest, model)
  return analysis.plan(readParameters(analysis.parameters, given), catalog, null)
}

const sessionOf = (used = shards, model = EMPTY_MODEL): Session =>
  new Session(workspace, whole, () => Promise.resolve(model), { engines: used, leastRows: 1 })

async function answer(session: Session, plan: QueryPlan, signal?: AbortSignal): Promise<unknown> {
  const found = await runPlan(session, plan, signal === undefined ? {} : { signal })
  const table = readArrowResult(found.ipc)
  return { columns: table.columns, rows: table.rows(), notes: found.notes, rowsRead: found.rowsRead, sql: found.sql }
}

/** How many rows of the log an engine holds. */
async function rowsIn(engine: StoppedEngine): Promise<number> {
  const { ipc } = await engine.query('SELECT count(*)::INTEGER AS n FROM stored.log')
  return Number(readArrowResult(ipc).value(0, 'n'))
}

const ASKED: readonly (readonly [name: string, given: Readonly<Record<string, ParameterValue>>])[] = [
  ['trends', { measures: [{ name: 'A', event: null, measure: 'users' }], rolling: 3 }],
  ['trends', { measures: [{ name: 'A', event: null, measure: 'avg', column: 'seats' }], interval: 'hour' }],
  ['active-users', {}],
  ['active-users', { segment: { users: ['ann', 'user 1', 'user 2', 'user 3', 'user 4'] } }],
  ['active-users', { filter: [{ column: 'plan', op: '=', value: "it's" }], timezone: 'Pacific/Auckland' }],
  ['active-users-slices', { dimensions: ['plan', 'event'], top: null }],
  ['retention', { periods: 4 }],
  ['retention', { clock: 'rolling', periods: 3 }],
  ['retention-summary', { mean: 'weighted', min_size: 2 }],
  ['lifecycle', { unit: 'hour', from: '2024-01-03', to: '2024-01-04' }],
  ['lifecycle-stages', {}],
  ['lifecycle-transitions', {}],
  ['stickiness', {}],
  ['power-users', {}],
  ['l7', { days_ago: 2 }],
  // Their kernels go through one timeline, read of all engines.
  ['top-paths', { start_event: 'open' }],
  ['attribution', { conversion: 'pay', touches: null, channel: 'plan' }],
  ['active-users-slices', { dimensions: ['plan'] }],
  ['session-list', {}],
]

it('answers as one engine does, each with the rows of its own users', async () => {
  const plain = new Session(workspace, whole)
  const expected = []
  for (const [name, given] of ASKED) expected.push(await answer(plain, planOf(name, given)))
  const own = new StoppedEngine(nodeAssets(), { startTimeoutMs: 120_000 })
  for (const used of [shards.slice(0, 2), shards]) {
    for (const engine of used) await engine.clear()
    const session = new Session(workspace, own, undefined, { engines: used, leastRows: 1 })
    for (const [index, [name, given]] of ASKED.entries())
      expect(await answer(session, planOf(name, given)), `${name} ${JSON.stringify(given)}`).toEqual(expected[index])
    const held = await Promise.all(used.map(rowsIn))
    expect(held.reduce((sum, rows) => sum + rows, 0)).toBe(305)
    expect(Math.min(...held)).toBeGreaterThan(0)
    await session.end()
  }
  // The session's own engine has needed no row of it.
  await expect(rowsIn(own)).rejects.toThrow('Table with name log does not exist')
  own.close()
})

it('leaves to one engine what is little, what persons have and what people write themselves', async () => {
  const asked = vi.spyOn(shards[0]!, 'query')
  const plan = planOf('active-users')
  await answer(new Session(workspace, whole, undefined, { engines: shards, leastRows: 1_000_000 }), plan)
  await answer(new Session(workspace, whole, undefined, { engines: shards.slice(0, 1), leastRows: 1 }), plan)
  await answer(sessionOf(), { sql: 'SELECT count(*) AS n FROM log' })
  const byPeople = planOf('stickiness', {}, PEOPLE)
  const plain = new Session(workspace, whole, () => Promise.resolve(PEOPLE))
  expect(await answer(sessionOf(shards, PEOPLE), byPeople)).toEqual(await answer(plain, byPeople))
  expect(asked).not.toHaveBeenCalled()
  await answer(sessionOf(), plan)
  expect(asked).toHaveBeenCalled()
  asked.mockRestore()
})

it('leaves every later answer as it is, whenever a run is cancelled in any engine', async () => {
  const plans = ASKED.filter((_asked, index) => index % 3 === 0).map(([name, given]) => planOf(name, given))
  const expected = new Map<QueryPlan, unknown>()
  for (const plan of plans) expected.set(plan, await answer(new Session(workspace, whole), plan))
  const any = fc.constantFrom(...plans)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(any, fc.constantFrom(...engines), fc.integer({ min: 1, max: 20 })), {
        minLength: 1,
        maxLength: 3,
      }),
      any,
      async (cancelled, after) => {
        const session = sessionOf()
        for (const [plan, engine, calls] of cancelled) {
          const controller = new AbortController()
          engine.stopAfter(calls, () => {
            controller.abort()
          })
          await answer(session, plan, controller.signal).catch((error: unknown) => {
            expect(error).toHaveProperty('name', 'AbortError')
          })
          engine.stopAfter(Infinity, () => undefined)
        }
        expect(await answer(session, after)).toEqual(expected.get(after))
        await session.end()
        await expect(answer(session, { sql: 'SELECT count(*) AS n FROM log' })).rejects.toHaveProperty(
          'name',
          'AbortError',
        )
      },
    ),
    { numRuns: runs(15) },
  )
})

it('says why one engine failed, and goes on after it', async () => {
  const plan = planOf('retention')
  const expected = await answer(new Session(workspace, whole), plan)
  const session = sessionOf()
  const failing = vi
    .spyOn(shards[1]!, 'query')
    .mockRejectedValueOnce(new LatheError('engine-memory', 'This query needs more memory.', { detail: '' }))
  await expect(answer(session, plan)).rejects.toHaveProperty('code', 'engine-memory')
  failing.mockRestore()
  expect(await answer(session, plan)).toEqual(expected)
  // One that is ended loads its users' rows anew.
  shards[2]!.close()
  expect(await answer(session, plan)).toEqual(expected)
})

it('tells of rows that are missing, and has them again once they are back', async () => {
  const plan = planOf('active-users', { active_events: [{ event: 'open' }, { event: 'pay' }] })
  const expected = await answer(new Session(workspace, whole), plan)
  const { path } = workspace.manifest.tables['log']!.partitions[0]!
  const bytes = await workspace.files.read(path)
  await workspace.files.remove(path)
  const session = sessionOf()
  const lacking = await answer(session, plan)
  expect(lacking).toHaveProperty('notes.0.kind', 'missing')
  expect(lacking).toEqual(await answer(new Session(workspace, whole), plan))
  await workspace.files.write(path, bytes)
  expect(await answer(session, plan)).toEqual(expected)
})
