import type { AddUp } from '../../../src-renderer/query/contract/cte'
import { columnNamed } from '../../../src-renderer/query/sql/condition'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { identifier } from '../../../src-renderer/query/sql/literal'
import type { Scope } from '../../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { activeSql, partitionRange, readActive } from '../../events/activeDays'
import { unitCompleteSql } from '../../events/completeness'
import { unitNumberSql, unitStartSql, type Unit } from '../../events/calendarUnit'
import { LONGEST_UNIT_DAYS } from '../../events/clockUnit'
import { dataDates, shownDates } from '../../events/dataDates'
import { eventsInScope, whereClause, timelineEvents } from '../../events/eventsInScope'

/** Columns that the result has beside the dimensions. */
const FIGURES = ['date', 'users', 'new_users', 'returning_users', 'events', 'complete']
/** What stands for a missing value, and for the values beyond the most frequent ones. */
export const MISSING = '(none)'
export const OTHER = 'Other'

/** The chosen dimensions, in their order. */
export function dimensionNames(values: ParameterValues): readonly string[] {
  return Array.isArray(values['dimensions']) ? (values['dimensions'] as readonly string[]) : []
}

/** The result's column for a dimension: its own name, unless a figure is called like that. */
export function dimensionColumn(name: string): string {
  return FIGURES.includes(name) ? `by_${name}` : name
}

/** The grouping sets, each as the numbers of the dimensions in it: the total first. */
export function groupingSets(values: ParameterValues, count: number): readonly (readonly number[])[] {
  const all = Array.from({ length: count }, (_, index) => index)
  if (values['sets'] === 'each') return [[], ...all.map((one) => [one])]
  if (values['sets'] === 'rollup') return [[], ...all.map((one) => all.slice(0, one + 1))]
  return Array.from({ length: 2 ** count }, (_, mask) => all.filter((one) => (mask >> one) % 2 === 1))
}

/** SQL names of the dimensions, by their place: what they are called in the log may be anything. */
export function dimensionName(index: number): string {
  return `dimension_${index + 1}`
}

/** WITH queries of the most frequent values of each dimension, `top_values_1` … */
function topValues(count: number, top: number): readonly Cte[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `top_values_${index + 1}`,
    about: `The ${top} most frequent values of dimension ${index + 1}`,
    sql: `SELECT ${dimensionName(index)} AS value
FROM shown_activity
WHERE ${dimensionName(index)} IS NOT NULL
GROUP BY ${dimensionName(index)}
ORDER BY sum(events) DESC, ${dimensionName(index)}
LIMIT ${top}`,
  }))
}

/**
 * A dimension's value as it is shown: what is missing has a name, and so has what is not among the most frequent ones.
 */
function shownValue(index: number, top: number | null): string {
  const name = dimensionName(index)
  if (top === null) return `coalesce(${name}, '${MISSING}') AS ${name}`
  return `CASE
    WHEN ${name} IS NULL THEN '${MISSING}'
    WHEN ${name} IN (SELECT value FROM top_values_${index + 1}) THEN ${name}
    ELSE '${OTHER}'
  END AS ${name}`
}

/** WITH queries up to `shown_units`: one row, the numbers of the first and the last unit shown; none without events. */
function shownUnits(asked: Scope, unit: Unit): readonly Cte[] {
  const number = (date: string): string => unitNumberSql(date, unit, asked.catalog)
  const shown = shownDates(asked)
  return [
    dataDates(asked),
    {
      name: 'shown_units',
      about: `The first and the last ${unit} shown, by their numbers`,
      sql: `SELECT
  first_date,
  over_date,
  ${number(shown.from)} AS from_unit,
  ${number(shown.to)} AS to_unit
FROM data_dates
WHERE ${shown.from} <= ${shown.to}`,
    },
  ]
}

/**
 * WITH queries up to `slices`: (user_key, unit, first_unit, dimension_1, dimension_2 …, events), one row per user, unit
 * and combination of values; of the units shown, the values beyond the most frequent put together.
 */
export function slices(asked: Scope, values: ParameterValues, unit: Unit): readonly Cte[] {
  const columns = dimensionNames(values).map((name) => identifier(columnNamed(name, asked.source.columns).name))
  const top = typeof values['top'] === 'number' ? values['top'] : null
  const number = (date: string): string => unitNumberSql(date, unit, asked.catalog)
  const lines = (parts: readonly string[]): string => parts.map((part) => `\n  ${part},`).join('')
  const names = columns.map((_, index) => dimensionName(index))
  return [
    eventsInScope(asked),
    ...shownUnits(asked, unit),
    {
      name: 'activity',
      about: `Events of each user by ${unit}${columns.length === 0 ? '' : ' and dimensions'}`,
      keep: 'MATERIALIZED',
      sql: `SELECT
  user_key,
  ${number('local_date(ts)')} AS unit,${lines(columns.map((column, index) => `${column}::VARCHAR AS ${names[index]}`))}
  count(*) AS events
FROM events_in_scope${whereClause(activeSql(asked, readActive(values)))}
GROUP BY ALL`,
    },
    {
      name: 'first_units',
      about: `The ${unit} in which each user was first active`,
      sql: 'SELECT user_key, min(unit) AS first_unit\nFROM activity\nGROUP BY user_key',
    },
    {
      name: 'shown_activity',
      about: `The activity of the ${unit}s shown`,
      sql: `SELECT user_key, unit, ${[...names, 'events'].join(', ')}
FROM activity, shown_units
WHERE unit BETWEEN from_unit AND to_unit`,
    },
    ...(top === null ? [] : topValues(columns.length, top)),
    {
      name: 'slices',
      about: 'The same with the values as they are shown, and when each user was first active',
      sql: `SELECT
  user_key,
  unit,
  first_unit,${lines(columns.map((_, index) => shownValue(index, top)))}
  events
FROM shown_activity
JOIN first_units USING (user_key)`,
    },
  ]
}

/** Whether the slices of different users can be added: which values are the most frequent is told by all users. */
export function addsUp(values: ParameterValues): boolean {
  return dimensionNames(values).length === 0 || typeof values['top'] !== 'number'
}

/** More groups than these could be have no numbers that a double holds exactly, whatever the dates. */
const MOST_GROUPS = 2 ** 36

/** The `sequence` of the same; none where others than users count, or there may be too many groups to number them. */
export function slicesSequence(asked: Scope, values: ParameterValues, unit: Unit): Pick<QueryPlan, 'sequence'> {
  const names = dimensionNames(values)
  const top = typeof values['top'] === 'number' ? values['top'] : Infinity
  if (asked.entity.length > 0 || (names.length > 0 && (top + 2) ** names.length > MOST_GROUPS)) return {}
  const number = (date: string): string => unitNumberSql(date, unit, asked.catalog)
  const columns = names.map((name) => identifier(columnNamed(name, asked.source.columns).name))
  return {
    sequence: {
      analysis: 'active-users-slices',
      values,
      ...timelineEvents(asked),
      where: activeSql(asked, readActive(values)),
      columns: {
        unit: { kind: 'number', sql: number('local_date(ts)') },
        ...Object.fromEntries(
          columns.map((column, index) => [dimensionName(index), { kind: 'text', sql: `${column}::VARCHAR` }]),
        ),
      },
      range: partitionRange(asked, null, unit === 'day' ? 0 : LONGEST_UNIT_DAYS),
      beside: statement(
        [
          ...shownUnits(asked, unit),
          {
            name: 'calendar',
            about: `Each ${unit} shown`,
            sql: 'SELECT unnest(range(from_unit, to_unit + 1)) AS unit\nFROM shown_units',
          },
        ],
        `SELECT
  unit,
  ${unitStartSql('unit', unit, asked.catalog)} AS begins,
  ${unitCompleteSql('unit', unit, asked.catalog)} AS complete
FROM calendar
CROSS JOIN shown_units
ORDER BY unit`,
      ),
      rule: "Each user's events are walked once: each counts, with its user, in its unit under every set of the dimensions' values.",
    },
  }
}

/** One row per unit and slice; a dimension is NULL where a row is for all its values. */
export function slicesSql(asked: Scope, values: ParameterValues, unit: Unit): AddUp {
  const dims = dimensionNames(values).map((column, index) => ({ column, name: dimensionName(index) }))
  const sets = groupingSets(values, dims.length).map(
    (set) => `(${['unit', ...set.map((index) => dimensionName(index))].join(', ')})`,
  )
  const counted: Cte = {
    name: 'counted',
    about: 'Users and events of each slice',
    sql: `SELECT
  ${['unit', ...dims.map(({ name }) => name)].join(',\n  ')},
  count(DISTINCT user_key) AS users,
  count(DISTINCT user_key) FILTER (unit = first_unit) AS new_users,
  sum(events) AS events
FROM slices
GROUP BY GROUPING SETS (
  ${sets.join(',\n  ')}
)`,
    adds: { by: ['unit', ...dims.map(({ name }) => name)], sums: ['users', 'new_users', 'events'] },
  }
  const depth = dims.length === 0 ? [] : [dims.map(({ name }) => `(${name} IS NOT NULL)::INTEGER`).join(' + ')]
  return {
    each: [...slices(asked, values, unit), counted],
    all: shownUnits(asked, unit),
    select: `SELECT
  ${[
    `${unitStartSql('unit', unit, asked.catalog)} AS date`,
    ...dims.map(({ name, column }) => `${name} AS ${identifier(dimensionColumn(column))}`),
    'users::BIGINT AS users',
    'new_users::BIGINT AS new_users',
    '(users - new_users)::BIGINT AS returning_users',
    'events::BIGINT AS events',
    `${unitCompleteSql('unit', unit, asked.catalog)} AS complete`,
  ].join(',\n  ')}
FROM counted, shown_units
ORDER BY
  ${['unit', ...depth, ...dims.map(({ name }) => `${name} NULLS FIRST`)].join(',\n  ')}`,
  }
}
