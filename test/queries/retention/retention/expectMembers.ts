import { expect } from 'vitest'
import type { Analysis } from '../../../../src-renderer/query/contract/analysis'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import type { NativeDuckdb } from '../../nativeDuckdb'
import type { RetentionChoices } from './reference'

/**
 * For every row of a result and each of the columns: as many are listed as the row says (`lost`: eligible and not retained), none
 * twice, and each who is listed as retained has a first return that counts.
 */
export async function expectMembers(
  db: NativeDuckdb,
  analysis: Analysis,
  parameters: Readonly<Record<string, ParameterValue>>,
  choices: RetentionChoices,
  columns: readonly string[],
): Promise<void> {
  const values = readParameters(analysis.parameters, parameters)
  for (const row of await db.answer(analysis, parameters))
    for (const column of columns) {
      const drill = analysis.drill!({ row, column }, values, db.catalog, null)!
      const listed = await db.run(drill.plan)
      expect(listed.length, `${drill.title}\n${drill.plan.sql}`).toBe(
        column === 'lost'
          ? Number(row['eligible']) - Number(row['users'])
          : column === 'pct'
            ? row['users']
            : row[column],
      )
      expect(drill.kind).toBe(choices.entry === 'recurring' && row['cohort'] === undefined ? 'rows' : 'users')
      if (drill.kind === 'users') expect(new Set(listed.map((one) => one['user_key'])).size).toBe(listed.length)
      if (column === 'users') expect(listed.filter((one) => one['returned'] === null)).toEqual([])
      if (column === 'lost' && choices.criterion !== 'streak')
        expect(listed.filter((one) => one['returned'] !== null)).toEqual([])
    }
}
