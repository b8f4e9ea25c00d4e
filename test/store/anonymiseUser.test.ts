import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anonymiseUser } from '../../src-renderer/store/anonymiseUser'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { Workspace } from '../../src-renderer/store/workspace'
import { freshWorkspace, importRows, planOf, rowsOf, type Row } from '../ingest/importLog'
import { runs } from '../runs'

const HOUR = 3_600_000_000
const LOG = planOf({ mapping: { user: 'user', event: 'event', time: 'time', session: 'visit' } })
const PEOPLE = planOf({ table: 'people', kind: 'table', mapping: {}, timeFormat: null })

const zoe: Row = { user: 'zoe', email: 'z@z' }
const person = fc.constantFrom('ann-7', 'ann-7', 'bob', 'cyd', null)
const logRows = fc.array(
  fc.record({
    user: person,
    event: fc.constantFrom('x', 'y', 'ann-7'),
    time: fc.integer({ min: 0, max: 90 }).map((hour) => hour * HOUR),
    visit: fc.constantFrom('s1', 'ann-7', null),
    friend: person,
    email: fc.constantFrom('a@b', null),
    amount: fc.constantFrom(1.5, 2, null),
    props: fc.constantFrom('{"to":"ann-7"}', '{"to":"ann-77"}', null),
  }),
  { minLength: 1, maxLength: 16 },
)
const peopleRows = fc.array(fc.record({ user: person, email: fc.constantFrom('p@q', null) }), { maxLength: 5 })

/** What the rows are when somebody else is in the place of a user, from the definition: each cell by itself. */
function renamed(rows: readonly Row[], as: string): Row[] {
  return rows.map((row) => ({
    ...Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        name === 'event' ? value : value === 'ann-7' ? as : value === '{"to":"ann-7"}' ? `{"to":"${as}"}` : value,
      ]),
    ),
    ...(row['user'] === 'ann-7' ? { email: null } : {}),
  }))
}

/** Every row of a workspace, derived ones too, with ids in the place of keys. */
async function contentOf(workspace: Workspace): Promise<unknown> {
  const { tables, users, sources } = workspace.manifest
  const people = users === null ? [] : await rowsOf(workspace, [users])
  const all = await Promise.all(
    Object.values(tables).map(async (table) =>
      Promise.all(
        [table.partitions, table.userDays, table.sessions].map(async (entries) => ({
          dates: entries.map(({ date, lastDate, rows, minTs, maxTs }) => [date, lastDate, rows, minTs, maxTs]),
          rows: (await rowsOf(workspace, entries)).map((row) => ({
            ...row,
            user_key: row['user_key'] == null ? null : people[row['user_key'] as number]!['user_id'],
          })),
        })),
      ),
    ),
  )
  return { all, people, sources: sources.map(({ table, rows }) => [table, rows]), events: tables['log']!.events }
}

async function workspaceOf(log: readonly Row[], people: readonly Row[]): Promise<Workspace> {
  const workspace = await freshWorkspace('Europe/Berlin', new MemoryFiles())
  await importRows(workspace, log, LOG)
  await importRows(workspace, people, PEOPLE)
  return workspace
}

describe('anonymiseUser', () => {
  it('leaves what an import of the log under the other name leaves, row by row', async () => {
    await fc.assert(
      fc.asyncProperty(logRows, peopleRows, async (log, people) => {
        fc.pre(log.some(({ user }) => user === 'ann-7'))
        const first = [{ ...log[0]!, user: 'zoe', email: 'z@z' }, ...log]
        const workspace = await workspaceOf(first, [zoe, ...people])
        const done = await anonymiseUser(workspace, 'ann-7', { as: 'nobody', empty: ['email'] })
        expect(done).toMatchObject({ rows: log.filter(({ user }) => user === 'ann-7').length })
        expect(done.tableRows).toBe(people.filter(({ user }) => user === 'ann-7').length)
        const expected = await workspaceOf(renamed(first, 'nobody'), renamed([zoe, ...people], 'nobody'))
        expect(await contentOf(workspace)).toEqual(await contentOf(expected))
        const reopened = await Workspace.open(workspace.files)
        await reopened.verify()
        expect(reopened.damage).toEqual([])
      }),
      { numRuns: runs(40) },
    )
  }, 60_000)

  it('leaves no byte of the id in any file, and as many users, rows and sessions as before', async () => {
    const files = new MemoryFiles()
    const workspace = await freshWorkspace('UTC', files)
    const id = 'the-one-to-hide'
    await importRows(
      workspace,
      [
        { user: id, event: 'x', time: HOUR, visit: `${id}`, mail: 'secret@mail', note: `sent by ${id}.` },
        { user: 'bob', event: 'x', time: 2 * HOUR, visit: 's', mail: 'bob@mail', note: `["${id}"]` },
        { user: id, event: 'x', time: null, visit: 's', mail: 'secret@mail', note: '' },
      ],
      LOG,
    )
    await importRows(workspace, [{ user: id, mail: 'secret@mail' }], PEOPLE)
    const before = workspace.manifest
    const done = await anonymiseUser(workspace, id, { empty: ['mail'], words: true })
    expect(done).toMatchObject({ as: expect.stringMatching(/^anon-[0-9a-f]{16}$/) as string, rejects: 1, mentions: [] })
    for (const { path } of await files.list(''))
      for (const secret of [id, 'secret@mail'])
        expect(Buffer.from(await files.read(path)).includes(secret), `${path}: ${secret}`).toBe(false)
    const after = workspace.manifest
    const counts = ({ tables, users }: typeof before): unknown => [
      users!.rows,
      Object.values(tables).map(({ rows, sessions, userDays }) => [rows, sessions.length, userDays.length]),
    ]
    expect(counts(after)).toEqual(counts(before))
    expect((await rowsOf(workspace, after.tables['log']!.partitions)).map(({ mail }) => mail)).toEqual([
      null,
      'bob@mail',
    ])
  })

  it('gives a number to a user that is one, and refuses what would make two users one', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, [
      { user: 7, event: 'x', time: 1 },
      { user: 8, event: 'x', time: 2 },
    ])
    await importRows(workspace, [{ user: 7, city: 'Rome' }], { ...PEOPLE, types: { user: 'integer' } })
    const problem = (how: object): Promise<unknown> => anonymiseUser(workspace, '7', how)
    await expect(problem({ as: '8' })).rejects.toMatchObject({ code: 'bad-parameter', payload: { value: '8' } })
    await expect(problem({ as: 'me' })).rejects.toThrow(/holds users as numbers/)
    await expect(problem({ as: ' ' })).rejects.toMatchObject({ code: 'bad-parameter' })
    await expect(problem({ empty: ['town'] })).rejects.toThrow(/No table has a column “town”.*: city/)
    await expect(problem({ empty: ['event'] })).rejects.toMatchObject({ code: 'not-found' })
    await expect(anonymiseUser(workspace, '9')).rejects.toMatchObject({ code: 'not-found', payload: { what: 'user' } })
    const { as } = await anonymiseUser(workspace, '7')
    expect(Number(as)).toBeGreaterThanOrEqual(1e9)
    expect(await rowsOf(workspace, workspace.manifest.tables['people']!.partitions)).toMatchObject([
      { user: Number(as), city: 'Rome' },
    ])
  })
})
