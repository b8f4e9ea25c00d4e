import { TrinoSQL } from 'dt-sql-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isLatheError } from '../../src-renderer/model/error'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { trinoSql, type ExportedTable } from '../../src-renderer/query/dialect/trinoSql'
import { analyses, caseOf } from './cases'
import { NativeDuckdb } from './nativeDuckdb'
import { samplesOf } from './questions'

/** How many choices each analysis is asked. */
const CHOICES = 6
/** Analyses that can be written for Trino with all of the choices that are asked here, or with some. */
const WHOLE = new Set([
  ...['active-users', 'retention', 'retention-summary', 'lifecycle', 'lifecycle-stages', 'lifecycle-transitions'],
  ...['stickiness', 'power-users', 'l7', 'sessions', 'session-depth', 'session-gaps', 'session-completion'],
  ...['session-pace', 'engagement-health', 'attribution', 'attribution-length', 'attribution-lag', 'paths'],
  ...['path-transitions', 'quartiles', 'concentration', 'quadrants', 'explain-change', 'content-engagement'],
  ...['content-rolling', 'viral', 'share-chains', 'share-generations', 'share-uplift', 'silent-reactions'],
  ...[
    'incrementality',
    'experiment',
    'experiment-assignment',
    'experiment-novelty',
    'experiment-power',
    'diff-in-diff',
  ],
])
const PARTLY = new Set([
  ...['funnel', 'funnel-lift', 'funnel-paths', 'attribution-lookbacks', 'attribution-conversions', 'value-retention'],
  ...['distribution', 'entities', 'definition-figures'],
])

/** Trino's functions in DuckDB's words, so that the text can be asked there. */
const MACROS = [
  'date_add(part, days, day) AS (day + days::INTEGER)',
  'element_at(list, place) AS list_extract(list, place)',
  'slice(list, low, many) AS list_slice(list, low, low + many - 1)',
  'sequence(low, high) AS generate_series(low, high)',
  'to_unixtime(moment) AS (epoch_us(moment) / 1e6)',
  'from_unixtime_nanos(nanos) AS make_timestamp(nanos // 1000)',
  'is_finite(number) AS isfinite(number)',
  'day_of_week(moment) AS isodow(moment)',
  'bitwise_and(one, other) AS (one & other)',
  'bitwise_or(one, other) AS (one | other)',
  'bitwise_left_shift(bits, places) AS (bits << places)',
]
const inDuckdb = (trino: string): string =>
  trino.replaceAll('approx_percentile(', 'quantile_cont(').replaceAll(" AT TIME ZONE 'UTC'", '')

let db: NativeDuckdb
const parser = new TrinoSQL()
beforeAll(async () => {
  db = await NativeDuckdb.open()
  for (const macro of MACROS) await db.execute(`CREATE OR REPLACE TEMP MACRO ${macro}`)
})
afterAll(async () => {
  for (const macro of MACROS) await db.execute(`DROP MACRO ${/^\w+/.exec(macro)![0]}`)
  db.close()
})

async function tables(): Promise<readonly ExportedTable[]> {
  const rows = await db.query(
    `SELECT table_name, column_name, data_type FROM information_schema.columns
     WHERE table_schema = 'main' ORDER BY ordinal_position`,
  )
  return [...new Set(rows.map((row) => String(row['table_name'])))].map((name) => ({
    name,
    columns: rows
      .filter((row) => row['table_name'] === name)
      .map((row) => ({ name: String(row['column_name']), sqlType: String(row['data_type']) })),
  }))
}

/** Rows as texts in any order, numbers to nine digits: sums go by another order. */
function inAnyOrder(rows: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  const cell = (value: unknown): unknown => (typeof value === 'number' ? Number(value.toPrecision(9)) + 0 : value)
  return rows.map((row) => JSON.stringify(Object.values(row).map(cell))).sort()
}

/** A plan's SQL for Trino; null where Trino has nothing for it, which the error names. */
async function translated({ sql }: QueryPlan): Promise<string | null> {
  try {
    return trinoSql(sql, await tables(), 'UTC')
  } catch (error) {
    if (!isLatheError(error, 'unsupported')) throw error
    expect(error.message).toMatch(/^This SQL cannot be written for Trino: .+\. Copy it for DuckDB/)
    return null
  }
}

async function expectSame(plan: QueryPlan): Promise<boolean> {
  const trino = await translated(plan)
  if (trino === null) return false
  expect(parser.validate(trino).map((one) => `${one.startLine}: ${one.message}\n${trino}`)).toEqual([])
  await db.setZone('UTC')
  const expected = inAnyOrder(await db.query(plan.sql))
  // In Trino a whole number divided by one is one.
  await db.execute('SET integer_division = true')
  try {
    expect(inAnyOrder(await db.query(inDuckdb(trino))), trino).toEqual(expected)
  } finally {
    await db.execute('SET integer_division = false')
  }
  return true
}

describe('SQL for Trino', () => {
  it.each(analyses)('of $name is read by its grammar, gives the same rows, or is refused by name', async (analysis) => {
    const own = caseOf(analysis)
    let [asked, written] = [0, 0]
    for await (const choice of samplesOf(db, own)) {
      const plan = analysis.plan(readParameters(analysis.parameters, own.asked(choice)), db.catalog, null)
      if (await expectSame(plan)) written++
      if (++asked === CHOICES) break
    }
    if (WHOLE.has(analysis.name)) expect(written).toBe(asked)
    else expect(written > 0).toBe(PARTLY.has(analysis.name))
  })

  it.each([3, 8])('of a funnel of %i steps with the usual settings is written', async (count) => {
    const own = caseOf(analyses.find((one) => one.name === 'funnel')!)
    for await (const _choice of samplesOf(db, own)) break
    const funnel = analyses.find((one) => one.name === 'funnel')!
    const steps = Array.from({ length: count }, (_, nth) => ['A', 'B', 'C'][nth % 3]!)
    expect(await expectSame(funnel.plan(readParameters(funnel.parameters, { steps }), db.catalog, null))).toBe(true)
  })
})
