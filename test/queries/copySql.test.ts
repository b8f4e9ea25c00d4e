import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyses } from '../../queries/index'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValue, ParameterValues } from '../../src-renderer/query/contract/parameter'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { shellSql } from '../../src-renderer/query/session/shellSql'
import type { Manifest, TableEntry } from '../../src-renderer/store/manifest'
import { takes } from '../answers/takes'
import { loadSample, RECORDED } from './batching/sampleTables'
import { NativeDuckdb, type Row } from './nativeDuckdb'
import { randomEvents } from './randomLog'

/** What analyses cannot be asked without, by parameter. Each takes those that it has. */
const GIVEN: Readonly<Record<string, ParameterValue>> = {
  steps: ['x', 'y'],
  conversion: 'x',
  touches: 'y',
  channel: 'plan',
  click: 'y',
  view: 'x',
  like: 'y',
  comment: 'z',
  content: 'plan',
  creator: 'event',
  share: 'y',
  child: 'event',
  parent: 'plan',
  min_views: 1,
  dimensions: ['plan'],
  columns: ['plan'],
  least: 1,
  exposure: 'x',
  exposed: 'x',
  holdout: 'y',
  variant: 'plan',
  metric: 'y',
  group: 'plan',
  treated: 'pro',
  spend_table: 'spend',
  spend_column: 'cost',
  spend_channel: 'channel',
}
const FORMS: readonly Readonly<Record<string, ParameterValue>>[] = [
  {},
  { timezone: 'Australia/Lord_Howe', from: '2024-03-08', to: '2024-04-10', unit: 'week', clock: 'rolling' },
  { filter: [{ column: 'plan', op: '=', value: "pro's\nown" }], breakdown: 'plan', entry: 'recurring' },
]

function asked(analysis: Analysis, form: Readonly<Record<string, ParameterValue>>): ParameterValues {
  const given = Object.entries({ ...GIVEN, ...form }).filter(([name, value]) => takes(analysis, name, value))
  return readParameters(analysis.parameters, Object.fromEntries(given))
}

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

const events = fc
  .sample(randomEvents, { seed: 11, numRuns: 8 })
  .flatMap((log, index) =>
    log.map((event) => ({
      ...event,
      user: event.user === null ? null : `${event.user}${index}`,
      more: { ...event.more, plan: event.more?.['plan'] === 'pro' ? "pro's\nown" : (event.more?.['plan'] ?? null) },
    })),
  )

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
  for (const name of ['local_time', 'local_date'])
    for (const schema of ['temp.main', 'memory.main']) await shell.execute(`DROP MACRO IF EXISTS ${schema}.${name}`)
}

/** Gives a shell the same tables, but no macro of Lathe's: the text brings those. */
async function giveTables(): Promise<void> {
  for (const statement of db.statements.splice(0)) await shell.execute(statement)
  await forgetMacros()
  await expect(shell.query("SELECT local_date(TIMESTAMP '2024-01-01')")).rejects.toThrow('local_date')
}

/** The rows of the plan, and those that a shell gives for the text of "Copy SQL". */
async function both(analysis: Analysis, values: ParameterValues): Promise<void> {
  const plan = analysis.plan(values, db.catalog, null)
  const expected = await db.run(plan)
  for (const reach of ['wide', 'data'] as const) {
    const text = shellSql(plan, manifestOf(db.catalog), ['log'], reach)
    await forgetMacros()
    expect(inOrder(await shell.query(text)), text).toEqual(inOrder(expected))
  }
}

describe('the text of "Copy SQL" in a DuckDB shell', () => {
  describe('over a log of events', () => {
    beforeAll(async () => {
      await db.load({ name: 'log', events, more: { plan: 'string' } }, { timezone: 'America/New_York' })
      await db.loadPlain('spend', [{ channel: 'free', cost: 10, date: '2024-03-10' }], { date: 'date' })
      await giveTables()
    })

    it.each(
      analyses
        .filter(({ reads }) => reads === 'events')
        .flatMap((analysis) => FORMS.map((form) => [analysis.name, JSON.stringify(form), analysis, form] as const)),
    )('gives the rows of %s %s', async (_name, _form, analysis, form) => both(analysis, asked(analysis, form)))
  })

  describe('over tables of deliveries', () => {
    beforeAll(async () => {
      await loadSample(db, RECORDED)
      await db.loadPlain('paths', [{ path: 'search > mail', total_conversions: 3, total_conversion_value: 9 }])
      await db.loadPlain('actions', [
        { driver: 'd', order_no: 'o', action_type: 'pick_up', location: 'a' },
        { driver: 'd', order_no: 'o', action_type: 'drop_off', location: 'b' },
      ])
      await db.loadPlain('travel_times', [{ from_location: 'a', to_location: 'b', minutes: 7 }])
      await giveTables()
    })

    it.each(analyses.filter(({ reads }) => reads !== 'events').map((one) => [one.name, one] as const))(
      'gives the rows of %s',
      async (_name, analysis) => both(analysis, readParameters(analysis.parameters, {})),
    )
  })
})
