import fc from 'fast-check'
import { milesBetween, type LoggedOrder } from '../../../../queries/batching/batching-replay/replay'
import { toldColumns, type AnalysisCase } from '../../case'
import { SERVICE } from '../../sources'
import { outcomesOf, within } from '../reference'
import { placeOf, restaurantOf, type Service } from '../service'
import { withFilter } from '../only'
import { OF_PLAIN_TABLES, serviceChoice, type ServiceChoice } from '../serviceCase'
import { referenceReplay } from './reference'

interface Choice extends ServiceChoice {
  readonly window: number
  readonly radius: number
  readonly cap: number
}

/** The orders that can be replayed: delivered, with a time and coordinates on both ends. */
function ordersOf(service: Service, { from, to, batches, only }: Choice): readonly LoggedOrder[] {
  return outcomesOf(service, { batches, only })
    .filter(
      ({ delivery, date }) => delivery.created !== null && restaurantOf(delivery) !== 203 && within(date, from, to),
    )
    .map(({ delivery }) => ({
      id: String(delivery.delivery_id),
      orderedAt: delivery.created!,
      readyAt: delivery.created!,
      restaurant: placeOf(restaurantOf(delivery)),
      address: placeOf(delivery.order_id),
    }))
    .sort((a, b) => a.orderedAt - b.orderedAt || (a.id < b.id ? -1 : 1))
}

export const analysisCase: AnalysisCase<Service, Choice> = {
  log: SERVICE,
  choices: fc
    .tuple(
      serviceChoice,
      fc.record({
        window: fc.constantFrom(0, 3, 10, 60),
        radius: fc.constantFrom(0, 0.5, 1, 10),
        cap: fc.integer({ min: 1, max: 4 }),
      }),
    )
    .map(([choice, rule]) => ({ ...choice, ...rule })),
  asked: (choice) => ({ ...withFilter(choice), mph: 20, stop_minutes: 2 }),
  reference: (service, choice) => {
    const orders = ordersOf(service, choice)
    if (orders.length === 0) return []
    const rule = { windowMinutes: choice.window, radiusMiles: choice.radius, cap: choice.cap, mph: 20, stopMinutes: 2 }
    const found = referenceReplay(orders, rule, milesBetween)
    const minutes = found.flatMap(({ ids, delivered }) =>
      ids.map((id) => delivered[id]! - orders.find((order) => order.id === id)!.orderedAt),
    )
    const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0)
    return [
      {
        window_minutes: choice.window,
        orders: orders.length,
        batches: found.length,
        orders_per_batch: orders.length / found.length,
        batched_pct: (100 * sum(found.map(({ ids }) => (ids.length > 1 ? ids.length : 0)))) / orders.length,
        mean_minutes: sum(minutes) / orders.length,
        miles_per_order: sum(found.map(({ miles }) => miles)) / orders.length,
      },
    ]
  },
  told: toldColumns,
  without: { ...OF_PLAIN_TABLES, drill: 'the batches of a replay exist on paper alone' },
}
