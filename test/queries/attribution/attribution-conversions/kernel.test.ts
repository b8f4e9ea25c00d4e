import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attributionConversions } from '../../../../queries/attribution/attribution-conversions'
import { fourDigits } from '../../../../queries/attribution/attribution-conversions/significant'
import { withRowLimit } from '../../../../src-renderer/query/analysis/withRowLimit'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { runs } from '../../../runs'
import { runPlanned } from '../../answer'
import { expectCloseRows } from '../../closeRows'
import { kernelAnswer } from '../../kernelAnswer'
import { NativeDuckdb } from '../../nativeDuckdb'
import { askCase } from '../../questions'
import { analysisCase } from './case'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('the kernel of the list of conversions', () => {
  const analysis = withRowLimit(attributionConversions)

  it('lists the first ones, in their order, and says how many more there are', async () => {
    let cut = 0
    const hold = async (_choice: unknown, _log: unknown, asked: object): Promise<void> => {
      for (const limit of [1, 3]) {
        const plan = analysis.plan(readParameters(analysis.parameters, { ...asked, limit }), db.catalog, null)
        if (plan.sequence === undefined) return
        const expected = await runPlanned(db, analysis, plan)
        let more = -1
        const answer = await kernelAnswer(db, analysis, plan, plan.sequence, undefined, (_name, count) => {
          more = count
        })
        expectCloseRows(answer.rows(), expected.rows(), JSON.stringify([asked, limit]))
        const left = plan.leftOut!.find(({ name }) => name === 'limit')!
        expect([...(await db.run({ ...plan, sql: left.sql }))].flatMap(Object.values)).toEqual([more])
        if (more > 0) cut += 1
      }
    }
    await askCase(db, analysisCase, { logs: 4, choices: 6 }, hold, () => cut > 0)
    expect(cut).toBeGreaterThan(0)
  })
})

describe('four significant digits', () => {
  it('are those of printf, exact halves too', async () => {
    const halves = [1 / 64, 3 / 64, 5 / 64, 0.5, 1, 1 / 3, 2 / 3, 0.99995, 0.000012345, 1e-5, 1234.5, 99_999]
    const check = async (values: readonly number[]): Promise<void> => {
      const list = values.map((value) => `${value}::DOUBLE`).join(', ')
      const rows = await db.query(`SELECT printf('%.4g', unnest([${list}])) AS text`)
      expect(values.map(fourDigits)).toEqual(rows.map((row) => row['text']))
    }
    await check(halves)
    const some = fc.array(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 })
    await fc.assert(fc.asyncProperty(some, check), { numRuns: runs(20) })
  })
})
