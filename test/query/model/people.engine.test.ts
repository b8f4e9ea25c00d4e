import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyses } from '../../../queries/index'
import { Engine } from '../../../src-renderer/engine/engine'
import { nodeAssets } from '../../../src-renderer/engine/nodeAssets'
import { peoplePreview } from '../../../src-renderer/host/peoplePreview'
import { runPlan } from '../../../src-renderer/host/runPlan'
import { readDataModel } from '../../../src-renderer/model/readDataModel'
import { readParameters } from '../../../src-renderer/query/analysis/parameters'
import type { ParameterValue } from '../../../src-renderer/query/contract/parameter'
import { segmentSizePlan } from '../../../src-renderer/panels/segments/segmentPlans'
import type { SegmentRule } from '../../../src-renderer/query/contract/segment'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { readArrowResult } from '../../../src-renderer/query/session/arrowResult'
import { catalogOf } from '../../../src-renderer/query/session/catalog'
import { checkModel } from '../../../src-renderer/query/session/checkModel'
import { Session } from '../../../src-renderer/query/session/session'
import type { Workspace } from '../../../src-renderer/store/workspace'
import { importRows } from '../smallLog'
import { starWorkspace } from './star'

const engine = new Engine(nodeAssets(), { startTimeoutMs: 120_000 })
let workspace: Workspace
beforeAll(async () => {
  workspace = await starWorkspace()
  // Ann and Cem are one, Bob is named without a person, Zoe is in no log, Qa is not named.
  await importRows(
    workspace,
    'accounts.csv',
    [
      ['ann', 'p1', 'p1'],
      ['cem', 'p1', 'p2'],
      ['cem', 'p1', 'p3'],
      ['bob', null, null],
      ['zoe', 'p1', 'p1'],
    ],
    { kind: 'table', mapping: {}, table: 'accounts', types: { account: 'string', person: 'string', torn: 'string' } },
    ['account', 'person', 'torn'],
  )
})
afterAll(() => {
  engine.close()
})

const placedOf = (person: string, more: object = {}) =>
  readDataModel(JSON.stringify({ ...more, people: { table: 'accounts', account: 'account', person } }))
const catalogBy = (placed: ReturnType<typeof placedOf>) => catalogOf(workspace.manifest, placed.model)

function runner(placed = placedOf('person')): (plan: QueryPlan) => Promise<ResultTable> {
  const session = new Session(workspace, engine, () => Promise.resolve(placed.model))
  return async (plan) => readArrowResult((await runPlan(session, plan)).ipc)
}

const activeUsers = analyses.find((one) => one.name === 'active-users')!
async function days(given: Readonly<Record<string, ParameterValue>>, placed = placedOf('person')): Promise<unknown> {
  const asked = readParameters(activeUsers.parameters, given)
  return (await runner(placed)(activeUsers.plan(asked, catalogBy(placed), null))).column('dau')
}

describe('people', () => {
  it('count once, test users and segments among them, unless accounts are asked for', async () => {
    const monthly = analyses.find((one) => one.name === 'stickiness')!
    const users = async (given: Readonly<Record<string, ParameterValue>>, placed = placedOf('person')) => {
      const plan = monthly.plan(readParameters(monthly.parameters, given), catalogBy(placed), null)
      return (await runner(placed)(plan)).rows().filter((row) => row['users'] !== 0)
    }
    // Ann was active on two days and Cem on another, Bob on two, Qa on one.
    expect(await users({})).toMatchObject([
      { days: 1, users: 1 },
      { days: 2, users: 1 },
      { days: 3, users: 1 },
    ])
    expect(await users({ users: 'accounts' })).toMatchObject([
      { days: 1, users: 2 },
      { days: 2, users: 2 },
    ])
    // Who is a test user with one account is one with all.
    const tested = placedOf('person', { testUsers: [{ users: ['cem'] }] })
    expect(await users({}, tested)).toMatchObject([
      { days: 1, users: 1 },
      { days: 2, users: 1 },
    ])
    expect(await users({ segment: { users: ['cem'] } })).toMatchObject([{ days: 3, users: 1 }])
    expect(await users({ segment: { all: [{ did: 'share' }, { did: 'like' }] } })).toMatchObject([
      { days: 3, users: 1 },
    ])
  })

  it('are listed behind a figure, each with the accounts', async () => {
    const monthly = analyses.find((one) => one.name === 'stickiness')!
    const placed = placedOf('person')
    const drill = monthly.drill!(
      { row: { days: 3, users: 1 }, column: 'users' },
      readParameters(monthly.parameters, {}),
      catalogBy(placed),
      null,
    )
    expect((await runner()(drill!.plan)).rows()).toMatchObject([{ person_id: 'p1', accounts: 'ann, cem' }])
  })

  it('are a column of the events by the model', async () => {
    const sql = 'SELECT user_id, person_id FROM model.activity GROUP BY ALL ORDER BY user_id NULLS LAST'
    expect((await runner()({ sql })).rows()).toEqual([
      { user_id: 'ann', person_id: 'p1' },
      { user_id: 'bob', person_id: 'bob' },
      { user_id: 'cem', person_id: 'p1' },
      { user_id: 'qa', person_id: 'qa' },
      { user_id: null, person_id: null },
    ])
  })

  it('are refused where nobody says who is who, and where an account is several', async () => {
    await expect(days({ users: 'people' }, readDataModel('{}'))).rejects.toThrow(/names no table of people/)
    await expect(days({}, placedOf('persn'))).rejects.toThrow(/accounts of people has no column “persn”/)
    await expect(days({}, placedOf('torn'))).rejects.toThrow(/several persons for the account cem/)
  })

  it('are checked', async () => {
    const check = (placed: ReturnType<typeof placedOf>) =>
      checkModel(placed, catalogBy(placed), (sql) => runner(placed)({ sql }))
    expect(await check(placedOf('person'))).toEqual({
      relations: [],
      people: { accounts: 3, orphans: 1, usersAlone: 2, users: 4, persons: 3, torn: 0 },
      problems: [],
    })
    expect((await check(placedOf('torn'))).problems).toMatchObject([
      { line: 1, name: 'people', problem: expect.stringMatching(/1 of 3 accounts in accounts .*\(cem\)/) as unknown },
    ])
    expect((await check(placedOf('persn'))).problems).toMatchObject([
      { name: 'people.person', problem: expect.stringContaining('did you mean person') as unknown },
    ])
  })

  it('move figures that are previewed', async () => {
    const placed = placedOf('person')
    expect(await peoplePreview(catalogBy(placed), runner())).toMatchObject([
      { figure: 'users', accounts: 4, people: 3 },
      { figure: 'events', accounts: 6, people: 6 },
      { figure: 'mean daily active users', accounts: 6 / 7, people: 6 / 7 },
      { figure: 'week-1 retention' },
    ])
  })

  it('complete a sequence with all their accounts', async () => {
    const events = [{ name: 'spread', sequence: { steps: ['like', 'share'], window: '5 days' } }]
    const placed = placedOf('person', { events })
    // Ann likes on 2 January, and Cem shares on the 6th.
    expect(await days({ active_events: ['spread'] }, placed)).toEqual([0, 0, 0, 0, 0, 1, 0])
    expect(await days({ active_events: ['spread'], users: 'accounts' }, placed)).toEqual([0, 0, 0, 0, 0, 0, 0])
  })

  it('are counted in the size of a segment, with the events, columns and test users of the model', async () => {
    const placed = placedOf('person', {
      events: [{ name: 'spread', sequence: { steps: ['like', 'share'], window: '5 days' } }],
      relations: [{ from: 'activity.user_id', to: 'dim_users.user_id' }],
      testUsers: [{ column: 'dim_users.is_test' }],
    })
    const size = async (rule: SegmentRule, given: Readonly<Record<string, ParameterValue>> = {}) => {
      const { users, everyone } = (await runner(placed)(segmentSizePlan(rule, catalogBy(placed), given))).row(0)
      return `${String(users)} of ${String(everyone)}`
    }
    const accounts = { users: 'accounts' }
    expect(await size({ did: 'spread' })).toBe('1 of 2')
    expect(await size({ did: 'spread' }, accounts)).toBe('0 of 3')
    expect(await size({ not: { did: 'spread' } }, { ...accounts, include_test: true })).toBe('4 of 4')
    // Ann's last event is a like; that of the person whom she and Cem are is a share.
    const liked: SegmentRule = { property: 'event', op: '=', value: 'like' }
    expect(await size(liked)).toBe('0 of 2')
    expect(await size(liked, accounts)).toBe('1 of 3')
    expect(await size({ property: 'dim_users.country', op: '=', value: 'DE' })).toBe('1 of 2')
    expect(await size({ property: 'dim_users.country', op: '=', value: 'DE' }, accounts)).toBe('2 of 3')
    expect(await days({ segment: { did: 'spread' } }, placed)).toEqual([1, 1, 0, 0, 0, 1, 0])
  })
})
