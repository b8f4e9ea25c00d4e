import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { dataDays, eachUserDays, Presence } from '../../events/activeDayPass'
import { MONTH, WEEK } from './sql'

/** Users of each date shown and of the windows that end with it: a day counts its user until it is too long ago. */
export async function countActive(run: KernelRun): Promise<ResultTable> {
  const dates = dataDays(run)
  const [daily, weekly, monthly] = [1, WEEK, MONTH].map(() => new Presence(dates.length)) as [
    Presence,
    Presence,
    Presence,
  ]
  await eachUserDays(run, (days, count) => {
    for (let index = 0; index < count; index += 1) {
      const day = days[index]!
      const next = index + 1 < count ? days[index + 1]! : Infinity
      daily.add(day, day + 1)
      weekly.add(day, Math.min(day + WEEK, next))
      monthly.add(day, Math.min(day + MONTH, next))
    }
  })
  const [dau, wau, mau] = [daily.counts(), weekly.counts(), monthly.counts()]
  return computedResult(
    [
      { name: 'date', type: 'date' },
      { name: 'dau', type: 'integer' },
      { name: 'wau', type: 'integer' },
      { name: 'mau', type: 'integer' },
      { name: 'dau_mau', type: 'double' },
      { name: 'wau_complete', type: 'boolean' },
      { name: 'mau_complete', type: 'boolean' },
      { name: 'complete', type: 'boolean' },
    ],
    dates.flatMap(({ date, complete, shown }, day) =>
      shown
        ? [
            {
              date,
              dau: dau[day]!,
              wau: wau[day]!,
              mau: mau[day]!,
              dau_mau: mau[day] === 0 ? null : dau[day]! / mau[day]!,
              wau_complete: day >= WEEK - 1,
              mau_complete: day >= MONTH - 1,
              complete,
            },
          ]
        : [],
    ),
  )
}
