import { sorted, toldColumns, type AnalysisCase } from '../../case'
import { SERVICE } from '../../sources'
import { mean, outcomesOf, tripsOf, within, type Trip } from '../reference'
import { type Service } from '../service'
import { withFilter } from '../only'
import { OF_PLAIN_TABLES, serviceChoice, type ServiceChoice } from '../serviceCase'

/** Waypoints of a batch, else the pickups and drop-offs of what it carried to the end. */
function stopCount(service: Service, trip: Trip, choice: ServiceChoice): number {
  const logged = trip.batch === null ? [] : service.waypoints.filter((one) => one.batch_id === trip.batch!.batch_id)
  if (logged.length > 0) return logged.length
  return outcomesOf(service, { ...choice, unit: 'batch' })
    .filter((one) => one.trip?.id === trip.id)
    .flatMap(({ delivery }) => [delivery.picked, delivery.dropped])
    .filter((time) => time !== null).length
}

export const analysisCase: AnalysisCase<Service, ServiceChoice> = {
  log: SERVICE,
  choices: serviceChoice,
  asked: withFilter,
  reference: (service, choice) =>
    sorted(
      tripsOf(service, { ...choice, unit: 'batch' })
        .filter(({ date }) => within(date, choice.from, choice.to))
        .map((trip) => {
          const own = outcomesOf(service, { ...choice, unit: 'batch' }).filter((one) => one.trip?.id === trip.id)
          return {
            algorithm_name: trip.algorithm,
            algorithm_version: trip.version,
            deliveries: own.length,
            size: trip.size,
            actual_miles: trip.miles,
            minutes: trip.minutes,
            efficiency: trip.efficiency,
            mean_delivery_minutes: mean(own.map(({ minutes }) => minutes)),
            on_time: own.length === 0 ? null : own.filter(({ isOnTime }) => isOnTime === true).length,
            is_cancelled: trip.isCancelled,
            stops: stopCount(service, trip, choice),
          }
        }),
    ),
  told: (rows, choice, expected) => sorted(toldColumns(rows, choice, expected)),
  orderedBy: { column: 'created_at' },
  behind: { stops: { because: 'stops are told in the row itself', heldBy: 'lists.test.ts' } },
  without: OF_PLAIN_TABLES,
}
