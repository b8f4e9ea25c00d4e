import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { answerOf } from './answer'
import type { Asked } from './case'
import { analyses, caseOf } from './cases'
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
    const { behind } = own
    const columns = analysis.columns
      .map((column) => column.name)
      .filter((name) => analysis.columns.find((one) => one.name === name)!.format === 'integer')
    const formatted = columns.filter((name) => behind?.[name] === undefined || 'addsUp' in behind[name])
    const held = new Set<string>()
    const hold = async (choice: unknown, asked: Asked): Promise<void> => {
      const counts = [...formatted, ...(own.counts?.(choice) ?? [])]
      const values = readParameters(analysis.parameters, asked)
      for (const row of someOf((await answerOf(db, analysis, asked)).rows(), counts))
        for (const column of counts) {
          const drill = analysis.drill!({ row, column }, values, db.catalog, null)
          if (drill === null) continue
          const listed = await db.run(drill.plan)
          const about = `${column} of ${JSON.stringify(row)}, ${drill.title}, ${JSON.stringify(asked)}`
          const how = behind?.[column]
          const found =
            how !== undefined && 'addsUp' in how
              ? listed.reduce((sum, one) => sum + Number(one[how.addsUp]), 0)
              : listed.length
          expect(found, about).toBe(row[column] ?? 0)
          if (drill.kind === 'users')
            expect(new Set(listed.map((one) => one['user_key'])).size, about).toBe(listed.length)
          if (found > 0) held.add(column)
        }
    }
    await askCase(
      db,
      own,
      { logs: 2, choices: 2 },
      (choice, _log, asked) => hold(choice, asked),
      () => held.size > 0,
    )
    expect(held.size, `something to list behind ${columns.join(', ')}`).toBeGreaterThan(0)
  })
})
