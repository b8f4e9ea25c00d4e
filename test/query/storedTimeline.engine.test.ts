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
]

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
  })
  .map(({ filter, where, columns }) => ({ filter: `coalesce(${filter}, FALSE)`, where, columns }))

function asked(
  { filter, where, columns }: { filter: string; where: string; columns: readonly SequenceRequest['columns'][string][] },
  isStored: boolean,
): SequenceRequest {
  return {
    analysis: 'any',
    values: {},
    rule: '',
    from: `(SELECT * FROM main."log" WHERE user_key IS NOT NULL AND ${filter})`,
    ...(isStored ? { stored: { table: 'log', from: 'main."log"', where: filter } } : {}),
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

async function timelineOf(session: Session, sequence: SequenceRequest): Promise<Timeline> {
  const { from, where } = sequence
  const plan = { sql: `SELECT * FROM ${from} WHERE ${where}`, sequence }
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
        async (rows, later, requests) => {
          const workspace = await logOf(rows, later)
          const [stored, bySql] = [new Session(workspace, engine), new Session(withoutStats(workspace), engine)]
          inserted.mockClear()
          const read: unknown[] = []
          for (const one of requests) read.push(told(await timelineOf(stored, asked(one, true)), asked(one, true)))
          expect(inserted.mock.calls.every(([table]) => table === 'asked')).toBe(true)
          await stored.end()
          for (const [index, one] of requests.entries())
            expect(read[index], JSON.stringify(one)).toEqual(
              told(await timelineOf(bySql, asked(one, false)), asked(one, false)),
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
    ['a local date', { kind: 'flag', sql: "(local_date(ts) > DATE '2024-01-02')" }],
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
