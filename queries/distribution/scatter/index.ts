import { formatValue } from '../../../src-renderer/chart/format'
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
import { capitalized, countText, pluralText } from '../../events/texts'
import { entityPopulation, WHO } from '../entityValues'
import { withoutValue } from '../noValue'
import { pairLabels, PAIR_PARAMETERS, quadrantText, QUADRANTS, readPairs } from '../pairs'
import definition from './definition.md?raw'
import { correlationsSql, placedValues, scatterSql } from './sql'

const COLUMNS = resultColumns({
  x: { about: 'The first measure; of a cell, the mean of its users.', format: 'decimal' },
  y: { about: 'The second measure; of a cell, the mean of its users.', format: 'decimal' },
  n: { about: 'Users, or others, at this point.', format: 'integer' },
  quadrant: { about: 'Which of the two are high: both, the first, the second, or none.', format: 'text' },
  cell: {
    about: 'The cell that the point stands for, along and up; empty for users who share both values.',
    format: 'text',
    nullable: true,
  },
  x_cut: { about: 'From where on the first is high; the same in each row.', format: 'decimal' },
  y_cut: { about: 'From where on the second is high.', format: 'decimal' },
})

const CORRELATIONS = resultColumns({
  n: { about: 'Users with both values.', format: 'integer' },
  pearson: { about: 'Correlation of the values.', format: 'ratio', nullable: true },
  spearman: { about: 'Correlation of the ranks.', format: 'ratio', nullable: true },
})

const mostPoints = (values: ParameterValues): number =>
  typeof values['most_points'] === 'number' ? values['most_points'] : 5000

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const [x, y] = pairLabels(values)
  const [first] = rows
  const users = rows.reduce((sum, row) => sum + row.n, 0)
  const counts = QUADRANTS.map((name) => {
    const n = rows.filter((row) => row.quadrant === name).reduce((sum, row) => sum + row.n, 0)
    return `${quadrantText(name, [x, y])} ${countText(n)}`
  })
  const isShared = rows.some((row) => row.n > 1)
  // The quadrants' colours follow the quadrants' order, whatever points come first.
  const ordered = [...rows].sort(
    (a, b) => QUADRANTS.findIndex((one) => one === a.quadrant) - QUADRANTS.findIndex((one) => one === b.quadrant),
  )
  return [
    {
      kind: 'scatter',
      title: `${capitalized(y)} by ${x}`,
      summary:
        first === undefined
          ? 'Nobody has a value of both in these dates.'
          : `${pluralText(users, 'user')}: ${counts.join(', ')}; cut at ${formatValue(first.x_cut, 'decimal')} and ` +
            `${formatValue(first.y_cut, 'decimal')}.${first.cell === null ? '' : ' Points stand for all users of a cell.'}`,
      x: { label: x, format: 'decimal' },
      y: { label: y, format: 'decimal' },
      points: ordered.map((row) => ({
        x: row.x,
        y: row.y,
        label: pluralText(row.n, 'user'),
        group: quadrantText(row.quadrant, [x, y]),
        ...(isShared ? { size: row.n } : {}),
        figure: { row: row.index, column: 'n' },
      })),
      areUnlabelled: true,
      ...(first === undefined ? {} : { cuts: { x: first.x_cut, y: first.y_cut } }),
    },
  ]
}

function kpis(result: ResultTable, _values: ParameterValues, more: ResultTable | null): readonly Kpi[] {
  if (result.rowCount === 0) return []
  const [row] = more === null ? [] : rowsOf(CORRELATIONS, more)
  return [
    { label: 'Users', value: row?.n ?? null, format: 'integer', detail: 'with both values' },
    { label: 'Spearman', value: row?.spearman ?? null, format: 'ratio', detail: 'correlation of ranks' },
    { label: 'Pearson', value: row?.pearson ?? null, format: 'ratio', detail: 'correlation of values' },
  ]
}

/** Two measures of each user against one another. */
export const scatter: Analysis = {
  name: 'scatter',
  title: 'Scatter',
  about: 'Two measures of each user plotted against each other, with their correlation.',
  grain: 'one row per point: users with the same two values, or of one cell where there are too many',
  definition,
  parameters: [
    ...PAIR_PARAMETERS,
    {
      name: 'most_points',
      type: 'integer',
      label: 'Points shown',
      default: 5000,
      min: 1,
      max: 50_000,
      more: true,
      help: 'Where there are more different points, users who lie close together are one.',
    },
    WHO,
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { users: ['n'], kpis: ['n'] },
  reads: 'events',
  population: (values, catalog, source) => entityPopulation(readPairs(values, catalog, source)),
  plan(values, catalog, source) {
    const question = readPairs(values, catalog, source)
    const { scope, labels, noun } = question
    const sql = scatterSql(question, mostPoints(values))
    return {
      ...scopedPlan(scope, sql, partitionRange(scope, 0, 0), [`${labels.join(' and ')}, of ${noun}`]),
      leftOut: withoutValue(question),
    }
  },
  kpiPlan(values, catalog, source) {
    const question = readPairs(values, catalog, source)
    return scopedPlan(question.scope, correlationsSql(question), partitionRange(question.scope, 0, 0))
  },
  drill({ row, column }, values, catalog, source) {
    const { x, y, quadrant, cell } = row
    if (!['n', 'x', 'y'].includes(column) || typeof x !== 'number' || typeof y !== 'number') return null
    if (typeof quadrant !== 'string') return null
    const question = readPairs(values, catalog, source)
    const { scope, noun } = question
    const where =
      typeof cell === 'string'
        ? `cell = ${literal(cell)}\n  AND quadrant = ${literal(quadrant)}`
        : `value_1 = ${literal(x)}::DOUBLE\n  AND value_2 = ${literal(y)}::DOUBLE`
    const near = typeof cell === 'string' ? 'near ' : ''
    return {
      title: `${capitalized(noun)} at ${near}${formatValue(x, 'decimal')} and ${formatValue(y, 'decimal')}`,
      kind: 'users',
      plan: scopedPlan(
        scope,
        statement(
          placedValues(question, mostPoints(values)),
          `SELECT user_key, value_1 AS first, value_2 AS second
FROM placed_values
WHERE ${where}
ORDER BY value_1 DESC, value_2 DESC, user_key`,
        ),
        partitionRange(scope, 0, 0),
      ),
    }
  },
  charts,
  kpis,
}
