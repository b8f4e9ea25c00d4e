import { anyConditionSql, columnNamed, readConditions } from '../../../src-renderer/query/sql/condition'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { identifier } from '../../../src-renderer/query/sql/literal'
import type { Scope } from '../../../src-renderer/query/sql/source'
import { dataDatesSql, shownDates } from '../../events/activeDays'
import { unitCompleteSql } from '../../events/completeness'
import { unitNumberSql, unitStartSql, type Unit } from '../../events/calendarUnit'

/** Columns that the result has beside the dimensions. */
const FIGURES = ['date', 'users', 'new_users', 'returning_users', 'events', 'complete']
/** What stands for a missing value, and for the values beyond the most frequent ones. */
const MISSING = '(none)'
const OTHER = 'Other'

/** The chosen dimensions, in their order. */
export function dimensionNames(values: ParameterValues): readonly string[] {
  return Array.isArray(values['dimensions']) ? (values['dimensions'] as readonly string[]) : []
}

/** The result's column for a dimension: its own name, unless a figure is called like that. */
export function dimensionColumn(name: string): string {
  return FIGURES.includes(name) ? `by_${name}` : name
}

/** The grouping sets, each as the numbers of the dimensions in it: the total first. */
function groupingSets(values: ParameterValues, count: number): readonly (readonly number[])[] {
  const all = Array.from({ length: count }, (_, index) => index)
  if (values['sets'] === 'each') return [[], ...all.map((one) => [one])]
  if (values['sets'] === 'rollup') return [[], ...all.map((one) => all.slice(0, one + 1))]
  return Array.from({ length: 2 ** count }, (_, mask) => all.filter((one) => (mask >> one) % 2 === 1))
}

/**
 * WITH queries up to `sliced`: (user_key, unit, first_unit, d0, d1 …, events), one row per user, unit and combination of
 * values; of the units shown, the values beyond the most frequent put together.
 */
export function slicedSql(asked: Scope, values: ParameterValues, unit: Unit): string {
  const active = readConditions(values['active_events'] ?? null, 'active_events')
  const columns = dimensionNames(values).map((name) => identifier(columnNamed(name, asked.source.columns).name))
  const top = typeof values['top'] === 'number' ? values['top'] : null
  const number = (date: string): string => unitNumberSql(date, unit, asked.catalog)
  const shown = shownDates(asked)
  const dims = columns.map((_, index) => `d${index}`)
  const named = dims.map((dim, index) =>
    top === null
      ? `coalesce(${dim}, '${MISSING}') AS ${dim}`
      : `CASE WHEN ${dim} IS NULL THEN '${MISSING}' WHEN ${dim} IN (SELECT value FROM top${index}) THEN ${dim} ELSE '${OTHER}' END AS ${dim}`,
  )
  const list = (parts: readonly string[]): string => parts.map((part) => `, ${part}`).join('')
  return `WITH bounds AS (
  SELECT first_date, over_date, ${number(shown.from)} AS from_unit, ${number(shown.to)} AS to_unit FROM (${dataDatesSql(asked)}) WHERE ${shown.from} <= ${shown.to}),
acts AS MATERIALIZED (
  SELECT user_key, ${number('local_date(ts)')} AS unit${list(columns.map((column, index) => `${column}::VARCHAR AS d${index}`))}, count(*) AS events
  FROM ${asked.from} WHERE ${asked.where} AND ${anyConditionSql(active, asked.source.columns)}
  GROUP BY ALL),
firsts AS (SELECT user_key, min(unit) AS first_unit FROM acts GROUP BY user_key),
shown AS (SELECT user_key, unit${list(dims)}, events FROM acts, bounds WHERE unit BETWEEN from_unit AND to_unit)${
    top === null
      ? ''
      : dims
          .map(
            (dim, index) => `,
top${index} AS (SELECT ${dim} AS value FROM shown WHERE ${dim} IS NOT NULL GROUP BY ${dim} ORDER BY sum(events) DESC, ${dim} LIMIT ${top})`,
          )
          .join('')
  },
sliced AS (
  SELECT user_key, unit, first_unit${list(named)}, events
  FROM shown JOIN firsts USING (user_key))`
}

/** One row per unit and slice; a dimension is NULL where a row is for all its values. */
export function slicesSql(asked: Scope, values: ParameterValues, unit: Unit): string {
  const names = dimensionNames(values)
  const dims = names.map((_, index) => `d${index}`)
  const sets = groupingSets(values, dims.length).map(
    (set) => `(${['unit', ...set.map((index) => `d${index}`)].join(', ')})`,
  )
  const shown = dims.map((dim, index) => `, ${dim} AS ${identifier(dimensionColumn(names[index]!))}`).join('')
  const depth = dims.length === 0 ? '' : `, ${dims.map((dim) => `(${dim} IS NOT NULL)::INTEGER`).join(' + ')}`
  return `${slicedSql(asked, values, unit)},
counted AS (
  SELECT unit${dims.map((dim) => `, ${dim}`).join('')}, count(DISTINCT user_key) AS users,
    count(DISTINCT user_key) FILTER (unit = first_unit) AS new_users, sum(events) AS events
  FROM sliced
  GROUP BY GROUPING SETS (${sets.join(', ')}))
SELECT ${unitStartSql('unit', unit, asked.catalog)} AS date${shown}, users::BIGINT AS users, new_users::BIGINT AS new_users,
  (users - new_users)::BIGINT AS returning_users, events::BIGINT AS events, ${unitCompleteSql('unit', unit, asked.catalog)} AS complete
FROM counted, bounds
ORDER BY unit${depth}${dims.map((dim) => `, ${dim} NULLS FIRST`).join('')}`
}
