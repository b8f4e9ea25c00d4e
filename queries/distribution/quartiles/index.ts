import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { identifier } from '../../../src-renderer/query/sql/literal'
import { statement } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { EVENT_ROW } from '../../events/eventRows'
import { scopedPlan } from '../../events/scopedPlan'
import { capitalized } from '../../events/texts'
import { distribution } from '../distribution'
import { readDistribution } from '../distribution/question'
import { WHO } from '../entityValues'
import { MEASURE_PARAMETERS } from '../measure'
import { boxes } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { placedValues, quartilesSql } from './sql'

/** Those of the values themselves: all that Distribution asks for but its bins. */
const OF_VALUES = ['column', ...MEASURE_PARAMETERS.map(({ name }) => name)]

/** How values are spread, a box for each value of a breakdown. */
export const quartiles: Analysis = {
  name: 'quartiles',
  title: 'Quartiles',
  about:
    'How the values of a column, or a measure of each user, are spread in each part: quartiles, whiskers, outliers.',
  grain: 'one row, or one for each value of the breakdown',
  definition,
  parameters: [...distribution.parameters.filter(({ name }) => OF_VALUES.includes(name)), WHO, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  estimates: { amounts: ['n', 'outliers'] },
  reads: 'events',
  population: (values, catalog, source) => readDistribution(values, catalog, source).population,
  plan(values, catalog, source) {
    const question = readDistribution(values, catalog, source)
    const { scope, label, noun, leftOut } = question
    return {
      ...scopedPlan(scope, quartilesSql(question), partitionRange(scope, 0, 0), [`${label}, of ${noun}`]),
      leftOut,
    }
  },
  drill({ column }, values, catalog, source) {
    if (column !== 'n' && column !== 'outliers') return null
    const question = readDistribution(values, catalog, source)
    const { scope, noun, ofEvents, label } = question
    const listed = ofEvents ? ['user_id', 'event', 'ts', '_file', '_line', '_source'] : []
    return {
      title: `${capitalized(noun)} with ${column === 'n' ? 'a value of' : 'an outlying'} ${label}`,
      kind: ofEvents ? 'rows' : 'users',
      plan: scopedPlan(
        scope,
        statement(
          placedValues(question, listed),
          `SELECT ${ofEvents ? EVENT_ROW : 'user_key'}, value_1 AS ${identifier(label)}
FROM placed_values${column === 'n' ? '' : '\nWHERE is_outlier'}
ORDER BY ${ofEvents ? 'ts, _source' : 'value_1 DESC, user_key'}`,
        ),
        partitionRange(scope, 0, 0),
      ),
    }
  },
  charts: (result, values) => boxes(result, ['All'], values),
  dividedCharts: boxes,
}
