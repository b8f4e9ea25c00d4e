import type { Cte } from '../../src-renderer/query/sql/statement'
import { eventsInScope, onDatesSql, whereLines } from '../events/eventsInScope'
import { SESSION_KEY, sessionEvents } from '../sessions/sessionEvents'
import type { PathQuestion } from './question'

/** The columns that say what a path cannot leave. */
export function unitOf({ cut }: PathQuestion): string {
  return cut === null ? 'user_key' : SESSION_KEY
}

/** WITH queries up to `step_events`: (unit, ts, _source, value, is_anchor, is_goal), events that may be steps. */
function stepEvents(question: PathQuestion): readonly Cte[] {
  const { scope, cut, value, anchor, goal, hidden } = question
  const flags = [
    { sql: value, name: 'value' },
    { sql: anchor ?? 'FALSE', name: 'is_anchor' },
    { sql: goal ?? 'FALSE', name: 'is_goal' },
    { sql: hidden, name: 'is_hidden' },
  ]
  const names = `${unitOf(question)}, ts, _source, value, is_anchor, is_goal`
  const isStep = 'value IS NOT NULL\n  AND NOT is_hidden'
  if (cut === null)
    return [
      eventsInScope(scope, { dated: true }),
      {
        name: 'valued_events',
        about: 'The events as steps: what each is called, whether a path is anchored there, or leads there',
        sql: `SELECT
  user_key,
  ts,
  _source,
  ${flags.map(({ sql, name }) => `${sql} AS ${name}`).join(',\n  ')}
FROM events_in_scope`,
      },
      {
        name: 'step_events',
        about: 'Those that are steps: neither hidden nor without a value',
        sql: `SELECT ${names}\nFROM valued_events\nWHERE ${isStep}`,
      },
    ]
  const onDates = onDatesSql('local_date(start_ts)', scope)
  const isDated = onDates !== 'TRUE'
  return [
    ...sessionEvents(scope, cut, flags),
    ...(isDated
      ? [
          {
            name: 'begun_sessions',
            about: 'The same with the time at which their session began',
            sql: `SELECT *, min(ts) OVER (PARTITION BY ${SESSION_KEY}) AS start_ts\nFROM session_events`,
          },
        ]
      : []),
    {
      name: 'step_events',
      about: `Those that are steps: not hidden, with a value${isDated ? '; of sessions begun on these dates' : ''}`,
      sql: `SELECT ${names}
FROM ${isDated ? 'begun_sessions' : 'session_events'}
WHERE ${whereLines(isStep, onDates)}`,
    },
  ]
}

/**
 * WITH queries up to `anchored_steps`: (unit, nth, value, ts, is_anchor, is_goal), one row a step, numbered within its
 * session or user; `is_anchor` for the steps that a path is anchored at.
 */
export function anchoredSteps(question: PathQuestion): readonly Cte[] {
  const unit = unitOf(question)
  const { collapse, anchor, occurrence } = question
  const byTime = `(PARTITION BY ${unit} ORDER BY ts, _source)`
  const first = `nth = min(nth) FILTER (WHERE is_anchor) OVER own`
  const isAnchor = anchor === null ? 'nth = 1' : occurrence === 'each' ? 'is_anchor' : `is_anchor AND ${first}`
  return [
    ...stepEvents(question),
    {
      name: 'step_begins',
      about: collapse
        ? 'Whether an event begins a step: its value is not that of the event before'
        : 'Each event begins a step, whatever was before it',
      sql: collapse
        ? `SELECT *, (value IS DISTINCT FROM lag(value) OVER by_time)::INTEGER AS begins
FROM step_events
WINDOW by_time AS ${byTime}`
        : 'SELECT *, 1 AS begins\nFROM step_events',
    },
    {
      name: 'numbered_steps',
      about: 'Events with the number of their step',
      sql: `SELECT *, sum(begins) OVER (by_time ROWS UNBOUNDED PRECEDING) AS nth
FROM step_begins
WINDOW by_time AS ${byTime}`,
    },
    {
      name: 'steps_taken',
      about: 'Steps: one row each, at the time of its first event',
      sql: `SELECT
  ${unit},
  nth::BIGINT AS nth,
  any_value(value) AS value,
  min(ts) AS ts,
  bool_or(is_anchor) AS is_anchor,
  bool_or(is_goal) AS is_goal
FROM numbered_steps
GROUP BY ${unit}, nth`,
    },
    {
      name: 'anchored_steps',
      about: 'Steps, and whether a path is anchored at them',
      sql: `SELECT
  ${unit}, nth, value, ts,
  ${isAnchor} AS is_anchor,
  is_goal
FROM steps_taken${isAnchor.endsWith('OVER own') ? `\nWINDOW own AS (PARTITION BY ${unit})` : ''}`,
    },
  ]
}
