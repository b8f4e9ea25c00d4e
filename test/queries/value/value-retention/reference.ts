import { addDays, addUnits, localDate, startOfUnit, type Unit } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'
import { firstStarts } from '../firstStarts'

export interface ValueChoice {
  readonly scope: RandomScope
  readonly start: string | null
  readonly valueEvent: string | null
  readonly unit: Unit
  readonly periods: number
  readonly spend: number | null
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
        paid_back: spend === null ? null : mean >= spend,
        complete: addDays(addUnits(cohort, unit, period + 1), -1) <= counted.over,
      })
    }
  }
  return rows
}
