import { sorted, toldColumns, type AnalysisCase } from '../../case'
import { SERVICE } from '../../sources'
import { outcomesOf, within } from '../reference'
import { microsOf, type Service } from '../service'
import { withFilter } from '../only'
import { OF_PLAIN_TABLES, serviceChoice, type ServiceChoice } from '../serviceCase'

export const analysisCase: AnalysisCase<Service, ServiceChoice> = {
  log: SERVICE,
  choices: serviceChoice,
  asked: withFilter,
  reference: (service, choice) =>
    sorted(
      outcomesOf(service, choice)
        .filter(({ date }) => within(date, choice.from, choice.to))
        .map(({ delivery, trip, minutes, delay, isOnTime, wait, miles, sequence }) => ({
          delivery_id: String(delivery.delivery_id),
          order_id: delivery.order_id,
          driver_id: delivery.driver_id,
          delivery_type: trip === null ? 'individual' : 'batched',
          pickup_sequence: sequence,
          algorithm_name: trip?.algorithm ?? null,
          ordered_at: microsOf(delivery.created),
          assigned_at: microsOf(delivery.assigned),
          arrived_at: microsOf(delivery.arrived),
          picked_up_at: microsOf(delivery.picked),
          delivered_at: microsOf(delivery.dropped),
          minutes,
          delay_minutes: delay,
          is_on_time: isOnTime,
          wait_minutes: wait,
          miles,
        })),
    ),
  told: (rows, choice, expected) => sorted(toldColumns(rows, choice, expected)),
  orderedBy: { column: 'delivered_at' },
  behind: { pickup_sequence: { because: 'it is which pickup', heldBy: 'lists.test.ts' } },
  without: { ...OF_PLAIN_TABLES, drill: 'each row is one delivery, which lists.test.ts lists' },
}
