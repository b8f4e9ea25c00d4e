import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { dataDays, dayNumbers, firstDay, Presence } from '../../events/activeDayPass'
import { MONTH, WEEK } from './sql'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 4096

/**
 * How often users are active on each date of the data and not again for how many days, MONTH at most: those of date d and
 * gap g at d * (MONTH + 1) + g.
 */
async function gapCounts(run: KernelRun, dates: number): Promise<Int32Array> {
  const { users, starts } = run.timeline
  const first = firstDay(run)
  const days = await dayNumbers(run)
  const counts = new Int32Array(dates * (MONTH + 1))
  for (let user = 0; user < users; user += 1) {
    if (user % CHUNK === 0) await run.pace()
    let next = Infinity
    for (let row = starts[user + 1]! - 1; row >= starts[user]!; row -= 1) {
      const day = days[row]! - first
      counts[day * (MONTH + 1) + (next - day < MONTH ? next - day : MONTH)]! += 1
      next = day
    }
  }
  return counts
}

/** Users of each date shown and of the windows that end with it: a day counts its user until it is too long ago. */
export async function countActive(run: KernelRun): Promise<ResultTable> {
  const dates = dataDays(run)
  const gaps = await gapCounts(run, dates.length)
  const [daily, weekly, monthly] = [1, WEEK, MONTH].map((window) => {
    const there = new Presence(dates.length)
    gaps.forEach((many, at) => {
      const day = Math.floor(at / (MONTH + 1))
      there.add(day, day + Math.min(window, at % (MONTH + 1)), many)
    })
    return there
  }) as [Presence, Presence, Presence]
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
