import fc from 'fast-check'
import { sorted, toldColumns, type AnalysisCase } from '../../case'
import { SERVICE } from '../../sources'
import { outcomesOf, tripsOf, type Trip } from '../reference'
import { microsOf, type Service } from '../service'
import { only, withFilter, type Only } from '../only'
import { OF_PLAIN_TABLES } from '../serviceCase'

interface Choice {
  readonly batches: 'recorded' | 'derived'
  readonly only: Only
}

/** The batches with the most deliveries that arrived; several where they tie. */
function longest(service: Service, choice: Choice): readonly Trip[] {
  const size = (trip: Trip): number =>
    outcomesOf(service, { ...choice, unit: 'batch' }).filter((one) => one.trip?.id === trip.id).length
  const trips = tripsOf(service, { ...choice, unit: 'batch' }).filter((trip) => size(trip) > 0)
  return trips.filter((trip) => size(trip) === Math.max(...trips.map(size)))
}

export const analysisCase: AnalysisCase<Service, Choice> = {
  log: SERVICE,
  choices: fc.record({ batches: fc.constantFrom('recorded', 'derived'), only }),
  // Derived batches have names that the reference does not know: of equal ones it cannot say which is first.
  fits: (service, choice) => choice.batches === 'recorded' || longest(service, choice).length === 1,
  asked: withFilter,
  reference: (service, choice) => {
    const [trip] = [...longest(service, choice)].sort((a, b) => (a.id < b.id ? -1 : 1))
    return sorted(
      outcomesOf(service, { ...choice, unit: 'batch' })
        .filter((one) => trip !== undefined && one.trip?.id === trip.id)
        .map(({ delivery, minutes, delay, isOnTime, sequence: nth }) => ({
          delivery_id: String(delivery.delivery_id),
          driver_id: delivery.driver_id,
          pickup_sequence: nth,
          ordered_at: microsOf(delivery.created),
          assigned_at: microsOf(delivery.assigned),
          arrived_at: microsOf(delivery.arrived),
          picked_up_at: microsOf(delivery.picked),
          delivered_at: microsOf(delivery.dropped),
          minutes,
          delay_minutes: delay,
          is_on_time: isOnTime,
        })),
    )
  },
  told: (rows, choice, expected) => sorted(toldColumns(rows, choice, expected)),
  orderedBy: { column: 'picked_up_at' },
  behind: { pickup_sequence: { because: 'it is which pickup', heldBy: 'batchOnScreen.test.ts' } },
  without: { ...OF_PLAIN_TABLES, drill: 'each row is one delivery, which batchOnScreen.test.ts lists' },
}
