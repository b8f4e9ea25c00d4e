import { elementAt, required } from '../../../src-renderer/base/required'
/** A place in degrees. */
export interface Place {
  readonly lat: number
  readonly lng: number
}

/** An order as the log has it. Times in minutes from any fixed moment. */
export interface LoggedOrder {
  readonly id: string
  readonly orderedAt: number
  /** When the food is ready. */
  readonly readyAt: number
  readonly restaurant: Place
  readonly address: Place
}

/** By what rule orders are put together, and how fast they are carried. */
export interface ReplayRule {
  readonly windowMinutes: number
  readonly radiusMiles: number
  readonly cap: number
  readonly mph: number
  readonly stopMinutes: number
}

export interface ReplayedBatch {
  readonly orders: readonly LoggedOrder[]
  /** When it was dropped off, order by order. */
  readonly deliveredAt: readonly number[]
  /** From the first pickup to the last drop-off. */
  readonly miles: number
  readonly startedAt: number
  readonly endedAt: number
}

const EARTH_MILES = 3958.8
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Great-circle miles (haversine). */
export function milesBetween(one: Place, two: Place): number {
  const half =
    Math.sin(radians(two.lat - one.lat) / 2) ** 2 +
    Math.cos(radians(one.lat)) * Math.cos(radians(two.lat)) * Math.sin(radians(two.lng - one.lng) / 2) ** 2
  return 2 * EARTH_MILES * Math.asin(Math.min(1, Math.sqrt(half)))
}

/**
 * Puts orders, sorted by time and id, into batches: each joins the batch that was opened first, of those that it may join,
 * and opens one of its own where there is none. It may join a batch with room that was opened at most a window ago, and
 * whose first order's restaurant and address are within the radius of its own.
 */
function formBatches(orders: readonly LoggedOrder[], rule: ReplayRule): readonly (readonly LoggedOrder[])[] {
  const batches: LoggedOrder[][] = []
  let open: LoggedOrder[][] = []
  for (const order of orders) {
    open = open.filter(
      (batch) => batch.length < rule.cap && order.orderedAt - elementAt(batch, 0).orderedAt <= rule.windowMinutes,
    )
    const batch = open.find(
      ([first]) =>
        milesBetween(required(first).restaurant, order.restaurant) <= rule.radiusMiles &&
        milesBetween(required(first).address, order.address) <= rule.radiusMiles,
    )
    if (batch !== undefined) batch.push(order)
    else {
      const opened = [order]
      batches.push(opened)
      open.push(opened)
    }
  }
  return batches
}

/**
 * Carries a batch: it leaves when it is full, else when its window ends. The driver is at the first restaurant then, fetches
 * in the order in which food is ready (then by id), waits for it, and drops off at the nearest address next.
 */
function carryBatch(orders: readonly LoggedOrder[], rule: ReplayRule): ReplayedBatch {
  const first = elementAt(orders, 0)
  let now = orders.length >= rule.cap ? required(orders.at(-1)).orderedAt : first.orderedAt + rule.windowMinutes
  const pickups = [...orders].sort(
    (one, two) => one.readyAt - two.readyAt || (one.id < two.id ? -1 : one.id > two.id ? 1 : 0),
  )
  let place = elementAt(pickups, 0).restaurant
  let miles = 0
  const go = (to: Place): void => {
    const leg = milesBetween(place, to)
    miles += leg
    now += (leg / rule.mph) * 60
    place = to
  }
  let startedAt = now
  pickups.forEach((order, at) => {
    go(order.restaurant)
    now = Math.max(now, order.readyAt)
    if (at === 0) startedAt = now
    now += rule.stopMinutes
  })
  const deliveredAt = new Map<LoggedOrder, number>()
  const left = [...orders]
  while (left.length > 0) {
    const nearest = left.reduce((best, order) =>
      milesBetween(place, order.address) < milesBetween(place, best.address) ? order : best,
    )
    go(nearest.address)
    deliveredAt.set(nearest, now)
    left.splice(left.indexOf(nearest), 1)
    if (left.length > 0) now += rule.stopMinutes
  }
  return {
    orders,
    deliveredAt: orders.map((order) => required(deliveredAt.get(order))),
    miles,
    startedAt,
    endedAt: now,
  }
}

export const replay = (orders: readonly LoggedOrder[], rule: ReplayRule): readonly ReplayedBatch[] =>
  formBatches(orders, rule).map((batch) => carryBatch(batch, rule))
