import { groupBy, mean, outcomesOf, percent, tripsOf, within, type Options } from '../reference'
import type { Service } from '../service'

/** Algorithms by the definition, batch by batch. */
export function referenceAlgorithms(
  service: Service,
  from: string | null,
  to: string | null,
  options: Options,
): readonly object[] {
  const trips = tripsOf(service, options).filter((trip) => within(trip.date, from, to))
  const outcomes = outcomesOf(service, options)
  const rows = [...groupBy(trips, (trip) => trip.algorithm)].map(([algorithm, all]) => {
    const done = all.filter((trip) => !trip.isCancelled)
    const own = outcomes.filter((one) => one.trip !== null && all.some((trip) => trip.id === one.trip!.id))
    return {
      algorithm_name: algorithm,
      algorithm_version: all[0]!.version,
      batches: all.length,
      deliveries: own.length,
      mean_size: mean(done.map((trip) => trip.size)),
      mean_miles: mean(done.map((trip) => trip.miles)),
      mean_minutes: mean(done.map((trip) => trip.minutes)),
      mean_delay_minutes: mean(own.map((one) => one.delay)),
      mean_pickup_wait_minutes: mean(own.map((one) => one.wait)),
      on_time_pct: percent(own.map((one) => one.isOnTime)),
      efficiency: mean(done.map((trip) => trip.efficiency)),
      cancelled_batches: all.length - done.length,
      cancellation_pct: all[0]!.isDerived ? null : percent(all.map((trip) => trip.isCancelled)),
    }
  })
  return rows.sort(
    (a, b) => (b.efficiency ?? -1) - (a.efficiency ?? -1) || (a.algorithm_name < b.algorithm_name ? -1 : 1),
  )
}
