import { ofElapsedTime } from '../../events/oneZone'
import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import { statement } from '../../../src-renderer/query/sql/statement'
import { onDatesSql, timelineEvents } from '../../events/eventsInScope'
import { scopedPlan } from '../../events/scopedPlan'
import { charts } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { finishDrivers, readWhat } from './finish'
import { findDrivers } from './kernel'
import { DRIVER_PARAMETERS } from './parameters'
import { besideSql, driversSql, had, newcomersSql, readDrivers, unseenSql, type DriverQuestion } from './sql'

function plan(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const question = readDrivers(values, catalog, source)
  return {
    ...scopedPlan(question.scope, driversSql(question), undefined, [
      `behaviours: the first ${question.days} days; outcome: the ${question.within} days after them`,
    ]),
    leftOut: [
      {
        name: 'not-seen-long-enough',
        sql: unseenSql(question),
        one: `1 user not seen for ${question.days + question.within} days yet is left out`,
        many: `{n} users not seen for ${question.days + question.within} days yet are left out`,
      },
    ],
    finish: { analysis: 'drivers', values },
    ...driverSequence(question, values),
  }
}

/** The `sequence` of its plan; none where others than users are counted. */
function driverSequence(question: DriverQuestion, values: ParameterValues): Pick<QueryPlan, 'sequence'> {
  const { scope, outcome, columns } = question
  if (scope.entity.length > 0) return {}
  const onDates = onDatesSql('local_date(ts)', scope)
  return {
    sequence: {
      analysis: 'drivers',
      values,
      ...timelineEvents(scope),
      where: 'TRUE',
      columns: {
        event: { kind: 'text', sql: 'event' },
        outcome: { kind: 'flag', sql: `(${outcome})` },
        ...(onDates === 'TRUE' ? {} : { on_dates: { kind: 'flag', sql: `(${onDates})` } }),
        ...Object.fromEntries(
          columns.map(({ name }, index) => [`column_${index + 1}`, { kind: 'text', sql: identifier(name) }]),
        ),
      },
      beside: besideSql(question),
      rule: "Each new user's events are walked once in order of time: what was done in the first days is counted, and it is looked for the outcome in those after them.",
    },
  }
}

/** The users with what a row says. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { kind, what } = row
  if (column !== 'users' || typeof kind !== 'string' || typeof what !== 'string') return null
  const question = readDrivers(values, catalog, source)
  const { value, times } = readWhat(kind, what)
  return {
    title: `New users with ${kind} ${what}`,
    kind: 'users',
    plan: scopedPlan(
      question.scope,
      statement(
        had(question),
        `SELECT user_key, has_outcome
FROM entrants
JOIN had USING (user_key)
WHERE kind = ${literal(kind)}
  AND value = ${literal(value)}
  AND times = ${literal(times)}`,
      ),
      undefined,
    ),
  }
}

/** What new users did or had at first, held against what they did later. */
export const drivers: Analysis = {
  name: 'drivers',
  title: 'Drivers',
  about: 'What new users did or had at first that goes with what they did later.',
  grain: 'one row per event, at least so many times, or value that was tried',
  definition,
  parameters: DRIVER_PARAMETERS,
  columns: columnList(COLUMNS),
  estimates: { users: ['users'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population(values, catalog, source) {
    return { users: newcomersSql(readDrivers(values, catalog, source)) }
  },
  plan,
  finish: finishDrivers,
  kernel: findDrivers,
  drill,
  charts,
}
