import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { answerOf } from './answer'
import { analyses, caseOf } from './cases'
import { NativeDuckdb } from './nativeDuckdb'
import { askCase } from './questions'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const lists = analyses.filter((analysis) => analysis.lists !== undefined)

describe('a list with a limit', () => {
  it('is each that may have a row for every row of a log', () => {
    expect(lists.map(({ name }) => name)).toEqual([
      'session-list',
      'attribution-conversions',
      'batching-deliveries',
      'batching-batches',
    ])
  })

  it.each(lists)('of $name has the first rows, and says how many more there are', async (analysis) => {
    let cut = 0
    await askCase(
      db,
      caseOf(analysis),
      { logs: 6, choices: 4 },
      async (_choice, _log, asked) => {
        const all = (await answerOf(db, analysis, { ...asked, limit: null })).rows()
        const few = (await answerOf(db, analysis, { ...asked, limit: 1 })).rows()
        expect(few).toEqual(all.slice(0, 1))
        const plan = analysis.plan(readParameters(analysis.parameters, { ...asked, limit: 1 }), db.catalog, null)
        const told = plan.leftOut!.find(({ name }) => name === 'limit')!
        const [counted] = await db.run({ ...plan, sql: told.sql })
        expect(Number(Object.values(counted!)[0])).toBe(Math.max(0, all.length - 1))
        if (all.length > 1) cut++
      },
      () => cut > 0,
    )
    expect(cut).toBeGreaterThan(0)
  })
})
