import { groupBy, mean, minus, outcomesOf, percent, tripsAmong, within, type Options } from '../reference'
import type { Service } from '../service'

/** Drivers by the definition, delivery by delivery. */
export function referenceDrivers(
  service: Service,
  from: string | null,
  to: string | null,
  least: number,
  options: Options,
): readonly object[] {
  const outcomes = outcomesOf(service, options).filter(
    (one) =>
      one.delivery.driver_id !== null &&
      ((from === null && to === null) || (one.date !== '' && within(one.date, from, to))),
  )
  const rows = [...groupBy(outcomes, (one) => one.delivery.driver_id!)]
    .filter(([, own]) => own.length >= least)
    .map(([driver, own]) => {
      const [alone, together] = [own.filter((one) => one.trip === null), own.filter((one) => one.trip !== null)]
      const trips = tripsAmong(own)
      const delay = mean(together.map((one) => one.delay))
      const [aloneMinutes, togetherMinutes] = [
        mean(alone.map((one) => one.minutes)),
        mean(together.map((one) => one.minutes)),
      ]
      return {
        driver_id: driver,
        driver_name: driver === 103 ? null : `D${driver}`,
        vehicle_type: driver === 103 ? null : 'car',
        deliveries: own.length,
        individual_deliveries: alone.length,
        batched_deliveries: together.length,
        batches: trips.length,
        individual_minutes: aloneMinutes,
        batched_minutes: togetherMinutes,
        extra_minutes: minus(togetherMinutes, aloneMinutes),
        individual_on_time_pct: percent(alone.map((one) => one.isOnTime)),
        batched_on_time_pct: percent(together.map((one) => one.isOnTime)),
        efficiency: mean(trips.map((trip) => trip.efficiency)),
        batched_delay_minutes: delay,
        adaptation: delay === null ? null : delay < 5 ? 'excellent' : delay < 10 ? 'good' : 'needs improvement',
      }
    })
  return rows.sort(
    (a, b) =>
      (a.batched_delay_minutes ?? Infinity) - (b.batched_delay_minutes ?? Infinity) || a.driver_id - b.driver_id,
  )
}
