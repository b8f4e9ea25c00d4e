import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { literal } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { scopedPlan } from '../../events/scopedPlan'
import { capitalized, pluralText } from '../../events/texts'
import { entityPopulation, WHO } from '../entityValues'
import { withoutValue } from '../noValue'
import {
  correlations,
  pairLabels,
  PAIR_PARAMETERS,
  quadrantText,
  QUADRANTS,
  quarteredValues,
  readPairs,
} from '../pairs'
import definition from './definition.md?raw'

const COLUMNS = resultColumns({
  quadrant: { about: 'Which of the two measures are high: both, the first, the second, or none.', format: 'text' },
  n: { about: 'Users, or others, in it.', format: 'integer' },
  share: { about: 'Their percentage of all with both values, 0 to 100.', format: 'percent' },
  mean_x: { about: 'Mean of the first measure in it; empty without users.', format: 'decimal', nullable: true },
  mean_y: { about: 'Mean of the second.', format: 'decimal', nullable: true },
  x_cut: { about: 'From where on the first is high; the same in each row.', format: 'decimal' },
  y_cut: { about: 'From where on the second is high.', format: 'decimal' },
  pearson: {
    about: 'Correlation of the values of all, -1 to 1; empty where one measure is the same for all.',
    format: 'ratio',
    nullable: true,
  },
  spearman: { about: 'Correlation of their ranks, ties by mean ranks.', format: 'ratio', nullable: true },
})

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const [x, y] = pairLabels(values)
  const total = rows.reduce((sum, row) => sum + row.n, 0)
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: `Users by ${x} and ${y}`,
      summary:
        total === 0
          ? 'Nobody has a value of both in these dates.'
          : `${pluralText(total, 'user')} by ${x} and ${y}, high from their cuts on.`,
      x: { label: 'Quadrant', type: 'category' },
      y: { label: 'Users', format: 'integer' },
      series: [
        {
          name: 'Users',
          points: rows.map((row, index) => ({
            x: quadrantText(row.quadrant, [x, y]),
            y: row.n,
            figure: { row: index, column: 'n' },
          })),
        },
      ],
    },
  ]
}

function kpis(result: ResultTable, values: ParameterValues): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  const [first] = rows
  if (first === undefined) return []
  return [
    { label: 'Spearman', value: first.spearman, format: 'ratio', detail: 'correlation of ranks' },
    { label: 'Pearson', value: first.pearson, format: 'ratio', detail: 'correlation of values' },
    ...rows.map((row, index) => ({
      label: capitalized(quadrantText(row.quadrant, pairLabels(values))),
      value: row.share,
      format: 'percent' as const,
      detail: pluralText(row.n, 'user'),
      figure: { row: index, column: 'n' },
    })),
  ]
}

/** How many users are high or low in two measures. */
export const quadrants: Analysis = {
  name: 'quadrants',
  title: 'Quadrants',
  about: 'How many users are high or low on each of two measures.',
  grain: 'one row per quadrant',
  definition,
  parameters: [...PAIR_PARAMETERS, WHO, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  estimates: { users: ['n'] },
  reads: 'events',
  population: (values, catalog, source) => entityPopulation(readPairs(values, catalog, source)),
  plan(values, catalog, source) {
    const question = readPairs(values, catalog, source)
    const { scope, labels, noun } = question
    const places = QUADRANTS.map((name, index) => `(${literal(name)}, ${index})`).join(', ')
    const sql = statement(
      [
        ...quarteredValues(question),
        ...correlations(),
        {
          name: 'quadrant_counts',
          about: 'Those in each quadrant, with their means',
          sql: `SELECT quadrant, count(*) AS n, avg(value_1) AS mean_x, avg(value_2) AS mean_y
FROM quartered_values
GROUP BY quadrant`,
        },
        {
          name: 'quadrants',
          about: 'All four, in order',
          sql: `SELECT quadrant, place\nFROM (VALUES ${places}) AS listed (quadrant, place)`,
        },
      ],
      `SELECT
  quadrant,
  coalesce(quadrant_counts.n, 0)::BIGINT AS n,
  100 * coalesce(quadrant_counts.n, 0) / correlations.n::DOUBLE AS share,
  mean_x,
  mean_y,
  x_cut,
  y_cut,
  pearson,
  spearman
FROM quadrants
LEFT JOIN quadrant_counts USING (quadrant)
CROSS JOIN cuts
CROSS JOIN correlations
ORDER BY place`,
    )
    return {
      ...scopedPlan(scope, sql, partitionRange(scope, 0, 0), [`${labels.join(' and ')}, of ${noun}`]),
      leftOut: withoutValue(question),
    }
  },
  drill({ row, column }, values, catalog, source) {
    const { quadrant } = row
    if (typeof quadrant !== 'string' || !['n', 'share', 'mean_x', 'mean_y'].includes(column)) return null
    const question = readPairs(values, catalog, source)
    const { scope, labels, noun } = question
    return {
      title: `${capitalized(noun)} with ${labels.join(' and ')}: ${quadrant}`,
      kind: 'users',
      plan: scopedPlan(
        scope,
        statement(
          quarteredValues(question),
          `SELECT user_key, value_1 AS first, value_2 AS second
FROM quartered_values
WHERE quadrant = ${literal(quadrant)}
ORDER BY value_1 DESC, value_2 DESC, user_key`,
        ),
        partitionRange(scope, 0, 0),
      ),
    }
  },
  charts,
  kpis,
}
