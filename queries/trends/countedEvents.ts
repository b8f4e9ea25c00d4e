import { identifier, literal } from '../../src-renderer/query/sql/literal'
import { statement, type Cte } from '../../src-renderer/query/sql/statement'
import { isClockUnit } from '../events/clockUnit'
import { eventsInScope, onDatesSql, whereClause } from '../events/eventsInScope'
import { readDates } from './dates'
import { filterOf } from './filterOf'
import type { Part, TrendQuestion } from './question'
import { userCounts } from './userBlocks'

/** What a missing value is called, and what the values beyond the limit are together. */
export const NO_VALUE = '(none)'
export const OTHER = 'Other'

/** Names of so many columns: value_1, value_2 … */
export const numbered = (word: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${word}_${index + 1}`)

/** The breakdown's columns by the names that they have in the SQL: what they are called in the log may be anything. */
export function groupNames({ breakdown }: TrendQuestion): readonly string[] {
  return numbered('group', breakdown.length)
}

/** The total that values of a breakdown are ranked by: of the first measure, or its events where it does not add up. */
function totalSql({ kind, is, amount }: Part): string {
  const filter = filterOf(is)
  if (kind === 'users') return `count(DISTINCT entity)${filter}`
  if (kind === 'distinct') return `count(DISTINCT ${amount})${filter}`
  if (kind === 'sum') return `coalesce(sum(${amount})${filter}, 0)`
  return `count(*)${filter}`
}

const anyOf = (conditions: readonly string[]): string =>
  conditions.length === 1 ? conditions.join() : `(${conditions.join('\n    OR ')})`

/** WITH query `counted_events`: the events that any measure counts, by bucket, with what measures ask of each. */
function countedEvents(question: TrendQuestion, listed: readonly string[]): Cte {
  const { unit, units, entity, breakdown, conditions, amounts, parts, byActive } = question
  const { from, to } = readDates(question)
  // Calendar buckets hold whole dates: these say which are read, with nothing to join.
  const dated = isClockUnit(unit) ? null : onDatesSql('local_date(ts)', { fromDate: from, toDate: to })
  const countsAll = byActive || parts.some((part) => part.is === 'TRUE')
  const columns = [
    `${units.number} AS bucket`,
    `${entity.sql} AS entity`,
    ...breakdown.map(({ name }, index) => `${identifier(name)}::VARCHAR AS value_${index + 1}`),
    ...(breakdown.length > 0 && question.underOneValue ? ['ts', '_source'] : []),
    ...[...conditions, ...amounts].map(([sql, name]) => `${sql} AS ${name}`),
    ...listed,
  ]
  return {
    name: 'counted_events',
    about: `Events that a measure counts, with the number of their ${unit} and who they belong to`,
    keep: 'NOT MATERIALIZED',
    sql: `SELECT
  ${columns.join(',\n  ')}
FROM events_in_scope${whereClause(dated, countsAll ? null : anyOf(conditions.map(([sql]) => sql)))}`,
  }
}

/** WITH query of the events of the buckets that figures need, by name. */
function readEvents({ before, unit, scope: { fromDate, toDate } }: TrendQuestion, name: string): Cte {
  const about = `Those of the ${unit}s shown${before === 0 ? '' : `, and of the ${before} before that windows reach into`}`
  const isCut = isClockUnit(unit) && (fromDate !== null || toDate !== null)
  return {
    name,
    about,
    keep: 'NOT MATERIALIZED',
    sql: isCut
      ? `SELECT counted_events.*
FROM counted_events, shown_units
WHERE bucket BETWEEN first${before === 0 ? '' : ` - ${before}`} AND last`
      : 'SELECT *\nFROM counted_events',
  }
}

/** WITH queries of each user's one value, and up to `valued_events`: every event under its user's. */
function underOneValue(question: TrendQuestion): readonly Cte[] {
  const values = numbered('value', question.breakdown.length)
  const first = values.map((name) => `${name} := ${name}`).join(', ')
  const named = values.map((name) => `${name} := read_events.${name}`).join(', ')
  return [
    readEvents(question, 'read_events'),
    {
      name: 'value_times',
      about: `When each of the ${question.entity.noun} first has each combination of values`,
      sql: `SELECT entity, ${values.join(', ')}, min(ts) AS first_ts
FROM read_events
WHERE entity IS NOT NULL
GROUP BY ALL`,
    },
    {
      name: 'earliest_values',
      about: 'Those that come first, and how many do at that moment',
      keep: 'MATERIALIZED',
      sql: `SELECT *, count(*) OVER (PARTITION BY entity) AS at_once
FROM (
  SELECT *
  FROM value_times
  QUALIFY first_ts = min(first_ts) OVER (PARTITION BY entity)
)`,
    },
    {
      name: 'entity_values',
      about: `The values of the first counted event of each of the ${question.entity.noun}: of several at one time, of the first in the file`,
      sql: `SELECT entity, struct_pack(${first}) AS first_values
FROM earliest_values
WHERE at_once = 1
UNION ALL
SELECT read_events.entity, arg_min(struct_pack(${named}), _source) AS first_values
FROM read_events
JOIN (
  SELECT DISTINCT entity, first_ts
  FROM earliest_values
  WHERE at_once > 1
) ties ON ties.entity = read_events.entity
  AND ties.first_ts = read_events.ts
GROUP BY read_events.entity`,
    },
    {
      name: 'valued_events',
      about: 'The events under those values; those that belong to nobody under their own',
      keep: 'NOT MATERIALIZED',
      sql: `SELECT
  read_events.* EXCLUDE (${values.join(', ')}),
  ${values
    .map((name) => `CASE WHEN read_events.entity IS NULL THEN ${name} ELSE first_values.${name} END AS ${name}`)
    .join(',\n  ')}
FROM read_events
LEFT JOIN entity_values ON entity_values.entity = read_events.entity`,
    },
  ]
}

/** The WITH query that has each value once, what is needed before it, and the total that values are ranked by. */
function valueTotals(
  { entity, parts: [first] }: TrendQuestion,
  values: readonly string[],
): { readonly ctes: readonly Cte[]; readonly from: string; readonly total: string } {
  if (first?.kind === 'users' && entity.isUser) {
    const ctes = userCounts('value_users', 'valued_events', values, [{ name: 'users', is: first.is }])
    return { ctes, from: 'value_users', total: 'users' }
  }
  const from = `valued_events\nGROUP BY ${values.join(', ')}`
  return { ctes: [], from, total: first === undefined ? 'count(*)' : totalSql(first) }
}

/** WITH queries up to `group_places` (place, group_1 …) and `grouped_events`. */
function grouped(question: TrendQuestion): readonly Cte[] {
  const { breakdown, limit } = question
  const values = numbered('value', breakdown.length)
  const groups = groupNames(question)
  const totals = valueTotals(question, values)
  const isNone = values.map((name) => `${name} IS NULL`).join(' AND ')
  const shown = (name: string): string =>
    `CASE WHEN is_none OR value_rank <= ${limit} THEN coalesce(${name}, ${literal(NO_VALUE)}) ELSE ${literal(OTHER)} END`
  return [
    ...totals.ctes,
    {
      name: 'value_ranks',
      about: 'The values by their total; where all are missing, they are ranked for themselves',
      sql: `SELECT
  ${values.join(', ')},
  ${isNone} AS is_none,
  row_number() OVER (
    PARTITION BY ${isNone}
    ORDER BY ${totals.total} DESC NULLS LAST, ${values.join(', ')}
  ) AS value_rank
FROM ${totals.from}`,
    },
    {
      name: 'value_groups',
      about: `The ${limit} largest as they are, the others together`,
      sql: `SELECT
  ${values.join(', ')},
  CASE WHEN is_none THEN ${limit + 1} WHEN value_rank <= ${limit} THEN value_rank ELSE value_rank + 1 END AS value_place,
  ${values.map((name, index) => `${shown(name)} AS ${groups[index]}`).join(',\n  ')}
FROM value_ranks`,
    },
    {
      name: 'value_places',
      about: 'Each with the place of its line, from the largest to "Other"',
      keep: 'MATERIALIZED',
      sql: `SELECT
  ${values.join(', ')},
  min(value_place) OVER (PARTITION BY ${groups.join(', ')}) AS place,
  ${groups.join(', ')}
FROM value_groups`,
    },
    {
      name: 'group_places',
      about: 'The lines of the breakdown',
      sql: `SELECT DISTINCT place, ${groups.join(', ')}\nFROM value_places`,
    },
    {
      name: 'grouped_events',
      about: 'The events with the place of their line',
      keep: 'NOT MATERIALIZED',
      sql: `SELECT valued_events.*, place
FROM valued_events
JOIN value_places ON ${values
        .map((name) => `value_places.${name} IS NOT DISTINCT FROM valued_events.${name}`)
        .join('\n  AND ')}`,
    },
  ]
}

/**
 * WITH queries up to `shown_units`, `group_places` (place; group_1 … of a breakdown) and `grouped_events`: bucket,
 * place, entity, the parts' columns, and `listed` (expressions over an event's columns, with their names).
 */
export function groupedEvents(question: TrendQuestion, listed: readonly string[] = []): readonly Cte[] {
  const { scope, units, breakdown } = question
  const counted = [eventsInScope(scope, { ofUsers: false }), ...units.shown, countedEvents(question, listed)]
  if (breakdown.length === 0)
    return [
      ...counted,
      readEvents(question, 'read_events'),
      { name: 'group_places', about: 'One line for all', sql: 'SELECT 1 AS place' },
      {
        name: 'grouped_events',
        about: 'The events with the place of that line',
        keep: 'NOT MATERIALIZED',
        sql: 'SELECT *, 1 AS place\nFROM read_events',
      },
    ]
  return [
    ...counted,
    ...(question.underOneValue ? underOneValue(question) : [readEvents(question, 'valued_events')]),
    ...grouped(question),
  ]
}

/**
 * SELECT of the events of the buckets read: bucket, entity, value_1 … of a breakdown, the parts' columns, ts, _source, and
 * user_key, which is one more than the user's own, and 0 where an event belongs to none.
 */
export function eventsReadSql(question: TrendQuestion): string {
  const { scope, units, breakdown, underOneValue: isFirst } = question
  const timed = breakdown.length > 0 && isFirst ? [] : ['ts', '_source']
  return statement(
    [
      eventsInScope(scope, { ofUsers: false }),
      ...units.shown,
      countedEvents(question, timed),
      readEvents(question, 'read_events'),
    ],
    'SELECT *, coalesce(entity + 1, 0) AS user_key\nFROM read_events',
  )
}

/** SELECT of user_key: who has an event that a measure counts in the buckets read. */
export function countedUsersSql(question: TrendQuestion): string {
  return statement(
    [
      eventsInScope(question.scope),
      ...question.units.shown,
      countedEvents({ ...question, breakdown: [] }, ['user_key']),
      readEvents(question, 'read_events'),
    ],
    'SELECT user_key\nFROM read_events',
  )
}
