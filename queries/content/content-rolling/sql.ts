import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { identifier } from '../../../src-renderer/query/sql/literal'
import type { Scope } from '../../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { dwellSecondsSql, eventSql, KINDS, likelyColumn } from '../../events/contentColumns'
import { shownDateRange } from '../../events/dataDates'
import { eventsInScope, whereClause } from '../../events/eventsInScope'
import { anyKindSql, COLUMN_OF } from '../contentEvents'
import type { Clock } from './clock'

const COLUMNS = KINDS.map((kind) => COLUMN_OF[kind])
const listed = (columns: readonly string[]): string => columns.join(',\n  ')

/**
 * WITH queries up to `<one>_changes` (step, change): by how much the number of different ones in a window changes with
 * each step. Each enters with a step and leaves when the window has passed, or with their next step.
 */
function distinctChanges(one: 'viewer' | 'content', key: string, { steps }: Clock): readonly Cte[] {
  return [
    {
      name: `${one}_steps`,
      about: `Each ${one} with each step in which there is a view of theirs`,
      sql: `SELECT DISTINCT ${key}, step
FROM content_events${whereClause('is_view', `${key} IS NOT NULL`)}`,
    },
    {
      name: `${one}_stays`,
      about: 'The same, with the next such step',
      sql: `SELECT step, lead(step) OVER (PARTITION BY ${key} ORDER BY step) AS next_step
FROM ${one}_steps`,
    },
    {
      name: `${one}_moves`,
      about: `Each ${one} enters with a step, and leaves when the window has passed or with the next`,
      sql: `SELECT step, 1 AS change
FROM ${one}_stays
UNION ALL
SELECT least(step + ${steps}, next_step), -1
FROM ${one}_stays`,
    },
    {
      name: `${one}_changes`,
      about: `By how much the number of different ${one}s in the window changes with each step`,
      sql: `SELECT step, sum(change) AS change\nFROM ${one}_moves\nGROUP BY step`,
    },
  ]
}

/**
 * Statement of the answer, a row a step. Views, likes, shares and comments are sums over the steps of a window.
 * Different viewers and contents are counted in one pass, as active users are.
 */
export function rollingSql(asked: Scope, values: ParameterValues, clock: Clock): string {
  const { stepMicros, steps } = clock
  const { minTs, maxTs, nowTs } = asked.source
  const content = likelyColumn(asked, values, 'content')
  const dwell = likelyColumn(asked, values, 'dwell')
  return statement(
    [
      ...shownDateRange(asked),
      eventsInScope(asked),
      {
        name: 'content_events',
        about: 'Views, likes, shares and comments with the number of their step',
        keep: 'MATERIALIZED',
        sql: `SELECT
  user_key,
  (epoch_us(ts) // ${stepMicros}) AS step,
  ${content === null ? 'NULL::VARCHAR' : `${identifier(content.name)}::VARCHAR`} AS content,
  ${dwell === null ? 'NULL::DOUBLE' : dwellSecondsSql(dwell, values)} AS seconds,
  ${listed(KINDS.map((kind) => `(${eventSql(asked, values, kind)}) AS is_${kind}`))}
FROM events_in_scope${whereClause(anyKindSql(asked, values, KINDS))}`,
      },
      {
        name: 'step_counts',
        about: 'How many of each there are in each step, and the time spent on views',
        sql: `SELECT
  step,
  ${listed(KINDS.map((kind) => `count(*) FILTER (is_${kind}) AS ${COLUMN_OF[kind]}`))},
  coalesce(sum(seconds) FILTER (is_view), 0) AS seconds
FROM content_events
GROUP BY step`,
      },
      ...distinctChanges('viewer', 'user_key', clock),
      ...distinctChanges('content', 'content', clock),
      {
        name: 'data_steps',
        about: 'First and last step of the data',
        sql: `SELECT
  from_date,
  to_date,
  ${minTs ?? 0}::BIGINT // ${stepMicros} AS first_step,
  ${maxTs ?? 0}::BIGINT // ${stepMicros} AS last_step
FROM shown_dates`,
      },
      {
        name: 'calendar',
        about: 'Each step of the data, so that steps without events have a row',
        sql: `SELECT
  unnest(range(first_step, last_step + 1)) AS step,
  from_date,
  to_date,
  first_step
FROM data_steps`,
      },
      {
        name: 'windows',
        about: `The window of ${steps} ${steps === 1 ? 'step' : 'steps'} that ends with each`,
        sql: `SELECT
  step,
  from_date,
  to_date,
  first_step,
  ${listed([...COLUMNS, 'seconds'].map((column) => `sum(coalesce(${column}, 0)) OVER in_window AS ${column}`))},
  sum(coalesce(viewer_changes.change, 0)) OVER (ORDER BY step) AS viewers,
  sum(coalesce(content_changes.change, 0)) OVER (ORDER BY step) AS contents
FROM calendar
LEFT JOIN step_counts USING (step)
LEFT JOIN viewer_changes USING (step)
LEFT JOIN content_changes USING (step)
WINDOW in_window AS (ORDER BY step ROWS BETWEEN ${steps - 1} PRECEDING AND CURRENT ROW)`,
      },
    ],
    `SELECT
  make_timestamp(((step + 1) * ${stepMicros})::BIGINT) AS window_end,
  views::BIGINT AS views,
  viewers::BIGINT AS viewers,
  contents::BIGINT AS contents,
  likes::BIGINT AS likes,
  shares::BIGINT AS shares,
  comments::BIGINT AS comments,
  seconds::DOUBLE / 60 AS minutes,
  100 * (likes + shares + comments) / nullif(views, 0)::DOUBLE AS engagement_pct,
  step - ${steps - 1} >= first_step AND (step + 1) * ${stepMicros} <= ${nowTs ?? 0} AS complete
FROM windows
WHERE local_date(make_timestamp((step * ${stepMicros})::BIGINT)) BETWEEN from_date AND to_date
ORDER BY step`,
  )
}
