import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyses } from '../../../queries/index'
import { Engine } from '../../../src-renderer/engine/engine'
import { required } from '../../../src-renderer/base/required'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import { nodeAssets } from '../../../src-renderer/engine/nodeAssets'
import { NativeDuckdb } from '../../queries/nativeDuckdb'
import { runPlan } from '../../../src-renderer/host/runPlan'
import type { DataModel } from '../../../src-renderer/model/dataModel'
import { readDataModel } from '../../../src-renderer/model/readDataModel'
import { readQueryFile } from '../../../src-renderer/query/saved/queryFile'
import { runnableQuery } from '../../../src-renderer/query/saved/runnableQuery'
import { readParameters } from '../../../src-renderer/query/analysis/parameters'
import type { ParameterValue } from '../../../src-renderer/query/contract/parameter'
import { readArrowResult } from '../../../src-renderer/query/session/arrowResult'
import { catalogByModel, catalogOf } from '../../../src-renderer/query/session/catalog'
import { checkModel } from '../../../src-renderer/query/session/checkModel'
import { Session } from '../../../src-renderer/query/session/session'
import { suggestRelations } from '../../../src-renderer/query/session/suggestRelations'
import type { Workspace } from '../../../src-renderer/store/workspace'
import { starWorkspace } from './star'

const engine = new Engine(nodeAssets(), { startTimeoutMs: 120_000 })
let workspace: Workspace
beforeAll(async () => {
  workspace = await starWorkspace()
})
afterAll(() => {
  engine.close()
})

const RELATIONS = [
  { from: 'activity.feature_key', to: 'dim_features.feature_key' },
  { from: 'dim_features.team_key', to: 'dim_teams.team_key', name: 'team' },
  { from: 'activity.user_id', to: 'dim_users.user_id' },
]
const model = (value: object): DataModel => readDataModel(JSON.stringify(value)).model

function rows(sql: string, by: DataModel): Promise<readonly unknown[]> {
  const session = new Session(workspace, engine, () => Promise.resolve(by))
  return session.run({ sql }).then((answer) => readArrowResult(answer.ipc).rows())
}

async function ask(
  name: string,
  given: Readonly<Record<string, ParameterValue>>,
  by: DataModel,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const analysis = analyses.find((one) => one.name === name)!
  const plan = analysis.plan(readParameters(analysis.parameters, given), catalogOf(workspace.manifest, by), null)
  const session = new Session(workspace, engine, () => Promise.resolve(by))
  return readArrowResult((await runPlan(session, plan)).ipc).rows()
}

describe('related columns', () => {
  const by = model({ relations: RELATIONS })

  it('are the one row of the other table, over several steps, and nothing where there is none', async () => {
    expect(
      await rows(
        `SELECT user_id, feature_key, "dim_features.feature_name" AS feature, "dim_features.team.team" AS team,
          "dim_users.country" AS country FROM model.activity ORDER BY ts`,
        by,
      ),
    ).toEqual([
      { user_id: 'ann', feature_key: 1, feature: 'Feed', team: 'Growth', country: 'DE' },
      { user_id: 'bob', feature_key: 2, feature: 'Chat', team: 'Social', country: 'FR' },
      { user_id: 'ann', feature_key: 2, feature: 'Chat', team: 'Social', country: 'DE' },
      { user_id: 'qa', feature_key: 1, feature: 'Feed', team: 'Growth', country: 'DE' },
      { user_id: 'cem', feature_key: 9, feature: null, team: null, country: 'DE' },
      { user_id: null, feature_key: 1, feature: 'Feed', team: 'Growth', country: null },
      { user_id: 'bob', feature_key: null, feature: null, team: null, country: 'FR' },
    ])
  })

  it('stand wherever an analysis takes a column', async () => {
    const filter = [{ column: 'dim_features.feature_name', op: '=', value: 'Chat' }]
    const daily = await ask('active-users', { filter }, by)
    expect(daily.map(({ date, dau }) => [date, dau])).toEqual([
      ['2024-01-01', 1],
      ['2024-01-02', 1],
      ...['03', '04', '05', '06', '07'].map((day) => [`2024-01-${day}`, 0]),
    ])
    const slices = await ask('active-users-slices', { dimensions: ['dim_users.country'] }, by)
    expect(slices.length).toBeGreaterThan(0)
    const segment = { did: { event: 'view', where: [{ column: 'dim_features.team.team', op: '=', value: 'Social' }] } }
    const social = await ask('active-users', { segment }, by)
    expect(social.map(({ dau }) => dau)).toEqual([1, 0, 0, 0, 0, 0, 1])
  })

  it('are properties of users in segments, nothing where no row is found', async () => {
    const computed = model({
      relations: RELATIONS,
      columns: [{ name: 'total', table: 'activity', type: 'double', sql: 'price * quantity' }],
    })
    const days = async (segment: ParameterValue, more: Readonly<Record<string, ParameterValue>> = {}) =>
      (await ask('active-users', { segment, ...more }, computed)).map(({ dau }) => dau)
    const german = { property: 'dim_users.country', op: '=', value: 'DE' }
    expect(await days(german)).toEqual([1, 2, 0, 0, 0, 1, 0])
    expect(await days({ not: german })).toEqual([1, 0, 0, 0, 0, 0, 1])
    const feature = { property: 'dim_features.feature_name', op: '=', value: 'Feed' }
    // Ann went from Feed to Chat; Cem's feature is in no row, and Bob's last event names none.
    expect(await days(feature)).toEqual([0, 1, 0, 0, 0, 0, 0])
    expect(await days({ ...feature, known: 'first' })).toEqual([1, 2, 0, 0, 0, 0, 0])
    expect(await days({ property: 'dim_features.team.team', op: 'is null' })).toEqual([0, 0, 0, 0, 0, 1, 0])
    expect(await days({ property: 'total', op: '>=', value: 7 })).toEqual([1, 0, 0, 0, 0, 1, 1])
    expect(await days({ property: 'day_part', op: '=', value: 'evening' })).toEqual([1, 0, 0, 0, 0, 0, 1])
    // What is known reaches to the day that is asked for.
    expect(await days({ ...feature, value: 'Feed' }, { as_of: '2024-01-01' })).toEqual([1])
  })

  it('never make rows more: several rows of one key are refused, or one of them counts', async () => {
    const plans = { from: 'activity.user_id', to: 'plans.user' }
    const sql = 'SELECT user_id, "plans.plan" AS plan FROM model.activity WHERE event = \'view\' ORDER BY ts'
    await expect(rows(sql, model({ relations: [plans] }))).rejects.toThrow(/Several rows of plans have the user bob/)
    const plan = async (duplicates: unknown): Promise<readonly unknown[]> =>
      (await rows(sql, model({ relations: [{ ...plans, duplicates }] }))).map((row) => (row as { plan: unknown }).plan)
    expect(await plan('first')).toEqual(['free', 'free', null, null, 'free'])
    expect(await plan({ newest: 'since' })).toEqual(['free', 'pro', null, null, 'pro'])
  })

  it('are no part of the tables as they are', async () => {
    const [row] = await rows('FROM activity LIMIT 1', by)
    expect(Object.keys(row as object).filter((name) => name.includes('dim_'))).toEqual([])
  })
})

describe('SQL to be copied', () => {
  it('makes the views of the model in a plain DuckDB, and answers alike there', async () => {
    const by = model({
      relations: RELATIONS,
      columns: [{ name: 'total', type: 'double', sql: 'price * quantity' }],
      testUsers: [{ column: 'dim_users.is_test' }],
    })
    const shell = await NativeDuckdb.open()
    try {
      const session = new Session(workspace, engine, () => Promise.resolve(by))
      for (const name of ['activity', 'dim_features', 'dim_teams', 'all_users']) {
        const table = readArrowResult((await session.run({ sql: `FROM "${name}"` })).ipc)
        const types = { timestamp: 'TIMESTAMP', integer: 'BIGINT', double: 'DOUBLE', boolean: 'BOOLEAN' } as const
        const columns = table.columns.map((one) => ({ ...one, sql: types[one.type as 'double'] ?? 'VARCHAR' }))
        await shell.execute(
          `CREATE OR REPLACE TABLE ${identifier(name)} (${columns.map((one) => `${identifier(one.name)} ${one.sql}`).join(', ')})`,
        )
        for (const row of table.rows()) {
          const values = columns.map((one) => {
            const value = row[one.name] ?? null
            return one.type === 'timestamp' && typeof value === 'number' ? `make_timestamp(${value})` : literal(value)
          })
          await shell.execute(`INSERT INTO ${identifier(name)} VALUES (${values.join(', ')})`)
        }
      }
      const analysis = analyses.find((one) => one.name === 'active-users')!
      const filter = [
        { column: 'dim_features.team.team', op: '=', value: 'Growth' },
        { column: 'total', op: '>', value: 0 },
      ]
      const plan = analysis.plan(
        readParameters(analysis.parameters, { filter }),
        catalogOf(workspace.manifest, by),
        null,
      )
      const answer = await session.run(plan)
      expect(answer.shellSql).toContain('CREATE OR REPLACE VIEW model."activity" AS')
      const statements = answer.shellSql.split(/;\n/)
      for (const statement of statements.slice(0, -1)) await shell.execute(statement)
      const copied = await shell.query(required(statements.at(-1)).replace(/;$/, ''))
      expect(copied).toEqual(readArrowResult(answer.ipc).rows())
      expect(copied[0]).toMatchObject({ dau: 1 })
    } finally {
      shell.close()
    }
  })
})

describe('computed columns', () => {
  const by = model({
    relations: RELATIONS,
    columns: [
      { name: 'total', type: 'double', sql: 'price * quantity' },
      { name: 'is_large', type: 'boolean', sql: 'total >= 5' },
      { name: 'label', type: 'string', sql: `"dim_features.feature_name" || '/' || event`, table: 'activity' },
    ],
  })

  it('are made of own, related and computed columns', async () => {
    expect(await rows('SELECT total, is_large, label FROM model.activity ORDER BY ts', by)).toEqual([
      { total: 6, is_large: true, label: 'Feed/view' },
      { total: 5, is_large: true, label: 'Chat/view' },
      { total: null, is_large: null, label: 'Chat/like' },
      { total: 1, is_large: false, label: 'Feed/view' },
      { total: 8, is_large: true, label: null },
      { total: 1, is_large: false, label: 'Feed/view' },
      { total: 7, is_large: true, label: null },
    ])
    const [row] = await ask('active-users', { filter: [{ column: 'is_large', op: '=', value: true }] }, by)
    expect(row).toMatchObject({ date: '2024-01-01', dau: 2 })
  })

  it('of the house are parts of the local day', async () => {
    expect(
      await rows('SELECT DISTINCT hour, weekday, is_weekend, day_part FROM model.activity ORDER BY ALL', by),
    ).toEqual([
      { hour: 3, weekday: 6, is_weekend: true, day_part: 'night' },
      { hour: 10, weekday: 1, is_weekend: false, day_part: 'morning' },
      { hour: 10, weekday: 2, is_weekend: false, day_part: 'morning' },
      { hour: 11, weekday: 2, is_weekend: false, day_part: 'morning' },
      { hour: 12, weekday: 6, is_weekend: true, day_part: 'afternoon' },
      { hour: 19, weekday: 1, is_weekend: false, day_part: 'evening' },
      { hour: 23, weekday: 7, is_weekend: true, day_part: 'evening' },
    ])
    const evening = await ask('active-users', { filter: [{ column: 'hour', op: '>=', value: 18 }] }, model({}))
    expect(evening.map(({ dau }) => dau)).toEqual([1, 0, 0, 0, 0, 0, 1])
  })

  it('say which local days are holidays, by a table of them', async () => {
    const holiday = async (calendar: object, given: Readonly<Record<string, ParameterValue>> = {}) => {
      const filter = [{ column: 'is_holiday', op: '=', value: true }]
      return (await ask('active-users', { filter, ...given }, model({ calendar }))).map(({ dau }) => dau)
    }
    // 1 January for all; of the plans' days, those of Bob's second: the 5th has no events.
    expect(await holiday({ table: 'plans', date: 'since' })).toEqual([2, 0, 0, 0, 0, 0, 0])
    expect(await holiday({ table: 'dim_users', date: 'since', holiday: 'is_test' })).toEqual([2, 0, 0, 0, 0, 0, 0])
    // Cem's share is on the 5th by New York's clock, and the first view is still on the 1st.
    const timezone = 'America/New_York'
    expect(await holiday({ table: 'plans', date: 'since' }, { timezone })).toEqual([2, 0, 0, 0, 1, 0, 0])
    await expect(holiday({ table: 'plan', date: 'since' })).rejects.toThrow(/no column "is_holiday"/)
  })

  it('that need themselves are refused', async () => {
    const circle = model({
      columns: [
        { name: 'a', type: 'integer', sql: 'b + 1' },
        { name: 'b', type: 'integer', sql: 'a + 1' },
      ],
    })
    await expect(rows('SELECT a FROM model.activity', circle)).rejects.toThrow(/activity\.a needs itself/)
  })
})

describe('events of the model', () => {
  const by = model({
    relations: RELATIONS,
    events: [
      { name: 'engaged', any: ['like', { event: 'share', where: [{ column: 'quantity', op: '>', value: 1 }] }] },
      {
        name: 'on feed',
        any: [{ event: null, where: [{ column: 'dim_features.feature_name', op: '=', value: 'Feed' }] }],
      },
      { name: 'either', any: ['engaged', 'on feed'] },
    ],
  })

  it('stand wherever an analysis takes an event, and in segments', async () => {
    const days = async (event: string): Promise<readonly unknown[]> =>
      (await ask('active-users', { active_events: [event] }, by)).map(({ dau }) => dau)
    expect(await days('engaged')).toEqual([0, 1, 0, 0, 0, 1, 0])
    expect(await days('on feed')).toEqual([1, 1, 0, 0, 0, 0, 0])
    expect(await days('either')).toEqual([1, 2, 0, 0, 0, 1, 0])
    const funnel = await ask('funnel', { steps: ['on feed', 'engaged'] }, by)
    expect(funnel.map(({ event, users }) => [event, users])).toEqual([
      ['on feed', 2],
      ['engaged', 1],
    ])
    const members = await ask('active-users', { segment: { did: 'engaged' } }, by)
    expect(members.map(({ dau }) => dau)).toEqual([1, 1, 0, 0, 0, 1, 0])
  })
})

describe('a saved query', () => {
  const by = model({
    relations: RELATIONS,
    events: [
      { name: 'engaged', any: ['like', { event: 'share', where: [{ column: 'quantity', op: '>', value: 1 }] }] },
      { name: 'liked later', sequence: { steps: ['view', 'like'] } },
    ],
  })
  const count = async (table: string, given: Readonly<Record<string, ParameterValue>>): Promise<readonly unknown[]> => {
    const text = `-- parameter: what event = like\n-- parameter: only filter\nSELECT count(*) AS n FROM ${table} WHERE $what AND $only`
    const catalog = catalogOf(workspace.manifest, by)
    const { analysis } = runnableQuery(readQueryFile('q', text), catalog)
    const plan = analysis.plan(readParameters(analysis.parameters, given), catalog, null)
    return rows(plan.sql, by)
  }

  it('takes the events of the model, and its columns where it reads the table by the model', async () => {
    expect(await count('activity', { what: 'engaged' })).toEqual([{ n: 2 }])
    expect(await count('model.activity', { what: 'liked later' })).toEqual([{ n: 1 }])
    const only = [{ column: 'dim_users.country', op: '=', value: 'DE' }]
    expect(await count('model.activity', { what: 'view', only })).toEqual([{ n: 2 }])
    await expect(count('activity', { what: 'liked later' })).rejects.toThrow(/completes liked later/)
  })
})

describe('sequences as events of the model', () => {
  const sequence = (window: string, more: object = {}): DataModel =>
    model({
      relations: RELATIONS,
      events: [
        {
          name: 'chat',
          any: [{ event: null, where: [{ column: 'dim_features.feature_name', op: '=', value: 'Chat' }] }],
        },
        { name: 'onboarded', sequence: { steps: ['view', 'chat'], window, ...more } },
      ],
    })
  const days = async (by: DataModel, given: Readonly<Record<string, ParameterValue>>): Promise<readonly unknown[]> =>
    (await ask('active-users', given, by)).map(({ dau }) => dau)

  it('are the event that completes them, in the window, its end included', async () => {
    // Ann views on 1 January at 10:00 and likes Chat exactly a day later; Bob's one event on Chat is his first.
    const active_events = ['onboarded']
    expect(await days(sequence('1 day'), { active_events })).toEqual([0, 1, 0, 0, 0, 0, 0])
    expect(await days(sequence('23 hours'), { active_events })).toEqual([0, 0, 0, 0, 0, 0, 0])
    expect(await days(sequence('1 day', { order: 'strict' }), { active_events })).toEqual([0, 1, 0, 0, 0, 0, 0])
    // The dates asked for say which completions count, and not which events they are made of.
    expect(await days(sequence('1 day'), { active_events, from: '2024-01-02', to: '2024-01-02' })).toEqual([1])
  })

  it('stand in segments, steps and measures, and users are listed behind them', async () => {
    const by = sequence('1 day')
    expect(await days(by, { segment: { did: 'onboarded' } })).toEqual([1, 1, 0, 0, 0, 0, 0])
    const funnel = await ask('funnel', { steps: ['view', 'onboarded'] }, by)
    expect(funnel.map(({ event, users }) => [event, users])).toEqual([
      ['view', 3],
      ['onboarded', 1],
    ])
    const trends = await ask('trends', { measures: [{ name: 'n', event: 'onboarded', measure: 'count' }] }, by)
    expect(trends.map(({ value }) => value)).toEqual([0, 1, 0, 0, 0, 0, 0])
    expect(await rows('SELECT user_id, event FROM model.activity WHERE "completes onboarded"', by)).toEqual([
      { user_id: 'ann', event: 'like' },
    ])
  })

  it('are refused as steps of sequences', async () => {
    const events = [
      { name: 'a', sequence: { steps: ['view'] } },
      { name: 'b', sequence: { steps: ['a', 'like'] } },
    ]
    await expect(days(model({ events }), { active_events: ['b'] })).rejects.toThrow(/cannot be a step of a sequence/)
  })
})

describe('a breakdown', () => {
  const by = model({ relations: RELATIONS })
  const columns = (rows: readonly Readonly<Record<string, unknown>>[], names: readonly string[]): unknown =>
    rows.filter((row) => row['dau'] !== 0).map((row) => names.map((name) => row[name]))

  it('by a related column asks for each value, with the events that have it', async () => {
    const breakdown = ['dim_features.feature_name']
    const each = await ask('active-users', { breakdown, breakdown_users: 'each-value' }, by)
    expect(columns(each, ['dim_features.feature_name', 'date', 'dau'])).toEqual([
      ['Chat', '2024-01-01', 1],
      ['Chat', '2024-01-02', 1],
      ['Feed', '2024-01-01', 1],
      ['Feed', '2024-01-02', 1],
      [null, '2024-01-06', 1],
      [null, '2024-01-07', 1],
    ])
  })

  it('puts each user under the first value, and what is beyond the limit under Other', async () => {
    const breakdown = ['dim_users.country']
    const once = await ask('active-users', { breakdown, breakdown_limit: 1 }, by)
    expect(columns(once, ['dim_users.country', 'date', 'dau'])).toEqual([
      ['DE', '2024-01-01', 1],
      ['DE', '2024-01-02', 2],
      ['DE', '2024-01-06', 1],
      ['Other', '2024-01-01', 1],
      ['Other', '2024-01-07', 1],
    ])
    const lifecycle = await ask('lifecycle', { breakdown: ['dim_users.country'], unit: 'week' }, by)
    expect(lifecycle.map((row) => [row['dim_users.country'], row['new']])).toEqual([
      ['DE', 3],
      ['FR', 1],
    ])
  })

  it('lists who stands behind a value', async () => {
    const analysis = analyses.find((one) => one.name === 'active-users')!
    const values = readParameters(analysis.parameters, { breakdown: ['dim_users.country'] })
    const drill = analysis.drill?.(
      { row: { 'dim_users.country': 'DE', date: '2024-01-02', dau: 2 }, column: 'dau' },
      values,
      catalogOf(workspace.manifest, by),
      null,
    )
    expect(drill?.title).toContain('(DE)')
    const session = new Session(workspace, engine, () => Promise.resolve(by))
    const listed = readArrowResult((await session.run(required(drill).plan)).ipc)
    expect(listed.rowCount).toBe(2)
  })
})

describe('what is counted in place of users', () => {
  const by = model({ relations: RELATIONS })

  it('is the values of a column, or of several together, wherever users are counted', async () => {
    const teams = await ask('active-users', { per: ['dim_features.team.team'] }, by)
    expect(teams.map(({ dau }) => dau)).toEqual([2, 2, 0, 0, 0, 1, 0])
    const pairs = await ask('stickiness', { per: ['user_id', 'feature_key'] }, by)
    // ann 1, ann 2, bob 2, qa 1, cem 9: each on one day.
    expect(pairs.filter(({ users }) => users !== 0)).toMatchObject([{ days: 1, users: 5 }])
    const funnel = await ask('funnel', { steps: ['view', 'like'], per: ['feature_key', 'user_id'] }, by)
    // ann viewed feature 1 and liked feature 2.
    expect(funnel.map(({ users }) => users)).toEqual([3, 0])
    const users = await ask('funnel', { steps: ['view', 'like'] }, by)
    expect(users.map((row) => row['users'])).toEqual([3, 1])
  })

  it('leaves test users out first', async () => {
    const tested = model({ relations: RELATIONS, testUsers: [{ column: 'dim_users.is_test' }] })
    const features = await ask('active-users', { per: ['feature_key'] }, tested)
    expect(features.map(({ dau }) => dau)).toEqual([2, 1, 0, 0, 0, 2, 0])
  })
})

describe('measures of the model', () => {
  const by = model({
    relations: RELATIONS,
    columns: [{ name: 'total', type: 'double', sql: 'price * quantity' }],
    events: [{ name: 'engaged', any: ['like', 'share'] }],
    measures: [
      { name: 'revenue', event: 'view', measure: 'sum', column: 'total', unit: '€', target: 20 },
      { name: 'viewers', event: 'view', measure: 'users' },
      { name: 'engaged users', event: 'engaged', measure: 'users' },
      { name: 'revenue per viewer', formula: 'revenue / viewers' },
    ],
  })

  it('are named by trends, with computed columns, events and formulas in them', async () => {
    const trends = async (given: Readonly<Record<string, ParameterValue>>) =>
      (await ask('trends', given, by))
        .filter(({ value }) => value !== 0 && value !== null)
        .toSorted((a, b) => String(a['series']).localeCompare(String(b['series'])))
    expect(
      (await trends({ measures: ['revenue per viewer', 'engaged users'] })).map((row) => [
        row['date'],
        row['series'],
        row['value'],
      ]),
    ).toEqual([
      ['2024-01-02', 'engaged users', 1],
      ['2024-01-06', 'engaged users', 1],
      ['2024-01-01', 'revenue per viewer', 5.5],
      ['2024-01-02', 'revenue per viewer', 1],
      ['2024-01-07', 'revenue per viewer', 7],
    ])
    const features = await trends({
      measures: ['revenue'],
      interval: 'month',
      breakdown: ['dim_features.feature_name'],
    })
    expect(features.map((row) => [row['dim_features.feature_name'], row['value']])).toEqual([
      ['Feed', 8],
      ['Chat', 5],
      ['(none)', 7],
    ])
  })
})

describe('test users of the model', () => {
  it('are left out like those of the log, by a related column or a list', async () => {
    const days = async (testUsers: readonly unknown[], more: Readonly<Record<string, ParameterValue>> = {}) =>
      (await ask('active-users', more, model({ relations: RELATIONS, testUsers }))).map(({ dau }) => dau)
    expect(await days([])).toEqual([2, 2, 0, 0, 0, 1, 1])
    expect(await days([{ column: 'dim_users.is_test' }])).toEqual([2, 1, 0, 0, 0, 1, 1])
    expect(await days([{ column: 'dim_users.is_test' }, { users: ['cem'] }])).toEqual([2, 1, 0, 0, 0, 0, 1])
    expect(await days([{ column: 'dim_users.is_test' }], { include_test: true })).toEqual([2, 2, 0, 0, 0, 1, 1])
  })
})

describe('the check of a model', () => {
  const check = async (text: string) => {
    const placed = readDataModel(text)
    const session = new Session(workspace, engine, () => Promise.resolve(placed.model))
    return checkModel(placed, catalogOf(workspace.manifest, placed.model), async (sql) =>
      readArrowResult((await session.run({ sql })).ipc),
    )
  }

  it('finds nothing in a good one, and says how well relations fit', async () => {
    expect(await check(JSON.stringify({ relations: RELATIONS }))).toEqual({
      relations: [
        {
          name: 'dim_features',
          from: 'activity.feature_key',
          to: 'dim_features.feature_key',
          rows: 6,
          orphans: 1,
          ownKeys: 3,
          orphanKeys: 1,
          orphanExamples: ['9'],
          keys: 3,
          repeatedKeys: 0,
        },
        {
          name: 'team',
          from: 'dim_features.team_key',
          to: 'dim_teams.team_key',
          rows: 3,
          orphans: 0,
          ownKeys: 2,
          orphanKeys: 0,
          orphanExamples: [],
          keys: 2,
          repeatedKeys: 0,
        },
        {
          name: 'dim_users',
          from: 'activity.user_id',
          to: 'dim_users.user_id',
          rows: 6,
          orphans: 0,
          ownKeys: 4,
          orphanKeys: 0,
          orphanExamples: [],
          keys: 4,
          repeatedKeys: 0,
        },
      ],
      people: null,
      problems: [],
    })
  })

  it('names what is wrong and where', async () => {
    const text = `{
  "relations": [
    {"from": "activity.feature_keys", "to": "dim_features.feature_key"},
    {"from": "activity.user_id", "to": "plans.user"}
  ],
  "columns": [
    {"name": "quantity", "type": "double", "sql": "1"},
    {"name": "bad", "type": "double", "sql": "pric * 2"}
  ],
  "events": [{"name": "odd", "any": [{"event": "view", "where": [{"column": "nope", "op": "=", "value": 1}]}]}],
  "testUsers": [{"column": "dim_users.is_test"}]
}`
    const { problems } = await check(text)
    expect(problems.map(({ line, name, problem }) => [line, name, problem.split(';')[0]])).toEqual([
      [3, 'relations[0].from', 'activity has no column “feature_keys”'],
      [7, 'columns[0].name', 'activity has a column “quantity” of its own.'],
      [11, 'testUsers[0].column', "“dim_users.is_test” is no related column of a log's users"],
      [10, 'events[0]', expect.stringContaining('There is no column "nope"')],
      [4, 'relations[1]', '1 of 2 keys have several rows in plans'],
      [8, 'columns[1].sql', expect.stringContaining('pric')],
    ])
  })
})

describe('proposals of relations', () => {
  it('come from names, and say what is contained, what is not, and where rows would become more', async () => {
    const session = new Session(workspace, engine)
    const propose = async (by: DataModel) =>
      (
        await suggestRelations(catalogOf(workspace.manifest, by), by, async (sql) =>
          readArrowResult((await session.run({ sql })).ipc),
        )
      ).map(({ relation, fit, contained, isUnique }) => [
        `${fit.from} → ${fit.to}`,
        relation.name,
        Math.round(contained * 100),
        fit.orphanExamples,
        isUnique,
      ])
    expect(await propose(model({}))).toEqual([
      ['activity.user_id → dim_users.user_id', 'dim_users', 100, [], true],
      ['dim_features.team_key → dim_teams.team_key', 'dim_teams', 100, [], true],
      ['plans.user → dim_users.user_id', 'dim_users', 100, [], true],
      ['activity.feature_key → dim_features.feature_key', 'dim_features', 67, ['9'], true],
      ['activity.user_id → plans.user', 'plans', 50, ['cem', 'qa'], false],
    ])
    expect((await propose(model({ relations: RELATIONS }))).map(([what]) => what)).toEqual([
      'plans.user → dim_users.user_id',
      'activity.user_id → plans.user',
    ])
  })
})

describe('a model that is tried', () => {
  it('holds for the plan that carries it, and for no other', async () => {
    const session = new Session(workspace, engine, () => Promise.resolve(model({})))
    const tried = model({ columns: [{ name: 'twice', type: 'integer', sql: 'quantity * 2' }] })
    const sql = 'SELECT sum(twice)::BIGINT AS n FROM model.activity'
    expect(readArrowResult((await session.run({ sql, model: tried })).ipc).rows()).toEqual([{ n: 20 }])
    await expect(session.run({ sql })).rejects.toThrow(/twice/)
    expect(catalogByModel(catalogOf(workspace.manifest), tried)).toEqual(catalogOf(workspace.manifest, tried))
  })
})
