import { describe, expect, it } from 'vitest'
import { ingest } from '../../src-renderer/ingest/ingest'
import { inspect, planFrom } from '../../src-renderer/ingest/inspect/inspect'
import { needsSources, remapTable } from '../../src-renderer/ingest/remapTable'
import type { EventMapping } from '../../src-renderer/model/schema'
import { stepBetween, takeBack } from '../../src-renderer/store/takeBack'
import type { Workspace } from '../../src-renderer/store/workspace'
import { freshWorkspace, rowsOf } from './importLog'
import { memorySource } from './memorySource'

const FIRST: EventMapping = { user: 'member', event: 'what', time: 'at', value: 'amount', id: 'nr' }

/** Two files of a shop's log, whose columns have all types; `amount` holds words, too. */
function csv(from: number): string {
  const lines = Array.from({ length: 120 }, (_, place) => {
    const index = from + place
    return [
      `e${index}`,
      `m${index % 13}`,
      1000 + (index % 7),
      ['open', 'buy', 'leave'][index % 3],
      new Date(Date.UTC(2024, 2, 1 + (index % 9), index % 24, index % 60)).toISOString(),
      index % 10 ? `${index}.5` : 'free',
      index % 4 === 0 ? 'yes' : 'no',
      `2023-0${1 + (index % 9)}-11`,
      new Date(Date.UTC(2020, 1, 1, 0, 0, index)).toISOString(),
      index % 5 ? `s${index % 40}` : '',
    ].join(',')
  })
  return ['nr,member,card,what,at,amount,staff,since,seen,visit', ...lines].join('\n')
}

async function imported(mapping: EventMapping): Promise<Workspace> {
  const workspace = await freshWorkspace('Europe/Berlin')
  for (const [name, from] of [
    ['a.csv', 0],
    ['b.csv', 100_000],
  ] as const) {
    const source = memorySource(csv(from), [], name)
    const found = await inspect(source, { mapping, kind: 'events', table: 'shop' })
    await ingest(planFrom(found, 'UTC'), [source], workspace, { now: () => 0 })
  }
  return workspace
}

/** All that a workspace says of its table, with users by their ids: keys may be others. */
async function told(workspace: Workspace): Promise<unknown> {
  const table = workspace.manifest.tables['shop']!
  const { ids } = await workspace.readUsers()
  const named = (rows: readonly Record<string, unknown>[]): unknown[] =>
    rows
      .map(({ user_key: key, ...row }) => ({ ...row, user: typeof key === 'number' ? (ids[key] ?? null) : null }))
      .map((row) => Object.entries(row).toSorted(([a], [b]) => a.localeCompare(b)))
      .map((row) => row.map(([key, value]) => `${key}=${String(value)}`).join(' '))
      .toSorted()
  const { users: entry } = workspace.manifest
  const users = (entry === null ? [] : await rowsOf(workspace, [entry])).filter((user) => user['first_seen'] !== null)
  return {
    columns: table.columns
      .filter(({ role }) => role !== 'event')
      .map(({ name, type, source, role }) => [name, type, source, role])
      .toSorted(),
    rows: named(await rowsOf(workspace, table.partitions)),
    userDays: named(await rowsOf(workspace, table.userDays)),
    sessions: named(await rowsOf(workspace, table.sessions)).length,
    users: users.map((user) => JSON.stringify(user)).toSorted(),
    counts: [table.rows, table.rowsWithoutUser, workspace.manifest.sources.map(({ rows }) => rows)],
    mapping: table.mapping,
  }
}

describe('a table that is mapped anew from its stored rows', () => {
  it.each<[string, EventMapping]>([
    ['another user', { ...FIRST, user: 'card' }],
    [
      'a session and a flag, no value',
      { user: 'member', event: 'what', time: 'at', id: 'nr', session: 'visit', test: 'staff' },
    ],
    ['no event and no user', { time: 'at', id: 'nr' }],
    ['no id, another event', { user: 'member', event: 'visit', time: 'at', value: 'card' }],
  ])('is as if it had been imported so: %s', async (_, mapping) => {
    const workspace = await imported(FIRST)
    const { rejected } = workspace.manifest.tables['shop']!
    await remapTable(workspace, 'shop', mapping)
    expect(await told(workspace)).toEqual(await told(await imported(mapping)))
    expect(workspace.manifest.tables['shop']?.rejected).toBe(rejected)
    // And back.
    await remapTable(workspace, 'shop', FIRST)
    expect(await told(workspace)).toEqual(await told(await imported(FIRST)))
  })

  it('can be taken back in one step: rows, users, days and counts are as they were', async () => {
    const workspace = await imported(FIRST)
    const [before, said] = [workspace.manifest, await told(workspace)]
    await remapTable(workspace, 'shop', { ...FIRST, user: 'card', session: 'visit' })
    expect(await told(workspace)).not.toEqual(said)
    await takeBack(workspace, stepBetween(before, workspace.manifest)!)
    expect(await told(workspace)).toEqual(said)
    await workspace.verify()
    expect(workspace.damage).toEqual([])
  })

  it('goes on with other files, and with the same ones once', async () => {
    const workspace = await imported(FIRST)
    await remapTable(workspace, 'shop', { ...FIRST, user: 'card' })
    const plan = workspace.manifest.tables['shop']?.plans?.at(-1)
    expect(plan?.['mapping']).toEqual({ ...FIRST, user: 'card' })
    const source = memorySource(csv(100_000), [], 'b.csv')
    const found = await inspect(source, { mapping: { ...FIRST, user: 'card' }, kind: 'events', table: 'shop' })
    expect(await ingest(planFrom(found, 'UTC'), [source], workspace)).toMatchObject({ rows: 0, duplicates: 120 })
  })

  it('needs its source files where stored rows do not tell, and says why', async () => {
    const workspace = await imported(FIRST)
    const { tables, sources } = workspace.manifest
    const table = tables['shop']!
    expect(needsSources(table, sources, { ...FIRST, time: 'seen' })).toContain('another time')
    expect(needsSources(table, sources, { ...FIRST, event: '=buy' })).toContain('whole files')
    expect(needsSources(table, sources, { ...FIRST, user: 'member|card' })).toContain('several columns')
    expect(needsSources(table, sources, { ...FIRST, user: 'card' })).toBeNull()
    expect(needsSources(table, sources, { ...FIRST, event: 'seen' })).toContain('kept as a timestamp')
    expect(() => needsSources(table, sources, { ...FIRST, user: 'cart' })).toThrow('no column “cart” for user')
    const twice = sources.map((source) => ({ ...source, duplicates: 1 }))
    expect(needsSources(table, twice, { ...FIRST, id: 'seen' })).toContain('came twice')
    const before = workspace.manifest
    await expect(remapTable(workspace, 'shop', { ...FIRST, time: 'seen' })).rejects.toMatchObject({
      code: 'bad-parameter',
    })
    expect(workspace.manifest).toEqual(before)
  })

  it('is replaced by what its files say, read in another way', async () => {
    const workspace = await imported(FIRST)
    const sources = [memorySource(csv(0), [], 'a.csv'), memorySource(csv(100_000), [], 'b.csv')]
    const mapping = { ...FIRST, time: 'seen' }
    const found = await inspect(sources[0]!, { mapping, kind: 'events', table: 'shop' })
    await ingest(planFrom(found, 'UTC'), sources, workspace, { replaces: true })
    const { tables, sources: files } = workspace.manifest
    expect([tables['shop']?.rows, tables['shop']?.mapping.time]).toEqual([240, 'seen'])
    expect(files.map(({ table }) => table)).toEqual(['', '', 'shop', 'shop'])
    expect((await rowsOf(workspace, [workspace.manifest.users!]))[0]?.['first_seen']).toBe(Date.UTC(2020, 1, 1) * 1000)
  })
})
