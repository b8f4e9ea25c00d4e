import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { eachSession } from '../sessionPass'
import { SeenValues } from '../seenValues'

/** Sessions by depth, `most` standing for all above: the number of their events with `counts`, or of different values. */
export async function countDepths(run: KernelRun, most: number): Promise<ResultTable> {
  const { timeline, columns } = run
  const counts = columns.has('counts') ? timeline.flag('counts') : null
  const seen = columns.has('counted_value') ? new SeenValues(timeline.key('counted_value')) : null
  const sessions = new Float64Array(most + 1)
  let all = 0
  await eachSession(run, (rows, from, to) => {
    let depth = counts === null && seen === null ? to - from : 0
    if (counts !== null || seen !== null) {
      seen?.begin()
      for (let place = from; place < to; place += 1) {
        const row = rows[place]!
        if (counts !== null && counts[row] === 0) continue
        if (seen === null || seen.isNew(row)) depth += 1
      }
    }
    sessions[Math.min(most, depth)]! += 1
    all += 1
  })
  const low = sessions[0] === 0 ? 1 : 0
  let before = 0
  const rows = [...sessions].slice(low).map((count, index) => {
    const atLeast = all - before
    before += count
    return {
      depth: index + low,
      or_more: index + low === most,
      sessions: count,
      share_pct: (100 * count) / all,
      at_least_pct: (100 * atLeast) / all,
    }
  })
  return computedResult(
    [
      { name: 'depth', type: 'integer' },
      { name: 'or_more', type: 'boolean' },
      { name: 'sessions', type: 'integer' },
      { name: 'share_pct', type: 'double' },
      { name: 'at_least_pct', type: 'double' },
    ],
    all === 0 ? [] : rows,
  )
}
