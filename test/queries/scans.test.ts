import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { runPlanned } from './answer'
import { analyses, caseOf } from './cases'
import { expectCloseRows } from './closeRows'
import { NativeDuckdb } from './nativeDuckdb'
import { askCase } from './questions'
import { scanAnswer } from './scanAnswer'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** Those whose plans may be counted of the files themselves. */
const SCANNED = ['trends', 'forecast', 'change-point', 'before-after', 'synthetic-control']

describe('what is counted of stored rows', () => {
  it.each(SCANNED)('of %s is what its SQL says', async (name) => {
    const analysis = analyses.find((one) => one.name === name)!
    let scans = 0
    await askCase(
      db,
      caseOf(analysis),
      { logs: 6, choices: 10 },
      async (_choice, _log, asked) => {
        const plan = analysis.plan(readParameters(analysis.parameters, asked), db.catalog, null)
        if (plan.scan === undefined) return
        const expected = await runPlanned(db, analysis, plan)
        const answer = await scanAnswer(db, analysis, plan, plan.scan)
        const about = JSON.stringify(asked)
        expect(
          answer.columns.map((column) => column.name),
          about,
        ).toEqual(expected.columns.map((column) => column.name))
        expectCloseRows(answer.rows(), expected.rows(), about)
        scans += expected.rowCount > 0 ? 1 : 0
      },
      () => scans > 0,
    )
    expect(scans, 'something to compare').toBeGreaterThan(0)
  })
})
