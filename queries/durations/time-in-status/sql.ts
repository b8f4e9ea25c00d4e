import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { columnNamed } from '../../../src-renderer/query/sql/condition'
import { identifier } from '../../../src-renderer/query/sql/literal'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { eventsInScope, onDatesSql, whereClause } from '../../events/eventsInScope'
import { quantileSql } from '../quantiles'

export const STATUS_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'status',
    type: 'column',
    label: 'Status',
    default: null,
    emptyMeans: 'The event',
    help: 'The column that says in which status an event puts its user, or whatever is counted; empty for the event.',
  },
]

/** A question of statuses, read and checked. */
export interface StatusQuestion {
  readonly scope: Scope
  readonly column: string
}

/** Reads a question. Throws `bad-parameter` and `not-found`. */
export function readStatus(values: ParameterValues, catalog: Catalog, source: string | null): StatusQuestion {
  const asked = scope(values, catalog, source)
  const { status } = values
  const name = typeof status === 'string' && status !== '' ? status : 'event'
  return { scope: asked, column: columnNamed(name, asked.source.columns).name }
}

/** WITH queries up to `stays` (user_key, status, from_ts, to_ts, seconds, _file, _line) that begin on the dates asked for. */
export function stays({ scope: asked, column }: StatusQuestion): readonly Cte[] {
  const status = `${identifier(column)}::VARCHAR`
  return [
    eventsInScope(asked),
    {
      name: 'changes',
      about: 'Events that put their user in another status than before',
      sql: `SELECT user_key, ts, _source, _file, _line, ${status} AS status
FROM events_in_scope
WHERE ${identifier(column)} IS NOT NULL
QUALIFY ${status} IS DISTINCT FROM lag(${status}) OVER (PARTITION BY user_key ORDER BY ts, _source)`,
    },
    {
      name: 'all_stays',
      about: 'Each stay in a status, up to the next change',
      sql: `SELECT
  user_key,
  status,
  _file,
  _line,
  ts AS from_ts,
  lead(ts) OVER (PARTITION BY user_key ORDER BY ts, _source) AS to_ts
FROM changes`,
    },
    {
      name: 'stays',
      about: 'Those that began on the dates asked for, with how long they took',
      sql: `SELECT *, (epoch_us(to_ts) - epoch_us(from_ts)) / 1e6 AS seconds
FROM all_stays${whereClause(onDatesSql('local_date(from_ts)', asked))}`,
    },
  ]
}

/** Statuses, the one with the most time first. */
export function staysSql(question: StatusQuestion): string {
  return statement(
    stays(question),
    `SELECT
  status,
  count(to_ts) AS stays,
  count(*) - count(to_ts) AS open,
  ${quantileSql('median_seconds')},
  ${quantileSql('p90_seconds')},
  avg(seconds) AS mean_seconds,
  sum(seconds) AS total_seconds,
  100 * sum(seconds) / nullif(sum(sum(seconds)) OVER (), 0) AS share
FROM stays
GROUP BY status
ORDER BY total_seconds DESC NULLS LAST, status`,
  )
}
