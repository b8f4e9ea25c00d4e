import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf } from './answer'
import { analyses, caseOf } from './cases'
import { NativeDuckdb, type Row } from './nativeDuckdb'
import { askCase } from './questions'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const brokenDown = analyses.filter((analysis) => caseOf(analysis).breakdown !== undefined)

/** The sum of a column by what tells rows apart; sums of 0 are left out. */
function sumsOf(rows: readonly Row[], key: readonly string[], column: string): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {}
  for (const row of rows) {
    const name = JSON.stringify(key.map((one) => row[one]))
    sums[name] = (sums[name] ?? 0) + Number(row[column] ?? 0)
  }
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0))
}

describe('a breakdown where each counts under one value', () => {
  it.each(brokenDown)('of $name adds up to the undivided figures', async (analysis) => {
    const { key, adds, divided, keep } = caseOf(analysis).breakdown!
    let parts = 0
    await askCase(
      db,
      caseOf(analysis),
      { logs: 2, choices: 4 },
      async (choice) => {
        const both = divided(choice)
        if (both === null) return
        const whole = (await answerOf(db, analysis, both.whole)).rows()
        const slices = (await answerOf(db, analysis, both.divided)).rows().filter((row) => keep?.(row) ?? true)
        for (const column of adds)
          expect(sumsOf(slices, key, column), `${column}, ${JSON.stringify(both.divided)}`).toEqual(
            sumsOf(whole, key, column),
          )
        parts += Math.max(0, slices.length - whole.length)
      },
      () => parts > 0,
    )
    expect(parts).toBeGreaterThan(0)
  })
})
