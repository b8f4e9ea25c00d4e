import { resolveMeasures } from '../../../src-renderer/query/sql/measures'
import { powerOf } from '../../trends/estimates'
import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Estimates } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { statement } from '../../../src-renderer/query/sql/statement'
import { scopedPlan } from '../../events/scopedPlan'
import { measureText } from '../../trends/question'
import { charts, kpis } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { drill, rangeOf } from './drill'
import { CHANGE_PARAMETERS } from './parameters'
import { readChange } from './question'
import { otherUsers } from './sides'
import { changeSql, comparedEvents, ofUsersAlone } from './sql'

/** The columns in the unit of the measure, which grow with the users where it does. */
function estimates(values: ParameterValues, catalog: Catalog): Estimates {
  const { series, parts } = resolveMeasures(values['measure'], values['formula'] ?? null, catalog, 'measure')
  const measures = new Map(parts.map(({ name, measure }) => [name, measure]))
  const isSum = series.every(({ formula }) => powerOf(formula, measures) === 1)
  return isSum ? { amounts: ['before', 'after', 'size_before', 'size_after', 'mix', 'rate', 'total'] } : {}
}

/** Divides a change of a figure between two periods over the values of columns, exactly. */
export const explainChange: Analysis = {
  name: 'explain-change',
  title: 'Explain the change',
  about: 'Which values moved a figure between two periods or two groups, and by how much, without a rest.',
  grain: 'one row for the whole, for each factor, and for each value of each column',
  definition,
  parameters: CHANGE_PARAMETERS,
  columns: columnList(COLUMNS),
  estimates,
  reads: 'events',
  standsAlone: true,
  refuses: {
    breakdown: 'the change is divided over the values of the columns chosen',
    breakdown_users: 'where users are counted, each stands under the values of the first event',
  },
  population(values, catalog, source) {
    // Those of the period alone where segments are held against each other: nobody is left out for being on one side.
    const question = readChange(otherUsers(values) === null ? values : { ...values, compare: null }, catalog, source)
    return {
      users: statement(
        comparedEvents({ ...question, columns: [] }),
        'SELECT DISTINCT user_key\nFROM compared_events\nWHERE user_key IS NOT NULL',
      ),
      needsUsers: [question.over, ...(question.under === null ? [] : [question.under])].every(ofUsersAlone),
    }
  },
  plan(values, catalog, source) {
    const question = readChange(values, catalog, source)
    const { scope, over, under, sides } = question
    const measures = [over, ...(under === null ? [] : [under])].map(({ part }) => part.measure)
    return scopedPlan(scope, changeSql(question), rangeOf(question), [
      ...new Set(measures.map((measure) => `${measure.name}: ${measureText(measure)}`)),
      `period: ${sides.after.fromDate ?? 'the first date'} to ${sides.after.toDate ?? 'the last date'}`,
      `${sides.areGroups ? 'against' : 'before'}: ${sides.text}`,
    ])
  },
  drill,
  charts,
  kpis,
}
