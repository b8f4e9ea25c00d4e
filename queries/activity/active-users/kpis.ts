import type { MarkFigure } from '../../../src-renderer/chart/spec'
import { readConditions } from '../../../src-renderer/query/sql/condition'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { scope } from '../../../src-renderer/query/sql/source'
import { activeDaysSql, dataDatesSql, partitionRange, shownDates } from '../../events/activeDays'
import { dateText, lastComplete } from '../../events/completeness'

/** Different users over all shown dates: no sum of the daily figures says it. */
export function planKpis(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const asked = scope(values, catalog, source)
  const active = readConditions(values['active_events'] ?? null, 'active_events')
  const shown = shownDates(asked)
  return {
    sql: `WITH bounds AS (${dataDatesSql(asked)})
SELECT count(DISTINCT user_key)::BIGINT AS users
FROM (${activeDaysSql(asked, active)}), bounds
WHERE date BETWEEN ${shown.from} AND ${shown.to}`,
    range: partitionRange(asked, 0, 0),
    ...(asked.timezone === null ? {} : { timezone: asked.timezone }),
  }
}

/** Users in all, the figures of the last day that is over, and the extremes of those that are. */
export function kpis(result: ResultTable, _values: ParameterValues, more: ResultTable | null): readonly Kpi[] {
  const rows = result.rows()
  const found = lastComplete(rows)
  if (found === null) return []
  const { row: last, index: at } = found
  const on = dateText(last)
  // A day that is not over would be the fewest of all.
  const judged = rows.slice(0, at + 1).map((row) => row['dau'] as number)
  const [least, most] = [Math.min(...judged), Math.max(...judged)]
  const dayOf = (dau: number): string => dateText(rows[judged.indexOf(dau)]!)
  const figure = (column: string, row = at): { figure: MarkFigure } => ({ figure: { row, column } })
  return [
    {
      label: 'Users in all',
      value: more === null ? null : (more.value(0, 'users') as number),
      format: 'integer',
      detail: `over ${rows.length.toLocaleString('en-US')} ${rows.length === 1 ? 'day' : 'days'}`,
    },
    { label: 'Daily', value: last['dau'] as number, format: 'integer', detail: on, ...figure('dau') },
    {
      label: 'Weekly',
      value: last['wau'] as number,
      format: 'integer',
      detail: last['wau_complete'] === false ? 'less than 7 days' : `7 days to ${on}`,
      ...figure('wau'),
    },
    {
      label: 'Monthly',
      value: last['mau'] as number,
      format: 'integer',
      detail: last['mau_complete'] === false ? 'less than 30 days' : `30 days to ${on}`,
      ...figure('mau'),
    },
    {
      label: 'Most in a day',
      value: most,
      format: 'integer',
      detail: dayOf(most),
      ...figure('dau', judged.indexOf(most)),
    },
    {
      label: 'Fewest in a day',
      value: least,
      format: 'integer',
      detail: dayOf(least),
      ...figure('dau', judged.indexOf(least)),
    },
  ]
}
