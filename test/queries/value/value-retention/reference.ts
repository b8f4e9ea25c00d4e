import { addDays, addUnits, localDate, startOfUnit, type Unit } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'
import { firstStarts } from '../firstStarts'

/** What was spent: on most days of the logs' first two weeks, on some twice. */
export const SPEND = Array.from({ length: 12 }, (_, index) => ({
  day: `2024-03-${String(5 + ((index * 5) % 14)).padStart(2, '0')}`,
  cost: index % 3,
}))

export interface ValueChoice {
  readonly scope: RandomScope
  readonly start: string | null
  readonly valueEvent: string | null
  readonly unit: Unit
  readonly periods: number
  readonly spend: number | 'table' | null
  readonly weekStart: number | null
}

/** Value by cohort from the definition: what each user brought in each period, and mean and spread of their totals. */
export function referenceValue(log: RandomLog, choice: ValueChoice): readonly object[] {
  const { scope, start, valueEvent, unit, periods, spend } = choice
  const found = firstStarts(log, scope, start)
  if (found === null) return []
  const { counted, starters } = found
  const zone = scope.timezone ?? log.timezone
  const unitOf = (date: string): string => startOfUnit(date, unit, choice.weekStart ?? log.weekStart)
  const cohortOf = (micros: number): string => unitOf(localDate(micros, zone))
  /** What one of a cohort cost: the rows of spend on its dates, among its members. */
  const perUser = (cohort: string, size: number): number | null => {
    if (spend !== 'table') return spend
    const own = SPEND.filter(
      ({ day }) =>
        unitOf(day) === cohort && (scope.from === null || day >= scope.from) && (scope.to === null || day <= scope.to),
    )
    return own.length === 0 ? null : own.reduce((sum, row) => sum + row.cost, 0) / size
  }
  const rows: object[] = []
  for (const cohort of [...new Set(starters.map((one) => cohortOf(one.micros)))].sort()) {
    const members = starters.filter((one) => cohortOf(one.micros) === cohort)
    const totals = members.map(() => 0)
    for (let period = 0; period <= periods; period++) {
      const first = addUnits(cohort, unit, period)
      if (first > counted.last) break
      let [users, sum] = [0, 0]
      for (const [at, member] of members.entries()) {
        const amounts = member.events
          .filter((event) => (valueEvent === null || event.event === valueEvent) && unitOf(event.date) === first)
          .map((event) => event.more['amount'])
          .filter((amount) => typeof amount === 'number')
        if (amounts.length > 0) users += 1
        for (const amount of amounts) {
          sum += amount
          totals[at]! += amount
        }
      }
      const size = members.length
      const each = perUser(cohort, size)
      const mean = totals.reduce((all, one) => all + one, 0) / size
      const variance = totals.reduce((all, one) => all + (one - mean) ** 2, 0) / (size - 1)
      const reach = 1.959963984540054 * Math.sqrt(variance / size)
      rows.push({
        cohort,
        size,
        period,
        users,
        sum,
        per_user: sum / size,
        cumulative_per_user: mean,
        low: size < 2 ? null : mean - reach,
        high: size < 2 ? null : mean + reach,
        spend_per_user: each,
        paid_back: each === null ? null : mean >= each,
        complete: addDays(addUnits(cohort, unit, period + 1), -1) <= counted.over,
      })
    }
  }
  return rows
}
