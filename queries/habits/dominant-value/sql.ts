import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { columnNamed, conditionSql, readCondition } from '../../../src-renderer/query/sql/condition'
import { identifier } from '../../../src-renderer/query/sql/literal'
import { badParameter } from '../../../src-renderer/query/sql/refuse'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { dataDates, shownDates } from '../../events/dataDates'
import { whereLines } from '../../events/eventsInScope'
import { DAY_STOPS } from '../../events/spanStops'
import { valueColumn, valuedEvents, VALUE_EVENT, type ValueQuestion } from '../values'

/** What users have one of most of the time, the likeliest first. */
export const LIKELY_VALUES: readonly string[] = [
  'city',
  'country',
  'region',
  'device',
  'platform',
  'device_type',
  'os',
  'network',
]

export const DOMINANT_PARAMETERS: readonly ParameterSpec[] = [
  valueColumn(
    'Value of',
    'The column whose values hold days: city, device; empty for the first that is called so.',
    'Automatic',
  ),
  {
    name: 'days',
    type: 'integer',
    label: 'Days',
    default: 28,
    min: 1,
    max: 3660,
    stops: DAY_STOPS,
    help: 'How long a window is: the last one ends with To (or the last date in the data), the one before lies before it.',
  },
  { ...VALUE_EVENT, more: true },
]

/** A question of dominant values, read and checked. */
export interface DominantQuestion extends ValueQuestion {
  readonly days: number
}

/** Reads a question. Throws `bad-parameter` and `not-found`. */
export function readDominant(values: ParameterValues, catalog: Catalog, source: string | null): DominantQuestion {
  const asked = scope(values, catalog, source)
  const { columns } = asked.source
  const { column, days } = values
  const likely = LIKELY_VALUES.flatMap((name) => columns.filter((one) => one.name.toLowerCase() === name))[0]?.name
  const name = typeof column === 'string' && column !== '' ? column : likely
  if (name === undefined) throw badParameter('column', '', ': say which column it is; none is called like one.')
  const found = columnNamed(name, columns)
  const sql = identifier(found.name)
  const isEvent = conditionSql(readCondition(values['event'] ?? null, 'event'), columns)
  return { scope: asked, column: found.name, sql, which: whereLines(isEvent, `${sql} IS NOT NULL`), days: Number(days) }
}

/** WITH queries up to `last_day` (to_date). */
function lastDay(asked: Scope): readonly Cte[] {
  const { to } = shownDates(asked)
  return [
    dataDates(asked),
    {
      name: 'last_day',
      about: 'The last day of the last window',
      sql: `SELECT ${to} AS to_date\nFROM data_dates\nWHERE ${to} >= first_date`,
    },
  ]
}

/** SELECT of one row: `to_day`, the number of the last day of the last window; none where there are no windows. */
export function lastDaySql({ scope: asked }: DominantQuestion): string {
  return statement(lastDay(asked), "SELECT to_date - DATE '1970-01-01' AS to_day\nFROM last_day")
}

/** WITH queries up to `moves` (user_key, before, now, confidence): each user's dominant value in both windows. */
export function moves(question: DominantQuestion): readonly Cte[] {
  const { scope: asked, days } = question
  return [
    ...valuedEvents(question),
    ...lastDay(asked),
    {
      name: 'windowed',
      about: `Events of the last ${days} days and of the ${days} before`,
      sql: `SELECT user_key, date, value, date > to_date - ${days} AS is_now
FROM valued_events, last_day
WHERE date > to_date - ${2 * days}
  AND date <= to_date`,
    },
    {
      name: 'user_windows',
      about: 'On how many days each user has any value in each window',
      sql: `SELECT user_key, is_now, count(DISTINCT date) AS active_days
FROM windowed
GROUP BY user_key, is_now`,
    },
    {
      name: 'held',
      about: 'The value that each user has on most days of a window; of equals that of more events, then by name',
      sql: `SELECT user_key, is_now, value, count(DISTINCT date) AS held_days, count(*) AS events
FROM windowed
GROUP BY user_key, is_now, value
QUALIFY row_number() OVER (PARTITION BY user_key, is_now ORDER BY held_days DESC, events DESC, value) = 1`,
    },
    {
      name: 'dominant',
      about: 'The same with how much of the days it has',
      sql: `SELECT user_key, is_now, value, 100 * held_days / active_days AS confidence
FROM held
JOIN user_windows USING (user_key, is_now)`,
    },
    {
      name: 'moves',
      about: 'Each user with the value before and now; none where they had no event',
      sql: `SELECT
  user_key,
  max(value) FILTER (NOT is_now) AS before,
  max(value) FILTER (is_now) AS now,
  max(confidence) FILTER (is_now) AS confidence
FROM dominant
GROUP BY user_key`,
    },
  ]
}

/** Users by the value before and now, the most first. */
export function dominantSql(question: DominantQuestion): string {
  return statement(
    moves(question),
    `SELECT
  before,
  now,
  count(*) AS users,
  avg(confidence) AS confidence,
  before <> now AS moved
FROM moves
GROUP BY before, now
ORDER BY users DESC, now NULLS LAST, before NULLS LAST`,
  )
}
