import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import { elementAt } from '../../src-renderer/base/required'
import { periodCounter, spanCounter, unfoldSpans, type CohortCounts } from './entryCounters'
import { periodMicros, type RetentionRules } from './question'
import { observable } from './retained'
import { UserReturns } from './userReturns'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 1024

/** Entries by cohort and value, as periodCounts() says them; small cohorts are among them. */
export async function countPeriods(run: KernelRun, rules: RetentionRules): Promise<readonly CohortCounts[]> {
  const { timeline, beside, pace } = run
  if (beside === null || beside.rowCount === 0) return []
  const [firstUnit, lastUnit, nowMicros] = ['unit', 'last_unit', 'now_us'].map((name) =>
    Number(beside.value(0, name)),
  ) as [number, number, number]
  const unitOf = timeline.number('unit')
  const values = run.columns.has('value') ? timeline.text('value').codes : null
  const periods = rules.brackets?.length ?? rules.periods + 1
  const found = new Map<number, CohortCounts>()
  function cohortOf(row: number): CohortCounts {
    const [value, unit] = [values?.[row] ?? -1, unitOf[row]! - firstUnit]
    const key = (value + 1) * beside!.rowCount + unit
    let cohort = found.get(key)
    if (cohort === undefined) {
      const counts = { eligible: new Float64Array(periods), users: new Float64Array(periods) }
      cohort = { value, unit, size: 0, last: -1, ...counts }
      found.set(key, cohort)
    }
    return cohort
  }
  const own = new UserReturns(run, rules)
  const countSpans = spanCounter(own, rules)
  const countEntry = countSpans ?? periodCounter(own, rules, periods)
  const length = periodMicros(rules)
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    own.load(user)
    for (let entry = 0; entry < own.entries; entry += 1) {
      const row = elementAt(own.entryRows, entry)
      const cohort = cohortOf(row)
      const age =
        rules.clock === 'calendar' ? lastUnit - unitOf[row]! : Math.floor((nowMicros - timeline.at[row]!) / length) - 1
      const last = observable(rules, age)
      cohort.size += 1
      cohort.last = Math.max(cohort.last, last)
      countEntry(cohort, entry, last)
    }
  }
  if (countSpans !== null) for (const cohort of found.values()) unfoldSpans(cohort, rules)
  return [...found.values()]
}
