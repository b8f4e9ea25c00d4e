import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf } from './answer'
import type { Asked } from './case'
import { analyses, caseOf } from './cases'
import { countingColumns, expectListed } from './listedBehind'
import { NativeDuckdb, type Row } from './nativeDuckdb'
import { askCase } from './questions'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** A few rows of a long answer, more of those that count somebody. */
function someOf(rows: readonly Row[], counts: readonly string[]): readonly Row[] {
  const full = rows.filter((row) => counts.some((name) => Number(row[name] ?? 0) > 1))
  return [...new Set([...full.slice(0, 3), ...full.slice(-1), ...rows.slice(0, 1), ...rows.slice(-1)])]
}

const drilled = analyses.filter((analysis) => caseOf(analysis).without?.drill === undefined)

describe('what is listed behind a figure', () => {
  it.each(drilled)('of $name is as many as the figure says, users once each', async (analysis) => {
    const own = caseOf(analysis)
    const held = new Set<string>()
    const hold = async (choice: unknown, asked: Asked): Promise<void> => {
      const rows = someOf((await answerOf(db, analysis, asked)).rows(), countingColumns(analysis, own, choice))
      for (const column of await expectListed(db, analysis, own, { choice, asked, rows })) held.add(column)
    }
    await askCase(
      db,
      own,
      { logs: 2, choices: 2 },
      (choice, _log, asked) => hold(choice, asked),
      () => held.size > 0,
    )
    expect(held.size, 'something to list').toBeGreaterThan(0)
  })
})
