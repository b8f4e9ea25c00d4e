import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { runPlanned } from './answer'
import type { Asked } from './case'
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
const SCANNED = [
  'trends',
  'forecast',
  'change-point',
  'before-after',
  'synthetic-control',
  'diff-in-diff',
  'age-curve',
  'content-rolling',
]
/** Asked besides what their cases ask. */
const MORE: Readonly<Record<string, readonly Asked[]>> = {
  'diff-in-diff': [
    { treated: null },
    { measure: 'sum', value: 'value', treated: 'free' },
    { filter: [{ column: 'variant', op: '!=', value: 'B' }], group: 'variant', treated: null },
  ],
  'age-curve': [
    { unit: 'seconds', place: 'tenths', step: 0.1 },
    { place: 'tenths', length: 'length', step: 0.7, filter: [{ column: 'item_id', op: 'is not null' }] },
  ],
}

describe('what is counted of stored rows', () => {
  it.each(SCANNED)('of %s is what its SQL says', async (name) => {
    const analysis = analyses.find((one) => one.name === name)!
    let scans = 0
    await askCase(
      db,
      caseOf(analysis),
      { logs: 6, choices: 10 },
      async (_choice, _log, chosen) => {
        for (const more of [{}, ...(MORE[name] ?? [])]) {
          const asked = { ...chosen, ...more }
          const plan = analysis.plan(readParameters(analysis.parameters, asked), db.catalog, null)
          if (plan.scan === undefined) continue
          const about = JSON.stringify(asked)
          const expected = await runPlanned(db, analysis, plan)
          const counted = new Map<string, number>()
          const order = scans % 2 === 0 ? 'time' : 'log'
          const answer = await scanAnswer(db, analysis, plan, plan.scan, order, (one, count) => counted.set(one, count))
          for (const { name: one, sql } of plan.leftOut ?? [])
            if (counted.has(one))
              expect([...(await db.run({ ...plan, sql }))].flatMap(Object.values), about).toEqual([counted.get(one)])
          expect(
            answer.columns.map((column) => column.name),
            about,
          ).toEqual(expected.columns.map((column) => column.name))
          expectCloseRows(answer.rows(), expected.rows(), about)
          scans += expected.rowCount > 0 ? 1 : 0
        }
      },
      () => scans > 0,
    )
    expect(scans, 'something to compare').toBeGreaterThan(0)
  })
})
