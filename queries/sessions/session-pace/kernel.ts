import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { quantileOf } from '../../../src-renderer/stats/spread'
import { Numbers } from '../../events/numbers'
import { shownDays } from '../../events/shownDays'
import { eachUserSessions } from '../sessionPass'

/** Views within sessions by their own date: how many were measured and skipped, and the time to the next one. */
export async function measurePace(run: KernelRun, skipSeconds: number): Promise<ResultTable> {
  const { timeline, columns } = run
  const viewed = timeline.flag('viewed')
  const dwell = columns.has('dwell') ? timeline.number('dwell') : null
  const date = timeline.number('date')
  const days = shownDays(run)
  const first = days.length === 0 ? 0 : Number(run.beside?.value(0, 'day'))
  const [views, measured, skipped] = [0, 1, 2].map(() => new Float64Array(days.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const next = days.map(() => new Numbers())
  await eachUserSessions(run, ({ rows, starts, first: firstUnit, end }) => {
    for (let unit = firstUnit; unit < end; unit += 1) {
      let [dayBefore, before] = [-1, 0]
      for (let place = starts[unit]!; place < starts[unit + 1]!; place += 1) {
        const row = rows[place]!
        if (viewed[row] === 0) continue
        const at = timeline.at[row]!
        if (dayBefore >= 0) next[dayBefore]!.add((at - before) / 1e6)
        const day = date[row]! - first
        before = at
        dayBefore = day >= 0 && day < days.length ? day : -1
        if (dayBefore < 0) continue
        views[day]! += 1
        const seconds = dwell === null ? NaN : dwell[row]!
        if (Number.isNaN(seconds)) continue
        measured[day]! += 1
        if (seconds < skipSeconds) skipped[day]! += 1
      }
    }
  })
  return computedResult(
    [
      { name: 'date', type: 'date' },
      { name: 'views', type: 'integer' },
      { name: 'measured', type: 'integer' },
      { name: 'skipped', type: 'integer' },
      { name: 'skip_pct', type: 'double' },
      { name: 'followed', type: 'integer' },
      { name: 'median_seconds', type: 'double' },
      { name: 'mean_seconds', type: 'double' },
      { name: 'complete', type: 'boolean' },
    ],
    days.map(({ date: shown, complete }, day) => {
      const { count } = next[day]!
      const values = next[day]!.values()
      return {
        date: shown,
        views: views[day]!,
        measured: measured[day]!,
        skipped: skipped[day]!,
        skip_pct: measured[day] === 0 ? null : (100 * skipped[day]!) / measured[day]!,
        followed: count,
        median_seconds: count === 0 ? null : quantileOf(values, 0.5),
        mean_seconds: count === 0 ? null : values.reduce((sum, value) => sum + value, 0) / count,
        complete,
      }
    }),
  )
}
