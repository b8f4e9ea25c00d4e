import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deleteUser } from '../../src-renderer/store/deleteUser'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import type { PartitionEntry } from '../../src-renderer/store/manifest'
import { dayToIso, localDayReader } from '../../src-renderer/model/zone'
import { lastDateOf, listPartitions } from '../../src-renderer/store/partitions'
import { Workspace } from '../../src-renderer/store/workspace'
import { freshWorkspace, importRows, planOf, rowsOf, type Row } from '../ingest/importLog'
import { runs } from '../runs'

const HOUR = 3_600_000_000
const OPEN = planOf({ table: 'open', mapping: { user: 'user', event: 'event', time: 'time', test: 'test' } })
const VISITS = planOf({
  table: 'visits',
  mapping: { user: 'user', event: 'event', time: 'time', session: 'visit', id: 'id' },
})
const SHOPS = planOf({ table: 'shops', kind: 'table', mapping: {}, timeFormat: null })

const DIFFED = ['event', 'ts', 'session_id', 'date', 'events', 'start_ts', 'end_ts']

/** What a workspace says of its users, with ids in place of keys, which may differ. */
async function contentOf(workspace: Workspace): Promise<unknown> {
  const { tables, users, sources } = workspace.manifest
  const people = users === null ? [] : await rowsOf(workspace, [users])
  const named = async (entries: readonly PartitionEntry[]): Promise<unknown> =>
    (await rowsOf(workspace, entries))
      .map((row) =>
        JSON.stringify([
          row['user_key'] === null ? null : people[row['user_key'] as number]!['user_id'],
          ...DIFFED.map((name) => row[name] ?? null),
        ]),
      )
      .sort()
  const about = (entries: readonly PartitionEntry[]): unknown =>
    entries.map(({ date, rows, minTs, maxTs }) => ({ date, rows, minTs, maxTs }))
  return [
    people.map((one) => JSON.stringify(one)).sort(),
    users === null ? null : [users.rows, users.testUsers, users.minTs, users.maxTs],
    sources.map((source) => [source.table, source.rows]),
    await Promise.all(
      Object.values(tables).map(async (table) => [
        table.name,
        table.rows,
        table.rowsWithoutUser,
        await named(table.partitions),
        await named(table.userDays),
        await named(table.sessions),
        about(table.partitions),
        about(table.userDays),
        about(table.sessions),
      ]),
    ),
  ]
}

async function workspaceOf(
  open: readonly Row[],
  visits: readonly Row[],
  files = new MemoryFiles(),
  options: { readonly rangeBytes?: number } = {},
): Promise<Workspace> {
  const workspace = await freshWorkspace('America/New_York', files)
  await importRows(workspace, open.slice(0, 4), OPEN, options)
  await importRows(workspace, visits, VISITS, options)
  await importRows(workspace, open.slice(4), OPEN, options)
  return workspace
}

/** Four rows of somebody else come first, so that the same imports happen with and without the user. */
const head: Row[] = [0, 1, 40, 41].map((hour) => ({
  user: 'zoe',
  event: 'x',
  time: hour * HOUR,
  test: false,
  plan: `plan ${hour}`,
  at: null,
}))
const user = fc.constantFrom('ann', 'ann', 'bob', 'cyd', null)
const openRows = fc.array(
  fc.record({
    user,
    event: fc.constantFrom('x', 'y'),
    time: fc.integer({ min: 0, max: 120 }).map((half) => (half * HOUR) / 2),
    test: fc.constantFrom(true, false, null),
    plan: fc.constantFrom('pro', 'free', null, 'ann only'),
    amount: fc.constantFrom(1, 2.5, null),
    big: fc.constantFrom(9_007_199_254_740_993n, 5n, null),
    when: fc.constantFrom('2024-03-01', null),
  }),
  { maxLength: 20 },
)
const visitRows = fc
  .array(
    fc.record({
      user,
      event: fc.constantFrom('v', 'w'),
      time: fc.integer({ min: 0, max: 60 }).map((hour) => hour * HOUR),
      visit: fc.constantFrom('s1', 's2', null),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((rows) => rows.map((row, index) => ({ ...row, id: `e${index}` })))

/** The dates that a file of rows says it holds, and those of its rows. */
async function datesOf(workspace: Workspace, entry: PartitionEntry): Promise<readonly unknown[]> {
  const dayOf = localDayReader(workspace.manifest.timezone)
  const days = (await rowsOf(workspace, [entry])).map((row) =>
    row['date'] === undefined ? dayOf((row['ts'] ?? row['start_ts']) as number) : (row['date'] as number),
  )
  const [first, last] = [dayToIso(Math.min(...days)), dayToIso(Math.max(...days))]
  return [
    [entry.date, lastDateOf(entry)],
    [first, last],
  ]
}

describe('deleteUser', () => {
  it('leaves files of several days with the dates of their rows, and rows like those of files a day', async () => {
    await fc.assert(
      fc.asyncProperty(openRows, visitRows, fc.constantFrom(300, 1e6), async (open, visits, rangeBytes) => {
        fc.pre([...open, ...visits].some((row) => row.user === 'ann'))
        const workspace = await workspaceOf([...head, ...open], visits, new MemoryFiles(), { rangeBytes })
        const byDay = await workspaceOf([...head, ...open], visits)
        const rows = async (one: Workspace): Promise<unknown> =>
          Promise.all(
            Object.values(one.manifest.tables).map(async ({ partitions, userDays, sessions }) => {
              const inOrder = await rowsOf(one, userDays)
              const others = [await rowsOf(one, partitions), await rowsOf(one, sessions)]
              const text = (row: unknown): string =>
                JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
              return [inOrder.map(text), ...others.map((list) => list.map(text).sort())]
            }),
          )
        expect(await rows(workspace)).toEqual(await rows(byDay))
        await deleteUser(workspace, 'ann')
        await deleteUser(byDay, 'ann')
        expect(await rows(workspace)).toEqual(await rows(byDay))
        for (const { partitions, userDays, sessions } of Object.values(workspace.manifest.tables)) {
          for (const entry of [...partitions, ...userDays, ...sessions]) {
            const [said, found] = await datesOf(workspace, entry)
            expect(said).toEqual(found)
          }
        }
      }),
      { numRuns: runs(40) },
    )
  }, 60_000)

  it('leaves what an import without the user leaves, whatever the logs', async () => {
    await fc.assert(
      fc.asyncProperty(openRows, visitRows, async (open, visits) => {
        const rows = [...open, ...visits].filter((row) => row.user === 'ann').length
        fc.pre(rows > 0)
        const workspace = await workspaceOf([...head, ...open], visits)
        expect(await deleteUser(workspace, 'ann')).toMatchObject({ user: 'ann', rows })
        const expected = await workspaceOf(
          [...head, ...open.filter((row) => row.user !== 'ann')],
          visits.filter((row) => row.user !== 'ann'),
        )
        expect(await contentOf(workspace)).toEqual(await contentOf(expected))
        const reopened = await Workspace.open(workspace.files)
        expect(await contentOf(reopened)).toEqual(await contentOf(workspace))
        expect(reopened.damage).toEqual([])
      }),
      { numRuns: runs(50) },
    )
  }, 60_000)

  it('leaves every other row as it was, value by value', async () => {
    await fc.assert(
      fc.asyncProperty(openRows, visitRows, async (open, visits) => {
        fc.pre([...open, ...visits].some((row) => row.user === 'ann'))
        const workspace = await workspaceOf([...head, ...open], visits)
        const read = async (): Promise<string[]> => {
          const people = await rowsOf(workspace, [workspace.manifest.users!])
          return (
            await rowsOf(
              workspace,
              Object.values(workspace.manifest.tables).flatMap((table) => table.partitions),
            )
          )
            .map((row) =>
              JSON.stringify(
                { ...row, user_key: row['user_key'] === null ? null : people[row['user_key'] as number]!['user_id'] },
                (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value),
              ),
            )
            .sort()
        }
        const before = await read()
        await deleteUser(workspace, 'ann')
        expect(await read()).toEqual(before.filter((row) => !row.startsWith('{"user_key":"ann"')))
      }),
      { numRuns: runs(35) },
    )
  }, 60_000)

  it("leaves no byte of the id or of the user's own values in any file", async () => {
    const files = new MemoryFiles()
    const workspace = await workspaceOf(
      [...head, { user: 'the-one-to-go', event: 'secret-event', time: 5 * HOUR, test: true, plan: 'secret-plan' }],
      [
        { id: 'e1', user: 'the-one-to-go', event: 'v', time: HOUR, visit: 'secret-visit' },
        { id: 'e2', user: 'bob', event: 'v', time: HOUR, visit: 's' },
      ],
      files,
    )
    const textOf = async (): Promise<string> =>
      (
        await Promise.all(
          (await files.list('')).map(async (file) => Buffer.from(await files.read(file.path)).toString('latin1')),
        )
      ).join('\n')
    for (const secret of ['the-one-to-go', 'secret-event', 'secret-plan', 'secret-visit'])
      expect(await textOf()).toContain(secret)
    expect(await deleteUser(workspace, 'the-one-to-go')).toEqual({
      user: 'the-one-to-go',
      rows: 2,
      partitions: 2,
      tableRows: 0,
      cells: 0,
      rejects: 0,
      mentions: [],
    })
    for (const secret of ['the-one-to-go', 'secret-event', 'secret-plan', 'secret-visit'])
      expect(await textOf()).not.toContain(secret)
    expect((await files.list('')).map((file) => file.path)).toEqual(
      ['lathe.copy.json', 'lathe.json', ...listPartitions(workspace.manifest).map((entry) => entry.path)].sort(),
    )
  })

  it("takes the id out of what is not the user's, and tells of words in longer texts", async () => {
    const files = new MemoryFiles()
    const workspace = await workspaceOf(
      [...head, { user: 'ann', event: 'x', time: HOUR }, { user: 'bob', event: 'x', time: HOUR, plan: 'ann' }],
      [
        { id: 'e1', user: 'bob', event: 'v', time: null, note: 'ann was here' },
        { id: 'e2', user: 'bob', event: 'v', time: null, note: 'annabel' },
        { id: 'e3', user: 'bob', event: 'v', time: HOUR, note: 'with ann' },
        { id: 'e4', user: 'bob', event: 'v', time: 2 * HOUR, note: '{"with":["ann","annabel"]}' },
      ],
      files,
    )
    await importRows(
      workspace,
      [
        { shop: 1, owner: 'ann' },
        { shop: 2, owner: 'bob' },
        { shop: 3, owner: 'ann' },
      ],
      SHOPS,
    )
    const deleted = await deleteUser(workspace, 'ann')
    expect(deleted).toMatchObject({ rows: 1, tableRows: 0, cells: 4, rejects: 1 })
    expect(deleted.mentions).toEqual([{ table: 'visits', in: 'rows', rows: 1 }])
    const { shops, visits } = workspace.manifest.tables
    expect((await rowsOf(workspace, shops!.partitions)).map(({ shop, owner }) => [shop, owner])).toEqual([
      [1, null],
      [2, 'bob'],
      [3, null],
    ])
    expect((await rowsOf(workspace, visits!.partitions)).map(({ note }) => note)).toEqual([
      'with ann',
      '{"with":["(deleted)","annabel"]}',
    ])
    expect((await rowsOf(workspace, visits!.rejects)).map(({ excerpt }) => excerpt)).toEqual([
      '',
      expect.stringContaining('annabel'),
    ])
  })

  it('removes the rows of plain tables that are the user, by their names and by relations', async () => {
    const files = new MemoryFiles()
    const workspace = await workspaceOf([...head, { user: '1234567', event: 'x', time: HOUR }], [], files)
    const people = planOf({ table: 'people', kind: 'table', mapping: {}, timeFormat: null, types: { user: 'integer' } })
    await importRows(
      workspace,
      [1234567, 7, 1234567, null].map((user, row) => ({ user, city: `city ${row}` })),
      people,
    )
    const links = { ...people, table: 'links', types: {} }
    await importRows(
      workspace,
      [
        { account: '1234567', of: 'p' },
        { account: 'zoe', of: 'q' },
      ],
      links,
    )
    const related = [
      [
        { table: 'links', column: 'account' },
        { table: 'open', column: 'user_id' },
      ],
    ] as const
    expect(await deleteUser(workspace, '1234567', { related })).toMatchObject({ rows: 1, tableRows: 3, mentions: [] })
    const tables = workspace.manifest.tables
    expect((await rowsOf(workspace, tables['people']!.partitions)).map(({ city }) => city)).toEqual([
      'city 1',
      'city 3',
    ])
    expect((await rowsOf(workspace, tables['links']!.partitions)).map(({ of }) => of)).toEqual(['q'])
    expect([tables['people']!.rows, tables['links']!.rows]).toEqual([2, 1])
    expect(workspace.manifest.sources.at(-1)).toMatchObject({ table: 'links', rows: 1 })
    for (const { path } of await files.list(''))
      expect(Buffer.from(await files.read(path)).includes('1234567'), path).toBe(false)
    expect((await Workspace.open(files)).damage).toEqual([])
  })

  it('refuses a user that is not there, and takes the last user away with the dictionary', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, [
      { user: 7, event: 'x', time: 1 },
      { user: null, event: 'x', time: 2 },
    ])
    await expect(deleteUser(workspace, 'seven')).rejects.toMatchObject({
      code: 'not-found',
      payload: { what: 'user', name: 'seven' },
    })
    expect(workspace.manifest.revision).toBe(1)
    expect(await deleteUser(workspace, '7')).toMatchObject({ rows: 1 })
    expect([workspace.manifest.users, workspace.manifest.tables['log']!.rows]).toEqual([null, 1])
    await importRows(workspace, [{ user: 'new', event: 'x', time: 3 }])
    expect(await rowsOf(workspace, workspace.manifest.tables['log']!.userDays)).toEqual([
      { user_key: 0, date: 0, events: 1 },
    ])
  })
})
