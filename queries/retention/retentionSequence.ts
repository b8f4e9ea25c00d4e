import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan, SequenceRequest } from '../../src-renderer/query/contract/plan'
import { literal } from '../../src-renderer/query/sql/literal'
import { statement } from '../../src-renderer/query/sql/statement'
import { activeDayRows } from '../events/activeDayPass'
import { NO_VALUE, valueSql } from '../events/brokenBy'
import { unitNumberSql, unitStartSql } from '../events/calendarUnit'
import { dataDates } from '../events/dataDates'
import { onDatesSql, whereLines, timelineEvents } from '../events/eventsInScope'
import { eitherSql, needsDatesOnly } from './entriesSql'
import { looksBeforeFilter } from './eventsSql'
import type { RetentionQuestion } from './question'

/** The start and return events with their calendar unit; where dates are enough, active days, which are both. */
export function retentionRows(
  question: RetentionQuestion,
): Pick<SequenceRequest, 'from' | 'stored' | 'where' | 'columns'> {
  const { scope, unit, catalog, startSql, returnSql, filterSql, breakdown } = question
  const isDated = needsDatesOnly(question)
  const date = isDated ? 'date' : 'local_date(ts)'
  const flag = (sql: string): SequenceRequest['columns'][string] => ({ kind: 'flag', sql: `(${sql})` })
  const onDates = onDatesSql(date, scope)
  const shared = {
    unit: { kind: 'number', sql: unitNumberSql(date, unit, catalog) },
    ...(onDates === 'TRUE' ? {} : { on_dates: flag(onDates) }),
  } as const
  if (isDated) return { ...activeDayRows(scope, []), columns: shared }
  const beforeFilter = looksBeforeFilter(question)
  const passing = (condition: string): string => whereLines(condition, beforeFilter ? filterSql : null)
  return {
    ...timelineEvents(scope, beforeFilter ? { filtered: false } : {}),
    where: eitherSql(beforeFilter ? startSql : passing(startSql), passing(returnSql)) ?? 'TRUE',
    columns: {
      ...shared,
      start: flag(passing(startSql)),
      return: flag(passing(returnSql)),
      ...(beforeFilter ? { unfiltered_start: flag(startSql) } : {}),
      ...(breakdown === null
        ? {}
        : {
            value: {
              kind: 'text',
              sql: `coalesce(${valueSql(breakdown.columns, scope.source.columns)}, ${literal(NO_VALUE)})`,
            },
          }),
    },
  }
}

/** SELECT of the units that cohorts can be of, when each `begins`; in every row, where what is known ends. */
export function cohortUnitsSql({ scope, unit, catalog }: RetentionQuestion): string {
  const number = (date: string): string => unitNumberSql(date, unit, catalog)
  return statement(
    [
      dataDates(scope),
      {
        name: 'cohort_units',
        about: `Each ${unit} of the data by its number, with the last one and the one after what is over`,
        sql: `SELECT
  unnest(range(${number('first_date')}, ${number('last_date')} + 1)) AS unit,
  ${number('last_date')} AS last_unit,
  ${number('over_date + 1')} AS open_unit
FROM data_dates`,
      },
    ],
    `SELECT
  unit,
  ${unitStartSql('unit', unit, catalog)} AS begins,
  last_unit,
  open_unit,
  ${literal(scope.source.nowTs ?? 0)}::DOUBLE AS now_us
FROM cohort_units
ORDER BY unit`,
  )
}

/**
 * The `sequence` of a plan of retention. None where others than users count, or where values of several columns are
 * kept apart.
 */
export function retentionSequence(
  question: RetentionQuestion,
  analysis: string,
  values: ParameterValues,
  range: QueryPlan['range'],
): Pick<QueryPlan, 'sequence'> {
  const { scope, breakdown } = question
  if (scope.entity.length > 0 || (breakdown?.columns.length ?? 0) > 1) return {}
  return {
    sequence: {
      analysis,
      values,
      ...retentionRows(question),
      ...(range === undefined ? {} : { range }),
      beside: cohortUnitsSql(question),
      rule: "Each user's start and return events are walked once in order of time: from each entry on, the periods with a return are found, and those that the criterion counts as retained.",
    },
  }
}
