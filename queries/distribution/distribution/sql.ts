import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { binned } from './bins'
import type { DistributionQuestion } from './question'

/** WITH queries up to `bins` and `binned_values`, with what is listed of an event. */
export function binnedValues(question: DistributionQuestion, listed: readonly string[] = []): readonly Cte[] {
  return [...question.known(listed), ...binned(question.bins)]
}

/** One row per bin. */
export function distributionSql(question: DistributionQuestion): string {
  return statement(
    [
      ...binnedValues(question),
      {
        name: 'bin_counts',
        about: 'Values in each bin',
        sql: 'SELECT bin, count(*) AS n\nFROM binned_values\nGROUP BY bin',
      },
    ],
    `SELECT
  lower,
  upper,
  coalesce(n, 0)::BIGINT AS n,
  100 * coalesce(n, 0) / sum(n) OVER ()::DOUBLE AS share,
  100 * sum(coalesce(n, 0)) OVER (ORDER BY bin) / sum(n) OVER ()::DOUBLE AS share_up_to
FROM bins
LEFT JOIN bin_counts USING (bin)
WHERE EXISTS (FROM known_values)
ORDER BY bin`,
  )
}

/** One row: how many values, their mean, and exact quantiles (between two values by their distance). */
export function figuresSql(question: DistributionQuestion): string {
  return statement(
    question.known([]),
    `SELECT
  count(*)::BIGINT AS n,
  avg(value_1) AS mean,
  min(value_1) AS least,
  quantile_cont(value_1, 0.5) AS median,
  quantile_cont(value_1, 0.9) AS p90,
  quantile_cont(value_1, 0.99) AS p99,
  max(value_1) AS most
FROM known_values`,
  )
}
