import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dropDays, previewDrop } from '../../src-renderer/ingest/retention/dropDays'
import { localDayReader, dayToIso, isoToDay } from '../../src-renderer/model/zone'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { takeBack, stepBetween } from '../../src-renderer/store/takeBack'
import { Workspace } from '../../src-renderer/store/workspace'
import { freshWorkspace, importRows, planOf, rowsOf, type Row } from './importLog'
import { runs } from '../runs'

const ZONE = 'America/New_York'
const HOUR = 3_600_000_000
const dayOf = localDayReader(ZONE)
const dateOf = (row: Row): string => dayToIso(dayOf(row['time'] as number))

const rows = fc
  .array(
    fc.record({
      user: fc.constantFrom('ann', 'bob', 'cyd', null),
      event: fc.constantFrom('x', 'y'),
      time: fc.integer({ min: 0, max: 24 * 6 * 4 }).map((quarter) => (quarter * HOUR) / 4),
      plan: fc.constantFrom('pro', 'free', null),
    }),
    { minLength: 2, maxLength: 24 },
  )
  .map((list) => [{ user: 'zoe', event: 'x', time: 10 * 24 * HOUR, plan: 'pro' }, ...list])

/** The log as a workspace says it, with ids in place of keys. */
async function contentOf(workspace: Workspace): Promise<unknown> {
  const table = workspace.manifest.tables['log']!
  const people = await rowsOf(workspace, [workspace.manifest.users!])
  const named = async (list: 'partitions' | 'userDays' | 'sessions'): Promise<string[]> =>
    (await rowsOf(workspace, table[list]))
      .map(({ _source, ...row }) =>
        JSON.stringify({
          ...row,
          user_key: row['user_key'] == null ? null : people[row['user_key'] as number]!['user_id'],
        }),
      )
      .sort()
  return {
    lists: await Promise.all([named('partitions'), named('userDays'), named('sessions')]),
    counts: [table.rows, table.rowsWithoutUser],
    events: [...(table.events ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

interface Reference {
  readonly daily: readonly unknown[]
  readonly active: readonly unknown[]
  readonly totals: readonly unknown[]
}

/** From the definition: each day, event and plan by itself, each day, each user. */
function rollUpOf(dropped: readonly Row[]): Reference {
  const distinct = <T>(list: readonly T[]): T[] => [...new Set(list)].sort()
  const usersIn = (list: readonly Row[]): number =>
    new Set(list.map(({ user }) => user).filter((one) => one !== null)).size
  const days = distinct(dropped.map(dateOf))
  return {
    daily: days.flatMap((date) =>
      distinct(dropped.map(({ event }) => event as string)).flatMap((event) =>
        ['free', 'pro', null].flatMap((plan) => {
          const cell = dropped.filter((row) => dateOf(row) === date && row['event'] === event && row['plan'] === plan)
          return cell.length === 0 ? [] : [JSON.stringify([date, event, plan, cell.length, usersIn(cell)])]
        }),
      ),
    ),
    active: days.map((date) => {
      const day = dropped.filter((row) => dateOf(row) === date)
      return [date, day.length, usersIn(day)]
    }),
    totals: distinct(dropped.flatMap(({ user }) => (user === null ? [] : [user as string]))).map((user) => {
      const own = dropped.filter((row) => row['user'] === user)
      const times = own.map(({ time }) => time as number)
      return [user, Math.min(...times), Math.max(...times), own.length, distinct(own.map(dateOf)).length]
    }),
  }
}

async function rolledUp(workspace: Workspace): Promise<Reference> {
  const of = async (name: string): Promise<Record<string, unknown>[]> =>
    rowsOf(workspace, workspace.manifest.tables[`log_${name}`]?.partitions ?? [])
  const iso = (day: unknown): string => dayToIso(day as number)
  return {
    daily: (await of('daily')).map((row) =>
      JSON.stringify([iso(row['date']), row['event'], row['plan'], row['events'], row['users']]),
    ),
    active: (await of('active')).map((row) => [iso(row['date']), row['events'], row['users']]),
    totals: (await of('totals')).map(({ _source, ...row }) => Object.values(row)),
  }
}

describe('dropDays', () => {
  it('leaves a log as if the rows before a date had never been imported, and counts what went', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.integer({ min: 0, max: 5 }),
        fc.constantFrom(0, 500, 1e6),
        async (log, cut, rangeBytes) => {
          const before = dayToIso(isoToDay('1970-01-01') + cut)
          const isKept = (row: Row): boolean => dateOf(row) >= before
          const workspace = await freshWorkspace(ZONE)
          const half = log.length >>> 1
          await importRows(workspace, log.slice(0, half), planOf(), { rangeBytes })
          await importRows(workspace, log.slice(half), planOf(), { rangeBytes })
          const dropped = log.filter((row) => !isKept(row))
          const preview = await previewDrop(workspace, 'log', { before })
          const files = workspace.manifest.revision
          expect(await dropDays(workspace, 'log', { before }, { rollUp: ['plan'] })).toEqual(preview)
          const dates = dropped.map(dateOf).sort()
          expect(preview).toEqual({
            ...{ table: 'log', before, rows: dropped.length, rowsLeft: log.length - dropped.length },
            ...{ firstDate: dates[0] ?? null, lastDate: dates.at(-1) ?? null },
          })
          expect(workspace.manifest.revision).toBe(dropped.length === 0 ? files : files + 1)
          const expected = await freshWorkspace(ZONE)
          await importRows(expected, log.filter(isKept))
          expect(await contentOf(workspace)).toEqual(await contentOf(expected))
          const sourceRows = workspace.manifest.sources.flatMap((one) => (one.table === 'log' ? [one.rows] : []))
          expect(sourceRows).toEqual([log.slice(0, half), log.slice(half)].map((part) => part.filter(isKept).length))
          const reference = rollUpOf(dropped)
          const found = await rolledUp(workspace)
          expect({ ...found, daily: [...found.daily].sort() }).toEqual({
            ...reference,
            daily: [...reference.daily].sort(),
          })
          await workspace.cleanLitter()
          const reopened = await Workspace.open(workspace.files)
          await reopened.verify()
          expect(reopened.damage).toEqual([])
        },
      ),
      { numRuns: runs(60) },
    )
  }, 60_000)

  it('adds to the counts of days that went earlier, and joins the totals of users', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 5 }), async (log, cut) => {
        const once = await freshWorkspace(ZONE)
        await importRows(once, log)
        const before = dayToIso(cut)
        await dropDays(once, 'log', { before }, { rollUp: ['plan'] })
        const twice = await freshWorkspace(ZONE)
        await importRows(twice, log)
        await dropDays(twice, 'log', { before: dayToIso(cut - 1) }, { rollUp: ['plan'] })
        await dropDays(twice, 'log', { before }, { rollUp: ['plan'] })
        expect(await rolledUp(twice)).toEqual(await rolledUp(once))
        expect(await contentOf(twice)).toEqual(await contentOf(once))
      }),
      { numRuns: runs(30) },
    )
  }, 60_000)

  it('keeps the last so many days of the data, can be taken back, and refuses what makes no sense', async () => {
    const workspace = await freshWorkspace('UTC', new MemoryFiles())
    const log = [0, 1, 2, 9].map((day) => ({ user: 'ann', event: 'x', time: day * 24 * HOUR }))
    await importRows(workspace, log)
    await importRows(workspace, [{ shop: 1 }], planOf({ table: 'shops', kind: 'table', mapping: {}, timeFormat: null }))
    const before = workspace.manifest
    expect(await dropDays(workspace, 'log', { keepDays: 8 }, { rollUp: null })).toMatchObject({
      ...{ before: '1970-01-03', rows: 2, rowsLeft: 2, firstDate: '1970-01-01', lastDate: '1970-01-02' },
    })
    expect(Object.keys(workspace.manifest.tables)).toEqual(['log', 'shops'])
    await takeBack(workspace, stepBetween(before, workspace.manifest)!)
    expect(workspace.manifest.tables['log']!.rows).toBe(4)
    const drop = (name: string, which: Parameters<typeof dropDays>[2], rollUp: string[] | null = null) =>
      dropDays(workspace, name, which, { rollUp })
    await expect(drop('logs', { keepDays: 1 })).rejects.toMatchObject({ code: 'not-found' })
    await expect(drop('shops', { keepDays: 1 })).rejects.toThrow(/has no events/)
    await expect(drop('log', { before: '1970-01-11' })).rejects.toThrow(/nothing would be left/)
    await expect(drop('log', { keepDays: 1 }, ['plan'])).rejects.toThrow(/no column “plan” to count by/)
    await importRows(
      workspace,
      [{ a: 1 }],
      planOf({ table: 'log_daily', kind: 'table', mapping: {}, timeFormat: null }),
    )
    await expect(drop('log', { keepDays: 1 }, [])).rejects.toThrow(/“log_daily” has other columns/)
    expect(workspace.manifest.tables['log']!.rows).toBe(4)
  })
})
