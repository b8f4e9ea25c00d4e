import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { analyses, caseOf } from './cases'
import { NativeDuckdb } from './nativeDuckdb'
import { samplesOf } from './questions'

/** As how many of its own names a log is called, and asked; of all others the SQL is read. */
const ASKED = 2
/** What people call tables, too. */
const QUOTED = 'users of "mine"'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** Names of the WITH queries of a statement. */
function namesIn(sql: string): readonly string[] {
  const found = sql.matchAll(/(\w+) ?(?:\([^()]*\))? AS (?:NOT )?(?:MATERIALIZED )?\(/g)
  return [...new Set([...found].map((match) => match[1]!))]
}

/** A statement with `T` for the tables named and what is derived of them, wherever the schema stands before them. */
function withoutNames(sql: string, ...names: readonly string[]): string {
  return sql.replaceAll(
    new RegExp(`main\\."(?:${names.join('|')})(_user_days|_sessions)?"|'(?:${names.join('|')})'`, 'g'),
    'T$1',
  )
}

const named = analyses.filter((analysis) => caseOf(analysis).without?.names === undefined)

describe('a log that is called like a part of the SQL (`touches`, `chosen`, `days` …)', () => {
  it.each(named)('gives $name the same answer', async (analysis) => {
    const own = caseOf(analysis)
    const planOf = (choice: unknown, table: string, tables = db.catalog.tables) =>
      analysis.plan(
        readParameters(analysis.parameters, own.asked(choice)),
        { ...db.catalog, tables },
        own.log.main === undefined ? null : table,
      )
    let tried = 0
    for await (const choice of samplesOf(db, own)) {
      const { tables } = db.catalog
      const main = own.log.main ?? tables.find((table) => table.kind === 'events')!.name
      const taken = new Set(['all_users', ...tables.map((table) => table.name)])
      const plan = planOf(choice, main)
      const expected = await db.run(plan)
      if (expected.length === 0) continue
      const names = namesIn(plan.sql).filter((name) => !taken.has(name))
      for (const name of names) {
        const { sql } = planOf(
          choice,
          name,
          tables.map((table) => (table.name === main ? { ...table, name } : table)),
        )
        expect(withoutNames(sql, main, name), name).toBe(withoutNames(plan.sql, main, name))
      }
      for (const name of [...names.slice(-ASKED), 'users', QUOTED]) {
        await db.rename(main, name)
        try {
          expect(await db.run(planOf(choice, name)), name).toEqual(expected)
        } finally {
          await db.rename(name, main)
        }
      }
      tried = names.length
      break
    }
    expect(tried, 'names in its SQL').toBeGreaterThan(0)
  })
})
