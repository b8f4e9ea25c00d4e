import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { shownDays } from '../../events/shownDays'
import { eachSession } from '../sessionPass'
import { STATUSES, statusOf, type HealthLimits } from './status'

const MICROS_PER_MINUTE = 60e6

/** Sessions by the date on which they began and by how engaged they are; `points` is what an event adds to the score. */
export async function judgeSessions(run: KernelRun, limits: HealthLimits): Promise<ResultTable> {
  const { timeline } = run
  const points = timeline.number('points')
  const days = shownDays(run)
  const counts = days.map(() => new Float64Array(STATUSES.length))
  const scores = new Float64Array(days.length)
  await eachSession(run, (rows, from, to, day) => {
    let score = 0
    for (let place = from; place < to; place += 1) score += points[rows[place]!]!
    const minutes = (timeline.at[rows[to - 1]!]! - timeline.at[rows[from]!]!) / MICROS_PER_MINUTE
    counts[day]![STATUSES.indexOf(statusOf(score, minutes, limits))]! += 1
    scores[day]! += score
  })
  return computedResult(
    [
      { name: 'date', type: 'date' },
      { name: 'sessions', type: 'integer' },
      ...STATUSES.map((name) => ({ name, type: 'integer' as const })),
      { name: 'mean_score', type: 'double' },
      { name: 'engaged_pct', type: 'double' },
      { name: 'complete', type: 'boolean' },
    ],
    days.map(({ date, complete }, day) => {
      const own = counts[day]!
      const sessions = own.reduce((sum, count) => sum + count, 0)
      return {
        date,
        sessions,
        ...Object.fromEntries(STATUSES.map((status, index) => [status, own[index]!])),
        mean_score: sessions === 0 ? null : scores[day]! / sessions,
        engaged_pct: sessions === 0 ? null : (100 * (own[0]! + own[1]!)) / sessions,
        complete,
      }
    }),
  )
}
