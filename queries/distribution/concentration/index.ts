import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { identifier } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { scopedPlan } from '../../events/scopedPlan'
import { capitalized } from '../../events/texts'
import { entityPopulation, WHO } from '../entityValues'
import { MEASURE_PARAMETERS, readMeasureOfEach } from '../measure'
import { withoutValue } from '../noValue'
import { charts, kpis } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { concentrationSql, rankedValues } from './sql'

/** How much of a measure few users hold. */
export const concentration: Analysis = {
  name: 'concentration',
  title: 'Concentration',
  about: 'How concentrated a measure is among users: Lorenz curve, Gini coefficient, top 1 % and 10 %.',
  grain: 'one row per percent of the users, from the largest value',
  definition,
  parameters: [...MEASURE_PARAMETERS, WHO, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  estimates: { users: ['users'], amounts: ['value'] },
  reads: 'events',
  population: (values, catalog, source) => entityPopulation(readMeasureOfEach(values, catalog, source)),
  plan(values, catalog, source) {
    const question = readMeasureOfEach(values, catalog, source)
    const { scope, labels, noun } = question
    return {
      ...scopedPlan(scope, concentrationSql(question), partitionRange(scope, 0, 0), [`${labels.join()}, of ${noun}`]),
      leftOut: withoutValue(question),
    }
  },
  drill({ row, column }, values, catalog, source) {
    const { top, users } = row
    if (!['users', 'value', 'share'].includes(column) || typeof top !== 'number' || typeof users !== 'number')
      return null
    const question = readMeasureOfEach(values, catalog, source)
    const { scope, labels, noun } = question
    return {
      title: `${capitalized(noun)} with the largest ${labels.join()}: the top ${top} %`,
      kind: 'users',
      plan: scopedPlan(
        scope,
        statement(
          rankedValues(question),
          `SELECT user_key, value_1 AS ${identifier(labels.join())}, place
FROM ranked_values
WHERE place <= ${users}
ORDER BY place`,
        ),
        partitionRange(scope, 0, 0),
      ),
    }
  },
  charts,
  kpis,
}
