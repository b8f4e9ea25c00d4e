import type { RetentionRow } from '../retention/reference'

/** Cohorts together by the definition: all retained users of a period over all its eligible users; or the mean of the cohorts' rates. Periods that are not over are left out. */
export function referenceSummary(
  all: readonly RetentionRow[],
  mean: 'pooled' | 'weighted' | 'simple',
): readonly object[] {
  const rows = all.filter((row) => row.complete)
  return [...new Set(rows.map((row) => row.plan))].flatMap((plan) => {
    const group = rows.filter((row) => row.plan === plan)
    return [...new Set(group.map((row) => row.period))]
      .sort((a, b) => a - b)
      .map((period) => {
        const cells = group.filter((row) => row.period === period)
        const eligible = cells.reduce((sum, row) => sum + row.eligible, 0)
        const users = cells.reduce((sum, row) => sum + row.users, 0)
        const rated = cells.filter((row) => row.pct !== null)
        const weight = rated.reduce((sum, row) => sum + row.size, 0)
        const rates = cells.flatMap((row) => (row.pct === null ? [] : [row.pct]))
        const [first] = cells
        const pct =
          mean === 'weighted'
            ? weight === 0
              ? null
              : rated.reduce((sum, row) => sum + row.size * row.pct!, 0) / weight
            : mean === 'simple'
              ? rates.length === 0
                ? null
                : rates.reduce((sum, one) => sum + one, 0) / rates.length
              : eligible === 0
                ? null
                : (100 * users) / eligible
        return {
          ...(plan === undefined ? {} : { plan }),
          period,
          ...(first!.bracket === undefined ? {} : { bracket: first!.bracket }),
          eligible,
          users,
          pct,
          ...(mean === 'pooled' ? {} : { cohorts: rates.length }),
          ...(mean === 'weighted' ? { cohort_users: weight } : {}),
          ...(first!.hidden_cohorts === undefined ? {} : { hidden_cohorts: first!.hidden_cohorts }),
        }
      })
  })
}
