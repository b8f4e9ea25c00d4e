import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { Engine } from '../../src-renderer/engine/engine'
import { EmptyTables } from '../../src-renderer/engine/emptyTables'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { runPlan } from '../../src-renderer/host/runPlan'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { analyses } from '../../queries/index'
import { EMPTY_MODEL } from '../../src-renderer/model/dataModel'
import { madeColumns } from '../../src-renderer/model/madeColumns'
import { catalogOf } from '../../src-renderer/query/session/catalog'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import { namedTables } from '../../src-renderer/query/session/namedTables'
import { askedTests, storedTables, tableNeeds } from '../../src-renderer/query/session/needs'
import { readReadingSql } from '../../src-renderer/query/session/readingSql'
import { Session } from '../../src-renderer/query/session/session'
import type { SessionStore } from '../../src-renderer/query/session/sessionAnswer'
import type { Workspace } from '../../src-renderer/store/workspace'
import { freshWorkspace, importRows, planOf, type Row } from '../ingest/importLog'
import { runs } from '../runs'
import { withoutStats } from './smallLog'

const DAY = 86_400_000_000
const engine = new Engine(nodeAssets())
afterAll(() => {
  engine.close()
})

const TYPES = {
  plan: 'string',
  code: 'string',
  seats: 'integer',
  price: 'double',
  beta: 'boolean',
  on: 'date',
  ended: 'timestamp',
} as const

const PLANS = ['pro', 'free', "it's", '', 'é', '\u{1D11E}', '\uFF5E', 'proper', "a' AND ‹3›>'b", 'line\nfeed']
const NUMBERS = [0.5, -0, 3, 0.1 + 0.2, 1 / 3, 1e300, -7.25, Number.NaN, Infinity, -Infinity, 5e-324]
const INTEGERS = ['3', '-1', '0', '9007199254740993', '9007199254740992', '9223372036854775807', '-9223372036854775808']
const DATES = ['1969-12-31', '2024-01-01', '2024-02-29', '0001-01-01']
const TIMES = ['1969-12-31T23:59:59.5Z', '2024-01-01T00:00:00.000001Z', '2024-02-29T00:00:00Z']

/** A value of a column, or none; a day has but a few of them, so that files differ. */
const cellsOfDay = fc.record({
  event: fc.subarray(['open', 'pay', 'é', 'x'], { minLength: 1 }),
  plan: fc.subarray([...PLANS, null], { minLength: 1, maxLength: 3 }),
  code: fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 40 }),
  seats: fc.subarray([...INTEGERS, null], { minLength: 1, maxLength: 3 }),
  price: fc.subarray([...NUMBERS, null], { minLength: 1, maxLength: 3 }),
  beta: fc.subarray(['true', 'false', null], { minLength: 1 }),
  on: fc.subarray([...DATES, null], { minLength: 1, maxLength: 2 }),
  ended: fc.subarray([...TIMES, null], { minLength: 1, maxLength: 2 }),
})

const log = fc.array(fc.tuple(cellsOfDay, fc.nat(), fc.integer({ min: 1, max: 50 })), { minLength: 2, maxLength: 5 })

function rowsOfLog(days: readonly (readonly [Readonly<Record<string, readonly unknown[]>>, number, number])[]): Row[] {
  return days.flatMap(([cells, seed, count], day) =>
    Array.from({ length: count }, (_, row): Row => {
      const values = Object.entries(cells).map(([name, pool], column) => [
        name,
        pool[(row * 7 + seed + column * row) % pool.length],
      ])
      return { ...(Object.fromEntries(values) as Row), user: `u${row % 5}`, time: day * DAY + row }
    }),
  )
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
const operator = fc.constantFrom('=', '<>', '<', '<=', '>', '>=', 'IS DISTINCT FROM', 'IS NOT DISTINCT FROM')
function comparing(columns: readonly string[], value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const column = fc.constantFrom(...columns)
  return fc.oneof(
    fc.tuple(column, operator, value).map((parts) => parts.join(' ')),
    fc.tuple(value, fc.constantFrom('=', '<', '>='), column).map((parts) => parts.join(' ')),
    fc.tuple(column, value, value).map(([one, a, b]) => `${one} BETWEEN ${a} AND ${b}`),
    fc
      .tuple(column, fc.array(value, { minLength: 1, maxLength: 4 }))
      .map(([one, of]) => `${one} IN (${of.join(', ')})`),
    fc.tuple(column, value).map(([one, of]) => `${one} IN (${of}, NULL)`),
    column.map((one) => `${one} IS NULL`),
    column.map((one) => `${one} IS NOT NULL`),
  )
}
const text = fc.oneof(fc.constantFrom(...PLANS, 'open', 'pay', 'x', 'u1', 'nobody'), fc.string({ unit: 'binary' }))
const number = fc
  .oneof(fc.constantFrom(...NUMBERS), fc.double(), fc.integer({ min: -3, max: 4 }))
  .map((value) => (Number.isFinite(value) ? String(value) : `'${String(value)}'::DOUBLE`))
const term = fc.oneof(
  comparing(['plan', 'code', 'event', 'user_id'], text.filter((one) => !one.includes('\0')).map(quoted)),
  comparing(['price', 'price', 'seats', 'user_key'], number),
  comparing(['seats', 'price'], fc.constantFrom(...INTEGERS, '2.5', '9007199254740994')),
  comparing(
    ['"on"', 'ended'],
    fc.constantFrom(...DATES).map((date) => `DATE '${date}'`),
  ),
  comparing(
    ['"on"', 'ended', 'ts'],
    fc.constantFrom(...TIMES, '1970-01-02').map((time) => `TIMESTAMP '${time.replace('Z', '')}'`),
  ),
  fc.constantFrom(
    'beta',
    'NOT beta',
    'beta = TRUE',
    'beta IS NOT TRUE',
    "plan LIKE 'pro%'",
    "plan LIKE '_ro'",
    "plan = 'PRO' COLLATE NOCASE",
    "upper(plan) = 'PRO'",
    "seats::VARCHAR = '3'",
    'price::INTEGER = 3',
    'TRY_CAST(plan AS INTEGER) = 3',
    'seats + 1 = 4',
    "ended::DATE = '2024-01-01'",
    "plan = 'line' || chr(10) || 'feed'",
    "plan = 'a' || chr(0) AND code = chr(10) || 'price>5.0' || chr(0)",
    'seats IN (SELECT max(seats) FROM log)',
    '_line > 3',
    "plan = ANY(['pro', 'x'])",
    "CASE WHEN beta THEN plan = 'pro' ELSE price > 1 END",
  ),
)
const condition = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    { weight: 3, arbitrary: term },
    fc.tuple(tie('node'), fc.constantFrom('AND', 'OR'), tie('node')).map(([a, joint, b]) => `(${a} ${joint} ${b})`),
    tie('node').map((one) => `NOT (${one})`),
    tie('node').map((one) => `coalesce(${one}, FALSE)`),
  ),
})).node

let workspace: Workspace

/** Which dates' files a text reads of the log, and how many there are. */
async function datesRead(sql: string): Promise<readonly (string | null)[]> {
  const tables = storedTables(workspace.manifest)
  const made = madeColumns(catalogOf(workspace.manifest).tables, EMPTY_MODEL)
  const { named, unions } = namedTables({ model: EMPTY_MODEL, tables, made })
  const empty = new EmptyTables(engine)
  await empty.define(named, unions)
  const { reads } = await readReadingSql(sql, empty, engine)
  const need = tableNeeds(reads, tables, undefined, new Set(), askedTests(reads)).find(({ name }) => name === 'log')
  return need?.partitions.map(({ date }) => date) ?? []
}

describe('files whose statistics rule out what is asked', () => {
  it('are left out where no row of theirs meets the condition, and only there', async () => {
    let [left, all] = [0, 0]
    await fc.assert(
      fc.asyncProperty(log, fc.array(condition, { minLength: 10, maxLength: 10 }), async (days, conditions) => {
        workspace = await freshWorkspace()
        await importRows(workspace, rowsOfLog(days), planOf({ types: TYPES }))
        await engine.clear()
        const session = new Session(workspace, engine)
        for (const one of conditions) {
          // Materialized first, so that no condition reaches the files.
          const sql = `WITH every AS MATERIALIZED (FROM log) SELECT DISTINCT ts::DATE::VARCHAR AS date FROM every WHERE ${one}`
          const run = await session.run({ sql }).catch(() => null)
          if (run === null) continue
          const needed = readArrowResult(run.ipc).column('date')
          const read = await datesRead(`SELECT * FROM log WHERE ${one}`)
          expect([one, needed.filter((date) => !read.includes(date as string))]).toEqual([one, []])
          left += days.length - read.length
          all += days.length
        }
      }),
      { numRuns: runs(25) },
    )
    expect(left).toBeGreaterThan(all / 10)
  }, 300_000)
})

/** A day after the other, of which each has a version, a campaign and orders of its own. */
async function releases(): Promise<Workspace> {
  const made = await freshWorkspace()
  const rows = Array.from({ length: 40 }, (_, at): Row => ({
    user: `u${at % 3}`,
    event: at % 10 === 9 ? `sale ${Math.floor(at / 10)}` : 'open',
    version: `4.${Math.floor(at / 4)}`,
    order: at >= 20 ? `A-${1000 + at}` : null,
    paid: at,
    time: at * 6 * (DAY / 24),
  }))
  await importRows(made, rows, planOf({ types: { version: 'string', order: 'string', paid: 'integer' } }))
  return made
}

interface Told {
  readonly rows: readonly unknown[]
  readonly files: number
  readonly read: number
}

/** What is answered in a session of its own, of how many files as it says, and how many of the log were read. */
async function answered(store: SessionStore, plan: QueryPlan): Promise<Told> {
  const read = new Set<string>()
  const counted: SessionStore = {
    get manifest() {
      return store.manifest
    },
    reload: () => store.reload(),
    readPartition: (entry) => {
      if (entry.path.startsWith('tables/log/date=')) read.add(entry.path)
      return store.readPartition(entry)
    },
  }
  await engine.clear()
  const session = new Session(counted, engine)
  const answer = await runPlan(session, plan)
  await session.end()
  return { rows: readArrowResult(answer.ipc).rows(), files: answer.filesRead.read, read: read.size }
}

describe('of ten files', () => {
  it.each([
    ["version = '4.3'", 1],
    ["version IN ('4.3', '4.7')", 2],
    ["version > '4.7' AND user_id = 'u1'", 2],
    ['paid BETWEEN 10 AND 13', 2],
    ['paid > 37', 1],
    ["event = 'sale 1' OR event = 'sale 3'", 2],
    ["event = 'sale 1' OR paid = 0", 10],
    ['"order" = \'A-1039\'', 1],
    ['"order" IS NOT NULL', 5],
    ['"order" IS NULL', 5],
    ['"order" LIKE \'A-102%\'', 3],
    ["event LIKE 'sale%'", 4],
    ["version = '5'", 0],
    ["lower(version) = '4.3'", 10],
    ["event = 'open'", 10],
  ])('%s reads %i', async (condition, files) => {
    const workspace = await releases()
    const plan = { sql: `SELECT user_id, event, paid FROM log WHERE ${condition} ORDER BY paid` }
    const found = await answered(workspace, plan)
    const all = await answered(withoutStats(workspace), plan)
    expect(found).toEqual({ rows: all.rows, files, read: files })
    expect(all.read).toBe(10)
  })

  it('those are read that any part of a text asks for, and all where one takes all', async () => {
    const workspace = await releases()
    const read = async (sql: string): Promise<number> => (await answered(workspace, { sql })).read
    const of = (version: string): string => `SELECT paid FROM log WHERE version = '${version}'`
    expect(await read(`${of('4.1')} UNION ALL ${of('4.2')}`)).toBe(2)
    expect(await read(`SELECT * FROM (${of('4.1')}) a JOIN log b USING (paid)`)).toBe(10)
    expect(await read(`SELECT (${of('4.1')} LIMIT 1), count(*) FROM log`)).toBe(10)
    expect(await read(`SELECT count(*) FROM all_events WHERE version = '4.1'`)).toBe(1)
    expect(await read(`SELECT count(*) FILTER (version = '4.1') FROM log`)).toBe(10)
    expect(await read(`SELECT version AS "‹1›" FROM log WHERE version = '4.1'`)).toBe(1)
  })

  // Who comes to a funnel and passes no filter is counted of all files.
  it.each([
    ['trends', true],
    ['active-users', true],
    ['top-paths', true],
    ['session-entries', true],
    ['funnel', false],
  ])('%s of two versions reads those that have them, by kernel and by SQL', async (name, isWhole) => {
    const workspace = await releases()
    const analysis = analyses.find((one) => one.name === name)!
    const filter = [{ column: 'version', op: 'in', value: ['4.2', '4.3'] }]
    const given = { filter, ...(name === 'funnel' ? { steps: ['open', 'sale 1'] } : {}) }
    const parameters = readParameters(analysis.parameters, given)
    const { leftOut = [], ...rest } = analysis.plan(parameters, catalogOf(workspace.manifest), null)
    const plan = isWhole ? { ...rest, leftOut } : rest
    const { sequence: _sequence, scan: _scan, ...bySql } = plan
    const [one, other] = [await answered(workspace, plan), await answered(workspace, bySql)]
    const all = await answered(withoutStats(workspace), plan)
    expect([one.rows, other.rows]).toEqual([all.rows, all.rows])
    expect([one.read, other.read, all.read]).toEqual([2, 2, 10])
  })
})
