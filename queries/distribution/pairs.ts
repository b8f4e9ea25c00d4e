import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'
import { literal } from '../../src-renderer/query/sql/literal'
import { readMeasures } from '../../src-renderer/query/sql/measures'
import { refuse } from '../../src-renderer/query/sql/refuse'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { measureText } from '../trends/question'
import { entityValues, readEntityQuestion, type EntityQuestion } from './entityValues'

const cut = (name: string, label: string): ParameterSpec => ({
  name,
  type: 'number',
  label,
  default: null,
  more: true,
  help: 'From which value on it counts as high; empty for the median of all.',
})

export const PAIR_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'measures',
    type: 'measures',
    label: 'Two measures of each user',
    default: null,
    max: 2,
    help: 'What is computed of the events of each user: the first goes to the right, the second up.',
  },
  cut('x_cut', 'First is high from'),
  cut('y_cut', 'Second is high from'),
]

/** The quadrants, as the answer orders and names them. */
export const QUADRANTS = ['both high', 'first high', 'second high', 'both low'] as const

/** Two measures of each user, and where each is cut into low and high. */
export interface PairQuestion extends EntityQuestion {
  /** null for the median. */
  readonly cuts: readonly [x: number | null, y: number | null]
}

/** Reads PAIR_PARAMETERS. Throws `bad-parameter` and `not-found`. */
export function readPairs(values: ParameterValues, catalog: Catalog, source: string | null): PairQuestion {
  const list = values['measures'] ?? null
  if (list === null)
    refuse(
      'measures',
      '',
      'choose two measures, such as {"event":"view"} and {"event":"buy","measure":"sum","column":"amount"}',
    )
  const number = (name: string): number | null => (typeof values[name] === 'number' ? values[name] : null)
  return {
    ...readEntityQuestion(values, { list, parameter: 'measures', count: 2 }, catalog, source),
    cuts: [number('x_cut'), number('y_cut')],
  }
}

/** What the two measures are called, from the parameters alone. */
export function pairLabels(values: ParameterValues): readonly [string, string] {
  const [x = '', y = ''] = readMeasures(values['measures']).map((one) =>
    typeof one === 'string' ? one : /^[A-Z]\d*$/.test(one.name) && 'event' in one ? measureText(one) : one.name,
  )
  return [x, y]
}

/** A quadrant as a chart names it: by the measure that alone is high. */
export function quadrantText(quadrant: string, [x, y]: readonly [string, string]): string {
  return quadrant === QUADRANTS[1] ? `only ${x} high` : quadrant === QUADRANTS[2] ? `only ${y} high` : quadrant
}

/** WITH queries up to `quartered_values` (user_key, value_1, value_2, x_cut, y_cut, quadrant). */
export function quarteredValues(question: PairQuestion): readonly Cte[] {
  const [x, y] = question.cuts
  const cutSql = (given: number | null, value: string): string =>
    given === null ? `quantile_cont(${value}, 0.5)` : `${literal(given)}::DOUBLE`
  return [
    ...entityValues(question),
    {
      name: 'cuts',
      about: 'From where on each measure is high',
      sql: `SELECT ${cutSql(x, 'value_1')} AS x_cut, ${cutSql(y, 'value_2')} AS y_cut
FROM known_values
HAVING count(*) > 0`,
    },
    {
      name: 'quartered_values',
      about: 'Each with the quadrant that it lies in; at a cut it is high',
      keep: 'MATERIALIZED',
      sql: `SELECT
  *,
  CASE
    WHEN value_1 >= x_cut AND value_2 >= y_cut THEN ${literal(QUADRANTS[0])}
    WHEN value_1 >= x_cut THEN ${literal(QUADRANTS[1])}
    WHEN value_2 >= y_cut THEN ${literal(QUADRANTS[2])}
    ELSE ${literal(QUADRANTS[3])}
  END AS quadrant
FROM known_values
CROSS JOIN cuts`,
    },
  ]
}

/** WITH queries from `known_values` up to `correlations`, one row: n, pearson, spearman; empty where one never varies. */
export function correlations(): readonly Cte[] {
  const rankOf = (value: string): string =>
    `rank() OVER (ORDER BY ${value}) + (count(*) OVER (PARTITION BY ${value}) - 1) / 2 AS ${value.replace('value', 'rank')}`
  const varies = 'min(value_1) < max(value_1) AND min(value_2) < max(value_2)'
  return [
    {
      name: 'ranked_pairs',
      about: 'Both values with their ranks; equal ones have the mean of the ranks that they take',
      sql: `SELECT
  value_1,
  value_2,
  ${rankOf('value_1')},
  ${rankOf('value_2')}
FROM known_values`,
    },
    {
      name: 'correlations',
      about: 'How the two go together: by their values, and by their ranks',
      sql: `SELECT
  count(*)::BIGINT AS n,
  CASE WHEN ${varies} THEN corr(value_1, value_2) END AS pearson,
  CASE WHEN ${varies} THEN corr(rank_1, rank_2) END AS spearman
FROM ranked_pairs`,
    },
  ]
}
