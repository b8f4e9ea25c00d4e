import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csvRows, lathe } from './lathe'

/**
 * A star schema asked from the command line without SQL: activity with keys of features, users with country and test
 * flag, worked by hand.
 */
const folder = mkdtempSync(join(tmpdir(), 'lathe-model-'))
const place = join(folder, 'w')
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const FILES = {
  'activity.csv': `user_id,event,ts,feature_key
ann,view,2024-03-01T08:00:00Z,1
ann,view,2024-03-02T08:00:00Z,1
ann,like,2024-03-02T09:00:00Z,2
bob,view,2024-03-01T10:00:00Z,2
cyd,view,2024-03-01T11:00:00Z,1
qa,view,2024-03-01T12:00:00Z,1
qa,view,2024-03-02T12:00:00Z,2
`,
  'dim_features.csv': `feature_key,feature_name
1,Feed
2,Chat
`,
  'dim_users.csv': `user_id,country,is_test
ann,DE,false
bob,FR,false
cyd,DE,false
qa,DE,true
`,
} as const
const MODEL = `{
  // Who and what an activity is of.
  "relations": [
    {"from": "activity.feature_key", "to": "dim_features.feature_key"},
    {"from": "activity.user_id", "to": "dim_users.user_id"}
  ],
  "events": [{"name": "onboarded", "sequence": {"steps": ["view", "like"], "window": "2 days"}}],
  "measures": [{"name": "likes per viewer", "formula": "likes / viewers"},
    {"name": "likes", "event": "like", "measure": "count"},
    {"name": "viewers", "event": "view", "measure": "users"}],
  "testUsers": [{"column": "dim_users.is_test"}]
}
`

beforeAll(async () => {
  for (const [name, text] of Object.entries(FILES)) {
    const file = join(folder, name)
    writeFileSync(file, text)
    const kind = name === 'activity.csv' ? [] : ['--kind', 'table']
    expect((await lathe('ingest', file, '--workspace', place, ...kind)).status).toBe(0)
  }
  writeFileSync(join(place, 'model.json'), MODEL)
  mkdirSync(join(place, 'segments'))
  writeFileSync(join(place, 'segments/Onboarded.json'), '{"rule":{"did":"onboarded"}}')
  writeFileSync(
    join(place, 'segments/Abroad.json'),
    '{"rule":{"not":{"property":"dim_users.country","op":"=","value":"DE"}}}',
  )
})

async function rows(query: string, ...params: string[]): Promise<readonly Readonly<Record<string, string>>[]> {
  const words = params.flatMap((one) => ['--param', one])
  const run = await lathe('query', query, '--workspace', place, '--format', 'csv', ...words)
  expect([run.status, run.notes]).toMatchObject([0, expect.any(String)])
  return csvRows(run.out)
}
const FEATURE = 'breakdown=dim_features.feature_name'

describe('a star schema from the terminal', () => {
  it('gives daily users by feature, test accounts left out by a related column', async () => {
    const found = await rows('active-users', FEATURE, 'breakdown_users=each-value')
    expect(found.map((row) => [row['dim_features.feature_name'], row['date'], row['dau']].join(' '))).toEqual([
      'Chat 2024-03-01 1',
      'Chat 2024-03-02 1',
      'Feed 2024-03-01 2',
      'Feed 2024-03-02 1',
    ])
  })

  it('gives stickiness by feature, and daily users of a country and of a segment', async () => {
    const sticky = await rows('stickiness', FEATURE, 'breakdown_users=each-value')
    expect(
      sticky
        .filter((row) => row['users'] !== '0')
        .map((row) => [row['dim_features.feature_name'], row['days'], row['users']].join(' ')),
    ).toEqual(['Chat 1 2', 'Feed 1 1', 'Feed 2 1'])
    const german = await rows('active-users', 'breakdown=dim_users.country', 'segment={"did":"view"}')
    expect(german.map((row) => [row['dim_users.country'], row['date'], row['dau'], row['mau']].join(' '))).toEqual([
      'DE 2024-03-01 2 2',
      'DE 2024-03-02 1 2',
      'FR 2024-03-01 1 1',
      'FR 2024-03-02 0 1',
    ])
  })

  it('gives segments that name a sequence, and the columns of related tables', async () => {
    const daily = async (segment: string) =>
      (await rows('active-users', `segment=${segment}`)).map((row) => [row['date'], row['dau']].join(' '))
    expect(await daily('Onboarded')).toEqual(['2024-03-01 1', '2024-03-02 1'])
    expect(await daily('Abroad')).toEqual(['2024-03-01 1', '2024-03-02 0'])
    const first = '{"property":"dim_features.feature_name","op":"in","value":["Feed"],"known":"first"}'
    expect(await daily(first)).toEqual(['2024-03-01 2', '2024-03-02 1'])
    const run = await lathe('query', 'active-users', '--workspace', place, '--param', 'segment={"property":"dim"}')
    expect([run.status, run.notes]).toEqual([1, expect.stringContaining('op must be one of')])
  })

  it('gives a measure of the model by name', async () => {
    const found = await rows('trends', 'measures=["likes per viewer"]')
    expect(found.map((row) => [row['date'], row['value']].join(' '))).toEqual(['2024-03-01 0', '2024-03-02 1'])
  })

  it('lists the users behind a figure by their ids', async () => {
    const users = async (...words: string[]) => {
      const run = await lathe('users', 'active-users', '--workspace', place, '--format', 'csv', ...words)
      return [run.status, run.status === 0 ? csvRows(run.out).map((row) => row['user_id']) : run.notes]
    }
    const cell = '{"date":"2024-03-01","dau":3}'
    expect(await users('--cell', cell, '--column', 'dau')).toEqual([0, ['ann', 'bob', 'cyd']])
    const german = '{"dim_users.country":"DE","date":"2024-03-01"}'
    expect(await users('--cell', german, '--column', 'dau', '--param', 'breakdown=dim_users.country')).toEqual([
      0,
      ['ann', 'cyd'],
    ])
    expect(await users('--cell', cell, '--column', 'nothing')).toEqual([
      1,
      expect.stringContaining('Nothing can be listed behind nothing of active-users; its columns are date, dau'),
    ])
    expect(await users('--cell', '[1]', '--column', 'dau')).toEqual([2, expect.stringContaining('--cell')])
    expect(await users('--cell', cell)).toEqual([2, expect.stringContaining('--column')])
  })

  it('is shown and checked by lathe model', async () => {
    const shown = await lathe('model', '--workspace', place)
    expect(shown.status).toBe(0)
    expect(JSON.parse(shown.out)).toMatchObject({ relations: [{ from: 'activity.feature_key' }, {}] })
    const good = await lathe('model', '--workspace', place, '--check')
    expect(good.status).toBe(0)
    expect(JSON.parse(good.out)).toMatchObject({ problems: [], relations: [{ rows: 7, orphans: 0 }, { rows: 7 }] })
    const none = await lathe('model', '--workspace', place, '--suggest')
    expect([none.status, none.out]).toEqual([0, ''])
    writeFileSync(join(place, 'model.json'), MODEL.replace(/ *\{"from": "activity.f.*\n/, ''))
    const found = await lathe('model', '--workspace', place, '--suggest')
    expect([found.status, found.out]).toEqual([0, '{"from":"activity.feature_key","to":"dim_features.feature_key"}\n'])
    expect(found.notes).toContain('100.0 % of 2 keys are there, 0 of 7 rows find no row.')
    writeFileSync(join(place, 'model.json'), MODEL.replace('dim_features.feature_key', 'dim_features.key'))
    const bad = await lathe('model', '--workspace', place, '--check')
    expect(bad.status).toBe(1)
    expect(bad.notes).toContain('model.json, line 4, column 44: relations[0].to: dim_features has no column “key”')
    writeFileSync(join(place, 'model.json'), `${MODEL},`)
    const query = await lathe('query', 'active-users', '--workspace', place)
    expect([query.status, query.notes]).toEqual([1, expect.stringMatching(/model\.json, line 13, column 1/)])
    writeFileSync(join(place, 'model.json'), MODEL)
  })
})
