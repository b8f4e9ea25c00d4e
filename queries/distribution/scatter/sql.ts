import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { correlations, quarteredValues, type PairQuestion } from '../pairs'

/** Cells along each side of the field. */
const SIDE = 70

/** WITH queries up to `placed_values`: each user's values with the cell that stands for them, NULL where they stand alone. */
export function placedValues(question: PairQuestion, mostPoints: number): readonly Cte[] {
  const place = (value: string): string =>
    `least(${SIDE - 1}, coalesce(floor(${SIDE} * (${value} - least_${value}) / nullif(most_${value} - least_${value}, 0)), 0))::INTEGER`
  return [
    ...quarteredValues(question),
    {
      name: 'different_values',
      about: 'Pairs of values that are different',
      sql: 'SELECT DISTINCT value_1, value_2\nFROM known_values',
    },
    {
      name: 'field',
      about: 'From where to where both reach, and whether they are too many for a point each',
      sql: `SELECT
  count(*) > ${mostPoints} AS in_cells,
  min(value_1) AS least_value_1,
  max(value_1) AS most_value_1,
  min(value_2) AS least_value_2,
  max(value_2) AS most_value_2
FROM different_values`,
    },
    {
      name: 'placed_values',
      about: 'Each user with the cell of the field, where points are cells',
      sql: `SELECT
  quartered_values.*,
  in_cells,
  CASE WHEN in_cells THEN ${place('value_1')} || ', ' || ${place('value_2')} END AS cell
FROM quartered_values
CROSS JOIN field`,
    },
  ]
}

/** One row per point. */
export function scatterSql(question: PairQuestion, mostPoints: number): string {
  return statement(
    [
      ...placedValues(question, mostPoints),
      {
        name: 'points',
        about: 'Users of one point: with the same values, or in the same cell and quadrant',
        sql: `SELECT
  quadrant,
  cell,
  CASE WHEN NOT in_cells THEN value_1 END AS own_x,
  CASE WHEN NOT in_cells THEN value_2 END AS own_y,
  avg(value_1) AS mean_x,
  avg(value_2) AS mean_y,
  count(*) AS n
FROM placed_values
GROUP BY quadrant, cell, own_x, own_y`,
      },
    ],
    `SELECT
  coalesce(own_x, mean_x) AS x,
  coalesce(own_y, mean_y) AS y,
  n,
  quadrant,
  cell,
  x_cut,
  y_cut
FROM points
CROSS JOIN cuts
ORDER BY x, y, quadrant`,
  )
}

/** One row: n, pearson and spearman. */
export function correlationsSql(question: PairQuestion): string {
  return statement([...quarteredValues(question), ...correlations()], 'SELECT *\nFROM correlations')
}
