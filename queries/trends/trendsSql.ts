import { elementAt } from '../../src-renderer/base/required'
import { identifier, literal } from '../../src-renderer/query/sql/literal'
import type { AddUp } from '../../src-renderer/query/contract/cte'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { positionSql } from '../events/position'
import { groupedEvents, groupNames } from './countedEvents'
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
export function seriesOf(question: TrendQuestion): Pick<AddUp, 'each' | 'all'> {
  const { series, parts, intervals, units } = question
  const part = (name: string): string => `part_${parts.findIndex((one) => one.measure.name === name) + 1}`
  const list = (items: readonly string[]): string => `[\n    ${items.join(',\n    ')}\n  ]`
  const grouped = groupedEvents(question, intervals ? [`${positionSql('file')} AS position`] : [])
  const { each, all } = figures(question)
  const own: readonly Cte[] = [
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
  const lines = grouped.filter(({ name }) => name === 'group_places')
  return { each: [...grouped, ...each], all: [...units.shown, ...lines, ...all, ...own] }
}

/** SQL over `series_place`: what the series is called. */
export function seriesNameSql({ series }: TrendQuestion): string {
  return `[${series.map(({ name }) => literal(name)).join(', ')}][series_place]`
}

/** A row for each bucket shown, line of the breakdown and series. */
export function trendsSql(question: TrendQuestion): AddUp {
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
  const { each, all } = seriesOf(question)
  return {
    each,
    all: [...all, ...changes, shown],
    select: `SELECT
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
  }
}
