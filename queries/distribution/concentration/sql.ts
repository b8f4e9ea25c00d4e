import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { entityValues, type EntityQuestion } from '../entityValues'

/** WITH queries up to `ranked_values` (user_key, value_1, place): 1 for the largest value; of equal ones by user. */
export function rankedValues(question: EntityQuestion): readonly Cte[] {
  return [
    ...entityValues(question),
    {
      name: 'ranked_values',
      about: 'Each value with its place, the largest first, and the sum of those up to it',
      sql: `SELECT
  user_key,
  value_1,
  row_number() OVER largest_first AS place,
  sum(value_1) OVER largest_first AS value_so_far
FROM known_values
WINDOW largest_first AS (ORDER BY value_1 DESC, user_key ROWS UNBOUNDED PRECEDING)`,
    },
  ]
}

/** The number of users (over holders, all of them) that the top so many percent are: rounded up. */
const TOP_USERS = '(percent * holders + 99) // 100'

/**
 * One row per percent. Gini is half the mean absolute difference of all pairs by the mean; of sorted values it is a sum
 * over their places, and ties do not matter.
 */
export function concentrationSql(question: EntityQuestion): string {
  return statement(
    [
      ...rankedValues(question),
      {
        name: 'totals',
        about: 'All of them together',
        sql: `SELECT
  count(*) AS holders,
  sum(value_1) AS total,
  CASE
    WHEN min(value_1) >= 0 AND sum(value_1) > 0
    THEN sum((count_all + 1 - 2 * place) * value_1) / (count(*) * sum(value_1))
  END AS gini
FROM (SELECT *, count(*) OVER () AS count_all FROM ranked_values)
HAVING count(*) > 0`,
      },
      {
        name: 'tops',
        about: 'The top 1 % to all of them, with how many they are',
        sql: `SELECT percent, ${TOP_USERS} AS users
FROM totals
CROSS JOIN (SELECT unnest(range(1, 101)) AS percent)`,
      },
    ],
    `SELECT
  percent::DOUBLE AS top,
  users,
  value_so_far AS value,
  CASE WHEN total > 0 THEN 100 * value_so_far / total END AS share,
  gini
FROM tops
CROSS JOIN totals
JOIN ranked_values ON ranked_values.place = tops.users
ORDER BY percent`,
  )
}
