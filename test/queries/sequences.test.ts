import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyses } from '../../queries/index'
import { completionsSql } from '../../src-renderer/query/session/sequenceViews'
import { runs } from '../runs'
import { FUNNELS } from './sources'
import { NativeDuckdb } from './nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const funnel = analyses.find((one) => one.name === 'funnel')!
const questions = fc.record({
  steps: fc.array(fc.constantFrom('A', 'B', 'C'), { minLength: 1, maxLength: 3 }),
  seconds: fc.constantFrom(null, 1, 60, 3600, 86_400),
  order: fc.constantFrom('ordered' as const, 'strict' as const),
})

describe('a sequence', () => {
  it('is completed by those who reach the last step of a funnel, once each', async () => {
    let completed = 0
    const asked = fc.tuple(FUNNELS.arbitrary, fc.array(questions, { minLength: 6, maxLength: 6 }))
    await fc.assert(
      fc.asyncProperty(asked, async ([log, list]) => {
        await FUNNELS.load(db, log)
        for (const { steps, seconds, order } of list) {
          const window = seconds === null ? 'none' : `${seconds} seconds`
          const rows = await db.answer(funnel, { steps, window, order, include_test: true })
          const tables = db.catalog.tables.map(({ name, columns }) => ({
            name,
            rows: `FROM main."${name}"`,
            columns: columns.filter((one) => one.name === 'event'),
          }))
          const sequence = {
            steps: steps.map((event) => ({ event, where: [] })),
            windowMicros: seconds === null ? null : seconds * 1_000_000,
            order,
            columns: ['event'],
          }
          const users: unknown[] = []
          for (const { name } of tables)
            users.push(
              ...(await db.query(completionsSql(sequence, tables, name, false))).map((row) => row['account_key']),
            )
          expect(new Set(users).size).toBe(users.length)
          expect(users.length).toBe(rows.at(-1)?.['users'] ?? 0)
          completed += users.length
        }
      }),
      { numRuns: runs(25) },
    )
    expect(completed).toBeGreaterThan(0)
  })
})
