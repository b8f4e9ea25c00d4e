import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'
import { columnNamed, conditionSql, readCondition } from '../../src-renderer/query/sql/condition'
import { identifier } from '../../src-renderer/query/sql/literal'
import { scope, type Scope } from '../../src-renderer/query/sql/source'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { eventsInScope, whereClause, whereLines } from '../events/eventsInScope'

export const VALUE_EVENT: ParameterSpec = {
  name: 'event',
  type: 'event',
  label: 'Event',
  default: null,
  emptyMeans: 'Any event',
  help: 'The events that count.',
}

/** Which column's values are looked at; `empty` says what is in its place where none is chosen. */
export function valueColumn(label: string, help: string, empty: string): ParameterSpec {
  return { name: 'column', type: 'column', label, default: null, emptyMeans: empty, help }
}

/** Whose values of a column are looked at, and which events have them. */
export interface ValueQuestion {
  readonly scope: Scope
  /** The column's name, and its SQL. */
  readonly column: string
  readonly sql: string
  /** Boolean SQL over an event: that it counts. */
  readonly which: string
}

/** Reads a question of the events' values; those of the event itself where no column is chosen. */
export function readValues(values: ParameterValues, catalog: Catalog, source: string | null): ValueQuestion {
  const asked = scope(values, catalog, source)
  const { column } = values
  const { name } = columnNamed(typeof column === 'string' && column !== '' ? column : 'event', asked.source.columns)
  const sql = identifier(name)
  const isEvent = conditionSql(readCondition(values['event'] ?? null, 'event'), asked.source.columns)
  return { scope: asked, column: name, sql, which: whereLines(isEvent, `${sql} IS NOT NULL`) }
}

/** WITH queries up to `valued_events` (user_key, ts, _source, date, value): the events that count, of all dates. */
export function valuedEvents({ scope: asked, sql, which }: ValueQuestion): readonly Cte[] {
  return [
    eventsInScope(asked),
    {
      name: 'valued_events',
      about: 'Events with a value, and their local date',
      sql: `SELECT user_key, ts, _source, local_date(ts) AS date, ${sql}::VARCHAR AS value
FROM events_in_scope${whereClause(which)}`,
    },
  ]
}
