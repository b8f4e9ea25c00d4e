import { literal } from '../../../src-renderer/query/sql/literal'
import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { addDays } from '../../../src-renderer/model/isoDate'
import { scopedPlan } from '../../events/scopedPlan'
import { CONFIDENCE_PARAMETER, MEASURE_PARAMETERS, METRIC_PARAMETER } from '../parameters'
import { matchedCharts, matchedKpis } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { finishMatched } from './finish'
import { judgeUsers, studySequence } from './kernel'
import { readMatched } from './question'
import { studiedCtes, studiedSql, studyLeftOut } from './usersSql'

const NOT_TAKEN = ['from', 'to', 'compare', 'breakdown', 'breakdown_users', 'breakdown_limit']

const PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'treatment',
    type: 'event',
    label: 'Taken up',
    default: null,
    help: 'What some users began to do, and others did not: the event whose effect is asked for.',
  },
  { ...METRIC_PARAMETER, help: 'The event that it may have changed; empty for any event after it.' },
  ...MEASURE_PARAMETERS,
  {
    name: 'start',
    type: 'date',
    label: 'Start',
    default: null,
    emptyMeans: 'The middle of the data',
    help: 'The first local date on which taking it up counts; who did it before is left out.',
  },
  {
    name: 'take_up_days',
    type: 'integer',
    label: 'Days to take it up',
    default: 7,
    min: 1,
    max: 366,
    help: 'On how many days from the start on users count as having taken it up.',
  },
  {
    name: 'days',
    type: 'integer',
    label: 'Days',
    default: 14,
    min: 1,
    max: 366,
    help: 'How many days before the start users are compared by, and after the take-up the metric counts.',
  },
  {
    name: 'properties',
    type: 'columns',
    label: 'Alike in',
    default: [],
    max: 6,
    help: 'Columns in whose last values before the start users shall be alike, besides what they did then.',
  },
  CONFIDENCE_PARAMETER,
  ...COMMON_PARAMETERS.filter(({ name }) => !NOT_TAKEN.includes(name)),
]

/** All users of a side. Who stands in for whom is told by the fit, which no SQL lists. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  if (
    (column !== 'treated_users' && column !== 'control_users') ||
    row['kind'] !== 'effect' ||
    row['what'] === 'matched'
  )
    return null
  const question = readMatched(values, catalog, source)
  const isTreated = column === 'treated_users'
  return {
    title: isTreated ? 'Users who took it up' : 'Users who did not',
    kind: 'users',
    plan: scopedPlan(
      question.scope,
      statement(
        studiedCtes(question),
        `
SELECT user_key, outcome, events_before, active_days, days_silent, days_known
FROM studied
WHERE is_treated = ${literal(isTreated)}
ORDER BY user_key`,
      ),
      undefined,
    ),
  }
}

/** What taking something up did, without a draw: held against users who were like those who did. */
export const matchedUsers: Analysis = {
  name: 'matched-users',
  title: 'Matched users',
  about: 'What taking something up did, against users who were alike before and did not (propensity score).',
  grain: 'one row per estimate, per property that is balanced and per span of propensities',
  definition,
  parameters: PARAMETERS,
  columns: columnList(COLUMNS),
  standsAlone: true,
  refuses: {
    from: 'the start and the days around it say which dates count',
    to: 'the start and the days around it say which dates count',
    compare: 'it compares users with those who are like them itself',
    breakdown: 'users of all values are matched together; narrow it with a filter or a segment',
    breakdown_users: 'users of all values are matched together',
  },
  estimates: { users: ['treated_users', 'control_users'] },
  reads: 'events',
  population(values, catalog, source) {
    const { start, days } = readMatched(values, catalog, source)
    return { from: addDays(start, -days), to: addDays(start, -1) }
  },
  plan(values, catalog, source) {
    const question = readMatched(values, catalog, source)
    const named = { ...values, properties: question.properties.map(({ name }) => name) }
    return {
      ...scopedPlan(question.scope, studiedSql(question), undefined, question.notes),
      leftOut: studyLeftOut(question),
      finish: { analysis: 'matched-users', values: named },
      ...studySequence(question, named),
    }
  },
  finish: finishMatched,
  kernel: judgeUsers,
  charts: matchedCharts,
  kpis: (result) => matchedKpis(result),
  drill,
}
