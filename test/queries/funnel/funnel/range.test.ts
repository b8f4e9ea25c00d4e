import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { funnel } from '../../../../queries/funnel/funnel'
import { funnelLift } from '../../../../queries/funnel/funnel-lift'
import { funnelTimes } from '../../../../queries/funnel/funnel-times'
import { funnelTrend } from '../../../../queries/funnel/funnel-trend'
import type { Analysis } from '../../../../src-renderer/query/contract/analysis'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { NativeDuckdb } from '../../nativeDuckdb'
import {
  attemptParameters,
  breakdownParameters,
  logArbitrary,
  tablesOf,
  twoStepOptions,
  withoutCounting,
} from './questions'
import { runs } from '../../../runs'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const DAY = 86_400e6

it('the dates that a plan asks for hold all that its answer needs', async () => {
  const spread = fc
    .tuple(logArbitrary, fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 40, maxLength: 40 }))
    .map(([log, days]) =>
      log.map((event, index) => ({
        ...event,
        ts: (event.ts as number) + days[index % days.length]! * (index % 3 === 0 ? DAY : 0),
      })),
    )
  await fc.assert(
    fc.asyncProperty(spread, twoStepOptions, fc.constantFrom('within', 'before'), async (log, question, when) => {
      const steps = attemptParameters({
        ...question,
        from: question.from ?? '2024-03-09',
        to: question.to ?? '2024-03-11',
      })
      const broken = { ...steps, ...breakdownParameters(question) }
      for (const [analysis, raw] of [
        [funnel, broken],
        [funnelTrend, broken],
        [funnelTimes, steps],
        [funnelLift, { ...withoutCounting(steps), columns: ['plan'], least: 1, when }],
      ] as readonly (readonly [Analysis, typeof broken])[]) {
        await db.load(tablesOf(log))
        const plan = analysis.plan(readParameters(analysis.parameters, raw), db.catalog, null)
        const whole = await db.run(plan)
        await db.setZone(db.catalog.timezone)
        for (const table of db.catalog.tables) {
          if (plan.range?.from)
            await db.execute(`DELETE FROM ${table.name} WHERE local_date(ts) < DATE '${plan.range.from}'`)
          if (plan.range?.to)
            await db.execute(`DELETE FROM ${table.name} WHERE local_date(ts) > DATE '${plan.range.to}'`)
        }
        expect(await db.run(plan), analysis.name).toEqual(whole)
      }
    }),
    { numRuns: runs(15) },
  )
}, 120_000)
