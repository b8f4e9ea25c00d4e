import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { quantileOf } from '../../../src-renderer/stats/spread'
import { Numbers } from '../numbers'
import { eachSession, shownDays } from '../sessionPass'

/** Sessions by the date on which they began: how many, whose, how long, and those of a single event. */
export async function countSessions(run: KernelRun): Promise<ResultTable> {
  const { at } = run.timeline
  const days = shownDays(run)
  const micros = days.map(() => new Numbers())
  const [users, bounces, sums] = [
    new Float64Array(days.length),
    new Float64Array(days.length),
    new Float64Array(days.length),
  ]
  const latest = new Int32Array(days.length).fill(-1)
  await eachSession(run, (rows, from, to, day, user) => {
    const lasted = at[rows[to - 1]!]! - at[rows[from]!]!
    micros[day]!.add(lasted)
    sums[day]! += lasted
    if (to - from === 1) bounces[day]! += 1
    if (latest[day] === user) return
    latest[day] = user
    users[day]! += 1
  })
  return computedResult(
    [
      { name: 'date', type: 'date' },
      { name: 'sessions', type: 'integer' },
      { name: 'users', type: 'integer' },
      { name: 'mean_seconds', type: 'double' },
      { name: 'median_seconds', type: 'double' },
      { name: 'bounce_pct', type: 'double' },
      { name: 'complete', type: 'boolean' },
    ],
    days.map(({ date, complete }, day) => {
      const { count } = micros[day]!
      const of = (figure: () => number): number | null => (count === 0 ? null : figure())
      return {
        date,
        sessions: count,
        users: users[day]!,
        mean_seconds: of(() => sums[day]! / count / 1e6),
        median_seconds: of(() => quantileOf(micros[day]!.values(), 0.5) / 1e6),
        bounce_pct: of(() => (100 * bounces[day]!) / count),
        complete,
      }
    }),
  )
}
