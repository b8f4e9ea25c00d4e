import { formatCount } from '../../../src-renderer/chart/format'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { NO_TOUCH } from '../journeys'
import { isAdditive } from '../models'

/** All conversions and their value, and how many of them had a touch; participation alone counts conversions more than once, so it says nothing. */
export function kpis(result: ResultTable): readonly Kpi[] {
  const rows = result.rows()
  const model = rows.map((row) => row['model'] as string).find(isAdditive)
  if (model === undefined) return []
  const credits = rows.filter((row) => row['model'] === model)
  const sum = (column: string, of = credits): number => of.reduce((total, row) => total + (row[column] as number), 0)
  // Shares such as 1/3 add up to whole conversions but for the last bits.
  const all = Math.round(sum('conversions'))
  const untouched = Math.round(
    sum(
      'conversions',
      credits.filter((row) => row['channel'] === NO_TOUCH),
    ),
  )
  const value = sum('value')
  const channels = credits.filter((row) => row['channel'] !== NO_TOUCH).length
  const count = (number: number): string => formatCount(number)
  return [
    { label: 'Conversions', value: all, format: 'integer' },
    {
      label: 'With a touch',
      value: all === 0 ? null : (100 * (all - untouched)) / all,
      format: 'percent',
      detail: `${count(all - untouched)} of ${count(all)} conversions`,
    },
    ...(rows.every((row) => row['value'] === 0)
      ? []
      : ([
          { label: 'Value', value, format: 'money' },
          { label: 'Value each', value: all === 0 ? null : value / all, format: 'money', detail: 'per conversion' },
        ] as const)),
    { label: 'Channels', value: channels, format: 'integer' },
  ]
}
