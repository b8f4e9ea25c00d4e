import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { SeenValues } from '../seenValues'
import { shownDays } from '../../events/shownDays'
import { eachSession } from '../sessionPass'

/** By date: sessions with something `viewed`, and those with at least `least` different contents viewed. */
export async function countCompleted(run: KernelRun, least: number): Promise<ResultTable> {
  const { timeline, columns } = run
  const viewed = timeline.flag('viewed')
  const seen = columns.has('content') ? new SeenValues(timeline.key('content')) : null
  const days = shownDays(run)
  const [sessions, completed] = [new Float64Array(days.length), new Float64Array(days.length)]
  await eachSession(run, (rows, from, to, day) => {
    let [views, contents] = [0, 0]
    seen?.begin()
    for (let place = from; place < to; place += 1) {
      const row = rows[place]!
      if (viewed[row] === 0) continue
      views += 1
      if (seen === null || seen.isNew(row)) contents += 1
    }
    if (views > 0) sessions[day]! += 1
    if (views > 0 && contents >= least) completed[day]! += 1
  })
  return computedResult(
    [
      { name: 'date', type: 'date' },
      { name: 'sessions', type: 'integer' },
      { name: 'completed', type: 'integer' },
      { name: 'completion_pct', type: 'double' },
      { name: 'complete', type: 'boolean' },
    ],
    days.map(({ date, complete }, day) => ({
      date,
      sessions: sessions[day]!,
      completed: completed[day]!,
      completion_pct: sessions[day] === 0 ? null : (100 * completed[day]!) / sessions[day]!,
      complete,
    })),
  )
}
