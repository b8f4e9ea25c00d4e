import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localDayReader } from '../../src-renderer/model/zone'
import { holdsDay, shareDates } from '../../src-renderer/store/partitions'
import type { Workspace } from '../../src-renderer/store/workspace'
import { freshWorkspace, importRows, planOf, rowsOf } from './importLog'
import type { Row } from './importLog'
import { runs } from '../runs'

const MINUTE = 60_000_000
const DAY = 1440 * MINUTE
/** Two days before the clocks of Berlin go forward, so that a short log crosses a day of 23 hours. */
const START = Date.parse('2024-03-29T20:00:00Z') * 1000

interface Event {
  readonly user: string | null
  readonly time: number
  readonly session: string | null
}

/** Gaps are drawn near the limit of 30 minutes, where joining and parting are decided. */
const gap = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 31 }).map((minutes) => minutes * MINUTE) },
  { weight: 2, arbitrary: fc.constantFrom(30 * MINUTE - 1, 30 * MINUTE, 30 * MINUTE + 1, 0, 1) },
  { weight: 1, arbitrary: fc.integer({ min: 31, max: 1500 }).map((minutes) => minutes * MINUTE) },
)
const log = fc
  .array(
    fc.record({ user: fc.constantFrom('a', 'b', 'c', null), gap, session: fc.constantFrom('s1', 's2', 's3', null) }),
    { maxLength: 60 },
  )
  .map((steps) => {
    let time = START
    return steps.map((step): Event => ({ user: step.user, time: (time += step.gap), session: step.session }))
  })
/** A log, and for each event the import that brings it. */
const splitLog = fc.tuple(
  log,
  fc.array(fc.nat({ max: 4 }), { minLength: 60, maxLength: 60 }),
  fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
)

/**
 * The definition, read as plainly as it can be: one user's events in order; a gap above 30 minutes begins a session.
 */
function sessionsByDefinition(events: readonly Event[], byId: boolean): string[] {
  const groups = new Map<string, Event[]>()
  for (const event of events) {
    if (event.user === null || (byId && event.session === null)) continue
    const key = byId ? `${event.user} ${event.session ?? ''}` : event.user
    groups.set(key, [...(groups.get(key) ?? []), event])
  }
  const found: string[] = []
  for (const [key, group] of groups) {
    const times = group.map((event) => event.time).sort((x, y) => x - y)
    for (let from = 0; from < times.length;) {
      let to = from + 1
      while (to < times.length && (byId || times[to]! - times[to - 1]! <= 30 * MINUTE)) to++
      found.push(`${key} ${times[from]!} ${times[to - 1]!} ${to - from}`)
      from = to
    }
  }
  return found.sort()
}

async function storedSessions(workspace: Workspace, byId: boolean): Promise<string[]> {
  const { ids } = await workspace.readUsers()
  const dayOf = localDayReader(workspace.manifest.timezone)
  const found: string[] = []
  for (const entry of workspace.manifest.tables.log?.sessions ?? []) {
    for (const row of await rowsOf(workspace, [entry])) {
      expect(holdsDay(entry, dayOf(row.start_ts as number))).toBe(true)
      found.push(
        `${ids[row.user_key as number] ?? '?'}${byId ? ` ${String(row.session_id)}` : ''} ` +
          `${String(row.start_ts)} ${String(row.end_ts)} ${String(row.events)}`,
      )
    }
  }
  return found.sort()
}

/** No two derived files share a date, so that each session and each user's day is in one file alone. */
function checkDates(workspace: Workspace): void {
  const { userDays = [], sessions = [] } = workspace.manifest.tables.log ?? {}
  for (const entries of [userDays, sessions])
    for (const [index, entry] of entries.entries())
      for (const other of entries.slice(index + 1)) expect(shareDates(entry, other)).toBe(false)
}

async function storedUserDays(workspace: Workspace): Promise<string[]> {
  const { ids } = await workspace.readUsers()
  const rows = await rowsOf(workspace, workspace.manifest.tables.log?.userDays ?? [])
  return rows.map((row) => `${ids[row.user_key as number] ?? '?'} ${String(row.date)} ${String(row.events)}`).sort()
}

function userDaysByDefinition(events: readonly Event[], timezone: string): string[] {
  const dayOf = localDayReader(timezone)
  const counts = new Map<string, number>()
  for (const event of events)
    if (event.user !== null)
      counts.set(`${event.user} ${dayOf(event.time)}`, (counts.get(`${event.user} ${dayOf(event.time)}`) ?? 0) + 1)
  return [...counts].map(([key, count]) => `${key} ${count}`).sort()
}

describe('user days and sessions', () => {
  for (const byId of [false, true]) {
    it(`are the same for any split of a log into imports in any order, ${byId ? "by the file's own id" : 'by gaps'}`, async () => {
      const mapping = { user: 'user', time: 'time', ...(byId ? { session: 'session' } : {}) }
      await fc.assert(
        fc.asyncProperty(
          splitLog,
          fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu'),
          // A file a day, files of a few rows, and one of everything.
          fc.array(fc.constantFrom(0, 60, 300, 1e6), { minLength: 5, maxLength: 5 }),
          async ([events, imports, shuffle], timezone, ranges) => {
            const workspace = await freshWorkspace(timezone)
            for (let number = 0; number <= 4; number++) {
              const part = events.map((event, i) => ({ event, i })).filter(({ i }) => imports[i] === number)
              part.sort((x, y) => shuffle[x.i]! - shuffle[y.i]!)
              const rows = part.map(({ event }): Row => ({ ...event }))
              // A tiny budget makes days be written in several parts.
              await importRows(workspace, rows, planOf({ mapping, types: { session: 'string' } }), {
                rangeBytes: ranges[number]!,
                ...(number % 2 === 0 ? {} : { memoryBudgetBytes: 1 }),
              })
            }
            expect(await storedSessions(workspace, byId)).toEqual(sessionsByDefinition(events, byId))
            checkDates(workspace)
            expect(await storedUserDays(workspace)).toEqual(userDaysByDefinition(events, timezone))
            const users = await workspace.readUsers()
            for (let key = 0; key < users.count; key++) {
              const times = events.filter((event) => event.user === users.ids[key]).map((event) => event.time)
              expect([users.firstSeen(key), users.lastSeen(key)]).toEqual([Math.min(...times), Math.max(...times)])
            }
          },
        ),
        { numRuns: runs(70) },
      )
    })
  }

  it('rewrites only the files whose sessions change', async () => {
    const workspace = await freshWorkspace()
    const at = (day: number, minutes: number): number => (10 + day) * DAY + minutes * MINUTE
    const rows = (...times: number[]): Row[] => times.map((time) => ({ user: 'a', event: 'e', time }))
    await importRows(workspace, rows(at(0, 600), at(1, 1430), at(2, 5), at(3, 600), at(4, 600)))
    const before = workspace.manifest.tables.log!.sessions
    expect(before.map((entry) => [entry.date, entry.rows])).toEqual([
      ['1970-01-11', 1],
      ['1970-01-12', 1],
      ['1970-01-14', 1],
      ['1970-01-15', 1],
    ])
    // 00:20 of day 2 belongs to the session that began on day 1.
    await importRows(workspace, rows(at(2, 20)))
    const after = workspace.manifest.tables.log!.sessions
    expect(after.map((entry) => entry.date)).toEqual(before.map((entry) => entry.date))
    expect(after.map((entry, i) => entry.path === before[i]!.path)).toEqual([true, false, true, true])
    expect(await rowsOf(workspace, [after[1]!])).toEqual([
      { user_key: 0, start_ts: at(1, 1430), end_ts: at(2, 20), events: 3 },
    ])
  })

  it('moves a session to an earlier date, and drops a file that is left empty', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, [{ user: 'a', event: 'e', time: DAY + 10 * MINUTE }])
    await importRows(workspace, [{ user: 'a', event: 'e', time: DAY - 10 * MINUTE }])
    expect(
      workspace.manifest.tables.log!.sessions.map((entry) => [entry.date, entry.rows, entry.minTs, entry.maxTs]),
    ).toEqual([['1970-01-01', 1, DAY - 10 * MINUTE, DAY + 10 * MINUTE]])
  })
})
