import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { analyses, caseOf } from './cases'
import { NativeDuckdb } from './nativeDuckdb'
import { sampleOf } from './questions'

vi.setConfig({ testTimeout: 120_000 })

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** Names of the WITH queries of a statement. */
function namesIn(sql: string): readonly string[] {
  const found = sql.matchAll(
    /(?:WITH|,)\s+(?:RECURSIVE\s+)?"?(\w+)"?(?:\([^)]*\))?\s+AS\s+(?:NOT )?(?:MATERIALIZED )?\(/g,
  )
  return [...new Set([...found].map((match) => match[1]!))]
}

const named = analyses.filter((analysis) => caseOf(analysis).without?.names === undefined)

describe('a log that is called like a part of the SQL (`touches`, `chosen`, `days` …)', () => {
  it.each(named)('gives $name the same answer', async (analysis) => {
    const own = caseOf(analysis)
    const { log, choices } = sampleOf(own, 3)
    await own.log.load(db, log)
    const main = own.log.main ?? db.catalog.tables.find((table) => table.kind === 'events')!.name
    const taken = new Set(['users', ...db.catalog.tables.map((table) => table.name)])
    const planOf = (choice: unknown, table: string) =>
      analysis.plan(
        readParameters(analysis.parameters, own.asked(choice)),
        db.catalog,
        own.log.main === undefined ? null : table,
      )
    let tried = 0
    let rows = 0
    for (const choice of choices) {
      const plan = planOf(choice, main)
      const expected = await db.run(plan)
      rows += expected.length
      const names = namesIn(plan.sql).filter((name) => !taken.has(name))
      for (const name of names) {
        await db.rename(main, name)
        expect(await db.run(planOf(choice, name)), name).toEqual(expected)
        await db.rename(name, main)
        tried += 1
      }
    }
    expect(rows).toBeGreaterThan(0)
    expect(tried).toBeGreaterThan(0)
  })
})
