import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { dataDays, eachUserDays } from '../../events/activeDayPass'

/** Each date shown with the users active some days before, and those of them active on it. */
export async function countBack(run: KernelRun, daysAgo: number): Promise<ResultTable> {
  const dates = dataDays(run)
  const [before, back] = [new Int32Array(dates.length), new Int32Array(dates.length)]
  await eachUserDays(run, (days, count) => {
    for (let earlier = 0, later = 0; earlier < count; earlier += 1) {
      const day = days[earlier]! + daysAgo
      if (day >= dates.length) return
      before[day]! += 1
      while (later < count && days[later]! < day) later += 1
      if (later < count && days[later] === day) back[day]! += 1
    }
  })
  return computedResult(
    [
      { name: 'date', type: 'date' },
      { name: 'active_before', type: 'integer' },
      { name: 'back', type: 'integer' },
      { name: 'back_pct', type: 'double' },
      { name: 'complete', type: 'boolean' },
    ],
    dates.flatMap(({ date, complete, shown }, day) => {
      const of = (count: number): number | null => (day < daysAgo ? null : count)
      const pct = before[day] === 0 ? null : (100 * back[day]!) / before[day]!
      return shown ? [{ date, active_before: of(before[day]!), back: of(back[day]!), back_pct: pct, complete }] : []
    }),
  )
}
