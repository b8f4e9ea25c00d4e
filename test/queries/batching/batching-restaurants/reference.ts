import { groupBy, mean, outcomesOf, percent, within, type Options, type Outcome } from '../reference'
import { restaurantOf, type Service } from '../service'

/** Restaurants by the definition, delivery by delivery. */
export function referenceRestaurants(
  service: Service,
  from: string | null,
  to: string | null,
  least: number,
  fast: number,
  options: Options,
): readonly object[] {
  const outcomes = outcomesOf(service, options).filter(
    (one) => (from === null && to === null) || (one.date !== '' && within(one.date, from, to)),
  )
  const orders = (list: readonly Outcome[]): number => new Set(list.map((one) => one.delivery.order_id)).size
  const fastShare = (list: readonly Outcome[]): number | null =>
    percent(list.map((one) => (one.wait === null ? null : one.wait <= fast)))
  return [...groupBy(outcomes, (one) => restaurantOf(one.delivery))]
    .filter(([, own]) => orders(own) >= least)
    .map(([restaurant, own]) => {
      const [alone, together] = [own.filter((one) => one.trip === null), own.filter((one) => one.trip !== null)]
      const [first, later] = [together.filter((one) => one.sequence === 1), together.filter((one) => one.sequence! > 1)]
      return {
        restaurant_id: restaurant,
        restaurant_name: restaurant === 203 ? null : `R${restaurant}`,
        can_handle_batch_pickups: restaurant === 203 ? null : 'true',
        orders: orders(own),
        batched_orders: orders(together),
        batched_wait_minutes: mean(together.map((one) => one.wait)),
        individual_wait_minutes: mean(alone.map((one) => one.wait)),
        first_pickup_wait_minutes: mean(first.map((one) => one.wait)),
        later_pickup_wait_minutes: mean(later.map((one) => one.wait)),
        first_pickup_delay_minutes: mean(first.map((one) => one.slip)),
        later_pickup_delay_minutes: mean(later.map((one) => one.slip)),
        batched_fast_pickup_pct: fastShare(together),
        individual_fast_pickup_pct: fastShare(alone),
      }
    })
}
