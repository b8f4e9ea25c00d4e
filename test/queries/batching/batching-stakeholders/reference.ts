import { mean, outcomesOf, percent, tripsAmong, within, type Options, type Outcome } from '../reference'
import type { Service } from '../service'

/** What can be known of one side, delivery by delivery; the small services have no fees. */
function sideOf(outcomes: readonly Outcome[]): Readonly<Record<string, number | null>> {
  const timed = outcomes.map((one) => one.driverMinutes).filter((one) => one !== null)
  const spent = timed.reduce((sum, one) => sum + one, 0)
  return {
    minutes: mean(outcomes.map((one) => one.minutes)),
    eta_error_minutes: mean(outcomes.map((one) => (one.delay === null ? null : Math.abs(one.delay)))),
    on_time_pct: percent(outcomes.map((one) => one.isOnTime)),
    earnings_per_hour: null,
    deliveries_per_hour: spent === 0 ? null : (timed.length / spent) * 60,
    miles_per_delivery: mean(outcomes.map((one) => one.miles)),
    cost_per_order: mean(
      outcomes.map((one) =>
        one.driverMinutes === null || one.miles === null ? null : (18 * one.driverMinutes) / 60 + 0.6 * one.miles,
      ),
    ),
  }
}

/** Both sides of each measure that any side knows, by the definition, and of what is batched; `limit` and whether it is kept for minutes. */
export function referenceStakeholders(
  service: Service,
  from: string | null,
  to: string | null,
  most: number,
  options: Options,
): readonly object[] {
  const outcomes = outcomesOf(service, options).filter(
    (one) => (from === null && to === null) || (one.date !== '' && within(one.date, from, to)),
  )
  const carried = outcomes.filter((one) => one.trip !== null)
  const [batched, individual] = [sideOf(carried), sideOf(outcomes.filter((one) => one.trip === null))]
  const perSide = Object.keys(batched).flatMap((measure) => {
    const [b, i] = [batched[measure] ?? null, individual[measure] ?? null]
    if (b === null && i === null) return []
    const row = { measure, individual: i, batched: b }
    return [measure !== 'minutes' || b === null || i === null ? row : { ...row, limit: most, is_kept: b - i <= most }]
  })
  if (carried.length === 0) return perSide
  return [
    ...perSide,
    { measure: 'batched_share_pct', individual: null, batched: (100 * carried.length) / outcomes.length },
    { measure: 'orders_per_batch', individual: null, batched: carried.length / tripsAmong(carried).length },
  ]
}
