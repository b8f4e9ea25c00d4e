import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { readConditions } from '../../../src-renderer/query/sql/condition'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { ACTIVE_EVENTS } from '../active-users'
import { partitionRange } from '../../events/activeDays'
import { completeColumn, markOf } from '../../events/completeness'
import { activePopulation } from '../../events/populations'
import { activeUnits, type ActiveUnits } from './activeUnits'
import { isClockUnit, LONGEST_UNIT_DAYS, readTimeUnit, TIME_UNIT } from '../clockUnit'
import definition from './definition.md?raw'
import { drill } from './drill'
import { timeText } from '../../events/timeText'

function lifecycleSql({ active, bounds, column, start, complete }: ActiveUnits): string {
  return `WITH bounds AS (${bounds}),
active AS (${active}),
neighbours AS MATERIALIZED (
  SELECT unit, lag(unit) OVER around AS previous, lead(unit) OVER around AS next
  FROM active WINDOW around AS (PARTITION BY user_key ORDER BY unit)),
present AS (
  SELECT unit, count(*) FILTER (previous IS NULL) AS new, count(*) FILTER (previous = unit - 1) AS "returning", count(*) FILTER (previous < unit - 1) AS resurrecting
  FROM neighbours GROUP BY unit),
absent AS (SELECT unit + 1 AS unit, count(*) AS dormant FROM neighbours WHERE next IS DISTINCT FROM unit + 1 GROUP BY 1),
calendar AS (SELECT unnest(range(first, last + 1)) AS unit FROM bounds WHERE first IS NOT NULL)
SELECT ${start('unit')} AS ${column}, coalesce(new, 0)::BIGINT AS new, coalesce("returning", 0)::BIGINT AS "returning",
  coalesce(resurrecting, 0)::BIGINT AS resurrecting, coalesce(dormant, 0)::BIGINT AS dormant, ${complete('unit')} AS complete
FROM calendar CROSS JOIN bounds LEFT JOIN present USING (unit) LEFT JOIN absent USING (unit)
ORDER BY unit`
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = result.rows()
  const unit = readTimeUnit(values)
  const series = (['returning', 'resurrecting', 'new', 'dormant'] as const).map((column) => ({
    name: column === 'new' ? 'New' : column[0]!.toUpperCase() + column.slice(1),
    points: rows.map((row, index) => ({
      x: isClockUnit(unit) ? timeText(row['ts'] as number) : (row['date'] as string),
      y: (column === 'dormant' ? -1 : 1) * (row[column] as number) || 0,
      figure: { row: index, column },
      ...markOf(row),
    })),
  }))
  const sum = (column: string): string =>
    rows.reduce((total, row) => total + (row[column] as number), 0).toLocaleString('en-US')
  return [
    {
      kind: 'bar',
      layout: 'stacked',
      direction: 'vertical',
      title: 'Lifecycle',
      x: { label: `${unit[0]!.toUpperCase()}${unit.slice(1)}${isClockUnit(unit) ? ' (UTC)' : ''}`, type: 'date' },
      y: { label: 'Users', format: 'integer' },
      summary:
        rows.length === 0
          ? 'There is no activity in these dates.'
          : `Over ${rows.length.toLocaleString('en-US')} ${unit}s, ${sum('new')} users were new, and there were ${sum('resurrecting')} returns after a break; users who fell dormant are drawn below zero.`,
      series,
    },
  ]
}

export const lifecycle: Analysis = {
  name: 'lifecycle',
  title: 'Lifecycle',
  about: 'Who is new, who returns, who comes back after a break, and who falls dormant, by hour, day, week or month.',
  grain: 'one row per minute, hour, day, week or month',
  definition,
  parameters: [TIME_UNIT, { ...ACTIVE_EVENTS, more: true }, ...COMMON_PARAMETERS],
  columns: [
    {
      name: 'date',
      about: 'First local date of the unit. For hours and minutes the column is ts: when they begin (UTC).',
      format: 'date',
    },
    { name: 'new', about: 'Users whose first activity ever falls in the unit.', format: 'integer' },
    { name: 'returning', about: 'Users active in the unit and in the one before.', format: 'integer' },
    { name: 'resurrecting', about: 'Users active in the unit, not in the one before, but earlier.', format: 'integer' },
    {
      name: 'dormant',
      about: 'Users active in the unit before and not in this one; drawn below zero.',
      format: 'integer',
    },
    completeColumn('unit'),
  ],
  reads: 'events',
  population: activePopulation(),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const active = readConditions(values['active_events'] ?? null, 'active_events')
    const unit = readTimeUnit(values)
    return {
      sql: lifecycleSql(activeUnits(asked, active, unit)),
      // All that came before decides who is new; the last unit is counted whole.
      range: partitionRange(asked, null, unit === 'week' || unit === 'month' ? LONGEST_UNIT_DAYS : 0),
      ...(asked.timezone === null ? {} : { timezone: asked.timezone }),
      notes: [...asked.notes, active.length === 0 ? 'active: any event' : `active: ${active.length} chosen events`],
    }
  },
  charts,
  drill,
}
