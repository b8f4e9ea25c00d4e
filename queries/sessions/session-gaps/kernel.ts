import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { quantileOf } from '../../../src-renderer/stats/spread'
import { Numbers } from '../../events/numbers'
import { eachUserSessions } from '../sessionPass'
import { RANGES } from './ranges'

/** Tells of each session on a date shown that has one before it how many seconds were between the two. */
async function eachReturn(run: KernelRun, visit: (seconds: number, user: number) => void): Promise<void> {
  const { at } = run.timeline
  await eachUserSessions(run, ({ rows, starts, first, end }, dayOf, user) => {
    const beginOf = (unit: number): number => at[rows[starts[unit]!]!]!
    const endOf = (unit: number): number => at[rows[starts[unit + 1]! - 1]!]!
    let before = NaN
    function follow(unit: number): void {
      if (!Number.isNaN(before) && dayOf(unit) >= 0) visit(Math.max(0, beginOf(unit) - before) / 1e6, user)
      before = endOf(unit)
    }
    for (let unit = first; unit < end;) {
      let next = unit + 1
      while (next < end && beginOf(next) === beginOf(unit)) next += 1
      if (next === unit + 1) follow(unit)
      else {
        // Sessions that begin at one moment follow each other by when they end.
        const together = Array.from({ length: next - unit }, (_, index) => unit + index)
        for (const one of together.sort((a, b) => endOf(a) - endOf(b))) follow(one)
      }
      unit = next
    }
  })
}

/** Returns and users by range of the time between. */
export async function countGaps(run: KernelRun): Promise<ResultTable> {
  const [gaps, users] = [new Float64Array(RANGES.length), new Float64Array(RANGES.length)]
  const latest = new Int32Array(RANGES.length).fill(-1)
  let all = 0
  await eachReturn(run, (seconds, user) => {
    let range = RANGES.length - 1
    while (seconds < RANGES[range]![0]) range -= 1
    gaps[range]! += 1
    all += 1
    if (latest[range] === user) return
    latest[range] = user
    users[range]! += 1
  })
  let within = 0
  const share = (count: number): number | null => (all === 0 ? null : (100 * count) / all)
  const rows = RANGES.map(([from, gap], range) => {
    within += gaps[range]!
    return {
      gap,
      from_seconds: from,
      to_seconds: RANGES[range + 1]?.[0] ?? null,
      gaps: gaps[range]!,
      users: users[range]!,
      share_pct: share(gaps[range]!),
      within_pct: share(within),
    }
  })
  return computedResult(
    [
      { name: 'gap', type: 'string' },
      { name: 'from_seconds', type: 'integer' },
      { name: 'to_seconds', type: 'integer' },
      { name: 'gaps', type: 'integer' },
      { name: 'users', type: 'integer' },
      { name: 'share_pct', type: 'double' },
      { name: 'within_pct', type: 'double' },
    ],
    rows,
  )
}

/** Users who came back, the median time between, and that within which nine of ten came. */
export async function sumGaps(run: KernelRun): Promise<ResultTable> {
  const seconds = new Numbers()
  let [users, latest] = [0, -1]
  await eachReturn(run, (between, user) => {
    seconds.add(between)
    if (user !== latest) users += 1
    latest = user
  })
  const quantile = (share: number): number | null => (seconds.count === 0 ? null : quantileOf(seconds.values(), share))
  return computedResult(
    [
      { name: 'users', type: 'integer' },
      { name: 'median_seconds', type: 'double' },
      { name: 'p90_seconds', type: 'double' },
    ],
    [{ users, median_seconds: quantile(0.5), p90_seconds: quantile(0.9) }],
  )
}
