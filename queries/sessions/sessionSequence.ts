import type { ColumnSchema } from '../../src-renderer/model/schema'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan, SequenceRequest } from '../../src-renderer/query/contract/plan'
import { identifier } from '../../src-renderer/query/sql/literal'
import type { Scope } from '../../src-renderer/query/sql/source'
import { DAY_NUMBER } from '../events/dataDates'
import { timelineEvents } from '../events/eventsInScope'
import { shownDaysSql } from '../events/shownDays'
import type { SessionCut } from './sessionEvents'

/** The columns that cutting sessions needs of a timeline. */
export function sessionColumns({ gapMicros, midnight }: SessionCut): SequenceRequest['columns'] {
  return {
    ...(gapMicros === null ? { session: { kind: 'key', sql: 'session_id' } } : {}),
    ...(midnight ? { session_date: { kind: 'number', sql: DAY_NUMBER } } : {}),
  }
}

/**
 * The `sequence` of a plan whose kernel goes through sessions by eachSession() (sessionPass), with what it reads of events besides;
 * none where others than users count.
 */
export function sessionSequence(
  scope: Scope,
  cut: SessionCut,
  asked: {
    readonly analysis: string
    readonly values: ParameterValues
    readonly columns: SequenceRequest['columns']
    readonly lookedUp?: Readonly<Record<string, string>>
    /** What is done with each session, in words. */
    readonly rule: string
  },
): Pick<QueryPlan, 'sequence'> {
  if (scope.entity.length > 0) return {}
  return {
    sequence: {
      ...asked,
      ...timelineEvents(scope),
      where: 'TRUE',
      columns: { ...sessionColumns(cut), date: { kind: 'number', sql: DAY_NUMBER }, ...asked.columns },
      beside: shownDaysSql(scope),
      rule: `Each user's events are walked once in order of time and cut into sessions. ${asked.rule}`,
    },
  }
}

/** A column of a timeline for which values are equal: 0 and -0 are. */
export function valueKey({ name, type }: ColumnSchema): SequenceRequest['columns'][string] {
  return { kind: 'key', sql: type === 'double' ? `${identifier(name)} + 0` : identifier(name) }
}
