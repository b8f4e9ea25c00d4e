import fc from 'fast-check'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import type { Cell } from '../../src-renderer/ingest/contract'
import type { SequenceRequest } from '../../src-renderer/query/contract/plan'
import { Session } from '../../src-renderer/query/session/session'
import type { Timeline } from '../../src-renderer/sequence/timeline'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { Workspace } from '../../src-renderer/store/workspace'
import { importRows, withoutStats } from './smallLog'

const engine = new Engine(nodeAssets())
afterAll(() => {
  engine.close()
})

const NAMES = ['user', 'event', 'time', 'visit', 'plan', 'seats', 'price', 'beta', 'day', 'ended']
const ROLES = { user: 'user', event: 'event', time: 'time', session: 'visit' }
const TYPES = {
  plan: 'string',
  seats: 'integer',
  price: 'double',
  beta: 'boolean',
  day: 'date',
  ended: 'timestamp',
} as const

const row = fc.tuple(
  fc.constantFrom('ann', 'bob', 'cec', 'dan', null),
  fc.constantFrom('open', 'pay', 'é', ''),
  fc.integer({ min: 0, max: 4 * 86_400 }).map((at) => new Date(Date.UTC(2024, 0, 1) + at * 1000).toISOString()),
  fc.option(fc.integer({ min: 0, max: 40 }).map((id) => `visit ${id}`)),
  fc.constantFrom('pro', 'free', "it's", '7', null),
  fc.constantFrom('3', '-1', '9007199254740993', null),
  fc.constantFrom('0.5', '-0', '1e300', null),
  fc.constantFrom('true', 'false', null),
  fc.constantFrom('2024-01-01', '1969-12-31', null),
  fc.constantFrom('2024-01-01T00:00:00.000001Z', '1969-12-31T23:59:59.5Z', null),
)

const ROW_SQL = [
  'TRUE',
  'FALSE',
  "event = 'pay'",
  "event = 'pay' OR plan = 'pro'",
  "plan <> 'pro' AND seats > 0",
  'seats IS NULL',
  'beta',
  "day < DATE '2000-01-01'",
  'price + seats > 1',
  "ended >= TIMESTAMP '2024-01-01'",
  "local_date(ts) >= DATE '2024-01-03'",
  "event = 'pay' AND LOCAL_DATE( ts ) < DATE '2024-01-03'",
  "local_date(ts) = day OR local_date(ts) IN (DATE '2024-01-02', DATE '2024-01-04')",
  "(local_date(ts) >= DATE '2024-01-03') AND FALSE",
]
const TEXT_SQL = [
  'session_id',
  'plan',
  '"plan"',
  'event::VARCHAR',
  "CASE WHEN beta THEN plan ELSE 'no' END",
  'seats',
  'day',
]
const NUMBER_SQL = [
  'price',
  'seats',
  'coalesce(TRY_CAST(plan AS DOUBLE), 0)',
  'epoch_us(ended)',
  'CASE WHEN plan IS NULL THEN price END',
  "local_date(ts) - DATE '1970-01-01'",
  "datediff('week', DATE '1970-01-05', local_date(ts)) + local_date(ts).day()",
]
const USERS_SQL = [
  "user_key NOT IN (SELECT user_key FROM main.all_users WHERE user_id = 'ann')",
  "user_key IN (SELECT user_key FROM main.log WHERE event = 'pay' AND local_date(ts) > DATE '2024-01-02')",
]
const ZONES = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia']

const column = fc.oneof(
  fc.constantFrom(...ROW_SQL).map((sql) => ({ kind: 'flag' as const, sql: `(${sql})` })),
  fc.constantFrom(...TEXT_SQL).map((sql) => ({ kind: 'text' as const, sql })),
  fc.constantFrom(...TEXT_SQL).map((sql) => ({ kind: 'key' as const, sql })),
  fc.constantFrom(...NUMBER_SQL).map((sql) => ({ kind: 'number' as const, sql })),
)

const request = fc
  .record({
    filter: fc.constantFrom(...ROW_SQL),
    where: fc.constantFrom(...ROW_SQL),
    columns: fc.array(column, { maxLength: 5 }),
    there: fc.subarray(['plan', 'seats', 'session_id'], { maxLength: 2 }),
    users: fc.option(fc.constantFrom(...USERS_SQL)),
  })
  .map(({ filter, ...rest }) => ({ filter: `coalesce(${filter}, FALSE)`, ...rest }))

interface Question {
  readonly filter: string
  readonly where: string
  readonly columns: readonly SequenceRequest['columns'][string][]
  readonly there?: readonly string[]
  readonly users?: string | null
}

function asked({ filter, where, columns, there = [], users = null }: Question, isStored: boolean): SequenceRequest {
  const whose = users === null ? {} : { users }
  const which = ['user_key IS NOT NULL', filter, users ?? 'TRUE', ...there.map((one) => `${one} IS NOT NULL`)]
  return {
    analysis: 'any',
    values: {},
    rule: '',
    from: `(SELECT * FROM main."log" WHERE ${which.map((one) => `(${one})`).join(' AND ')})`,
    ...(isStored ? { stored: { table: 'log', from: 'main."log"', where: filter, there, ...whose } } : {}),
    where,
    columns: Object.fromEntries(columns.map((one, index) => [`c${index}`, one])),
  }
}

/** What a timeline says, row by row; keys by which row of theirs is the first. */
function told(timeline: Timeline, { columns }: SequenceRequest): unknown {
  const cells = Object.entries(columns).map(([name, { kind }]) => {
    if (kind === 'flag') return [...timeline.flag(name)]
    if (kind === 'number') return [...timeline.number(name)]
    if (kind === 'key') return [...timeline.key(name)].map((key, _, keys) => (key < 0 ? -1 : keys.indexOf(key)))
    const { codes, texts } = timeline.text(name)
    return [...codes].map((code) => (code < 0 ? null : texts[code]))
  })
  return { keys: [...timeline.keys], starts: [...timeline.starts], at: [...timeline.at], cells }
}

/** Rows as texts, users apart: those of one moment in any order, as they have no place in the log. */
function inOrder(timeline: Timeline, { columns }: SequenceRequest): readonly string[] {
  return [...timeline.keys]
    .flatMap((key, user) =>
      [...timeline.at.subarray(timeline.starts[user], timeline.starts[user + 1])].map((at, nth) => {
        const index = timeline.starts[user]! + nth
        const cells = Object.entries(columns).map(([name, { kind }]) =>
          kind === 'flag' ? timeline.flag(name)[index] : timeline.number(name)[index],
        )
        return JSON.stringify([key, at, ...cells])
      }),
    )
    .toSorted()
}

async function timelineOf(session: Session, sequence: SequenceRequest, timezone = 'UTC'): Promise<Timeline> {
  const { from, where } = sequence
  const plan = { sql: `SELECT * FROM ${from} WHERE ${where}`, sequence, timezone }
  return (await session.timeline(plan, sequence))!.timeline
}

async function logOf(rows: readonly (readonly Cell[])[], later: readonly (readonly Cell[])[]): Promise<Workspace> {
  const workspace = await Workspace.create(new MemoryFiles(), { timezone: 'UTC', weekStart: 1 })
  await importRows(workspace, 'a.csv', rows, { table: 'log', mapping: ROLES, types: TYPES }, NAMES)
  // A later import without some of the columns.
  const few = later.map((one) => one.slice(0, 4))
  await importRows(workspace, 'b.csv', few, { table: 'log', mapping: ROLES, types: {} }, NAMES.slice(0, 4))
  return workspace
}

describe('a timeline that is read from its files', () => {
  it('is the one that the engine gives, and no row goes into the engine for it', async () => {
    const inserted = vi.spyOn(engine, 'insert')
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 40 }),
        fc.array(row, { minLength: 1, maxLength: 10 }),
        fc.array(request, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...ZONES),
        async (rows, later, requests, zone) => {
          const workspace = await logOf(rows, later)
          const [stored, bySql] = [new Session(workspace, engine), new Session(withoutStats(workspace), engine)]
          inserted.mockClear()
          const read: unknown[] = []
          const isOwn = requests.every(({ users }) => users === null)
          for (const one of requests)
            read.push(told(await timelineOf(stored, asked(one, true), zone), asked(one, true)))
          if (isOwn) expect(inserted.mock.calls.every(([table]) => table === 'asked')).toBe(true)
          await stored.end()
          for (const [index, one] of requests.entries())
            expect(read[index], JSON.stringify(one)).toEqual(
              told(await timelineOf(bySql, asked(one, false), zone), asked(one, false)),
            )
          await bySql.end()
        },
      ),
      { numRuns: 15 },
    )
  })

  it.each([
    ['a window over other rows', { kind: 'number', sql: 'row_number() OVER (ORDER BY ts)' }],
    ['a look at another table', { kind: 'flag', sql: 'user_key IN (SELECT user_key FROM all_users WHERE is_test)' }],
    ['a name from the dictionary', { kind: 'text', sql: 'user_id' }],
    ['a place in the log', { kind: 'number', sql: '_line' }],
    ['the local date of another time', { kind: 'flag', sql: "(local_date(ended) > DATE '2024-01-02')" }],
    ['a local date beside a user', { kind: 'number', sql: 'user_key + local_date(ts).day()' }],
    ['a local time', { kind: 'number', sql: 'epoch_us(local_time(ts))' }],
    ['chance', { kind: 'flag', sql: '(random() > 2)' }],
  ] as const)('is left to the engine for %s', async (_what, one) => {
    const workspace = await logOf(
      [['ann', 'open', '2024-01-03T00:00:00Z', 'v', 'pro', '1', '2', 'true', null, null]],
      [['bob', 'pay', '2024-01-01T00:00:00Z', null]],
    )
    const inserted = vi.spyOn(engine, 'insert')
    const session = new Session(workspace, engine)
    const question = asked({ filter: 'TRUE', where: 'TRUE', columns: [one] }, true)
    const timeline = await timelineOf(session, question)
    expect(inserted.mock.calls.some(([table]) => String(table).startsWith('log'))).toBe(true)
    expect(told(timeline, question)).toEqual(
      told(
        await timelineOf(
          new Session(workspace, engine),
          asked({ filter: 'TRUE', where: 'TRUE', columns: [one] }, false),
        ),
        question,
      ),
    )
  })

  it('is the one that the engine gives of what is derived of events, too', async () => {
    const kinds = [
      {
        table: 'log_sessions',
        time: 'start_ts',
        columns: {
          date: { kind: 'number', sql: "local_date(start_ts) - DATE '1970-01-01'" },
          end: { kind: 'number', sql: 'epoch_us(end_ts)' },
          bounce: { kind: 'flag', sql: '(events = 1)' },
        },
      },
      { table: 'log_user_days', time: 'date', columns: { day: { kind: 'number', sql: 'date.day() + events' } } },
    ] as const
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(...ZONES),
        fc.option(fc.constantFrom(...USERS_SQL)),
        async (rows, zone, users) => {
          const workspace = await logOf(rows, [])
          for (const { table, time, columns } of kinds) {
            const there = time === 'date' ? [] : ['session_id']
            const where = [users ?? 'TRUE', ...there.map((one) => `${one} IS NOT NULL`)].join(' AND ')
            const request: SequenceRequest = {
              ...asked({ filter: 'TRUE', where: 'TRUE', columns: [] }, false),
              from: `(SELECT *, ${time}::TIMESTAMP AS ts, 0 AS _source FROM main.${table} WHERE ${where})`,
              columns,
            }
            const whose = users === null ? {} : { users }
            const stored = { table, from: `main.${table}`, where: 'TRUE', there, time, ...whose }
            const inserted = vi.spyOn(engine, 'insert').mockClear()
            const read = await timelineOf(new Session(workspace, engine), { ...request, stored }, zone)
            if (users === null) expect(inserted.mock.calls.every(([name]) => name === 'asked')).toBe(true)
            const bySql = await timelineOf(new Session(workspace, engine), request, zone)
            expect(inOrder(read, request)).toEqual(inOrder(bySql, request))
          }
        },
      ),
      { numRuns: 12 },
    )
  })

  it('says what is missing, and reads the rest', async () => {
    const files = new MemoryFiles()
    const workspace = await Workspace.create(files, { timezone: 'UTC', weekStart: 1 })
    const rows = ['01', '02'].map((day) => ['ann', 'open', `2024-01-${day}T00:00:00Z`, 'v'])
    await importRows(workspace, 'a.csv', rows, { table: 'log', mapping: ROLES, types: {} }, NAMES.slice(0, 4))
    await files.remove(workspace.manifest.tables['log']!.partitions[0]!.path)
    const question = asked({ filter: 'TRUE', where: 'TRUE', columns: [{ kind: 'key', sql: 'session_id' }] }, true)
    const found = await new Session(workspace, engine).timeline({ sql: `FROM main.log`, sequence: question }, question)
    expect(found?.timeline.rows).toBe(1)
    expect(found?.about.notes.map(({ kind }) => kind)).toEqual(['missing'])
  })
})
