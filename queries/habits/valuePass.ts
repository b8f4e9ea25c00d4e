import type { QueryPlan, SequenceRequest } from '../../src-renderer/query/contract/plan'
import {} from '../../src-renderer/query/sql/statement'
import { whereLines, timelineEvents } from '../events/eventsInScope'
import type { ValueQuestion } from './values'

/** Users between two looks at whether somebody cancelled. */
export const CHUNK = 2048

/**
 * The `sequence` of a plan whose kernel goes through the events that valuedEvents() has, each with its `value`; `on` are
 * dates for which alone they are read. None where others than users are counted.
 */
export function valueSequence(
  { scope, sql, which }: ValueQuestion,
  kind: 'key' | 'text',
  asked: Omit<SequenceRequest, 'from' | 'where'>,
  on: string | null = null,
): Pick<QueryPlan, 'sequence'> {
  if (scope.entity.length > 0) return {}
  const columns = { value: { kind, sql }, ...asked.columns }
  return { sequence: { ...asked, ...timelineEvents(scope), where: whereLines(which, on), columns } }
}
