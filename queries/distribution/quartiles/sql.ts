import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import type { DistributionQuestion } from '../distribution/question'

/** How far from the middle half a value may lie, in its lengths, to be no outlier (Tukey). */
const REACH = 1.5

/** WITH queries up to `placed_values`: each value, and whether it is an outlier, with what is listed of an event. */
export function placedValues(question: DistributionQuestion, listed: readonly string[] = []): readonly Cte[] {
  return [
    ...question.known(listed),
    {
      name: 'quartiles',
      about: 'A quarter, half and three quarters of the values are not above these',
      sql: `SELECT
  quantile_cont(value_1, 0.25) AS q1,
  quantile_cont(value_1, 0.5) AS median,
  quantile_cont(value_1, 0.75) AS q3
FROM known_values`,
    },
    {
      name: 'placed_values',
      about: 'Each value, and whether it lies far from the middle half',
      sql: `SELECT
  *,
  value_1 < q1 - ${REACH} * (q3 - q1) OR value_1 > q3 + ${REACH} * (q3 - q1) AS is_outlier
FROM known_values
CROSS JOIN quartiles`,
    },
  ]
}

/** One row, or none where nothing has a value. */
export function quartilesSql(question: DistributionQuestion): string {
  return statement(
    placedValues(question),
    `SELECT
  count(*)::BIGINT AS n,
  avg(value_1) AS mean,
  min(value_1) AS least,
  min(value_1) FILTER (NOT is_outlier) AS low_whisker,
  any_value(q1) AS q1,
  any_value(median) AS median,
  any_value(q3) AS q3,
  max(value_1) FILTER (NOT is_outlier) AS high_whisker,
  max(value_1) AS most,
  (count(*) FILTER (is_outlier))::BIGINT AS outliers
FROM placed_values
HAVING count(*) > 0`,
  )
}
