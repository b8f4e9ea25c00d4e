import { expect } from 'vitest'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import type { NativeDuckdb, Row } from './nativeDuckdb'

/**
 * For every given cell of a result: what is listed behind it is as many as the cell says, and users are listed once.
 * Returns how many cells were held to it.
 */
export async function expectDrills(
  db: NativeDuckdb,
  analysis: Analysis,
  parameters: Readonly<Record<string, ParameterValue>>,
  rows: readonly Row[],
  columns: readonly string[],
): Promise<number> {
  const values = readParameters(analysis.parameters, parameters)
  let cells = 0
  for (const row of rows)
    for (const column of columns) {
      const drill = analysis.drill!({ row, column }, values, db.catalog, null)
      if (drill === null) throw new Error(`${analysis.name} lists nothing behind ${column}`)
      const listed = await db.run(drill.plan)
      expect(listed.length, `${drill.title}\n${drill.plan.sql}`).toBe(row[column] ?? 0)
      if (drill.kind === 'users') expect(new Set(listed.map((one) => one['user_key'])).size).toBe(listed.length)
      cells += 1
    }
  return cells
}
