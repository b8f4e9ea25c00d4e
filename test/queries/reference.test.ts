import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf } from './answer'
import { analyses, caseOf } from './cases'
import { expectCloseRows } from './closeRows'
import type { AnalysisCase } from './case'
import { NativeDuckdb, type Row } from './nativeDuckdb'
import { askCase } from './questions'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** Numbers in their order, empty ones last. */
function expectOrder(answer: readonly Row[], by: NonNullable<AnalysisCase['orderedBy']>): void {
  const values = answer.map((row) =>
    row[by.column] === null ? Infinity : Number(row[by.column]) * (by.isDescending === true ? -1 : 1),
  )
  expect(values, `in the order of ${by.column}`).toEqual(values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)))
}

const referenced = analyses.filter((analysis) => caseOf(analysis).without?.reference === undefined)

describe('on random logs', () => {
  it.each(referenced)('$name answers as the naive reference does', async (analysis) => {
    const own = caseOf(analysis)
    let rows = 0
    await askCase(
      db,
      own,
      { logs: 3, choices: 6 },
      async (choice, log, asked) => {
        const answer = (await answerOf(db, analysis, asked)).rows()
        const expected = await own.reference!(log, choice, db)
        expectCloseRows(own.told?.(answer, choice, expected) ?? answer, expected, JSON.stringify(asked))
        if (own.orderedBy !== undefined) expectOrder(answer, own.orderedBy)
        // What is told of an answer is all of its rows, unless the case says less on purpose.
        rows += answer.length
      },
      () => rows > 0,
    )
    expect(rows, 'something to compare').toBeGreaterThan(0)
  })
})
