import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { identifier } from '../../src-renderer/query/sql/literal'
import type { Asked } from './case'
import { analyses, caseOf } from './cases'
import { kernelAnswer } from './kernelAnswer'
import { NativeDuckdb } from './nativeDuckdb'
import { askCase } from './questions'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** Takes from the event tables, and what is derived of them, the partitions of other dates, as the engine attaches them. */
async function keepDates(from: string | null, to: string | null): Promise<void> {
  await db.setZone(db.catalog.timezone)
  for (const { name } of db.catalog.tables.filter((table) => table.kind === 'events'))
    for (const [end, date] of [
      ['', 'local_date(ts)'],
      ['_user_days', 'date'],
      ['_sessions', 'local_date(start_ts)'],
    ]) {
      const table = identifier(name + end)
      if (from !== null) await db.execute(`DELETE FROM ${table} WHERE ${date} < DATE '${from}'`)
      if (to !== null) await db.execute(`DELETE FROM ${table} WHERE ${date} > DATE '${to}'`)
    }
}

const partitioned = analyses.filter((analysis) => caseOf(analysis).without?.range === undefined)

describe('the dates that a plan asks for', () => {
  it.each(partitioned)('hold all that $name needs', async (analysis) => {
    let narrowed = 0
    const hold = async (asked: Asked): Promise<void> => {
      const plan = analysis.plan(readParameters(analysis.parameters, asked), db.catalog, null)
      const [from, to] = [plan.range?.from ?? null, plan.range?.to ?? null]
      if (from === null && to === null) return
      const whole = await db.run(plan)
      const partial = await db.undone(async () => {
        await keepDates(from, to)
        return db.run(plan)
      })
      expect(partial, JSON.stringify(asked)).toEqual(whole)
      if (whole.length > 0) narrowed += 1
    }
    await askCase(
      db,
      caseOf(analysis),
      { logs: 2, choices: 4 },
      (_choice, _log, asked) => hold(asked),
      () => narrowed > 0,
    )
  })

  it.each(partitioned.filter((analysis) => analysis.kernel !== undefined))(
    'hold all that the kernel of $name needs',
    async (analysis) => {
      let narrowed = 0
      const hold = async (asked: Asked): Promise<void> => {
        const plan = analysis.plan(readParameters(analysis.parameters, asked), db.catalog, null)
        const { sequence } = plan
        const [from, to] = [sequence?.range?.from ?? null, sequence?.range?.to ?? null]
        if (sequence === undefined || (from === null && to === null)) return
        const whole = await kernelAnswer(db, analysis, plan, sequence)
        const partial = await db.undone(async () => {
          await keepDates(from, to)
          return kernelAnswer(db, analysis, plan, sequence)
        })
        expect(partial.rows(), JSON.stringify(asked)).toEqual(whole.rows())
        if (whole.rowCount > 0) narrowed += 1
      }
      await askCase(
        db,
        caseOf(analysis),
        { logs: 2, choices: 4 },
        (_choice, _log, asked) => hold(asked),
        () => narrowed > 0,
      )
    },
  )

  it('are all dates where a segment is asked for, for kernels too', async () => {
    const analysis = analyses.find((one) => one.name === 'attribution')!
    const asked = { conversion: 'buy', channel: 'channel', from: '2024-03-10' }
    await askCase(
      db,
      caseOf(analysis),
      { logs: 1, choices: 1 },
      () => {
        const rangeOf = (more: Asked): unknown =>
          analysis.plan(readParameters(analysis.parameters, { ...asked, ...more }), db.catalog, null).sequence!.range
        expect(rangeOf({})).toEqual({ from: '2024-03-01', to: null })
        expect(rangeOf({ segment: { did: 'buy' } })).toBeUndefined()
        return Promise.resolve()
      },
      () => true,
    )
  })
})
