import { elementAt } from '../../src-renderer/base/required'
import { identifier, literal } from '../../src-renderer/query/sql/literal'
import { statement, type Cte } from '../../src-renderer/query/sql/statement'
import { positionSql } from '../events/position'
import { groupedEvents, groupNames, placesEvents } from './countedEvents'
import { figures, formulaSql } from './figures'
import { margins } from './margins'
import type { Adjustment, TrendQuestion } from './question'

const RESULT_COLUMNS = ['compared', 'date', 'ts', 'series', 'value', 'complete', 'low', 'high', 'weekday', 'hour']

/** The breakdown's column in the result: named as in the log, unless the result has a column of that name. */
export function breakdownColumn(name: string): string {
  return RESULT_COLUMNS.includes(name.toLowerCase()) ? `by_${name}` : name
}

const LINE = 'PARTITION BY place, series_place ORDER BY bucket'

function adjustedSql(adjustment: Adjustment | null): string {
  switch (adjustment) {
    case 'share':
      return '100 * value / nullif(sum(value) OVER (PARTITION BY bucket), 0)'
    case 'indexed':
      return `100 * value / nullif(first_value(value) OVER (${LINE}), 0)`
    default:
      return 'value'
  }
}

/** WITH query `changed_series`, of changes against the bucket before. */
function changed(adjustment: Adjustment | null): readonly Cte[] {
  if (adjustment !== 'difference' && adjustment !== 'percent') return []
  const previous = `lag(value) OVER (${LINE})`
  return [
    {
      name: 'changed_series',
      about: 'Each value against the one of the bucket before',
      sql: `SELECT
  bucket,
  place,
  series_place,
  ${adjustment === 'difference' ? `value - ${previous}` : `100 * (value - ${previous}) / nullif(${previous}, 0)`} AS value
FROM series`,
    },
  ]
}

/**
 * WITH queries up to `series` (bucket, place, series_place, value as a double or NULL): the series in every bucket shown
 * and in the `before` ones, also empty ones; and `shown_units` and `group_places`, of groupedEvents().
 */
export function seriesOf(question: TrendQuestion): readonly Cte[] {
  const { series, parts, intervals } = question
  const part = (name: string): string => `part_${parts.findIndex((one) => one.measure.name === name) + 1}`
  const list = (items: readonly string[]): string => `[\n    ${items.join(',\n    ')}\n  ]`
  return [
    ...groupedEvents(question, intervals && !placesEvents(question) ? [`${positionSql('file')} AS position`] : []),
    ...figures(question),
    ...(intervals ? margins(question) : []),
    {
      name: 'series',
      about: 'The series, one under the other',
      sql: `SELECT
  bucket,
  place,
  unnest(range(1, ${series.length + 1})) AS series_place,
  unnest(${list(series.map(({ formula }) => formulaSql(formula, part)))}) AS value
FROM figures`,
    },
  ]
}

/** SQL over `series_place`: what the series is called. */
export function seriesNameSql({ series }: TrendQuestion): string {
  return `[${series.map(({ name }) => literal(name)).join(', ')}][series_place]`
}

/** A row for each bucket shown, line of the breakdown and series. */
export function trendsSql(question: TrendQuestion): string {
  const { units, breakdown, before, adjustment, window, show, intervals } = question
  const groups = groupNames(question)
  const changes = changed(adjustment)
  const shown: Cte = {
    name: 'shown_series',
    about: 'Those of the buckets shown',
    sql: `SELECT
  bucket,
  place,
  series_place,
  ${adjustedSql(adjustment)} AS value
FROM ${changes.length > 0 ? 'changed_series' : 'series'}, shown_units
WHERE bucket BETWEEN first AND last`,
  }
  const local = `local_time(${units.start('bucket')})`
  return statement(
    [...seriesOf(question), ...changes, shown],
    `SELECT
  ${[
    `${units.start('bucket')} AS ${units.column}`,
    ...breakdown.map(({ name }, index) => `${elementAt(groups, index)} AS ${identifier(breakdownColumn(name))}`),
    `${seriesNameSql(question)} AS series`,
    'value',
    `${units.complete('bucket', window === null ? 0 : before)} AS complete`,
    ...(intervals
      ? ['value - margins.margins[series_place] AS low', 'value + margins.margins[series_place] AS high']
      : []),
    ...(show === 'heatmap' ? [`isodow(${local})::BIGINT AS weekday`, `hour(${local})::BIGINT AS hour`] : []),
  ].join(',\n  ')}
FROM shown_series
JOIN group_places USING (place)${intervals ? '\nLEFT JOIN margins USING (bucket, place)' : ''}
CROSS JOIN shown_units
ORDER BY bucket, series_place, place`,
  )
}
