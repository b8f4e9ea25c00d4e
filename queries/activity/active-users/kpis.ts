import { formatCount } from '../../../src-renderer/chart/format'
import type { MarkFigure } from '../../../src-renderer/chart/spec'
import { resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { scope } from '../../../src-renderer/query/sql/source'
import { activeDays, partitionRange, readActive } from '../../events/activeDays'
import { dateText, lastComplete } from '../../events/completeness'
import { dataDates, isShownSql } from '../../events/dataDates'
import { addedPlan } from '../../events/scopedPlan'
import { COLUMNS } from './columns'

/** Different users over all shown dates: no sum of the daily figures says it. */
export function planKpis(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const asked = scope(values, catalog, source)
  return {
    ...addedPlan(asked, {
      each: [
        ...activeDays(asked, readActive(values)),
        dataDates(asked),
        {
          name: 'shown_users',
          about: 'Different users of the dates shown',
          sql: `SELECT count(DISTINCT user_key) AS users
FROM active_days, data_dates
WHERE ${isShownSql(asked)}`,
          adds: { by: [], sums: ['users'] },
        },
      ],
      all: [],
      select: 'SELECT users::BIGINT AS users\nFROM shown_users',
    }),
    range: partitionRange(asked, 0, 0),
    ...(asked.timezone === null ? {} : { timezone: asked.timezone }),
  }
}

const IN_ALL = resultColumns({
  users: { about: 'Different users over all dates shown, each once; not the users of a day.', format: 'integer' },
})

/** Users in all, the figures of the last day that is over, and the extremes of those that are. */
export function kpis(result: ResultTable, _values: ParameterValues, more: ResultTable | null): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  const found = lastComplete(rows)
  if (found === null) return []
  const { row: last, index: at } = found
  const on = dateText(last)
  // A day that is not over would be the fewest of all.
  const judged = rows.slice(0, at + 1).map((row) => row.dau)
  const [least, most] = [Math.min(...judged), Math.max(...judged)]
  const dayOf = (dau: number): string => {
    const row = rows.find((one) => one.dau === dau)
    return row === undefined ? '' : dateText(row)
  }
  const figure = (column: string, row = at): { figure: MarkFigure } => ({ figure: { row, column } })
  return [
    {
      label: 'Users in all',
      about: IN_ALL.users.about,
      value: more === null ? null : (rowsOf(IN_ALL, more)[0]?.users ?? null),
      format: 'integer',
      detail: `over ${formatCount(rows.length)} ${rows.length === 1 ? 'day' : 'days'}`,
    },
    { label: 'Daily', value: last.dau, format: 'integer', detail: on, ...figure('dau') },
    {
      label: 'Weekly',
      value: last.wau,
      format: 'integer',
      detail: last.wau_complete ? `7 days to ${on}` : 'less than 7 days',
      ...figure('wau'),
    },
    {
      label: 'Monthly',
      value: last.mau,
      format: 'integer',
      detail: last.mau_complete ? `30 days to ${on}` : 'less than 30 days',
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
