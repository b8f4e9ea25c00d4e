import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyses } from '../../../queries/index'
import { readParameters } from '../../../src-renderer/query/analysis/parameters'
import { runs } from '../../runs'
import { expectCloseRows } from '../closeRows'
import { kernelAnswer } from '../kernelAnswer'
import { NativeDuckdb, type LogEvent } from '../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const paths = analyses.find((one) => one.name === 'paths')!
const HOUR = 3_600_000_000
const event = (hasIds: boolean): fc.Arbitrary<LogEvent> =>
  fc.record({
    user: fc.constantFrom('ann', 'bob'),
    event: fc.constantFrom('a', 'b', 'c'),
    ts: fc.integer({ min: 0, max: 80 }).map((hours) => 1_710_000_000_000_000 + hours * HOUR),
    ...(hasIds ? { session: fc.constantFrom('s', 't', null) } : {}),
  })
const logs = fc.boolean().chain((hasIds) => fc.array(event(hasIds), { minLength: 5, maxLength: 30 }))
const choices = fc.record({
  gap_minutes: fc.constantFrom(null, 60, 600),
  cut_midnight: fc.boolean(),
  cut_day: fc.boolean(),
  timezone: fc.constantFrom('UTC', 'Australia/Lord_Howe'),
  from: fc.constantFrom(null, '2024-03-10'),
  start_event: fc.constantFrom(null, 'a'),
  occurrence: fc.constant('first'),
})

describe('sessions of paths', () => {
  it('are cut by silence, id, midnight and whole days as the SQL cuts them', async () => {
    let rows = 0
    await fc.assert(
      fc.asyncProperty(logs, fc.array(choices, { minLength: 6, maxLength: 6 }), async (events, list) => {
        await db.load({ name: 'log', events })
        for (const asked of list) {
          const plan = paths.plan(readParameters(paths.parameters, asked), db.catalog, null)
          const answer = await kernelAnswer(db, paths, plan, plan.sequence!)
          expectCloseRows(answer.rows(), await db.run(plan), JSON.stringify(asked))
          rows += answer.rowCount
        }
      }),
      { numRuns: runs(12), endOnFailure: true },
    )
    expect(rows).toBeGreaterThan(0)
  })
})
