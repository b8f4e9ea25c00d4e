import { mean, outcomesOf, percent, tripsAmong, within, type Options, type Outcome } from '../reference'
import type { Service } from '../service'

function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b)
  return known.length === 0
    ? null
    : (known[Math.floor((known.length - 1) / 2)]! + known[Math.ceil((known.length - 1) / 2)]!) / 2
}

/** Batched against individual by the definition, delivery by delivery. */
export function referenceComparison(
  service: Service,
  from: string | null,
  to: string | null,
  options: Options,
): readonly object[] {
  const outcomes = outcomesOf(service, options).filter(
    (one) => (from === null && to === null) || (one.date !== '' && within(one.date, from, to)),
  )
  return (['batched', 'individual'] as const).flatMap((type) => {
    const own: readonly Outcome[] = outcomes.filter((one) => (one.trip === null) === (type === 'individual'))
    const trips = tripsAmong(own)
    return own.length === 0
      ? []
      : [
          {
            delivery_type: type,
            deliveries: own.length,
            share_pct: (100 * own.length) / outcomes.length,
            batches: trips.length,
            mean_minutes: mean(own.map((one) => one.minutes)),
            median_minutes: median(own.map((one) => one.minutes)),
            mean_delay_minutes: mean(own.map((one) => one.delay)),
            on_time_pct: percent(own.map((one) => one.isOnTime)),
            mean_wait_minutes: mean(own.map((one) => one.wait)),
            efficiency: mean(trips.map((trip) => trip.efficiency)),
            miles_per_delivery: mean(own.map((one) => one.miles)),
            driver_minutes_per_delivery: mean(own.map((one) => one.driverMinutes)),
          },
        ]
  })
}
