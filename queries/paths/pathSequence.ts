import type { SequenceRequest } from '../../src-renderer/query/contract/plan'
import {} from '../../src-renderer/query/sql/statement'
import { partitionRange } from '../events/activeDays'
import { onDatesSql, timelineEvents } from '../events/eventsInScope'
import { sessionColumns } from '../sessions/sessionSequence'
import type { PathQuestion } from './question'

export type PathSequence = Pick<SequenceRequest, 'from' | 'stored' | 'where' | 'columns' | 'range'>

/**
 * The events of a question as a timeline: texts `value`; flags `anchor`, `goal` and `hidden` where the question has them,
 * `on_dates` where sessions are cut and dates asked for; what sessionColumns() needs. Null where others than users count.
 */
export function pathSequence({ scope, cut, value, anchor, goal, hidden }: PathQuestion): PathSequence | null {
  if (scope.entity.length > 0) return null
  const flag = (name: string, sql: string | null): SequenceRequest['columns'] =>
    sql === null ? {} : { [name]: { kind: 'flag', sql: `(${sql})` } }
  const onDates = onDatesSql('local_date(ts)', scope)
  const range = cut === null ? partitionRange(scope, 0, 0) : undefined
  return {
    ...timelineEvents(scope, cut === null ? { dated: true } : {}),
    where: 'TRUE',
    columns: {
      value: { kind: 'text', sql: value },
      ...flag('anchor', anchor),
      ...flag('goal', goal),
      ...flag('hidden', hidden === 'FALSE' ? null : hidden),
      ...(cut === null || onDates === 'TRUE' ? {} : flag('on_dates', onDates)),
      ...(cut === null ? {} : sessionColumns(cut)),
    },
    ...(range === undefined ? {} : { range }),
  }
}
