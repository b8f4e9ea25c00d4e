import type { Kpi, ParameterValues } from '../../src-renderer/query/definition'
import type { ResultTable } from '../../src-renderer/query/resultTable'
import { readUnit, type Unit } from '../lifecycle/calendarUnit'

/** The periods that people ask for first, by unit. */
const ASKED: Readonly<Record<Unit, readonly number[]>> = { day: [1, 7, 30], week: [1, 4, 12], month: [1, 3, 12] }

/**
 * Pooled retention of the periods that are asked for first, where they can be observed, before it the number of those who
 * started. Reads the cells of cohorts and the pooled rows alike: both hold period, eligible and users.
 */
export function kpis(result: ResultTable, values: ParameterValues): readonly Kpi[] {
  const unit = readUnit(values)
  const pooled = new Map<number, { eligible: number; users: number }>()
  for (let row = 0; row < result.rowCount; row++) {
    const period = result.value(row, 'period') as number
    const sum = pooled.get(period) ?? { eligible: 0, users: 0 }
    pooled.set(period, { eligible: sum.eligible + (result.value(row, 'eligible') as number), users: sum.users + (result.value(row, 'users') as number) })
  }
  if (pooled.size === 0) return []
  // A rolling period 0 counts only those who started a whole period ago.
  const started = values['clock'] === 'rolling' ? undefined : pooled.get(0)
  const counted = values['entry'] === 'recurring' ? 'entries' : 'users'
  const count = (value: number): string => value.toLocaleString('en-US')
  return [
    ...(started !== undefined ? [{ label: 'Started', value: started.eligible, format: 'integer', detail: counted } as const] : []),
    ...ASKED[unit].flatMap((period): readonly Kpi[] => {
      const sum = pooled.get(period)
      return sum === undefined ? [] : [{
        label: `${unit[0]!.toUpperCase()}${unit.slice(1)} ${period}`, value: sum.eligible === 0 ? null : 100 * sum.users / sum.eligible, format: 'percent',
        detail: `${count(sum.users)} of ${count(sum.eligible)} ${counted}`,
      }]
    }),
  ]
}
