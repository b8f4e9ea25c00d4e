import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import type { QueryPlan, SequenceRequest } from '../../src-renderer/query/contract/plan'
import {} from '../../src-renderer/query/sql/statement'
import { timelineEvents } from '../events/eventsInScope'
import { readRule, type DurationQuestion } from './durations/question'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 2048

/**
 * The `sequence` of a plan whose kernel goes by eachDuration(); none where the ends are columns of a row, or others than
 * users have the events.
 */
export function durationSequence(
  { scope, columns, isStart, isEnd }: DurationQuestion,
  asked: Omit<SequenceRequest, 'from' | 'where'>,
): Pick<QueryPlan, 'sequence'> {
  if (columns !== null || scope.entity.length > 0) return {}
  const isAny = isStart === 'TRUE' || isEnd === 'TRUE'
  return {
    sequence: {
      ...asked,
      ...timelineEvents(scope),
      where: isAny ? 'TRUE' : isStart === isEnd ? isStart : `(${isStart})\n  OR (${isEnd})`,
      columns: {
        start: { kind: 'flag', sql: `(${isStart})` },
        end: { kind: 'flag', sql: `(${isEnd})` },
        ...asked.columns,
      },
      rule: `Each user's events are walked once, the last first, so that the next end after each beginning is known. ${asked.rule}`,
    },
  }
}

/**
 * Told of each beginning that counts, by the row of its event and that of its end, -1 where it has none or a later one
 * than may be; and how long that took, NaN then.
 */
type VisitDuration = (start: number, end: number, micros: number) => void

/** Goes through the beginnings of all users. */
export async function eachDuration({ timeline, values, pace }: KernelRun, visit: VisitDuration): Promise<void> {
  const { users, starts: begins, at } = timeline
  const [isStart, isEnd] = [timeline.flag('start'), timeline.flag('end')]
  const { starts: which, withinMicros } = readRule(values)
  const most = withinMicros ?? Infinity
  function tell(start: number, end: number): void {
    const micros = end < 0 ? NaN : at[end]! - at[start]!
    if (micros <= most) visit(start, end, micros)
    else visit(start, -1, NaN)
  }
  for (let user = 0; user < users; user += 1) {
    if (user % CHUNK === 0) await pace()
    // Of what comes after a row: the first end, and the first beginning with the end that it leads to.
    let [end, start, endOfStart] = [-1, -1, -1]
    for (let row = begins[user + 1]! - 1; row >= begins[user]!; row -= 1) {
      if (isStart[row] === 1) {
        const isRival = start >= 0 && end >= 0 && endOfStart === end
        if (which === 'first' && start >= 0 && !isRival) tell(start, endOfStart)
        if (which === 'each' || (which === 'last' && !isRival)) tell(row, end)
        start = row
        endOfStart = end
      }
      if (isEnd[row] === 1) end = row
    }
    if (which === 'first' && start >= 0) tell(start, endOfStart)
  }
}
