import { countedEvents, isComplete } from '../../countedEvents'
import { addDays, datesBetween } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'

export interface AnomalyChoices {
  readonly metric: 'users' | 'events'
  readonly medium_pct: number
  readonly high_pct: number
  readonly z_threshold: number
  readonly weeks: number
  readonly least_weeks: number
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2
}

/** Anomalies by the definition: each date's figure, then a look at the dates before it. */
export function referenceAnomalies(
  log: RandomLog,
  scope: RandomScope,
  choices: AnomalyChoices,
  chosen: readonly string[],
): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const { events, first, last } = counted
  const valueOn = (date: string): number => {
    const own = events.filter((event) => event.date === date && (chosen.length === 0 || chosen.includes(event.event)))
    return choices.metric === 'events' ? own.length : new Set(own.map((event) => event.user)).size
  }
  const from = scope.from !== null && scope.from > first ? scope.from : first
  const to = scope.to !== null && scope.to < last ? scope.to : last
  const dates = datesBetween(from, to)
  const current = dates.filter((date) => isComplete(counted, date)).at(-1)
  return dates.map((date) => {
    const value = valueOn(date)
    const complete = isComplete(counted, date)
    const before = [1, 2, 3, 4, 5, 6, 7]
      .map((days) => addDays(date, -days))
      .filter((one) => one >= first)
      .map(valueOn)
    const mean = before.length === 7 ? before.reduce((sum, one) => sum + one, 0) / 7 : null
    const change = mean === null || mean === 0 ? null : (100 * (value - mean)) / mean
    const weekdays = Array.from({ length: choices.weeks }, (_, index) => addDays(date, -7 * (index + 1)))
      .filter((one) => one >= first)
      .map(valueOn)
    const enough = weekdays.length >= choices.least_weeks
    const median = enough ? middle(weekdays) : null
    const mad = median === null ? null : middle(weekdays.map((one) => Math.abs(one - median)))
    const z = median === null || mad === null || mad === 0 ? null : (value - median) / (1.4826 * mad)
    const band = mad === null ? null : choices.z_threshold * 1.4826 * mad
    return {
      date,
      value,
      mean_before: mean,
      change_pct: change,
      drop:
        !complete || change === null
          ? null
          : change < -choices.high_pct
            ? 'high'
            : change < -choices.medium_pct
              ? 'medium'
              : null,
      median,
      mad,
      robust_z: z,
      expected_low: band === null ? null : Math.max(0, median! - band),
      expected_high: band === null ? null : median! + band,
      outlier: complete && z !== null && Math.abs(z) > choices.z_threshold,
      complete,
      current: date === current,
    }
  })
}
