import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { Timelines } from '../../src-renderer/query/session/timelines'
import { runPlanned } from './answer'
import { sorted } from './case'
import { analyses, caseOf } from './cases'
import { expectCloseRows } from './closeRows'
import { kernelAnswer } from './kernelAnswer'
import { NativeDuckdb, type Row } from './nativeDuckdb'
import { askCase } from './questions'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** Rows by their texts: figures that are equal but for the last bits decide no order. */
const byTexts = (rows: readonly Row[]): readonly object[] =>
  sorted(rows.map((row) => [Object.values(row).filter((value) => typeof value === 'string'), row])).map(
    (one) => (one as [unknown, Row])[1],
  )

/** What an analysis answers by a kernel: its plan, or that of its figures. */
const kernels = analyses.flatMap((analysis) => [
  ...(analysis.kernel === undefined ? [] : [{ name: analysis.name, analysis, ofKpis: false }]),
  ...(analysis.kpiKernel === undefined ? [] : [{ name: `${analysis.name}, its figures,`, analysis, ofKpis: true }]),
])

describe('the kernel', () => {
  it.each(kernels)('of $name answers as its SQL does, by one timeline or another', async ({ analysis, ofKpis }) => {
    const own = caseOf(analysis)
    let rows = 0
    let timelines = new Timelines()
    let read: unknown = null
    await askCase(
      db,
      own,
      { logs: 4, choices: 6 },
      async (_choice, log, asked) => {
        const values = readParameters(analysis.parameters, asked)
        const plan = ofKpis ? analysis.kpiPlan!(values, db.catalog, null) : analysis.plan(values, db.catalog, null)
        if (plan.sequence === undefined) return
        if (read !== log) timelines = new Timelines()
        read = log
        const expected = await runPlanned(db, analysis, plan)
        const counted = new Map<string, number>()
        const answer = await kernelAnswer(db, analysis, plan, plan.sequence, timelines, (name, count) =>
          counted.set(name, count),
        )
        for (const { name, sql } of plan.leftOut ?? [])
          if (counted.has(name))
            expect([...(await db.run({ ...plan, sql }))].flatMap(Object.values)).toEqual([counted.get(name)])
        const about = JSON.stringify(asked)
        expect(
          answer.columns.map(({ name }) => name),
          about,
        ).toEqual(expected.columns.map(({ name }) => name))
        expectCloseRows(byTexts(answer.rows()), byTexts(expected.rows()), about)
        rows += answer.rowCount
      },
      () => rows > 0,
    )
    expect(rows, 'something to compare').toBeGreaterThan(0)
  })
})
