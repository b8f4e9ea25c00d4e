import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { Scope } from '../../src-renderer/query/sql/source'
import { statement } from '../../src-renderer/query/sql/statement'
import { eventSql, type Kind } from '../events/contentColumns'
import { EVENT_ROW } from '../events/eventRows'
import { eventsInScope, whereLines, type ScopeChoice } from '../events/eventsInScope'

/** Bars of a chart of contents: more do not fit. */
export const MOST_BARS = 15

/** The columns that count the four things that users do with content. */
export const COLUMN_OF = { view: 'views', like: 'likes', share: 'shares', comment: 'comments' } as const

/** Boolean SQL: an event of one of these kinds. */
export function anyKindSql(scope: Scope, values: ParameterValues, kinds: readonly Kind[]): string {
  return `(${kinds.map((kind) => eventSql(scope, values, kind)).join('\n    OR ')})`
}

/** Statement that lists the events in scope for which all conditions hold. */
export function listEvents(scope: Scope, choice: ScopeChoice, ...conditions: readonly string[]): string {
  return statement(
    [eventsInScope(scope, choice)],
    `SELECT ${EVENT_ROW}
FROM events_in_scope
WHERE ${whereLines(...conditions)}
ORDER BY ts, _source`,
  )
}
