import { expect } from 'vitest'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { AnalysisCase, Asked } from './case'
import type { NativeDuckdb, Row } from './nativeDuckdb'

/** The whole-number columns of an analysis that count what is listed behind them. */
export function countingColumns(
  analysis: Analysis,
  { behind, counts }: AnalysisCase,
  choice: unknown,
): readonly string[] {
  const formatted = analysis.columns
    .filter(({ name, format }) => format === 'integer' && (behind?.[name] === undefined || 'addsUp' in behind[name]))
    .map(({ name }) => name)
  return [...formatted, ...(counts?.(choice) ?? [])]
}

/** Holds that behind some cells stand as many as they say, users once each. Gives the columns that had somebody. */
export async function expectListed(
  db: NativeDuckdb,
  analysis: Analysis,
  own: AnalysisCase,
  { choice, asked, rows }: { readonly choice: unknown; readonly asked: Asked; readonly rows: readonly Row[] },
): Promise<readonly string[]> {
  const values = readParameters(analysis.parameters, asked)
  const held: string[] = []
  for (const row of rows)
    for (const column of countingColumns(analysis, own, choice)) {
      const drill = analysis.drill!({ row, column }, values, db.catalog, null)
      if (drill === null) continue
      const listed = await db.run(drill.plan)
      const about = `${column} of ${JSON.stringify(row)}, ${drill.title}, ${JSON.stringify(asked)}`
      const how = own.behind?.[column]
      const found =
        how !== undefined && 'addsUp' in how
          ? listed.reduce((sum, one) => sum + Number(one[how.addsUp]), 0)
          : listed.length
      expect(found, about).toBe(row[column] ?? 0)
      if (drill.kind === 'users') expect(new Set(listed.map((one) => one['user_key'])).size, about).toBe(listed.length)
      if (found > 0) held.push(column)
    }
  return held
}
