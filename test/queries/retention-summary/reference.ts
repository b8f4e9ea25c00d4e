import type { RetentionRow } from '../retention/reference'

/** Pooled by the definition: all retained users of a period over all its eligible users. */
export function referenceSummary(rows: readonly RetentionRow[]): readonly object[] {
  const periods = [...new Set(rows.map((row) => row.period))].sort((a, b) => a - b)
  return periods.map((period) => {
    const cells = rows.filter((row) => row.period === period)
    const eligible = cells.reduce((sum, row) => sum + row.eligible, 0)
    const users = cells.reduce((sum, row) => sum + row.users, 0)
    return { period, eligible, users, pct: 100 * users / eligible }
  })
}
