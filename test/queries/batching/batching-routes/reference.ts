import { groupBy, mean, minus, tripsOf, within, type Trip } from '../reference'
import type { Only } from '../only'
import type { Service } from '../service'

const extreme = (values: readonly (number | null)[], pick: (...all: number[]) => number): number | null => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : pick(...known)
}

/** Routes by the definition, batch by batch. */
export function referenceRoutes(
  service: Service,
  from: string | null,
  to: string | null,
  by: string,
  only: Only = null,
): readonly object[] {
  const routes = tripsOf(service, { batches: 'recorded', only, unit: 'batch' })
    .filter((trip) => trip.batch!.status === 'completed' && within(trip.date, from, to))
    .map((trip) => {
      const batch = trip.batch!
      const stops = service.waypoints.filter((stop) => stop.batch_id === batch.batch_id)
      const legs = stops.map((stop) => stop.milesToNext).filter((miles) => miles !== null)
      const planned = stops.map((stop) => stop.expected)
      const plannedMinutes = batch.plannedMinutes ?? minus(extreme(planned, Math.max), extreme(planned, Math.min))
      const actualMiles = batch.actualMiles ?? (legs.length === 0 ? null : legs.reduce((sum, miles) => sum + miles, 0))
      const actualMinutes = batch.actualMinutes ?? minus(batch.completed, batch.started)
      return {
        trip,
        plannedMiles: batch.plannedMiles,
        actualMiles,
        plannedMinutes,
        actualMinutes,
        late: mean(stops.map((stop) => minus(stop.arrived, stop.expected))),
        ratio:
          batch.plannedMiles !== null && batch.plannedMiles > 0 && actualMiles !== null
            ? actualMiles / batch.plannedMiles
            : null,
        timeRatio:
          plannedMinutes !== null && plannedMinutes > 0 && actualMinutes !== null
            ? actualMinutes / plannedMinutes
            : null,
      }
    })
  const id = (trip: Trip): string | null => (by === 'batch' ? trip.id : null)
  const rows = [...groupBy(routes, (route) => `${route.trip.algorithm} ${id(route.trip)}`).values()].map((own) => {
    const ratios = own.map((route) => route.ratio)
    const ranked = own
      .filter((route) => route.ratio !== null)
      .sort((a, b) => a.ratio! - b.ratio! || (a.trip.id < b.trip.id ? -1 : 1))
    return {
      algorithm_name: own[0]!.trip.algorithm,
      algorithm_version: own[0]!.trip.version,
      batch_id: id(own[0]!.trip),
      batches: own.length,
      mean_size: mean(own.map((route) => route.trip.size)),
      planned_miles: mean(own.map((route) => route.plannedMiles)),
      actual_miles: mean(own.map((route) => route.actualMiles)),
      distance_ratio: mean(ratios),
      best_distance_ratio: extreme(ratios, Math.min),
      worst_distance_ratio: extreme(ratios, Math.max),
      best_batch_id: ranked[0]?.trip.id ?? null,
      worst_batch_id: ranked.at(-1)?.trip.id ?? null,
      planned_minutes: mean(own.map((route) => route.plannedMinutes)),
      actual_minutes: mean(own.map((route) => route.actualMinutes)),
      time_ratio: mean(own.map((route) => route.timeRatio)),
      best_time_ratio: extreme(
        own.map((route) => route.timeRatio),
        Math.min,
      ),
      worst_time_ratio: extreme(
        own.map((route) => route.timeRatio),
        Math.max,
      ),
      mean_minutes_late: mean(own.map((route) => route.late)),
    }
  })
  return rows.sort(
    (a, b) =>
      (a.distance_ratio ?? Infinity) - (b.distance_ratio ?? Infinity) ||
      (a.algorithm_name < b.algorithm_name ? -1 : a.algorithm_name > b.algorithm_name ? 1 : 0) ||
      ((a.batch_id ?? '') < (b.batch_id ?? '') ? -1 : 1),
  )
}
