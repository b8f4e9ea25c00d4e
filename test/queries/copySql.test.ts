import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activeUsers } from '../../queries/activity/active-users'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { shellSql } from '../../src-renderer/query/session/shellSql'
import type { Manifest, TableEntry } from '../../src-renderer/store/manifest'
import { analyses, caseOf } from './cases'
import { NativeDuckdb, type Row } from './nativeDuckdb'
import { samplesOf } from './questions'
import { runs } from '../runs'

/** How many choices with rows each analysis is asked. */
const CHOICES = runs(2)

/** The part of a manifest that shellSql() reads, of the tables that the test bed has. */
function manifestOf(catalog: Catalog): Manifest {
  const entry = ({ name, kind, columns, rows, minTs, maxTs }: Catalog['tables'][number]): TableEntry => ({
    name,
    kind,
    columns,
    mapping: {},
    partitions: [{ path: name, date: null, rows, bytes: 1, minTs, maxTs, sha256: '' }],
    userDays: [],
    sessions: [],
    rejects: [],
    rows,
    rejected: 0,
    rowsWithoutUser: 0,
  })
  return {
    format: 1,
    revision: 1,
    createdAt: '',
    timezone: catalog.timezone,
    weekStart: catalog.weekStart,
    tables: Object.fromEntries(catalog.tables.map((one) => [one.name, entry(one)])),
    sources: [],
    users: null,
  }
}

const inOrder = (rows: readonly Row[]): readonly string[] => rows.map((row) => JSON.stringify(row)).sort()

let db: NativeDuckdb
let shell: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
  shell = await NativeDuckdb.open()
})
afterAll(() => {
  db.close()
  shell.close()
})

async function forgetMacros(): Promise<void> {
  const [row] = await shell.query('SELECT current_database() AS own')
  for (const name of ['local_time', 'local_date'])
    for (const database of ['temp', 'memory', String(row!['own'])])
      await shell.execute(`DROP MACRO IF EXISTS ${database}.main.${name}`)
}

/** Gives a shell the same tables, but no macro of Lathe's: the text brings those. */
async function giveTables(): Promise<void> {
  for (const statement of db.statements.splice(0)) await shell.execute(statement)
  await forgetMacros()
  await expect(shell.query("SELECT local_date(TIMESTAMP '2024-01-01')")).rejects.toThrow('local_date')
}

type Reach = Parameters<typeof shellSql>[3]

/** Compares the rows of the plan with those that a shell gives for the text of "Copy SQL"; whether there are any. */
async function both(analysis: Analysis, values: ParameterValues, reaches: readonly Reach[]): Promise<boolean> {
  const plan = analysis.plan(values, db.catalog, null)
  const read = db.catalog.tables.map((table) => table.name)
  const expected = await db.run(plan)
  for (const reach of reaches) {
    const text = shellSql(plan, manifestOf(db.catalog), read, reach)
    await forgetMacros()
    expect(inOrder(await shell.query(text)), text).toEqual(inOrder(expected))
  }
  return expected.length > 0
}

describe('the text of "Copy SQL" in a DuckDB shell', () => {
  it.each(analyses)('gives the rows of $name', async (analysis) => {
    const place = analyses.indexOf(analysis)
    const own = caseOf(analysis)
    let answered = 0
    for await (const choice of samplesOf(db, own)) {
      await giveTables()
      const values = readParameters(analysis.parameters, own.asked(choice))
      // The macros' reach is the same text for all: each is asked of every other choice.
      if (await both(analysis, values, [(place + answered) % 2 === 0 ? 'wide' : 'data'])) answered += 1
      if (answered === CHOICES) break
    }
    expect(answered, 'answers with rows').toBe(CHOICES)
  })

  it('quotes what was chosen', async () => {
    const plan = "pro's\nown"
    await db.load({
      name: 'log',
      events: [plan, 'free', null].map((one, index) => ({
        user: `u${index}`,
        event: 'x',
        ts: '2024-03-10',
        more: { plan: one },
      })),
    })
    await giveTables()
    const values = readParameters(activeUsers.parameters, { filter: [{ column: 'plan', op: '=', value: plan }] })
    expect(await both(activeUsers, values, ['wide', 'data'])).toBe(true)
  })
})
