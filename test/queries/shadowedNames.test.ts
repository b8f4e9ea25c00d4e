import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { analyses, caseOf } from './cases'
import { NativeDuckdb } from './nativeDuckdb'
import { samplesOf } from './questions'

vi.setConfig({ testTimeout: 120_000 })

/** Of how many choices that have rows the names are tried. */
const ANSWERS = 2

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

const named = analyses.filter((analysis) => caseOf(analysis).without?.names === undefined)

describe('a log that is called like a part of the SQL (`touches`, `chosen`, `days` …)', () => {
  it.each(named)('gives $name the same answer', async (analysis) => {
    const own = caseOf(analysis)
    const planOf = (choice: unknown, table: string) =>
      analysis.plan(
        readParameters(analysis.parameters, own.asked(choice)),
        db.catalog,
        own.log.main === undefined ? null : table,
      )
    const tried = new Set<string>()
    let answered = 0
    for await (const choice of samplesOf(db, own)) {
      const main = own.log.main ?? db.catalog.tables.find((table) => table.kind === 'events')!.name
      const taken = new Set(['users', ...db.catalog.tables.map((table) => table.name)])
      const plan = planOf(choice, main)
      const expected = await db.run(plan)
      if (expected.length === 0) continue
      const names = namesIn(plan.sql).filter((name) => !taken.has(name) && !tried.has(name))
      for (const name of names) {
        await db.rename(main, name)
        try {
          expect(await db.run(planOf(choice, name)), name).toEqual(expected)
        } finally {
          await db.rename(name, main)
        }
        tried.add(name)
      }
      answered += 1
      if (answered === ANSWERS) break
    }
    expect(answered, 'choices with rows').toBe(ANSWERS)
    expect(tried.size, 'names in its SQL').toBeGreaterThan(0)
  })
})
