import fc from 'fast-check'
import { toldColumns, type AnalysisCase } from '../../case'
import { SERVICE } from '../../sources'
import { outcomesOf, tripsOf, type Trip } from '../reference'
import { microsOf, placeOf, restaurantOf, type Delivery, type Service } from '../service'
import { only, withFilter, type Only } from '../only'
import { OF_PLAIN_TABLES } from '../serviceCase'

interface Choice {
  readonly batches: 'recorded' | 'derived'
  readonly only: Only
}
interface Stop {
  readonly kind: string
  readonly delivery_id: string
  readonly longitude: number
  readonly latitude: number
  readonly actual_at: number
}

/** A batch's pickups and drop-offs in the order of their times: the small services' waypoints have no coordinates. */
function stopsOf(service: Service, trip: Trip, choice: Choice): readonly Stop[] {
  const stop = (kind: string, delivery: Delivery, key: number, at: number | null): readonly Stop[] =>
    at === null
      ? []
      : [
          {
            kind,
            delivery_id: String(delivery.delivery_id),
            longitude: placeOf(key).lng,
            latitude: placeOf(key).lat,
            actual_at: microsOf(at)!,
          },
        ]
  return outcomesOf(service, { ...choice, unit: 'batch' })
    .filter((one) => one.trip?.id === trip.id)
    .flatMap(({ delivery }) => [
      // Restaurant 203 is in no table.
      ...(restaurantOf(delivery) === 203 ? [] : stop('restaurant', delivery, restaurantOf(delivery), delivery.picked)),
      ...stop('customer', delivery, delivery.order_id, delivery.dropped),
    ])
}

/** The batches with the most stops; several where they tie. */
function longest(service: Service, choice: Choice): readonly Trip[] {
  const trips = tripsOf(service, { ...choice, unit: 'batch' }).filter(
    (trip) => stopsOf(service, trip, choice).length > 0,
  )
  const size = (trip: Trip): number => stopsOf(service, trip, choice).length
  return trips.filter((trip) => size(trip) === Math.max(...trips.map(size)))
}

export const analysisCase: AnalysisCase<Service, Choice> = {
  log: SERVICE,
  choices: fc.record({ batches: fc.constantFrom('recorded', 'derived'), only }),
  // Derived batches have names that the reference does not know; stops of one time have no order that the definition gives.
  fits: (service, choice) => {
    const trips = longest(service, choice)
    return (
      (choice.batches === 'recorded' || trips.length <= 1) &&
      trips.every((trip) => {
        const times = stopsOf(service, trip, choice).map((stop) => stop.actual_at)
        return new Set(times).size === times.length
      })
    )
  },
  asked: withFilter,
  reference: (service, choice) => {
    const [trip] = [...longest(service, choice)].sort((a, b) => (a.id < b.id ? -1 : 1))
    return trip === undefined
      ? []
      : [...stopsOf(service, trip, choice)]
          .sort((a, b) => a.actual_at - b.actual_at)
          .map((stop, at) => ({ actual_stop: at + 1, ...stop }))
  },
  told: toldColumns,
  behind: {
    planned_stop: { because: 'it is which stop', heldBy: 'batchOnScreen.test.ts' },
    actual_stop: { because: 'it is which stop', heldBy: 'batchOnScreen.test.ts' },
  },
  without: { ...OF_PLAIN_TABLES, drill: 'each row is one stop, which batchOnScreen.test.ts lists' },
}
